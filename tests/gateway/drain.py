"""drain: a gateway that is told to end while a client is slow to read: the answer comes to its last byte.

usage: drain.py HOST:PORT PATH PID LOG"""
import os
import signal
import socket
import sys
import time

where, path, pid, log = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
host, port = where.rsplit(":", 1)
client = socket.socket()
client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
client.settimeout(120)
client.connect((host, int(port)))
client.sendall(f"GET {path} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
got = b""
while b"\r\n\r\n" not in got:
    got += client.recv(4096)
head, got = got.split(b"\r\n\r\n", 1)
length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
os.kill(pid, signal.SIGTERM)
for _ in range(20):  # one that does not wait has ended by then
    if b" ended " in open(log, "rb").read():
        break
    time.sleep(0.05)
have = len(got)
try:
    while have < length:
        part = client.recv(1 << 20)
        if not part:
            break
        have += len(part)
except OSError as error:
    print(error)
print(f"{have} of {length} bytes came")
sys.exit(0 if have == length else 1)
