# lib.sh: what the scenarios share.  Sourced by bash scripts of this folder.
#
# A scenario is a function; `scenario NAME` runs it in a fresh state folder with
# a Redis of its own and counts its outcome.  Daemons are the real programs, on
# ipc endpoints.  Nothing is left behind.
#
#   PAGEWIRE_BUILD           the build to test (default build/release)
#   PAGEWIRE_FAULTS_BUILD    the build that can be made to fail (default made here)
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
root=$PWD
build=${PAGEWIRE_BUILD:-build/release}
faults=${PAGEWIRE_FAULTS_BUILD:-$build-faults}
export PAGEWIRE_DATA=$root/data
unset PAGEWIRE_CRASH_AT PAGEWIRE_CRASH_MARK PAGEWIRE_SLEEP_AT PAGEWIRE_HANG_AT PAGEWIRE_DONE_EARLY \
    PAGEWIRE_NO_CUSTODY PAGEWIRE_BLIND_CREDIT PAGEWIRE_LEDGER_FIRST PAGEWIRE_NO_UPSERT

make_all() {
    make -s -j"$(nproc)" VARIANT="${build#build/}" all "$build/tests/scenario/feed" \
        "$build/tests/scenario/checker" &&
        make -s -j"$(nproc)" VARIANT="${faults#build/}" EXTRA_CFLAGS=-DPAGEWIRE_FAULTS all
}
[ -n "${SCENARIO_BUILT:-}" ] || make_all >&2 || exit 1
export SCENARIO_BUILT=yes

sample=tests/scenario/page.txt # a short one: the work is not what is tested
passed=0 failed=0 skipped=0
declare -A pid
exec 2> >(grep --line-buffered -v ' Killed  ' >&2) # bash tells of each daemon that was killed

say() {
    echo "    $*"
    [ -z "${work:-}" ] || echo "    $*" >>"$work/said"
}

# Waits at most $1 s until the command succeeds.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

# Ports that nobody listens at, and below those that the kernel gives to whoever connects: free_ports COUNT
free_ports() {
    python3 -c '
import random, socket, sys
ports = []
while len(ports) < int(sys.argv[1]):
    try:
        port = random.randint(10000, 30000)
        socket.create_server(("127.0.0.1", port)).close()
        ports += [port] if port not in ports else []
    except OSError:
        pass
print(*ports)' "$1"
}

# ---- Redis ----

redis() {
    redis-cli -s "$work/redis.sock" "$@" 2>/dev/null
}

redis_answers() {
    [ "$(redis ping)" = PONG ]
}

start_redis() {
    redis-server --port 0 --unixsocket "$work/redis.sock" --dir "$work/redis" --save '' \
        --appendonly yes --appendfsync always --maxmemory 256mb --maxmemory-policy volatile-lru \
        >>"$work/redis.log" 2>&1 &
    pid[redis]=$!
    wait_until 120 redis_answers
}

# ---- daemons ----

# start NAME SERVICE [VAR=VALUE...]: runs build $use, waits until it has started.
start() {
    local name=$1 service=$2
    shift 2
    rm -f "$work/$name.run"
    env PAGEWIRE_RUN_FILE="$work/$name.run" PAGEWIRE_INSTANCE="$name" \
        PAGEWIRE_REDIS_URL="unix://$work/redis.sock" PAGEWIRE_ARCHIVE="$work/archive.db" \
        PAGEWIRE_SUBMIT_ENDPOINT="ipc://$work/submit" PAGEWIRE_QUERY_ENDPOINT="ipc://$work/query" \
        PAGEWIRE_EDIT_ENDPOINT="ipc://$work/edit" PAGEWIRE_FEED_ENDPOINT="ipc://$work/feed" \
        PAGEWIRE_HOP_ENDPOINT="ipc://$work/$name.$service" \
        PAGEWIRE_DOCUMENT_ENDPOINT="ipc://$work/$name.documents" \
        PAGEWIRE_UPSTREAM="$(upstream "$service")" PAGEWIRE_HOP_CUSTODY_MAX=8 "$@" \
        "$use/pagewire-$service" >>"$work/$name.log" 2>&1 &
    pid[$name]=$!
    wait_until 120 has_begun "$name"
    test -s "$work/$name.run" || { say "$name did not start"; return 1; }
}

has_begun() {
    test -s "$work/$1.run" || is_gone "$1"
}

upstream() {
    case $1 in
    decode) echo "ipc://$work/*.documents" ;;
    segment) echo "ipc://$work/*.ingest ipc://$work/*.decode" ;;
    enrich) echo "ipc://$work/*.segment" ;;
    store) echo "ipc://$work/*.enrich" ;;
    *) echo none ;;
    esac
}

# start_all SEGMENTS ENRICHERS
start_all() {
    local i
    start_redis && start ingest ingest && start store store || return 1
    for ((i = 1; i <= $1; i++)); do start "segment-$i" segment || return 1; done
    for ((i = 1; i <= $2; i++)); do start "enrich-$i" enrich || return 1; done
}

is_gone() {
    ! kill -0 "${pid[$1]}" 2>/dev/null
}

# Sends SIGTERM, waits for the end, returns the exit status.
stop() {
    kill -TERM "${pid[$1]}"
    wait_until 120 is_gone "$1" || return 99
    wait "${pid[$1]}"
}

crash() {
    kill -KILL "${pid[$1]}"
    dies "$1"
}

