"""kill: submits PAGES pages to a pipeline that `pagewire up` keeps up, kills gateway, store and Redis
by turns meanwhile, and checks that an event stream that resumes by Last-Event-ID, exports that go on from their cursor
and a webhook heard of every change.

usage: kill.py URL STATE PID_OF_UP PAGES"""
import http.client
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

url, state, up, pages = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
where = urllib.parse.urlsplit(url).netloc
text = open("tests/scenario/page.txt", encoding="utf-8").read()
done, calm = threading.Event(), threading.Event()
heard, exported, called = [], [], []


def ask(method, path, body=None, headers={}):
    """Until it is answered with other than 5xx."""
    while True:
        try:
            connection = http.client.HTTPConnection(where, timeout=10)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            if answer.status < 500:
                return answer, content
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)


def listen():
    last = "0"
    while not done.is_set():
        try:
            connection = http.client.HTTPConnection(where, timeout=2)
            connection.request("GET", "/v1/events", headers={"Last-Event-ID": last})
            answer = connection.getresponse()
            event = None
            while answer.status == 200 and not done.is_set():
                line = answer.readline()
                if not line:
                    break
                if line.startswith(b"id: "):
                    event = line[4:].strip().decode()
                elif line == b"\n" and event is not None:
                    heard.append(int(event))  # the whole event is here
                    last, event = event, None
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)


def export():
    cursor = 0
    while not done.is_set():
        try:
            connection = http.client.HTTPConnection(where, timeout=5)
            connection.request("GET", f"/v1/export?cursor={cursor}")
            answer = connection.getresponse()
            while answer.status == 200:
                line = answer.readline()
                if not line.endswith(b"\n"):
                    break  # half a line is none
                cursor = int(json.loads(line)["id"])
                exported.append(cursor)
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        called.append(int(body["id"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def member(name):
    """The process that plays a part now, or 0."""
    if name != "redis":
        try:
            lines = open(f"{state}/run/{name}.run").read().split()
            return int(lines[0].removeprefix("pid="))
        except (OSError, IndexError, ValueError):
            return 0
    for pid in subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(up)], text=True, capture_output=True).stdout.splitlines():
        if "redis-server" in pid:
            return int(pid.split()[0])
    return 0


def kill():
    turn = 0
    while not calm.wait(1.5):
        pid = member(("gateway", "store", "redis")[turn % 3])
        if pid:
            try:
                os.kill(pid, signal.SIGKILL)
                killed.append(turn % 3)
            except ProcessLookupError:
                pass
        turn += 1


def gap(numbers, last):
    """The first of 1..last that is not among the numbers, or whose first hearing was out of order; 0 for none."""
    wanted = 1
    for number in numbers:
        if number > wanted:
            return wanted
        wanted = max(wanted, number + 1)
    return 0 if wanted > last else wanted


killed = []
assert gap([1, 2, 2, 3], 3) == 0 and gap([1, 3], 3) == 2 and gap([1, 2], 3) == 3  # it would notice
hook = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=hook.serve_forever, daemon=True).start()
answer, _ = ask("POST", "/v1/hooks", json.dumps({"url": f"http://127.0.0.1:{hook.server_port}/"}),
                {"Content-Type": "application/json"})
assert answer.status == 201, answer.status
threads = [threading.Thread(target=t, daemon=True) for t in (listen, export, kill)]
for thread in threads:
    thread.start()
for i in range(pages):
    answer, content = ask("POST", f"/v1/pages?paper=p&date=2026-01-01&number={i}", f"{text}\n{i}\n".encode())
    assert answer.status in (200, 202), content
    time.sleep(0.25)

# Each of the three was killed, or it shows nothing.
end = time.monotonic() + 300
while set(killed) != {0, 1, 2} and time.monotonic() < end:
    time.sleep(0.1)
calm.set()


# Quiet now: all pages committed, and everyone at the last change.
def settled():
    _, content = ask("GET", "/v1/status")
    answer, _ = ask("GET", "/v1/export?from=now")
    last = int(answer.getheader("Link").split("cursor=")[1].split(">")[0])
    return last if json.loads(content).get("pages") == pages and last >= pages else 0


end, last = time.monotonic() + 300, 0
while time.monotonic() < end:
    last = settled()
    if last and all(numbers and max(numbers) == last for numbers in (heard, exported, called)):
        break
    time.sleep(0.2)
done.set()
gaps = {name: gap(numbers, last) for name, numbers in (("events", heard), ("export", exported), ("webhook", called))}
print(f"{last} changes of {pages} pages, {len(killed)} kills; "
      + ", ".join(f"{name}: {'no gap' if not at else f'GAP at {at}'}" for name, at in gaps.items())
      + f"; repeated {len(heard) - len(set(heard))}, {len(exported) - len(set(exported))}, {len(called) - len(set(called))}")
sys.exit(0 if last >= pages and set(killed) == {0, 1, 2} and not any(gaps.values()) else 1)
