"""Facts about one case are data: no polity and no event of a shipped case or record stands in code."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import thaw
from thaw.case import load_case
from thaw.files import shipped
from thaw.jobs.identity import essence
from thaw.record import load_record

HOME = Path(thaw.__file__).parent
FILES = sorted(HOME.rglob("*.py"))
CITING = ("mechanisms", "measures")
"""Rooms whose docstrings and `source=` cite rows of records, as other literature: no code reads them."""


@cache
def pattern():
    """Any id of a polity or event of a shipped case, or of a polity, event or non-event of a record."""
    ids = set()
    for name in shipped("cases"):
        case = load_case(name)
        ids |= {p.name for p in case.polities} | {e.name for e in case.events}
    for name in shipped("records"):
        record = load_record(name, weightless=True)
        ids |= {str(p) for p in record.about["polities"]}
        ids |= set(record.events["id"]) | set(record.nonevents["id"])
    assert len(ids) > 400
    named = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({named})(?![\w-])")


def excepted(text):
    """The text without docstrings that name a shipped case, record or account by its id."""
    names = [n for kind in ("cases", "records", "accounts") for n in shipped(kind)]
    told = [
        n
        for n in ast.walk(ast.parse(text))
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and "\n" in n.value
    ]
    for part in [ast.get_source_segment(text, n) for n in told if any(x in n.value for x in names)]:
        text = text.replace(part, "")
    return text


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(HOME)))
def test_no_polity_or_event_of_a_shipped_case_stands_in_code(file):
    text = file.read_text(encoding="utf-8")
    assert not pattern().findall(essence(text))
    if file.relative_to(HOME).parts[0] not in CITING:
        assert not pattern().findall(excepted(text))


WORDED = ("mechanisms", "columns")
"""Rooms whose words on a parameter or column speak of the case they were written for. Those of columns are
in the key of every reference table, so that they can change only when all are made anew."""

COMPILED = "toy_two"
"""The invented case on which an account's code is compiled beforehand."""


@cache
def names():
    """Names of shipped cases, records and accounts; titles of polities and places of cases as in the world."""
    found = {n for kind in ("cases", "records", "accounts") for n in shipped(kind)}
    for name in shipped("cases"):
        case = load_case(name)
        found |= {p.title for p in (*case.polities, *case.places)}
    own = {n for n in found if "_" in n or n[:1].isupper()} - {COMPILED}
    assert len(own) > 60
    either = "|".join(re.escape(n) for n in sorted(own, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({either})(?![\w-])")


def texts(source):
    """Texts that code can read: constants, but for docstrings and notes that stand alone."""
    tree = ast.parse(source)
    alone = {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    return [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and n not in alone
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(HOME)))
def test_no_name_of_a_shipped_case_or_country_stands_in_a_text_of_code(file):
    if file.relative_to(HOME).parts[0] in WORDED:
        return
    assert not [t for t in texts(file.read_text(encoding="utf-8")) if names().search(t)]


def test_names_are_found_in_texts_and_not_in_docstrings():
    code = 'def f():\n    """As in bloc_1953 of Hungary."""\n    return "bloc_1953", f"of Hungary {1}"\n'
    assert [names().search(t)[1] for t in texts(code)] == ["bloc_1953", "Hungary"]


def test_the_pattern_finds_what_it_is_for():
    event = load_record("bloc_1917_1968").events["id"][5]
    assert pattern().findall(f'KNOWN = ("{event}", "GDR")') == [event, "GDR"]
    assert not pattern().findall("GDRs, a_GDR and under-GDR")
