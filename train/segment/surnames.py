#!/usr/bin/env python3
"""Write services/segment/surnames.h from the gazetteer's list of surnames.

    train/segment/surnames.py SHARED/gazetteer/surnames.txt > services/segment/surnames.h
"""
import sys

WORDS = ("第五", "百里", "南门", "西门", "公西", "冷狐", "殴阳", "夏候", "刘付", "刘傅")  # more often something else, or misspelt


def table(name: str, comment: str, rows: list[str]) -> str:
    text = "\n".join("    " + ", ".join(rows[i:i + 12]) + "," for i in range(0, len(rows), 12))
    return f"/* {comment} */\nstatic const uint32_t {name}[] = {{\n{text}\n}};\n"


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        names = sorted({line.strip() for line in file if line.strip()})
    single = [f"U'{n}'" for n in names if len(n) == 1 and ord(n) >= 0x3400]
    double = [f"U'{c}'" for n in names if len(n) == 2 and n not in WORDS for c in n]
    print("/*\n * Surnames, by train/segment/surnames.py from the public name statistics gathered in the gazetteer.\n */")
    print("#ifndef PAGEWIRE_SURNAMES_H\n#define PAGEWIRE_SURNAMES_H\n\n#include <stdint.h>\n")
    print(table("surnames", "Of one character, sorted.", single))
    print(table("surnames_double", "Of two, in pairs, sorted.", double))
    print("#endif")


if __name__ == "__main__":
    main()
