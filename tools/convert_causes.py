#!/usr/bin/env python3
"""Turn the coded causes of each author into package data, passages by work, heading and paragraph.

Usage: python tools/convert_causes.py TEXTS CODED [OUT]

TEXTS is the folder of the source texts, CODED the table of causes with their lines; neither ships. OUT is
src/thaw/data/causes/named.csv unless given. Two conversions of the same input are equal to the byte.

question, drive, stance, strength, paraphrase and note are copied; lines of texts in `passage` and `note`
become citations (see convert_citations.py). Rows of `causes_added.csv`, which were coded here and not by those
who made the table, follow as they are.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

from convert_citations import LABELS, ONE, PARTS, Converter

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src/thaw/data/causes/named.csv"
ADDED = HERE / "causes_added.csv"
"""Passages coded since, for questions of which the table is silent: as they are cited, one row each."""

COLUMNS = ("account", "question", "drive", "stance", "strength", "passage", "paraphrase", "note")
LETTER = re.compile(r"\b(00\d)[A-Z](?= L\d)")
"""A letter after the number of a text tells its works apart, which the lines do as well."""

FILE = re.compile(r"\baccounts\.md\b")
"""A working list of positions, which has no name in the package."""

SEVERAL = re.compile(r"(?<=\b(00\d))( L[\dL, -]+); \1 (?=L\d)")
"""Passages of one text one after another."""

NOTE = re.compile(r"\[(\d+)\] ")
"""How a note below a work begins."""


def convert(texts: Path, coded: Path, out: Path = OUT) -> int:
    """Write the table; returns its number of rows.

    Raises
    ------
    SystemExit
        For a passage whose lines hold no paragraph.
    """
    converter = Converter(texts)
    notes = notes_below(texts)
    with coded.open(newline="", encoding="utf-8") as lines:
        rows = [converted(converter, notes, row) for row in csv.DictReader(lines)]
    with ADDED.open(newline="", encoding="utf-8") as lines:
        rows += list(csv.DictReader(lines))
    with out.open("w", newline="", encoding="utf-8") as made:
        writer = csv.DictWriter(made, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def notes_below(texts: Path) -> dict[tuple[int, int], str]:
    """(text, line) of the notes that stand below the last paragraph of a work, as they are cited."""
    found = {}
    for part in PARTS:
        file = next(iter(sorted(texts.glob(f"00{part.text}_*.txt"))))
        for n, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if n > part.last and (told := NOTE.match(line)):
                found[part.text, n] = f"{part.label}, note {told[1]}"
    return found


def converted(
    converter: Converter, notes: dict[tuple[int, int], str], row: dict[str, str]
) -> dict[str, str]:
    """One row with its lines as citations."""
    first = re.match(r"00(\d)", row["passage"])
    text = int(first[1]) if first else None
    made = dict(row, passage=cited(converter, notes, row["passage"], text))
    for column in ("paraphrase", "note"):
        made[column] = cited(converter, notes, row[column] or "", text)
    if not made["passage"].startswith(tuple(LABELS.values())):
        raise SystemExit(f"{row['account']}, {row['drive']}: {row['passage']} is no passage")
    return made


def cited(
    converter: Converter, notes: dict[tuple[int, int], str], said: str, text: int | None
) -> str:
    """A cell with its lines as citations."""

    def note(m: re.Match) -> str:
        return notes.get((int(m["text"] or text or 0), int(m["lines"].split("-")[0])), m[0])

    said = FILE.sub("the list of positions", LETTER.sub(r"\1", said))
    while (joined := SEVERAL.sub(r"\2, ", said)) != said:
        said = joined
    return converter.sentence(re.sub(ONE, note, said), text)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("coded", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    given = parser.parse_args()
    print(f"{convert(given.texts, given.coded, given.out)} rows")


if __name__ == "__main__":
    main()
