"""measure: what each view of the reading room asks of the gateway, and how long the answers take.

usage: measure.py URL TURNS

Prints a line for each view: requests, bytes, median and slowest of TURNS turns with different names, words,
papers and days, all requests of a view one after another."""
import http.client
import json
import random
import sys
import time
import urllib.parse

url, turns = sys.argv[1], int(sys.argv[2])
connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
random.seed(7)


def ask(path, **values):
    """Bytes of an answer and what it says."""
    query = urllib.parse.urlencode({k: v for k, v in values.items() if v})
    connection.request("GET", urllib.parse.quote(path) + ("?" + query if query else ""))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, values, answer.status, body[:200])
    return len(body), json.loads(body)


papers = ask("/v1/papers")[1]["papers"]
some = ask("/v1/search", date_from="1800", date_to="2200", limit=100)[1]["articles"]
found = ask("/v1/search", date_from="1800", date_to="2200", facets="true", limit=1)[1]["facets"]["names"]
names = {k: [n["name"] for n in found if n["type"] == t] for k, t in (("person", "PER"), ("place", "LOC"))}
words = [h[i:i + 2] for a in some for h in [a["headline"]] for i in range(0, len(h) - 1, 2)]


def home():
    yield ask("/v1/status")
    yield ask("/v1/papers")
    yield ask("/v1/search", date_from="1800", date_to="2200", order="date", limit=8)


def suggest():
    yield ask("/v1/suggest", q=random.choice(names["person"])[0], limit=8)


def search(**values):
    got = ask("/v1/search", facets="true", limit=20, **values)
    yield got
    if got[1]["next"]:
        yield ask("/v1/search", limit=20, cursor=got[1]["next"], **values)


def name(kind):
    who = random.choice(names[kind])
    yield ask(f"/v1/names/{kind}/{who}")
    yield ask("/v1/search", **{kind: who}, order="date", limit=30, facets="true")


def page():
    at = random.choice(some)
    yield ask(f"/v1/pages/{at['page_id']}")
    yield ask(f"/v1/pages/{at['page_id']}/versions")
    yield ask("/v1/pages", paper=at["paper"], date=at["date"], state="current", limit=200)


def calendar():
    paper = random.choice(papers)["name"]
    got = ask("/v1/papers", paper=paper, limit=1)
    yield got
    year = random.choice(got[1]["years"])["name"]
    days = ask("/v1/papers", paper=paper, date=year, limit=4000)
    yield days
    day = random.choice(days[1]["days"])["date"]
    yield ask("/v1/pages", paper=paper, date=day, state="current", limit=200)
    yield ask("/v1/search", paper=paper, date=day, limit=100)


def review(**values):
    first = ask("/v1/search", order="confidence", limit=50, **values)
    yield ask("/v1/papers")
    yield first
    if first[1]["next"]:
        yield ask("/v1/search", order="confidence", limit=50, cursor=first[1]["next"], **values)


def desk():
    yield ask("/v1/status")
    yield ask("/v1/pipeline")
    yield ask("/v1/audit", limit=20)


views = {
    "first page": home,
    "suggestions": suggest,
    "search, a word": lambda: search(q=random.choice(words)),
    "search, by relevance": lambda: search(q=random.choice(words), order="relevance"),
    "search, a person": lambda: search(person=random.choice(names["person"])),
    "search, a person and a word": lambda: search(person=random.choice(names["person"]), q=random.choice(words)),
    "search, a year of a paper": lambda: search(paper=random.choice(papers)["name"], date=random.choice(some)["date"][:4]),
    "a person": lambda: name("person"),
    "a place": lambda: name("place"),
    "a page, an article": page,
    "papers": lambda: iter([ask("/v1/papers")]),
    "calendar and a day": calendar,
    "review": lambda: review(date_from="1800", date_to="2100"),
    "review, a paper": lambda: review(paper=random.choice(papers)["name"]),
    "desk": desk,
}
print(f"{'view':30}{'requests':>9}{'KB':>7}{'median ms':>11}{'slowest ms':>12}")
for title, view in views.items():
    took, count, size = [], 0, 0
    for _ in range(turns):
        begun = time.monotonic()
        got = list(view())
        took.append((time.monotonic() - begun) * 1000)
        count, size = max(count, len(got)), max(size, sum(g[0] for g in got))
    took.sort()
    print(f"{title:30}{count:9}{size / 1000:7.0f}{took[len(took) // 2]:11.1f}{took[-1]:12.1f}")
