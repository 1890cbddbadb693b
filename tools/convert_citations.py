#!/usr/bin/env python3
"""Turn a file number and a line of a source text into work, section heading and paragraph.

Usage: python tools/convert_citations.py TEXTS [--write FILE ...]

TEXTS is the folder of the source texts, which do not ship. Without --write the table
tools/citations.csv is checked against them: every row is computed anew from headings and blank lines.
With --write the files named are converted in place and the table gains what they cite.

How paragraphs are counted: from 1 below each heading, block quotations as paragraphs of their own, a
paragraph cut by a page break as one; captions of pictures, footnotes and page furniture are none. A work
without headings is counted from its first paragraph to its last.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "citations.csv"
COLUMNS = ("text", "lines", "work", "passage")
LONGEST_HEADING = 8
"""Words of a heading at most; a heading also ends in no full stop, comma, colon or semicolon."""


@dataclass(frozen=True)
class Part:
    """A work in a text: id, label, lines, how its captions begin, and whether pages cut its paragraphs."""

    text: int
    work: str
    label: str
    first: int
    last: int
    captions: tuple[str, ...] = ()
    pages: bool = False


PARTS = (
    Part(
        0,
        "stein-1956",
        "Stein 1956",
        14,
        195,
        (
            "Trotsky, Lenin, Kamenev",
            "Three of the Bolshevik",
            "Present top dog",
            "Self-anointed",
            "Outstanding leader of the 1905",
        ),
    ),
    Part(1, "swp-1957", "SWP 1957", 54, 247, pages=True),
    Part(1, "swp-1956", "SWP 1956", 252, 365, pages=True),
    Part(2, "cpc-1963", "CPC 1963", 29, 380, pages=True),
    Part(2, "franklin-1972", "Franklin 1972", 383, 737, pages=True),
    Part(3, "north-1988", "North 1988", 6, 129),
    Part(4, "deutscher-1956", "Deutscher 1956", 11, 115),
)
LABELS = {p.work: p.label for p in PARTS}
ONE = r"(?:\b00(?P<text>[0-4])\s+)?\bL(?P<lines>\d+(?:-\d+)?)\b"
RUN = rf"{ONE}(?:, {ONE})*".replace("?P<text>", "").replace("?P<lines>", "")
"""One passage, and passages one after another, as they were written: ``001 L254-260, L94``."""
SMALL = {"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"}


@dataclass(frozen=True)
class Place:
    """A paragraph: its work, heading ("" where the work has none, opening before the first) and number."""

    work: str
    heading: str
    number: int


def places(folder: Path) -> dict[tuple[int, int], Place]:
    """(text, line) to the paragraph that stands there; a heading counts as the first below it."""
    found: dict[tuple[int, int], Place] = {}
    for part in PARTS:
        file = next(iter(sorted(folder.glob(f"00{part.text}_*.txt"))), None)
        if file is None:
            raise SystemExit(f"no text number {part.text} in {folder}")
        lines = file.read_text(encoding="utf-8").split("\n")
        found |= {(part.text, n): place for n, place in _paragraphs(part, lines)}
    return found


def _paragraphs(part: Part, lines: list[str]) -> Iterable[tuple[int, Place]]:
    """Line numbers and paragraphs of one work."""
    blocks = list(_blocks(part, lines))
    headed = any(_is_heading(text) for _, text in blocks)
    heading, number, before = ("opening" if headed else ""), 0, "."
    for held, text in blocks:
        if _is_heading(text):
            heading, number, before = _as_heading(text), 0, "."
            place = Place(part.work, heading, 1)
        else:
            number += not (number and part.pages and _goes_on(before, text))
            place, before = Place(part.work, heading, number), text
        yield from ((n, place) for n in held)


def _blocks(part: Part, lines: list[str]) -> Iterable[tuple[list[int], str]]:
    """Runs of lines between blank ones, with their numbers; captions, footnotes and rules left out."""
    held: list[int] = []
    for n in range(part.first, part.last + 2):
        text = lines[n - 1].strip() if n <= min(part.last, len(lines)) else ""
        if text and not (held and re.match(r"\d\. ", text)):
            held.append(n)
            continue
        if held:
            block = " ".join(lines[k - 1].strip() for k in held)
            note = part.text == 2 and re.match(r"\d{1,2} \S", block)
            if not (block == "---" or note or block.startswith(part.captions or ("\0",))):
                yield held, block
        held = [n] if text else []


def _is_heading(text: str) -> bool:
    bare = text.strip("“”\"' ")
    return len(text.split()) <= LONGEST_HEADING and not bare.endswith((".", ",", ":", ";"))


def _goes_on(before: str, text: str) -> bool:
    """Whether a block is the rest of the paragraph before it, cut by a page break."""
    bare = re.sub(r"<sup>\d+</sup>|\[\d+\]|\(p\. \d+\)$", "", before).rstrip("*” \"'’)")
    item = re.match(r"\d\. ", text)
    return text[0].islower() or not (item or bare.endswith((".", "?", "!", ":", ";", "…")))


def _as_heading(text: str) -> str:
    """A heading without quotation marks around it, in title case where it is printed in capitals."""
    bare = text.strip("“” ") if not re.fullmatch(r"'[^']+'", text) else text.strip("'")
    bare = bare.replace("“", "'").replace("”", "'").replace('"', "'")
    if bare.upper() != bare:
        return bare
    words = bare.lower().split()
    return " ".join(w if k and w in SMALL else w[0].upper() + w[1:] for k, w in enumerate(words))


class Converter:
    """Converts passages and keeps what it converted.

    Attributes
    ----------
    used : dict
        (text, lines as written) to (work, passage).
    """

    def __init__(self, folder: Path) -> None:
        self.places = places(folder)
        self.used: dict[tuple[int, str], tuple[str, str]] = {}

    def ends(self, text: int, first: int, last: int) -> tuple[Place, Place]:
        """The first and the last paragraph in a span of lines."""
        inside = [self.places[text, n] for n in range(first, last + 1) if (text, n) in self.places]
        if not inside:
            raise SystemExit(f"text {text}: no paragraph in lines {first}-{last}")
        if inside[0].work != inside[-1].work:
            raise SystemExit(f"text {text}: lines {first}-{last} lie in two works")
        return inside[0], inside[-1]

    def passage(self, text: int, lines: str) -> tuple[Place, Place]:
        """First and last paragraph of one span, which the table then holds."""
        first, _, last = lines.partition("-")
        a, b = self.ends(text, int(first), int(last or first))
        self.used[text, lines] = (a.work, written(a, b))
        return a, b

    def passages(self, text: int, spans: str) -> tuple[str, str]:
        """Work and passages of ``66, 100-106``."""
        found = [self.passage(text, span) for span in re.split(r"\s*,\s*", spans.strip())]
        if len({a.work for a, _ in found}) > 1:
            raise SystemExit(f"text {text}: {spans} lie in two works")
        work = found[0][0].work
        return work, listed(found, (work, None), {})

    def sentence(self, said: str, default: int | None = None, label: bool = True) -> str:
        """`said` with every passage in it converted; a bare line belongs to the text named before it."""
        text, at, end = default, ("", None), 0

        def one(run: re.Match) -> str:
            nonlocal text, at, end
            found, named = [], {}
            if re.search(r"[.:] ", said[end : run.start()]):
                at = ("", None)
            end = run.end()
            for token in re.finditer(ONE, run[0]):
                if token["text"]:
                    text = int(token["text"])
                if text is None:
                    return run[0]
                found.append(self.passage(text, token["lines"]))
                work = found[-1][0].work
                named[work] = LABELS[work]
                author, year = LABELS[work].rsplit(" ", 1)
                if said[: run.start()].endswith(f"{author} ("):
                    named[work] = year
                if not (label or token["text"] or at[0]):
                    at = (work, None)
            told = listed(found, at, named)
            at = (found[-1][1].work, found[-1][1].heading)
            return told

        return re.sub(RUN, one, said)


def listed(
    found: list[tuple[Place, Place]], at: tuple[str, str | None], named: dict[str, str]
) -> str:
    """Passages one after another; work and heading are said where they change from `at` on."""
    told = ""
    for k, (a, b) in enumerate(found):
        work, heading = at
        words = written(a, b)
        if a.work != work:
            words = f"{named[a.work]}, {words}"
        elif a.heading == heading:
            words = words.removeprefix(f"{a.heading}, ")
        if k and words.startswith("par. "):
            told += ", " + words.removeprefix("par. ")
        else:
            told += ("; " if k else "") + words
        at = (b.work, b.heading)
    return told


def written(a: Place, b: Place) -> str:
    """Words for the span from paragraph `a` to paragraph `b`."""
    at = f"{a.heading}, " if a.heading else ""
    if b.heading != a.heading:
        return f"{at}par. {a.number} to {b.heading}, par. {b.number}"
    return f"{at}par. {a.number}" + (f"-{b.number}" if b.number > a.number else "")


# ---- files ---------------------------------------------------------------------------------------


def python(converter: Converter, source: str) -> str:
    """A module with the blocks of its docstring and the `source` of its parameters converted."""
    tree = ast.parse(source)
    lines = source.split("\n")
    for node in sorted(_sources(tree), key=lambda n: -n.lineno):
        said = converter.sentence(node.value)
        if said != node.value:
            _replace(lines, node, said)
    text = "\n".join(lines)
    end = text.index('"""', 3)
    blocks = re.split(r"\n(?=\S|\n)", text[:end])
    return "\n".join(_block(converter, b) for b in blocks) + text[end:]


