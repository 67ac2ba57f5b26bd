"""newsroom: takes what Superdesk Newsroom takes at /push, and writes a line for each item into FILE:
good or bad (its signature), guid, pubstatus.  FILE.url gets its address.  The first ones are answered
with 503, as when it is being updated."""
import hmac
import http.server
import json
import sys

name, key, refusals = sys.argv[1], sys.argv[2].encode(), int(sys.argv[3])
open(name, "w").close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global refusals
        body = self.rfile.read(int(self.headers["Content-Length"]))
        refusals -= 1
        if refusals >= 0:
            self.send_response(503)
            self.end_headers()
            return
        signature = "sha1=" + hmac.new(key, body, "sha1").hexdigest()
        good = hmac.compare_digest(signature, self.headers["x-superdesk-signature"]) and self.path == "/push"
        item = json.loads(body)
        good = good and item["type"] == "text"
        with open(name, "a") as out:
            print("good" if good else "bad", item["guid"], item["pubstatus"], "headline" in item, file=out)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(name + ".url", "w") as out:
    print(f"http://127.0.0.1:{server.server_port}/push", end="", file=out)
server.serve_forever()
