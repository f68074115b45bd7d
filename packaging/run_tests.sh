#!/usr/bin/env bash
# The default tests, in two halves side by side: most of them wait more than they work. With a path among the arguments, only that.
set -uo pipefail
cd "$(dirname "$0")/.."

run=(.venv/bin/python -m pytest -m "not battery and not benchmark")
for word in "$@"; do
  if [ -e "${word%%::*}" ]; then exec "${run[@]}" "$@"; fi
done
other=$(mktemp)
trap 'kill "$beside" 2>/dev/null; rm -f "$other"' EXIT
"${run[@]}" "$@" --ignore=tests/ui --ignore=tests/video > "$other" 2>&1 &
beside=$!
"${run[@]}" "$@" tests/ui tests/video
first=$?
wait "$beside"
second=$?
cat "$other"
[ "$first" = 0 ] && [ "$second" = 0 ]