def _sources(tree: ast.Module) -> list[ast.Constant]:
    return [
        word.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "source" and isinstance(word.value, ast.Constant)
    ]


def _replace(lines: list[str], node: ast.Constant, said: str) -> None:
    """Write `said` where `node` stands, cut into pieces in brackets where it is long."""
    top, left = (
        lines[node.lineno - 1][: node.col_offset],
        lines[node.end_lineno - 1][node.end_col_offset :],
    )
    if '"' in said:
        raise SystemExit(f"a double quotation mark in {said}")
    pieces = _filled(said, 82)
    made = "\n        ".join(f'"{p} "' for p in pieces[:-1]) + ("\n        " if pieces[1:] else "")
    made += f'"{pieces[-1]}"'
    long = len(pieces) > 1 or len(top + made + left) > 100
    if long and not top.rstrip().endswith("("):
        made = f"(\n        {made}\n    )"
    lines[node.lineno - 1 : node.end_lineno] = (top + made + left).split("\n")


def _block(converter: Converter, block: str) -> str:
    """One labelled block of a docstring, filled anew where it cites."""
    said = " ".join(block.split())
    made = converter.sentence(said)
    if made == said:
        return block
    label, rest = re.match(r"(\w+) +(.*)", made, re.S).groups()
    filled = _filled(rest, 100 - 13)
    return f"{label:13s}" + ("\n" + " " * 13).join(filled)


