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


def pages_ready():
    """Pages made beforehand: making them takes longer than submitting."""
    return [page() for _ in range(pages)]


class HttpClient:
    """A client that has one request on its way, over a socket of its own."""

    def __init__(self):
        self.socket = socket.create_connection((host, int(port)))
        self.got = b""

    def ask(self, body):
        self.got = b""
        self.socket.sendall(b"POST /v1/pages?lane=backfill HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def fileno(self):
        return self.socket.fileno()

    def answered(self):
        self.got += self.socket.recv(65536)
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
            return False
        assert head.startswith(b"HTTP/1.1 202"), self.got
        return True


class ZmqClient:
    def __init__(self):
        import zmq

        self.door = zmq.Context.instance().socket(zmq.REQ)
        self.door.connect(f"ipc://{state}/run/submit")
        self.events, self.pollin = zmq.EVENTS, zmq.POLLIN

    def ask(self, body):
        self.door.send_multipart([b'{"type":"SUBMIT","lane":"backfill"}', body])
        self.door.getsockopt(self.events)

    def fileno(self):
        import zmq

        return self.door.getsockopt(zmq.FD)

    def answered(self):
        if not self.door.getsockopt(self.events) & self.pollin:
            return False
        assert b'"ACCEPTED"' in self.door.recv_multipart()[0]
        return True


def rate(kind):
    """Pages a second that CLIENTS have accepted, each one after another."""
    todo, clients, poll = pages_ready(), {}, select.poll()
    for _ in range(CLIENTS):
        client = kind()
        clients[client.fileno()] = client
        poll.register(client.fileno(), select.POLLIN)
    begun, count = time.monotonic(), 0
    for client in clients.values():
        client.ask(todo.pop())
    while count < pages:
        for fd, _ in poll.poll(5):
            if clients[fd].answered():
                count += 1
                if todo:
                    clients[fd].ask(todo.pop())
        for client in clients.values() if kind is ZmqClient else ():
            while client.answered():  # its descriptor tells of changes only
                count += 1
                if todo:
                    client.ask(todo.pop())
    return pages / (time.monotonic() - begun)


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

runs = [(rate(HttpClient), rate(ZmqClient)) for _ in range(3)]  # by turns, for others work beside
print(f"submits of 6 KB, {CLIENTS} clients, three runs: " + "; ".join(f"{h:.0f}/s by HTTP, {z:.0f}/s by ZeroMQ" for h, z in runs))

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
