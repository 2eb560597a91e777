#!/usr/bin/env bash
# Builds the site; with COMPARE, that commit's first, so that build.json says what the change does.
set -euo pipefail

build() { # folder of scorpfolio.toml
  local arguments=(--root "$1" --output "$OUTPUT" --audience "$AUDIENCE")
  if [ "$STRICT" = true ]; then arguments+=(--strict); fi
  scorpfolio build "${arguments[@]}"
}

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

build "$ROOT"

summary="${RUNNER_TEMP:-/tmp}/scorpfolio-summary.md"
"$(dirname "$0")/summary.sh" "$OUTPUT/build.json" > "$summary"
{
  echo "summary=$summary"
  echo "changed=$(jq '(.added + .changed + .removed) | length' "$OUTPUT/build.json")"
} >> "$GITHUB_OUTPUT"
cat "$summary" >> "$GITHUB_STEP_SUMMARY"
