# lib.sh: what the tests of the command line share.  Sourced by them, in sh.
#
# PAGEWIRE_BUILD names the build (build/release).  Each test runs in a folder of
# its own, $work, which is removed.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PAGEWIRE_BUILD:-build/release}
case $build in /*) ;; *) build=$root/$build ;; esac
pagewire=$build/pagewire
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' INT TERM HUP
unset PAGEWIRE_STATE PAGEWIRE_DATA PAGEWIRE_CONFIG PAGEWIRE_LOCALE LANGUAGE
LC_ALL=C.UTF-8 # messages are compared
export LC_ALL
passed=0 failed=0 skipped=0

# check NAME COMMAND...: the command must succeed.
check() {
    name=$1
    shift
    if "$@" >"$work/check.out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name: $*"
        head -n 20 "$work/check.out" | sed 's/^/    /'
    fi
}

# same NAME GOT WANTED: two texts must be equal.
same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n    got:    %s\n    wanted: %s\n' "$1" "$2" "$3"
    fi
}

# holds NAME TEXT PART: the text must hold the part.
holds() {
    case $2 in
    *"$3"*) passed=$((passed + 1)) ;;
    *)
        failed=$((failed + 1))
        printf 'FAILED: %s\n    got:    %s\n    wanted: ...%s...\n' "$1" "$2" "$3"
        ;;
    esac
}

# some NAME LEAST WORD...: there are at least so many words; before a loop over what was looked up.
some() {
    name=$1 least=$2
    shift 2
    if [ $# -ge "$least" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name: $# words, wanted $least and more"
    fi
}

# json EXPRESSION FILE: value of a Python expression on `lines`, the list of the
# file's JSON lines.
json() {
    python3 -c 'import json, sys
lines = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
print(eval(sys.argv[1]))' "$1" "$2"
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
    exit
}
