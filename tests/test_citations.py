"""Every passage can be opened by a reader: work, heading and paragraph, and the work is in the bibliography.

The texts do not ship. Where they are (THAW_TEXTS, or beside the project) the table of citations is
computed from them again; the rest runs everywhere.
"""

from __future__ import annotations

import ast
import csv
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from report_data import CASE, comparison, evidence

from thaw.account import accounts, read_account
from thaw.bibliography import cited, find_work, works, works_in
from thaw.cli import main
from thaw.errors import ThawError
from thaw.inference.comparison import Comparison
from thaw.mechanism import catalogue, load_mechanism
from thaw.report import write_report
from thaw.report.citations import citations

ROOT = Path(__file__).parent.parent
TEXTS = Path(os.environ.get("THAW_TEXTS") or ROOT.parent / "shared" / "seeds")
RECORD = TEXTS.parent / "record"
PACKAGE = ROOT / "src" / "thaw"
SPAN = r"\d+(?:-\d+)?"
MONTHS = "January February March April May June July August September October November December"


def tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def converter():
    return tool("convert_citations")


@pytest.fixture(scope="module")
def table(converter) -> set[tuple[str, str]]:
    return {(row["work"], row["passage"]) for row in converter.read_table()}


def shipped() -> Iterator[Path]:
    """Text files of the package and pages of the documentation."""
    kinds = (".py", ".yaml", ".csv", ".html", ".md", ".pyi")
    for folder in (PACKAGE, ROOT / "docs", ROOT / "examples"):
        yield from (f for f in sorted(folder.rglob("*")) if f.suffix in kinds)
    yield ROOT / "README.md"


@pytest.mark.skipif(
    not any(TEXTS.glob("00?_*.txt")), reason="the texts do not ship: set THAW_TEXTS"
)
def test_the_table_of_citations_is_computed_from_the_texts_again(converter):
    assert converter.stale(TEXTS) == []


@pytest.mark.skipif(not RECORD.is_dir(), reason="the coded facts do not ship: set THAW_TEXTS")
def test_the_record_is_converted_again_to_the_same_sources(tmp_path):
    shipped = PACKAGE / "data" / "records" / "bloc_1917_1968"
    tool("convert_record").convert(RECORD, tmp_path, "2000-01-01")
    for name in ("sources", "attestations", "series"):
        assert (tmp_path / f"{name}.csv").read_bytes() == (shipped / f"{name}.csv").read_bytes()


