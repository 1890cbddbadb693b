"""items.yaml and `covers`: every mistake is told with file, line, key and the nearest name."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator as Validator

from thaw.errors import ThawError
from thaw.files import data_folder, read_yaml
from thaw.jobs.schema import schema_of
from thaw.record import load_record
from thaw.record.items_form import FILE

_file = Path(__file__).parent / "inference" / "tiny.py"
_spec = importlib.util.spec_from_file_location("tiny", _file)
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

ROWS = {
    "events": [tiny.event("march", "1980-03-10", "demonstration")],
    "attestations": [tiny.figure("march", "participants", 400)],
    "series": [tiny.told("one_members", "1980", 5)],
}

MISTAKES = {
    "windows: spam": "did you mean: span?",
    "rule: none": "items.yaml:1: rule: is 'none'",
    "rows: {marsh: {as: [], why: x}}": "rows.marsh: no event of the record is called 'marsh'",
    "rows: {march: {as: [strik], why: x}}": "did you mean: strike?",
    "rows: {march: {why: x}}": "rows.march: changes nothing",
    "rows: {march: {polity: OEN, why: x}}": "did you mean: ONE?",
    "councils: {ONE: {from: [march], until: [mach]}}": "councils.ONE.until.0: no event",
    "base_year: soon": "base_year: 'soon' is not a year",
    "sizes:\n  - {what: deaths, polity: ONE, from: 1980, until: 1980, "
    "figures: [march/deaths]}": "items.yaml:2: sizes.0.figures.0: no figure of the record is called 'march/deaths'",
    "sizes:\n  - {what: deths, polity: ONE, from: 1980, until: 1980, figures: []}": "did you mean: deaths?",
    "dates:\n  - {what: strike, polity: ONE, from: 1980-05-01, until: 1980-04-30, "
    "month: 1980-04}": "dates.0.until: ends on 1980-04-30, before it begins",
    "dates:\n  - {what: strike, polity: ONE, from: 1980-05-99, until: 1980-06, month: 1980-04}": "dates.0.from",
    "series:\n  - {what: party, polity: ONE, from: 1980, until: 1980, "
    "figures: [one_members/1981]}": "did you mean: one_members/1980?",
    "bounds:\n  - {figure: march/participants, source: bock, bound: at_least, why: x}": "did you mean: book?",
    "seen: {half_size: {strike: {ONE: -5}}}": "seen.half_size.strike.ONE: is -5",
    "seen: {decisions: {concession: {other: 2}}}": "at most 1",
    "seen: {decisions: {consession: {other: 1}}}": "did you mean: concession?",
    "sise: []": "unknown key 'sise'",
    "[]": "is not a table of keys",
    "rule: and named\nrule: named only": "the key 'rule' appears twice",
    "rows: [": "is not valid YAML",
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda t: t[:40])
def test_each_mistake_is_told(text, tmp_path):
    with pytest.raises(ThawError) as problem:
        tiny.record(tmp_path / "r", items=text, **ROWS)
    assert MISTAKES[text] in str(problem.value) and FILE in str(problem.value)


def test_mistakes_of_items_and_tables_are_told_at_once(tmp_path):
    rows = {**ROWS, "events": [*ROWS["events"], tiny.event("riot", "1980-13-01", "uprising")]}
    with pytest.raises(ThawError) as problem:
        tiny.record(tmp_path / "r", items="rule: none\nbase_year: x", **rows)
    assert all(t in str(problem.value) for t in ("1980-13-01", "'none'", "'x' is not a year"))


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ("covers:\n  - {polities: [OEN], from: 1980, until: 1981}\n", "did you mean: ONE?"),
        ("covers:\n  - {polities: [ONE], from: 1980, until: 1981, density: most of}\n", "density"),
        ("covers:\n  - {polities: [ONE], from: 1980, until: 1981, kinds: [strikes]}\n", "strike?"),
        ("covers:\n  - {polities: [ONE], until: 1981}\n", "'from' is missing"),
        ("covers: 1980\n", "is not a list"),
    ],
)
def test_each_mistake_of_what_is_covered_is_told(about, says, tmp_path):
    with pytest.raises(ThawError) as problem:
        tiny.record(tmp_path / "r", about=about, **ROWS)
    assert says in str(problem.value) and "record.yaml:" in str(problem.value)


def test_a_rank_is_a_whole_number(tmp_path):
    rows = [tiny.event("fall", "1980-03-10", "leadership_change", rank="second")]
    with pytest.raises(ThawError, match=r"fall\.rank: 'second' is no rank"):
        tiny.record(tmp_path / "r", events=rows)


def test_items_and_coverage_are_hashed_with_the_record(tmp_path):
    plain = tiny.record(tmp_path / "r", **ROWS).hash
    assert tiny.record(tmp_path / "r", items="rule: and named\n", **ROWS).hash != plain
    assert tiny.record(tmp_path / "s", about="", **ROWS).hash != plain


def test_the_shipped_items_fit_the_schema_and_a_copy_elsewhere_reads_the_same(tmp_path):
    home = data_folder("records") / "bloc_1917_1968"
    schema = schema_of("record")["$defs"]["items"]
    text = tiny_plain(read_yaml(home / FILE).data)
    assert not [f"{e.json_path}: {e.message}" for e in Validator(schema).iter_errors(text)]
    shutil.copytree(home, tmp_path / "copy")
    assert load_record(tmp_path / "copy").declared == load_record("bloc_1917_1968").declared


def tiny_plain(value):
    """As a program that knows no dates of YAML reads it."""
    if isinstance(value, dict):
        return {str(k): tiny_plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [tiny_plain(v) for v in value]
    return value if isinstance(value, int | float | str | type(None)) else str(value)
