# What `pagewire check-config --keys` prints, as lists of a manual page.  Each section is
# followed by common's keys there; here those stand once.
function quote(text) {
    gsub(/\\/, "\\e", text)
    gsub(/^[.']/, "\\\\\\&&", text)
    return text
}
/^[a-z]/ {
    skipped = seen[$0]++
    if (!skipped) {
        if (open)
            print ".El"
        print ".Ss " $0
        print ".Bl -tag -width Ds -compact"
        open = 1
    }
    next
}
!skipped {
    sub(/^ */, "")
    equals = index($0, " =")
    rest = substr($0, equals + 2)
    match(rest, /  +/)
    value = substr(rest, 1, RSTART - 1)
    sub(/^ /, "", value)
    print ".It Cm " substr($0, 1, equals - 1) (value == "" ? "" : " No = " quote(value))
    print quote(substr(rest, RSTART + RLENGTH))
}
END { print ".El" }
