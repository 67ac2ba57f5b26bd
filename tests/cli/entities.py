#!/usr/bin/env python3
"""Entities in records of pages, read from standard input: what PROTOCOL.md says of them holds.

usage: entities.py PROTOCOL.md <records

Every member is documented and every documented one is of the type that bears it; codes and paths agree;
roles stand where they say; authors and the mentions of their names agree, both ways.
"""

import json
import re
import sys

NESTED = {"roles": {"kind", "text", "start", "end", "title", "affiliation", "body"},
          "candidates": {"code", "path", "score"}}
MENTION = {"type", "text", "start", "end", "confidence", "entity"}
wrong = []


def documented(path):
    """member -> types, from the table of the section Entities."""
    with open(path, encoding="utf-8") as file:
        section = file.read().split("\n### Entities\n")[1].split("\n## ")[0]
    members = {}
    for names, types in re.findall(r"^\| (`[^|]*`) \| ([^|]*) \|", section, re.M):
        for name in re.findall(r"`(\w+)`", names):
            members[name] = {"PER", "LOC", "ORG"} if types == "all" else set(types.split(", "))
    for name, inner in NESTED.items():
        row = next(line for line in section.splitlines() if line.startswith(f"| `{name}`"))
        for member in inner:
            if f"`{member}`" not in row:
                wrong.append(f"PROTOCOL.md does not name {name}.{member}")
    return members


def claim(page, what, holds):
    if not holds:
        wrong.append(f"{page['page']}: {what}")


def check_entity(page, entity, members):
    for member in entity:
        claim(page, f"{entity['name']}: {member} of {entity['type']} is documented",
              entity["type"] in members.get(member, ()))
    for name, inner in NESTED.items():
        for element in entity.get(name, []):
            claim(page, f"{entity['name']}: {name} {set(element) - inner}", set(element) <= inner)
    if entity["type"] == "LOC":
        claim(page, f"{entity['name']}: why", entity.get("why"))
        claim(page, f"{entity['name']}: a code has level and path",
              "code" not in entity or ("level" in entity and "path" in entity))
    for role in entity.get("roles", []):
        if role.get("end", 0) > role.get("start", 0):
            printed = re.sub(r"\s", "", page["text"][role["start"]:role["end"]])
            claim(page, f"{entity['name']}: {role['text']} is printed as {printed}",
                  role["text"] == printed or "（" in printed)
        claim(page, f"{entity['name']}: role without text", role.get("text") or role["kind"] != "subject")


def check_authors(page, article, entities):
    people = {}
    for mention in article["entities"]:
        claim(page, f"mention {set(mention) - MENTION}", set(mention) <= MENTION)
        entity = entities[mention["entity"]]
        claim(page, f"{mention['text']}: type", mention["type"] == entity["type"])
        claim(page, f"{mention['text']}: name or variant",
              mention["text"] == entity["name"] or mention["text"] in entity.get("variants", []))
        people.setdefault(mention["text"], set()).add(mention["entity"])
    for author in article["authors"]:
        name = re.sub(r"\s", "", author["name"])
        meant = people.get(name, set())
        bodies = [e for e in meant if entities[e]["type"] == "ORG"]
        if not bodies:
            claim(page, f"author {name} is one entity", len(meant) == 1)
        for e in meant - set(bodies):
            kinds = {role["kind"] for role in entities[e].get("roles", [])}
            claim(page, f"author {name} has roles {kinds}", "author" in kinds)


def main():
    members = documented(sys.argv[1])
    seen, pages = set(), 0
    for line in sys.stdin:
        page = json.loads(line)
        entities = {e["id"]: e for e in page["entities"]}
        pages += 1
        for entity in page["entities"]:
            seen |= set(entity)
            check_entity(page, entity, members)
        for article in page["articles"]:
            check_authors(page, article, entities)
    if pages == 0 or not {"roles", "code", "path", "parent", "variants"} <= seen:
        wrong.append(f"{pages} pages have but {sorted(seen)}: there is nothing to judge")
    for text in wrong:
        print(f"FAILED: {text}")
    print(f"{pages} pages, {len(seen)} of {len(members)} members met, {len(wrong)} wrong")
    return bool(wrong)


sys.exit(main())
