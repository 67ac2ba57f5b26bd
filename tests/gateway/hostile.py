"""hostile: requests that no honest client makes, to a gateway at HOST:PORT whose head_time is 2 s."""
import re
import resource
import socket
import sys
import time

host, port = sys.argv[1].rsplit(":", 1)
where = (host, int(port))
failed = 0


def talk(*pieces, wait=60.0, enough=None):
    """Sends the pieces, returns all that comes until the end, so many answers, or the deadline."""
    got = b""
    with socket.create_connection(where, timeout=wait) as s:
        try:
            for piece in pieces:
                s.sendall(piece)
            deadline = time.monotonic() + wait
            while time.monotonic() < deadline and len(statuses(got)) != enough:
                s.settimeout(max(0.01, deadline - time.monotonic()))
                more = s.recv(65536)
                if not more:
                    return got, True
                got += more
        except (ConnectionError, BrokenPipeError):
            return got, True
        except socket.timeout:
            pass
    return got, False


def check(name, holds, detail=b""):
    global failed
    if not holds:
        failed += 1
        print(f"FAILED: {name}: {detail[:300]!r}")


def statuses(answer):
    return [int(code) for code in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", answer)]


def refused(answer, closed, *codes):
    """Whether it was told so with one of the codes, or cut off; silence is neither."""
    told = statuses(answer)
    return all(code in codes for code in told) and (closed or len(told) > 0)


HEAD = b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"GET /v1/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

# Framing that proxies read in two ways: refused, and nothing behind it is answered.
for name, request in {
    "two lengths": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                   b"Content-Length: 48\r\n\r\n" + SMUGGLED,
    "length and chunks": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an unknown coding": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                         b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a length with a sign": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: +4\r\n\r\nabcd" + SMUGGLED,
    "a length in hex": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x4\r\n\r\nabcd" + SMUGGLED,
    "a length below zero": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n" + SMUGGLED,
    "a huge length": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999\r\n\r\n" + SMUGGLED,
    "two hosts": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nContent-Length: 4\r\n\r\nabcd" + SMUGGLED,
    "a bad chunk": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + SMUGGLED,
}.items():
    answer, closed = talk(request)
    codes = statuses(answer)
    check(name, b"smuggled" not in answer and 404 not in codes and all(400 <= c < 500 for c in codes), answer)
    check(name + " ends the connection", closed, answer)

# Heads.
answer, closed = talk(HEAD + b"X: " + b"a" * 100000 + b"\r\n\r\n", enough=1)
check("a huge header", refused(answer, closed, *(400, 413, 414, 431)), answer)
answer, closed = talk(b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", enough=1)
check("a huge address", refused(answer, closed, *(400, 414, 431)), answer)
# One of any size is answered, though the library hangs up where its memory ends.
for size in range(300, 4400, 25):
    for name, more in ("alone", b""), ("with a cookie", b"Cookie: a=b; c=d\r\n"), ("with headers", b"".join(b"X%d: y\r\n" % i for i in range(30))):
        answer, _ = talk(b"GET /?" + b"a" * size + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + b"\r\n")
        check(f"an address of {size} bytes {name}", len(statuses(answer)) == 1 and statuses(answer)[0] in (200, 400, 414, 431), answer)
answer, closed = talk(HEAD + b"".join(b"X%d: y\r\n" % i for i in range(20000)) + b"\r\n", enough=1)
check("many headers", refused(answer, closed, *(400, 413, 431)), answer)
for count in (1, 100, 300, 2000):
    answer, _ = talk(b"GET /v1/search?" + b"limit=1&" * count + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", enough=1)
    check(f"{count} parameters", statuses(answer)[:1] in ([400], [414]), answer)
answer, _ = talk(b"GET /v1/status HTTP/1.1\r\n\r\n", enough=1)
check("no host", set(statuses(answer)) == {400}, answer)
answer, closed = talk(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), enough=1)
check("TLS", refused(answer, closed, *range(400, 500)), answer)
answer, closed = talk(b"GET /v1/status\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", enough=1)
check("a NUL", refused(answer, closed, *range(400, 500)), answer)
answer, _ = talk(HEAD + b"Authorization: Basic !!!!\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n", enough=1)
check("broken Basic", statuses(answer)[:1] == [401], answer)

# Two requests in one packet are answered in order.
answer, _ = talk(HEAD + b"\r\n" + HEAD + b"Connection: close\r\n\r\n")
check("pipelining", statuses(answer) == [200, 200], answer)

# Slow ones are cut: a head that never ends, a byte a time, and a body.
for name, first in {
    "a slow head": HEAD,
    "a slow body": b"POST /v1/pages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
}.items():
    begun = time.monotonic()
    cut = False
    with socket.create_connection(where, timeout=60) as s:
        s.sendall(first)
        try:
            while time.monotonic() - begun < 120 and not cut:
                s.sendall(b"X: y\r\n"[:2])
                s.settimeout(0.3)
                try:
                    cut = s.recv(1000) == b""
                except socket.timeout:
                    pass
        except (ConnectionError, BrokenPipeError):
            cut = True
    check(f"{name} is cut", cut, b"%.1f s" % (time.monotonic() - begun))

# Guessing tokens: after some, every further one waits.
codes = set()
for i in range(40):
    answer, _ = talk(HEAD + b"Authorization: Bearer guess%d\r\nX-Forwarded-For: 192.0.2.9\r\nConnection: close\r\n\r\n" % i)
    codes.update(statuses(answer))
check("guessing tokens", 429 in codes and 200 not in codes, repr(codes).encode())

# Many that say nothing, or once and no more, keep nobody waiting.  What is asked for is the gateway's own: whether
# ingest and store answer in time is not what is tried here.
OWN = b"HEAD /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n"
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
IDLE = 10000 if hard == resource.RLIM_INFINITY else min(10000, hard - 200)
idle, waits = [], []
try:
    for i in range(IDLE):
        idle.append(socket.create_connection(where, timeout=60))
        if i % 2 == 1:
            idle[-1].sendall(OWN + b"\r\n")  # and then it is kept alive
        if i % 500 == 499:
            begun = time.monotonic()
            answer, _ = talk(OWN + b"Connection: close\r\n\r\n")
            waits.append(time.monotonic() - begun)
            check(f"among {i + 1} idle connections", statuses(answer) == [200], answer)
    soon = sum(wait < 2 for wait in waits)  # before the idle ones are cut; a machine may stand still now and then
    check("soon", soon >= len(waits) // 2, b"%d of %d" % (soon, len(waits)))
finally:
    for s in idle:
        s.close()

# More at once than there is room for (bodies_max, 2 MiB here): who comes last is told to come again, and what the
# others have brought stays.  When it has been read is the gateway's affair, so that one after the other is tried.
SIZE, PIECE = 900 << 10, b"\0" * (100 << 10)  # no text: nothing is accepted
senders, answer = [], b""


def begin(pieces):
    senders.append(socket.create_connection(where, timeout=60))
    senders[-1].sendall(b"POST /v1/pages?name=much HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
                        b"Content-Length: %d\r\nConnection: close\r\n\r\n" % SIZE)
    for _ in range(pieces):
        senders[-1].sendall(PIECE)


try:
    while len(senders) < 40 and statuses(answer) != [503]:
        begin(8)
        begin(9)
        answer = senders[-1].recv(65536)
    check("too much at once", statuses(answer) == [503] and b"retry-after" in answer.lower(), answer)
finally:
    for s in senders:
        s.close()
check("and others are answered", statuses(talk(OWN + b"Connection: close\r\n\r\n")[0]) == [200])

sys.exit(1 if failed else 0)
