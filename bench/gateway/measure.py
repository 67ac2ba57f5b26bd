"""measure: submits by HTTP and by ZeroMQ, the time from commit to event, and memory with listeners.

usage: measure.py URL STATE PAGES LISTENERS PID"""
import http.client
import json
import random
import resource
import select
import socket
import sys
import threading
import time
import urllib.parse

url, state, pages, listeners, pid = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
where = urllib.parse.urlsplit(url).netloc
host, port = where.split(":")
CLIENTS = 8


def page():
    """6 KB of text like no other."""
    return "".join(chr(random.randrange(0x4E00, 0x9FA5)) for _ in range(2000)).encode()


def memory():
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def by_http(count):
    connection = http.client.HTTPConnection(where, timeout=30)
    for i in range(count):
        connection.request("POST", "/v1/pages?lane=backfill", page())
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 202, answer.status


def by_zmq(count):
    import zmq

    door = zmq.Context.instance().socket(zmq.REQ)
    door.connect(f"ipc://{state}/run/submit")
    for i in range(count):
        door.send_multipart([json.dumps({"type": "SUBMIT", "lane": "backfill"}).encode(), page()])
        assert json.loads(door.recv_multipart()[0])["type"] == "ACCEPTED"


def rate(how):
    threads = [threading.Thread(target=how, args=(pages // CLIENTS,)) for _ in range(CLIENTS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pages // CLIENTS * CLIENTS / (time.monotonic() - begun)


# Time from commit to event, while pages come one after another.
late = []
connection = http.client.HTTPConnection(where, timeout=60)
connection.request("GET", "/v1/events")
events = connection.getresponse()
submitter = threading.Thread(target=lambda: by_http(100))
submitter.start()
while len(late) < 100:
    line = events.readline()
    if line.startswith(b"data: "):
        late.append(time.time() * 1000 - json.loads(line[6:])["data"]["time_ms"])
submitter.join()
connection.close()
late.sort()
print(f"event after commit: median {late[50]:.0f} ms, p99 {late[98]:.0f} ms")

print(f"submits of 6 KB, {CLIENTS} clients: {rate(by_http):.0f}/s by HTTP, {rate(by_zmq):.0f}/s by ZeroMQ")

most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 50
listeners = min(listeners, most)
before = memory()
open_ones = []
for i in range(listeners):
    s = socket.create_connection((host, int(port)))
    s.sendall(b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    open_ones.append(s)
    if i % 100 == 0:
        time.sleep(0.01)
poll = select.epoll()
for s in open_ones:
    poll.register(s, select.EPOLLIN)
heard, end = set(), time.monotonic() + 60
while len(heard) < listeners and time.monotonic() < end:
    for fd, _ in poll.poll(1):
        heard.add(fd)
        poll.unregister(fd)
print(f"{len(heard)} listeners: {memory():.1f} MB (before: {before:.1f} MB)")