@pytest.mark.skipif(not RECORD.is_dir(), reason="the coded causes do not ship: set THAW_TEXTS")
def test_the_causes_that_authors_name_are_converted_again_to_the_same_table(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    (coded,) = (f for f in RECORD.glob("*.csv") if f.stem == "drives")
    made = tmp_path / "named.csv"
    assert tool("convert_causes").convert(TEXTS, coded, made) == 506
    assert made.read_bytes() == (PACKAGE / "data" / "causes" / "named.csv").read_bytes()


def test_causes_cite_works_of_the_bibliography(converter):
    with (PACKAGE / "data" / "causes" / "named.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 506
    labels = tuple(converter.LABELS.values())
    assert [r["passage"] for r in rows if not r["passage"].startswith(labels)] == []


def test_a_paragraph_is_told_from_headings_captions_notes_and_page_breaks(converter):
    """A made-up text in the place of the second: a work of two sections cut by pages."""
    part = converter.Part(2, "made-2000", "Made 2000", 1, 20, ("Picture of",), pages=True)
    lines = [
        "First of all.",
        "",
        "“What Next?”",
        "",
        "It began one morning with a strike at the mill that",
        "",
        "---",
        "",
        "3 See elsewhere.",
        "",
        "went on for days.",
        "",
        "Picture of a street",
        "",
        "Then it was over:",
        "",
        "“We went home.”",
        "",
        "THE END OF IT",
        "",
        "The rest.",
    ]
    found = dict(converter._paragraphs(part, lines))
    at = {n: (p.heading, p.number) for n, p in found.items()}
    assert at == {
        1: ("opening", 1),
        3: ("What Next?", 1),
        5: ("What Next?", 1),
        11: ("What Next?", 1),
        15: ("What Next?", 2),
        17: ("What Next?", 3),
        19: ("The End of It", 1),
    }


@pytest.mark.parametrize(
    "pattern",
    [
        r"\b00[0-4]\s+L\d",
        r"\b00[0-4]_[0-9a-f]{6,}",
        r"\bL\d+(?:-\d+)?\b(?=[,.:;)\s]|$)",
        r"\bseed file\b",
        r"\b(?:cases|accounts|drives|vocab|base_rates)\.(?:md|csv)\b",
    ],
)
def test_no_file_name_or_line_of_ours_is_left(pattern):
    left = [
        f"{file.relative_to(ROOT)}:{n}: {line.strip()[:80]}"
        for file in shipped()
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) < 4000 and (re.search(pattern, line))
    ]
    assert left == []


def passages(text: str, table: set, labels: dict[str, str], work: str = "") -> Iterator[tuple]:
    """Work and passage of every citation in a text, spelled out as in the table."""
    headings = {h for _, p in table for h in re.findall(r"(?:^| to )(.+?), par\. ", p)}
    either = lambda names: "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))  # noqa: E731
    names = {label.rsplit(" ", 1)[0] for label in labels}
    token = re.compile(
        rf"(?P<label>{either(labels)})|(?P<name>{either(names)}) \((?P<year>\d{{4}})"
        rf"|(?P<heading>{either(headings)}), (?=par\. )|par\. (?P<spans>{SPAN}(?:, {SPAN})*)"
        rf"(?P<on> to (?:(?P<to>{either(headings)}), )?par\. (?P<end>\d+))?"
    )
    heading = ""
    for m in token.finditer(" ".join(text.split())):
        if m["label"] or m["name"]:
            work, heading = labels[m["label"] or f"{m['name']} {m['year']}"], ""
        elif m["heading"]:
            heading = m["heading"]
        else:
            at = f"{heading}, " if heading else ""
            *spans, last = m["spans"].split(", ")
            yield from ((work, f"{at}par. {s}") for s in spans)
            yield work, f"{at}par. {last}" + (m["on"] or "")
            heading = m["to"] or heading


def quoted(labels: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Where, text and default work, of everything in the package that cites passages."""
    for name in catalogue():
        m = load_mechanism(name)
        yield name, ast.get_docstring(ast.parse(m.file.read_text(encoding="utf-8"))) or "", ""
        yield from ((f"{name}.{word}", p.source, "") for word, p in m.parameters.items())
    for name, file in accounts().items():
        text = file.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        given = [*data.get("sources", []), *(data.get("denies") or [])]
        yield from ((name, str(e.get("passage", "")), e.get("work", "")) for e in given)
        yield from ((name, p["passage"], "") for p in data.get("predicts") or [])
        yield name, data.get("objection") or "", ""
        yield name, data.get("notes") or "", ""
        own = next((s["work"] for s in data["sources"] if s.get("work") in labels.values()), "")
        yield from ((name, c, own) for c in re.findall(r"  # (.*)", text))


def test_every_passage_that_is_cited_is_in_the_table(converter, table):
    labels = {label: work for work, label in converter.LABELS.items()}
    found = {
        (where, *passage)
        for where, text, work in quoted(labels)
        for passage in passages(text, table, labels, work)
    }
    assert len({p[1:] for p in found}) > 100
    assert sorted(p for p in found if p[1:] not in table) == []


def test_labels_and_works_are_those_of_the_bibliography(converter):
    assert {w: works()[w].cited for w in converter.LABELS} == converter.LABELS
    assert all(works()[w].counted for w in converter.LABELS)


def test_every_author_and_year_is_in_the_bibliography():
    known = {w.cited for w in works().values()}
    beside = {
        *MONTHS.split(),
        "GDR",
        "Poznan",
        "Budapest",
        "Hungary",
        "Berlin",
        "Warsaw",
        "Bukharin",
    }
    name = r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
    cite = re.compile(
        rf"\b((?:{name}(?:, | and ))*(?:{name}|[A-Z]{{3}})(?: et al\.)?) \(?((?:19|20)\d\d)\b"
    )
    missing = []
    for where, text, _ in quoted({}):
        flat = " ".join(re.sub(r"(?s)^.*?\n\n(?=Source)|\n\n\w.*", "", text).split())
        for authors, year in cite.findall(flat):
            last = authors.split()[-1]
            told = any(f"{authors} {year}".endswith(c) for c in known)
            if not (told or last in beside):
                missing.append((where, f"{authors} {year}"))
    assert missing == []
    given = [
        w
        for a in accounts().values()
        for w in re.findall(r"\bwork: ([\w-]+)", a.read_text("utf-8"))
    ]
    assert set(given) <= set(works())


def test_sources_of_the_record_that_are_parties_are_works():
    file = PACKAGE / "data" / "records" / "bloc_1917_1968" / "sources.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        parties = [row["source_id"] for row in csv.DictReader(lines) if row["kind"] == "seed"]
    assert len(parties) == 11
    assert {p.partition("-in-")[0] for p in parties} <= set(works())


def test_published_models_are_in_the_bibliography():
    for file in (PACKAGE / "data" / "published").glob("*.yaml"):
        source = " ".join(yaml.safe_load(file.read_text(encoding="utf-8"))["source"].split())
        surname, year = re.match(r"(\w+),.*?\((\d{4})\)", source).groups()
        assert any(surname in w.cited and w.year == int(year) for w in works().values()), file.name


def test_an_entry_and_its_bibtex():
    work = find_work("stein-1956")
    assert work.entry.startswith(
        "M. Stein (1956). The End of the Stalin Cult. Fourth International 17(2), 39-44, 70-71."
    )
    assert work.bibtex.splitlines()[:3] == [
        "@article{stein-1956,",
        "  author = {M. Stein},",
        "  title = {The End of the Stalin Cult},",
    ]
    assert "author = {{Socialist Workers Party National Committee}}" in find_work("SWP 1957").bibtex
    assert "author = {D. Acemoglu and J. A. Robinson}" in works()["acemoglu-robinson-2006"].bibtex
    for w in works().values():
        assert w.bibtex.count("{") == w.bibtex.count("}") and w.entry.endswith(".")


def test_a_work_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(ThawError, match="did you mean: stein-1956"):
        find_work("stien-1956")


def test_works_named_in_a_text():
    text = "Stein\n1956, Workers Revolt, par. 3; Kramer 1998 and Stein 19560"
    assert [w.name for w in works_in(text)] == ["stein-1956", "kramer-1998"]


def test_sources_of_an_account_are_told_with_their_address():
    first = citations(read_account(accounts()["stein_1956"]).sources)[0]
    assert first.cited == "Stein 1956, Why Did They Confess?, par. 10-13"
    assert first.url.startswith("https://www.marxists.org/") and first.entry.startswith("M. Stein")
    plain = citations([{"cite": "A. Nobody, A book", "passage": "p. 3"}])
    assert (plain[0].cited, plain[0].entry, plain[0].url) == ("A. Nobody, A book, p. 3", "", "")
    assert cited("", "p. 3") == "p. 3"


def test_the_command_finds_works_of_an_account_and_fits_the_screen(capsys):
    assert main(["cite", "khrushchev_1956"]) == 0
    told = capsys.readouterr().out
    assert all(w in told for w in ("khrushchev-1956\n", "deutscher-1956\n", "north-1988\n"))
    assert "stein-1956" not in told and max(map(len, told.splitlines())) <= 80
    assert main(["cite", "stein_1956", "--bibtex"]) == 0
    keys = re.findall(r"@\w+{([\w-]+),", capsys.readouterr().out)
    assert keys == ["stein-1956", "deutscher-1956"]
    assert main(["cite"]) == 0
    assert len(capsys.readouterr().out.split("\n\n")) == len(works())
    assert main(["cite", "stein-1957"]) != 0


def test_the_report_links_the_passages_of_an_account(tmp_path):
    account = read_account(accounts()["stein_1956"])
    beside = {"sources": account.sources, "notes": account.notes}
    case = CASE | {"accounts": {"stein_1956": beside}}
    html = write_report(
        Comparison.from_dict(comparison()), {}, evidence(), case, tmp_path
    ).read_text(encoding="utf-8")
    link = f'<a href="{find_work("stein-1956").url}"'
    assert html.count(link) == len(account.sources)
    assert f"Notes: {account.notes[:60]}" in html
    assert "Stein 1956, Workers Revolt, par. 1-6</a> (risings of 1953" in html
