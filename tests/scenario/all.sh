#!/bin/sh
# all.sh: every scenario, one summary line at the end (`make scenario`).
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp)
trap 'rm -f "$work"' EXIT
for test in tests/scenario/*; do
    case $test in *.*) continue ;; esac
    [ -x "$test" ] || continue
    echo "== $test"
    "$test" 2>&1 | tee -a "$work"
done
awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ { p += $1; f += $3; s += $5; n++ }
     END { print p + 0 " passed, " f + 0 " failed, " s + 0 " skipped"; exit f > 0 || n == 0 }' "$work"
