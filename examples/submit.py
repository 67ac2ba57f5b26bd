#!/usr/bin/env python3
"""Submit newspaper pages to Pagewire from another program.

    examples/submit.py [--endpoint tcp://127.0.0.1:7004] [--keys DIR] [--lane backfill] FILE...

Without --endpoint it finds the pipeline that `pagewire up` runs here (its state folder in
$PAGEWIRE_STATE, or ~/.local/state/pagewire: `run/ingest.run` there names the endpoint), else
ingest's default.  --keys is a folder that `pagewire keygen` made, for a pipeline on another host.

Needs pyzmq (Debian: python3-zmq).  Shows all that a client should do: a DEALER
with up to 100 requests in flight, told apart by `seq`; BUSY is obeyed; a request
that stays without answer is sent again, which is harmless, since the same page
has the same id.  Prints a line for each file; the exit status is 1 when any
was not accepted.  PROTOCOL.md, "Requests of clients", says what else can be asked.
"""
import argparse
import json
import os
import pathlib
import sys
import time

try:
    import zmq
except ImportError:
    sys.exit("submit.py needs pyzmq: apt install python3-zmq")

IN_FLIGHT = 100  # requests on their way at once
PATIENCE = 10.0  # seconds without an answer after which a request is sent again
SILENCE = 30.0  # seconds without any answer after which it gives up
NOTICE = 5.0  # seconds of silence that are told


def find_endpoint():
    """Where the ingest of `pagewire up` listens, or the default of a configured one."""
    state = os.environ.get("PAGEWIRE_STATE") or os.path.join(
        os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state"), "pagewire")
    try:
        for line in open(os.path.join(state, "run", "ingest.run"), encoding="utf-8"):
            if line.startswith("submit_endpoint="):
                return line.split("=", 1)[1].strip()
    except OSError:
        pass
    return "tcp://127.0.0.1:7004"


def read_key(path, name):
    """A key of a file that `pagewire keygen` wrote."""
    for line in open(path, encoding="utf-8"):
        if line.strip().startswith(name):
            return line.split("=", 1)[1].strip().strip('"').encode()
    sys.exit("%s: no %s there" % (path, name))


def secure(socket, folder):
    """CURVE: who we are, and whom we expect there."""
    secret = os.path.join(folder, "self.key_secret")
    server = os.path.join(folder, "server.key")
    socket.curve_publickey = read_key(secret, "public-key")
    socket.curve_secretkey = read_key(secret, "secret-key")
    socket.curve_serverkey = read_key(server if os.path.exists(server) else secret, "public-key")


def describe(path):
    """Paper, date and number from 焦作日报/2018-01-09/A03.txt."""
    meta = {"name": path.stem}
    parts = path.absolute().parts
    if len(parts) >= 3 and len(parts[-2]) == 10 and parts[-2][4] == parts[-2][7] == "-":
        meta.update(paper=parts[-3], date=parts[-2], number=path.stem)
    return meta


def submit(socket, files, lane, report):
    """Submit all files; report(path, answer) is called for each."""
    waiting = [(0.0, seq) for seq in range(len(files))]  # (not before, seq)
    in_flight = {}  # seq -> when it was sent
    heard = time.monotonic()  # when an answer came last
    told = False  # that none comes
    while waiting or in_flight:
        now = time.monotonic()
        if now - heard > SILENCE:
            sys.exit("no answer from %s for %d s: is a pipeline running there?"
                     % (socket.last_endpoint.decode().rstrip("\0"), SILENCE))
        if now - heard > NOTICE and not told:
            told = True
            print("waiting for an answer from", socket.last_endpoint.decode().rstrip("\0"), file=sys.stderr)
        for seq, sent in list(in_flight.items()):
            if now - sent > PATIENCE:
                del in_flight[seq]
                waiting.append((now, seq))
        for item in [w for w in waiting if w[0] <= now][: IN_FLIGHT - len(in_flight)]:
            waiting.remove(item)
            seq = item[1]
            header = {"type": "SUBMIT", "seq": seq, "lane": lane, **describe(files[seq])}
            socket.send_multipart([json.dumps(header).encode(), files[seq].read_bytes()])
            in_flight[seq] = now
        if not in_flight:
            time.sleep(0.05)
        while in_flight and socket.poll(100):
            answer = json.loads(socket.recv_multipart()[0])
            seq = answer.get("seq")
            heard = time.monotonic()
            if seq not in in_flight:
                continue  # the answer to a request that was sent twice
            del in_flight[seq]
            if answer["type"] == "BUSY":
                waiting.append((time.monotonic() + answer["retry_after_ms"] / 1000, seq))
            else:
                report(files[seq], answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", help="ingest's submit_endpoint")
    parser.add_argument("--keys", metavar="DIR", help="folder of CURVE keys, for another host")
    parser.add_argument("--lane", default="live", choices=["live", "backfill"])
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()
    failed = 0

    def report(path, answer):
        nonlocal failed
        if answer["type"] == "ACCEPTED":
            print(answer["page_id"], answer["state"], path)
        else:
            failed += 1
            print(answer["type"], answer.get("reason", "").replace("\n", "; "), path, file=sys.stderr)

    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    if options.keys:
        secure(socket, options.keys)
    socket.connect(options.endpoint or find_endpoint())
    submit(socket, options.files, options.lane, report)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
