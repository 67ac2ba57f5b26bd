#!/bin/bash
# soak.sh: every row of the table of targets in docs/reliability.md, in one run (`make soak`); at the end the table, also in
# $PAGEWIRE_SOAK (build/soak).  As root the storm has three hosts whose links are cut.
#
#     KILLS=1000 SEED=1 IDLE=10000 UNREAD=1000 FREEZE_SECONDS=60 PAGES=400 tests/scenario/soak.sh
#
# Those are its lengths: of half an hour the storm has a quarter, the long freezes 6 minutes.  A target that is missed, a
# page that is lost or a daemon that ends makes the status 1.
set -u
cd "$(dirname "$0")/../.." || exit 1
out=${PAGEWIRE_SOAK:-build/soak}
rm -rf "$out"
mkdir -p "$out"
missed=0

# run NAME COMMAND...: what it prints is shown and kept in $out/NAME.
run() {
    local name=$1
    shift
    echo "== $name: $*"
    "$@" 2>&1 | tee "$out/$name"
    [ "${PIPESTATUS[0]}" -eq 0 ] || { echo "   $name is not content"; missed=$((missed + 1)); }
}

# row WHAT TARGET MEASURED [OPERATOR BOUND]: a row of the table; the number that MEASURED begins with is compared.
row() {
    local verdict=
    if [ $# -gt 3 ]; then
        verdict=$(awk -v found="${3%% *}" -v op="$4" -v bound="$5" 'BEGIN {
            good = found ~ /^[0-9.]+$/ && (op == "<=" ? found + 0 <= bound : found + 0 >= bound)
            print good ? "met" : "MISSED" }')
        [ "$verdict" = met ] || missed=$((missed + 1))
    fi
    echo "| $1 | $2 | ${3:-?} | $verdict |" >>"$out/table"
}

run freeze tests/scenario/freeze.long
run hostile tests/scenario/hostile --idle "${IDLE:-10000}" --unread "${UNREAD:-1000}" --patience 1
run alternatives bench/alternatives
run slow bench/slow
run pipeline bench/pipeline --enrich 2 --pages "${PAGES:-400}"
run storm tests/scenario/storm --seed "${SEED:-1}" --kills "${KILLS:-1000}" $([ "$(id -u)" -ne 0 ] || echo --hosts)

{
    echo "| what | target | $(date +%Y-%m-%d) | |"
    echo "| --- | --- | --- | --- |"
} >"$out/table"
storm=$(sed -n 's/^seed.*: \([0-9]* kills\).*/\1/p' "$out/storm")
row "lost, doubled or changed in kills, freezes and cuts" 0 \
    "$(sed -n 's/.* \([0-9]*\) faults$/\1/p' "$out/storm" | tail -n 1) in $storm; $(grep -E '^(GREEN|RED)' "$out/storm" | head -n 1)" '<=' 0
row "next commit after a kill, p99 of the slowest kind" "3 s" \
    "$(awk -F'|' '/^\| [a-z]+ \| [0-9]+ \|/ && $5 + 0 >= most { most = $5 + 0; kind = $2 } END { print most " s (" kind ")" }' "$out/storm")" '<=' 3
row "commits while one of four alternatives is cut, frozen or lies, after 3 s" "0.80 of what the others can do" \
    "$(awk -F'|' '/^\| (enrich|segment) / && (least == "" || $6 + 0 < least) { least = $6 + 0; what = $2 $3 } END { print least " (" what ")" }' "$out/alternatives")" '>=' 0.8
row "one of four workers 20 times slower" "1.3 times the ideal makespan" \
    "$(sed -n 's/^the ideal is [0-9.]* s: \([0-9.]*\).*/\1/p' "$out/slow")" '<=' 1.3
row "largest daemon with ${IDLE:-10000} idle clients, ${UNREAD:-1000} that do not read, floods" "256 MB" \
    "$(awk -F'|' '/^\| .* MB \|/ { split($3, at, " "); if (at[2] + 0 > most) { most = at[2] + 0; who = at[1] " with" $2 } } END { print most " MB (" who ")" }' "$out/hostile")" '<=' 256
row "others wait meanwhile" "1 s" \
    "$(awk -F'|' '/^\| .* MB \|/ { for (i = 4; i <= 5; i++) if ($i + 0 > most) most = $i + 0 } END { print most + 0 " s" }' "$out/hostile")" '<=' 1
row "2 enrich workers, all CPU counted" "0.95 of two cores" \
    "$(sed -n 's/^  of what .* all of that CPU counted: *\([0-9.]*\).*/\1/p' "$out/pipeline")" '>=' 0.95
cat "$out/table"
echo "$missed missed"
[ $missed -eq 0 ]
