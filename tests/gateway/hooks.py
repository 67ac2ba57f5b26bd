"""hooks: a hundred webhooks of one gateway, one of them dead and one slow, while pages are committed.

usage: hooks.py URL PAGES

The slow one answers nothing until all else is done: meanwhile each of the others hears of every page, once and in
order, pages are committed and questions answered.  Then it gets its events one after another, and the dead one is
told so."""
import http.client
import http.server
import json
import socket
import sys
import threading
import time
import urllib.parse

where, pages = urllib.parse.urlsplit(sys.argv[1]).netloc, int(sys.argv[2])
HOOKS, PATIENCE_S = 100, 120
heard = {i: [] for i in range(HOOKS)}  # of each hook: page and when
lock, released = threading.Lock(), threading.Event()
held = 0  # calls that the slow one has and does not answer
failed = 0


def check(name, holds, detail=""):
    global failed
    if not holds:
        failed += 1
        print(f"FAILED: {name} {detail}")


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global held
        hook = int(self.path[1:])
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if hook == 1:
            with lock:
                held += not released.is_set()
            released.wait()
        with lock:  # the slow one's may come again, when the gateway has waited for long
            if hook != 1 or event["data"]["page_id"] not in [page for page, _ in heard[1]]:
                heard[hook].append((event["data"]["page_id"], time.monotonic()))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


server = Server(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
nobody = socket.socket()  # bound, and not listened to
nobody.bind(("127.0.0.1", 0))


def ask(method, path, body=None):
    connection = http.client.HTTPConnection(where, timeout=PATIENCE_S)
    connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body,
                       {"Content-Type": "application/json"} if isinstance(body, dict) else {})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


def until(seconds, truth):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not truth():
        time.sleep(0.02)
    return truth()


dead = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
for i in range(HOOKS):
    url = dead if i == 0 else f"http://127.0.0.1:{server.server_port}/{i}"
    status, answer = ask("POST", "/v1/hooks", {"url": url, "filter": {"types": ["committed"]}})
    check("a hook", status == 201, answer)

# Pages, one after another; each is waited for, and answers are timed meanwhile.
committed, waits, asks = [], [], []
for i in range(pages):
    begun = time.monotonic()
    status, answer = ask("POST", "/v1/pages", f"第{i}号告示\n本报讯 这是第{i}篇，说的是桥梁落成的事情。\n".encode())
    page = answer["page_id"]
    done = until(PATIENCE_S, lambda: ask("GET", f"/v1/pages/{page}")[0] == 200)
    check("it is committed", done, page)
    committed.append((page, time.monotonic()))
    waits.append(time.monotonic() - begun)
    begun = time.monotonic()
    status, answer = ask("GET", "/v1/search?limit=100&q=%E6%A1%A5%E6%A2%81")
    check("a search finds it", status == 200 and page in [hit["page_id"] for hit in answer["articles"]], answer)
    asks.append(time.monotonic() - begun)

good = range(2, HOOKS)
until(PATIENCE_S, lambda: all(len(heard[i]) >= pages for i in good))
order = [page for page, _ in committed]
late = max((when - at for i in good for (_, when), (_, at) in zip(heard[i], committed)), default=99)
check("all others hear of every page, in order, once", all([p for p, _ in heard[i]] == order for i in good),
      {i: len(heard[i]) for i in good if [p for p, _ in heard[i]] != order})
check("none of that waited for the slow one, which has its first", until(PATIENCE_S, lambda: held > 0) and not released.is_set(), held)
released.set()
check("the slow one gets them, too, in order", until(PATIENCE_S, lambda: len(heard[1]) >= pages) and
      [p for p, _ in heard[1]] == order, heard[1])
hooks = {}


def dead_failed():
    hooks.update({h["url"]: h for h in ask("GET", "/v1/hooks")[1]["hooks"]})
    return hooks[dead].get("failures", 0) > 0 and "onnect" in hooks[dead].get("why", "")


check("the dead one says why", until(PATIENCE_S, dead_failed), hooks[dead])
check("it has lost nothing: it got none, and none is on its dead list", hooks[dead].get("cursor", 0) == 0 and
      hooks[dead].get("dead", 0) == 0, hooks[dead])
print(f"{HOOKS} hooks, {pages} pages: at most {late * 1000:.0f} ms after the commit was seen, "
      f"a page took {max(waits) * 1000:.0f} ms, a search {max(asks) * 1000:.0f} ms")
sys.exit(1 if failed else 0)
