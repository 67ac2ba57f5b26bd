"""pymupdf4llm as a segmenter: peer.py FILE PAGE prints a record whose articles begin at headings."""

from __future__ import annotations

import json
import re
import sys

import pymupdf.layout  # noqa: F401  (the network; to be imported first)
import pymupdf4llm


def main() -> None:
    markdown = pymupdf4llm.to_markdown(sys.argv[1], pages=[int(sys.argv[2]) - 1])
    text, segments, articles = "", [], []
    for line in markdown.splitlines():
        heading = re.match(r"#+ ", line)
        plain = re.sub(r"[*_`#|]|<br>|^- |^> ", "", line).strip()
        if not plain:
            continue
        if heading and not (articles and not articles[-1]["paragraphs"]):
            articles.append({"article": len(articles) + 1, "kicker": "", "headline": plain, "deck": "",
                             "authors": [], "dateline": "", "paragraphs": []})
        elif heading:
            articles[-1]["headline"] += " " + plain
        elif articles:
            articles[-1]["paragraphs"].append(plain)
        segments.append({"start": len(text), "end": len(text) + len(plain), "article": len(articles),
                         "role": "headline" if heading else "body" if articles else "furniture"})
        text += plain + "\n"
    print(json.dumps({"page": "", "text": text, "segments": segments, "articles": articles}, ensure_ascii=False))


main()
