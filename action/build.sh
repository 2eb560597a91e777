#!/usr/bin/env bash
# Builds the site; with COMPARE, that commit's first, so that build.json says what the change does. With SHARD, a part of it;
# with MERGE, the site of its parts.
set -euo pipefail

build() { # folder of scorpfolio.toml
  local arguments=(--root "$1" --output "$OUTPUT" --audience "$AUDIENCE")
  if [ "$STRICT" = true ]; then arguments+=(--strict); fi
  if [ -n "$SHARD" ]; then arguments+=(--shard "$SHARD"); fi
  scorpfolio build "${arguments[@]}"
}

if [ -n "$SHARD" ]; then
  # A part is no site: what the change does is said where the parts are joined.
  build "$ROOT"
  exit
fi

if [ -n "$COMPARE" ]; then
  before="${RUNNER_TEMP:-/tmp}/scorpfolio-before"
  git worktree add --force --detach "$before" "$COMPARE"
  # "Today" is one day for both: else a night between them would look like a change. What is wrong with the old commit is not
  # this change's fault: then everything is new.
  SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
  export SOURCE_DATE_EPOCH
  (GITHUB_ACTIONS='' STRICT=false build "$before/$ROOT") || echo "the commit to compare with cannot be built"
  git worktree remove --force "$before"
fi

if [ -n "$MERGE" ]; then
  # Whom the parts are for was said when they were made.
  scorpfolio build --root "$ROOT" --output "$OUTPUT" --merge "$MERGE"/*
else
  build "$ROOT"
fi

summary="${RUNNER_TEMP:-/tmp}/scorpfolio-summary.md"
"$(dirname "$0")/summary.sh" "$OUTPUT/build.json" > "$summary"
{
  echo "summary=$summary"
  echo "changed=$(jq '(.added + .changed + .removed) | length' "$OUTPUT/build.json")"
} >> "$GITHUB_OUTPUT"
cat "$summary" >> "$GITHUB_STEP_SUMMARY"
