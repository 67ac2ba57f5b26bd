"""receiver: a webhook that writes a line for each event into FILE: good or bad (its signature), id, type.
FILE.url gets its address; FILE.secret has the secret when the first event comes."""
import base64
import hashlib
import hmac
import http.server
import json
import sys

name = sys.argv[1]
open(name, "w").close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = base64.b64decode(open(name + ".secret").read().strip().removeprefix("whsec_"))
        signed = b".".join((self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), body))
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        good = hmac.compare_digest(wanted, self.headers["webhook-signature"])
        with open(name, "a") as out:
            print("good" if good else "bad", self.headers["webhook-id"], json.loads(body)["type"], file=out)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(name + ".url", "w") as out:
    print(f"http://127.0.0.1:{server.server_port}/", end="", file=out)
server.serve_forever()
