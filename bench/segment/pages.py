"""Where the sets of gold pages are, and the product that reads them."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
TYPESET = Path(os.environ.get("TYPESET", ROOT.parent / "train-run" / "typeset"))
PAGEWIRE = Path(os.environ.get("PAGEWIRE", ROOT / "build" / "release" / "pagewire")).absolute()
BATCH = 40            # files in one call of the product
PATIENCE = 20, 5      # seconds for a call, and more for each file

SETS = {
    "seed": SHARED / "pages" / "seed.gold.jsonl",
    "text-dev": SHARED / "pages" / "text-dev.jsonl",
    "cases-dev": SHARED / "pages" / "cases-dev.jsonl",
    "text-train": SHARED / "pages" / "text-train.jsonl.xz",
    "typeset-dev": TYPESET / "dev.jsonl",
    "typeset-train": TYPESET / "train.jsonl",
    "typeset-holdout": TYPESET / "holdout.jsonl",
    "typeset-wild": TYPESET / "wild-dev.jsonl",
    "typeset-forms": TYPESET / "forms-dev.jsonl",
    "typeset-blind": TYPESET / "blind.jsonl",
    "typeset-blind2": TYPESET / "blind2.jsonl",
    "typeset-blind3": TYPESET / "blind3.jsonl",
    "typeset-blind4": TYPESET / "blind4.jsonl",
}
USUAL = ("seed", "text-dev", "cases-dev", "typeset-dev", "typeset-holdout", "typeset-forms", "typeset-wild", "typeset-blind",
         "typeset-blind2", "typeset-blind3", "typeset-blind4")

Page = dict[str, Any]


def scorer() -> Any:
    """The module score.py, or a clear end."""
    path = SHARED / "eval" / "score.py"
    if not path.exists():
        sys.exit(f"bench/segment: {path} is missing: this needs the shared folder "
                 "(SHARED=… names it) with eval/ and pages/")
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(path.parent))
    import score
    return score


def missing_product() -> str:
    """Why the product cannot be run, or nothing."""
    if not PAGEWIRE.exists():
        return f"{PAGEWIRE} is missing: build it with `make` or name another with PAGEWIRE=…"
    if not os.access(PAGEWIRE, os.X_OK):
        return f"{PAGEWIRE} is not executable"
    return ""


@cache
def command() -> tuple[str, ...]:
    """How the product is called; names are of no interest here and take long."""
    try:
        told = subprocess.run([PAGEWIRE, "parse", "--help"], capture_output=True, timeout=10, check=False)
        spare = b"--no-entities" in told.stdout + told.stderr
    except (OSError, subprocess.TimeoutExpired):
        spare = False
    return (str(PAGEWIRE), "parse", "--json", *(["--no-entities"] if spare else []))


def load(name: str) -> list[Page]:
    path = SETS[name]
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")
    with opened as file:
        read = [json.loads(line) for line in file if line.strip()]
    for page in read:  # a form feed between columns would make pages of one; offsets stay
        page["text"] = page["text"].replace("\f", "\n")
    return read


class Parsed:
    """What the product made of a set: pages by name, complaints, seconds."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []
        self.seconds = 0.0


def parse(gold: list[Page]) -> Parsed:
    """Run the product over the texts of gold pages."""
    parsed = Parsed()
    with tempfile.TemporaryDirectory(prefix="bench-segment-") as folder:
        files = []
        for page in gold:
            path = Path(folder) / f"{page['page']}.txt"
            path.write_text(page["text"], encoding="utf-8", newline="")
            files.append(path)
        for at in range(0, len(files), BATCH):
            run_batch(files[at:at + BATCH], parsed)
    silent = [page["page"] for page in gold if page["page"] not in parsed.pages]
    if silent and not parsed.complaints:
        parsed.complaints.append(f"no line in the output for {', '.join(silent[:5])}"
                                 + (f" and {len(silent) - 5} more" if len(silent) > 5 else ""))
    return parsed


def run_batch(files: list[Path], parsed: Parsed) -> None:
    """One call of the product; after a failure the pages it left out are tried one by one."""
    failure = run_once(files, parsed)
    left = [f for f in files if f.stem not in parsed.pages]
    if failure and len(files) > 1:
        for file in left:
            run_batch([file], parsed)
    elif failure:
        parsed.complaints.append(f"page {files[0].stem}: {failure}")


def run_once(files: list[Path], parsed: Parsed) -> str:
    """Read what the product says of the files; why it failed, or nothing."""
    patience = PATIENCE[0] + PATIENCE[1] * len(files)
    started = time.monotonic()
    try:
        done = subprocess.run([*command(), *files], capture_output=True,
                              timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return f"over {patience} s"
    finally:
        parsed.seconds += time.monotonic() - started
    for line in done.stdout.splitlines():
        try:
            page = json.loads(line)
            parsed.pages[page["page"]] = page
        except (ValueError, KeyError, TypeError) as error:
            parsed.complaints.append(f"a line of output is no page: {error!r}")
    if not done.returncode:
        return ""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return f"exit {done.returncode}" + (f": {said[-1]}" if said else "")
