#!/usr/bin/env bash
# Puts scorpfolio on the PATH: a release whose checksum is right, or the source that this action came with.
set -euo pipefail

if [ "$VERSION" = source ]; then
  cargo install --locked --path "$ACTION_PATH" --features publish
  exit
fi

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64) target=aarch64-unknown-linux-musl ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  *)
    echo "::error::there is no release for $(uname -s) on $(uname -m): use \`version: source\`"
    exit 1
    ;;
esac

releases="$SERVER/$REPOSITORY/releases"
if [ "$VERSION" = latest ]; then
  address="$releases/latest/download"
else
  address="$releases/download/$VERSION"
fi
folder="${RUNNER_TEMP:-/tmp}/scorpfolio"
mkdir -p "$folder"
cd "$folder"
for file in "scorpfolio-$target.tar.gz" checksums.txt; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$address/$file"
done
grep " scorpfolio-$target.tar.gz\$" checksums.txt | sha256sum --check --quiet -
tar -xzf "scorpfolio-$target.tar.gz"
echo "$folder" >> "$GITHUB_PATH"