def account(converter: Converter, source: str) -> str:
    """An account file with its sources, denials, predictions, comments and prose converted."""
    numbers = [int(n) for n in re.findall(r"seed: 00([0-4])_", source)]
    own = numbers[0] if numbers else None
    mixed = len(set(numbers)) > 1  # passages then name their text

    def source_of(m: re.Match) -> str:
        work, words = converter.passages(int(m[1]), m[2])
        return f'work: {work}, passage: "{words}"'

    def denial(m: re.Match) -> str:
        number = int(m["text"]) if m["text"] else own
        work, words = converter.passages(number, m["lines"])
        return f'{m["indent"]}work: {work}\n{m["indent"]}passage: "{words}"\n'

    source = re.sub(r"seed: 00([0-4])_\w+\.txt, lines: ([\d, -]+)(?=[,}])", source_of, source)
    source = re.sub(
        r'(?m)^(?P<indent> +)(?:seed: 00(?P<text>[0-4])_\w+\.txt\n +)?lines: "?(?P<lines>[\d, -]+)"?\n',
        denial,
        source,
    )
    out = []
    for line in source.split("\n"):
        body, mark, comment = line.partition("  # ")
        if found := re.match(r"(    passage: )((?:00[0-4] )?L\d.*)$", line):
            line = f'{found[1]}"{converter.sentence(found[2], own)}"'
        elif mark and re.search(r"\bL\d", comment):
            line = body + mark + converter.sentence(comment, own, label=mixed)
        out.append(line)
    source = "\n".join(out)
    return re.sub(r"(?ms)^objection: >\n(.*?)(?=^\S)", lambda m: _prose(converter, m[1]), source)


def _prose(converter: Converter, said: str) -> str:
    return "objection: >\n" + "".join(
        f"  {line}\n" for line in _filled(converter.sentence(" ".join(said.split())), 98)
    )


def _filled(said: str, width: int) -> list[str]:
    """Lines of at most `width` characters; no line ends between par. and its number."""
    held = said.replace("par. ", "par.\0")
    return [line.replace("\0", " ") for line in textwrap.wrap(held, width, break_on_hyphens=False)]


# ---- the table -----------------------------------------------------------------------------------


def read_table() -> list[dict[str, str]]:
    """Rows of the table: text, lines, work, passage."""
    with TABLE.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def write_table(rows: dict[tuple[int, str], tuple[str, str]]) -> None:
    """Write the table, by text and line."""
    order = sorted(rows, key=lambda k: (k[0], *(int(n) for n in k[1].split("-"))))
    with TABLE.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*key, *rows[key]) for key in order)


def stale(folder: Path) -> list[str]:
    """Rows of the table that the texts do not give, told one by one."""
    converter = Converter(folder)
    told = []
    for row in read_table():
        a, b = converter.passage(int(row["text"]), row["lines"])
        work, passage = a.work, written(a, b)
        if (work, passage) != (row["work"], row["passage"]):
            told.append(
                f"text {row['text']}, lines {row['lines']}: {work}, {passage}; "
                f"the table has {row['work']}, {row['passage']}"
            )
    return told


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("--write", type=Path, nargs="+", default=[], metavar="FILE")
    options = parser.parse_args()
    if not options.write:
        told = stale(options.texts)
        print("\n".join(told) or f"{len(read_table())} citations as in the texts")
        return 1 if told else 0
    converter = Converter(options.texts)
    for file in options.write:
        before = file.read_text(encoding="utf-8")
        after = (python if file.suffix == ".py" else account)(converter, before)
        if after != before:
            file.write_text(after, encoding="utf-8")
            print(file)
    known = (
        {(int(r["text"]), r["lines"]): (r["work"], r["passage"]) for r in read_table()}
        if TABLE.exists()
        else {}
    )
    write_table(known | converter.used)
    return 0


if __name__ == "__main__":
    sys.exit(main())