# Waits for the end of a daemon that was or will be killed by SIGKILL.
dies() {
    { wait "${pid[$1]}"; } 2>/dev/null
    [ $? -eq 137 ]
}

stop_everything() {
    local name
    [ -z "${work:-}" ] || : >"$work/enough"
    [ -z "${pid[feed]:-}" ] || pkill -KILL -P "${pid[feed]}" # the client that feed_on runs
    for name in "${!pid[@]}"; do kill -CONT "${pid[$name]}" 2>/dev/null; done
    for name in "${!pid[@]}"; do kill -KILL "${pid[$name]}" 2>/dev/null; done
    for name in "${!pid[@]}"; do wait "${pid[$name]}" 2>/dev/null; done
    pid=()
}

# ---- clients ----

# feed COUNT FIRST [SECONDS]: submits pages, answers are collected.
feed() {
    "$build/tests/scenario/feed" "ipc://$work/submit" "$1" "$2" "$sample" "${3:-240}" \
        >>"$work/answers" 2>>"$work/feed.log"
}

feed_behind() {
    feed "$@" &
    pid[feed]=$!
}

feed_ends() {
    wait "${pid[feed]}"
    local status=$?
    unset 'pid[feed]'
    [ $status -eq 0 ] || say "feed: $(tail -n 1 "$work/feed.log")"
    return $status
}

# Pages go on coming, 40 at a time, until feed_enough: however long what is waited for meanwhile takes
# on a busy machine, it takes place under load.
feed_on() {
    local first
    rm -f "$work/enough"
    for ((first = 0; ; first += 40)); do
        [ ! -e "$work/enough" ] || return 0
        feed 40 $first || return 1
    done &
    pid[feed]=$!
}

feed_enough() {
    : >"$work/enough"
    feed_ends
}

# check SECONDS [DEAD...]
check() {
    local seconds=$1
    shift
    "$build/tests/scenario/checker" "$work/answers" "ipc://$work/submit" "ipc://$work/query" \
        "$seconds" "$@" >"$work/verdict" 2>&1
    local status=$?
    sed 's/^/    /' "$work/verdict"
    [ $status -eq 0 ] || sed 's/^/    /' "$work/verdict" >>"$work/said"
    return $status
}

accepted() {
    local count
    count=$(grep -c ACCEPTED "$work/answers" 2>/dev/null)
    echo "${count:-0}"
}

has_accepted() {
    [ "$(accepted)" -ge "$1" ]
}

# How often daemon NAME logged EVENT, of the page $3 when given.
logged() {
    grep -cE "^[a-z]+ [a-z]+ $2 .*${3:-}" "$work/$1.log" 2>/dev/null || true
}

has_logged() {
    [ "$(logged "$1" "$2")" -ge "$3" ]
}

# What a daemon answers over HTTP: http DAEMON PATH
http() {
    local address
    address=$(sed -n 's/^http=//p' "$work/$1.run")
    exec 3<>"/dev/tcp/${address%:*}/${address##*:}" || return 1
    printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3
    timeout 30 cat <&3
    exec 3>&-
}

# The sum of a metric over daemons: metric NAME DAEMON...
metric() {
    local name=$1 daemon sum=0 value
    shift
    for daemon; do
        value=$(http "$daemon" /metrics | sed -n "s/^pagewire_$name \([0-9]*\).*/\1/p")
        sum=$((sum + ${value:-0}))
    done
    echo "$sum"
}

# ---- counting ----

clean_up() {
    stop_everything
    [ -z "${work:-}" ] || rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# scenario FUNCTION [ARGUMENT...]
scenario() {
    local began=$SECONDS
    work=$(mktemp -d /tmp/pw.XXXXXX)
    mkdir "$work/redis"
    use=$build
    echo "$*"
    if "$@"; then
        passed=$((passed + 1))
        echo "  passed: $* ($((SECONDS - began)) s)"
    else
        failed=$((failed + 1))
        [ -z "${SCENARIO_KEEP:-}" ] || { cp -r "$work" "$SCENARIO_KEEP" && say "kept in $SCENARIO_KEEP"; }
        tail -n 6 "$work"/*.log | sed 's/^/      /'
        echo "  FAILED: $* ($((SECONDS - began)) s)" # last, with the reasons: reports show the end
        cat "$work/said" 2>/dev/null
    fi
    stop_everything
    rm -rf "$work"
    work=
}

# crash_at POINT: the first worker of that service dies when it comes there for the
# nth time, and is started again.
crash_at() {
    local point=$1 service=${1%%:*} nth=2 each
    local name=$service
    use=$faults
    case $service in segment | enrich) name=$service-1 nth=4 ;; esac
    start_redis || return 1
    for each in ingest:ingest store:store segment-1:segment segment-2:segment enrich-1:enrich \
        enrich-2:enrich; do
        if [ "${each%%:*}" = "$name" ]; then
            start "$name" "$service" PAGEWIRE_CRASH_AT="$point:$nth" \
                PAGEWIRE_CRASH_MARK="$work/mark" || return 1
        else
            start "${each%%:*}" "${each#*:}" || return 1
        fi
    done
    feed_behind 60 0 240
    wait_until 120 test -s "$work/mark" || { say "$point was not hit"; return 1; }
    dies "$name" || { say "$name was not killed"; return 1; }
    say "hit: $(cat "$work/mark")"
    start "$name" "$service" || return 1
    feed_ends && check 240
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed -eq 0 ]
}
