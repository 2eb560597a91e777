#!/usr/bin/env bash
# What a build changed, as Markdown: `summary.sh public/build.json`. Pages are named, data and the like are counted.
set -euo pipefail

jq --raw-output '
  def is_page: endswith(".html");
  def noun($count; $one): "\($count) \($one)\(if $count == 1 then "" else "s" end)";
  def list($title; $files):
    ($files | map(select(is_page))) as $pages
    | (($files | length) - ($pages | length)) as $others
    | if ($files | length) == 0 then empty
      else
        "\n**\($title):** \(noun($pages | length; "page"))"
          + (if $others > 0 then " and \(noun($others; "other file"))" else "" end)
          + "\n"
          + ($pages[:20] | map("\n- `\(.)`") | join(""))
          + (if ($pages | length) > 20 then "\n- and \(($pages | length) - 20) more" else "" end)
      end;
  "### What this changes in the site",
  (if ((.added + .changed + .removed) | length) == 0 then "\nNothing: every file stays as it is."
   else
    list("Added"; .added), list("Changed"; .changed), list("Removed"; .removed)
   end)
' "$1"
