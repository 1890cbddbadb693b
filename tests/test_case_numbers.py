"""Any number at any key of a case: a mistake that is told with its line, or a case that runs.

Values are put into the text of a file at the place of each number in turn, so nothing needs to know which
keys there are.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import numpy as np
import pytest
import yaml

import thaw
from thaw.case import cases, load_case
from thaw.engine import start
from thaw.errors import ThawError

VALID = Path(__file__).parent / "cases" / "valid"
SMALL = {
    "toy_two": cases()["toy_two"],
    "minimal": VALID / "minimal.yaml",
    "twin_republics_1971": cases()["twin_republics_1971"],
}
NEVER = (".inf", "-.inf", ".nan", "1" + "0" * 400, "true")
AT_MOST_SOMEWHERE = (
    "1.0e+300",
    "-1.0e+300",
    "1.0e+12",
    "1.0e+9",
    "1.0e+6",
    "1.0e+4",
    "1.0e-300",
    "-1",
    "0",
    "-0.0",
)
SECONDS = 30


def numbers(text: str) -> list[tuple[tuple, int, int]]:
    """Path, first and last letter of every number of a text."""
    found = []

    def walk(node: yaml.Node, path: tuple) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for n, value in enumerate(node.value):
                walk(value, (*path, n))
        elif node.tag.rsplit(":")[-1] in ("int", "float"):
            found.append((path, node.start_mark.index, node.end_mark.index))

    walk(yaml.compose(text, yaml.SafeLoader), ())
    return found


def written(name: str, folder: Path) -> tuple[Path, str]:
    """A file for changed copies of a case, and its text with accounts by their whole path."""
    text = SMALL[name].read_text(encoding="utf-8")
    whole = str(cases()["toy_two"].parents[1] / "accounts")
    return folder / f"{name}.yaml", text.replace("../accounts", whole)


def loaded(file: Path, text: str):
    """The case, or None where a mistake is told with file and line."""
    file.write_text(text, encoding="utf-8")
    try:
        return load_case(file)
    except ThawError as problem:
        assert f"{file.name}:" in str(problem), problem
        return None


def stop(*_: object) -> None:
    raise AssertionError(f"not done after {SECONDS} s")


@pytest.fixture
def few_plans(monkeypatch):
    """Plans of changed cases are not kept beyond the test."""
    monkeypatch.setattr(start, "_PLANS", [])


@pytest.mark.thorough
@pytest.mark.parametrize("name", SMALL)
def test_what_is_no_number_is_told_at_every_key(name: str, tmp_path: Path) -> None:
    file, text = written(name, tmp_path)
    assert loaded(file, text) is not None
    for path, a, b in numbers(text):
        for value in NEVER:
            assert loaded(file, text[:a] + value + text[b:]) is None, (path, value)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["minimal"])
def test_any_number_is_told_or_makes_a_world(name: str, tmp_path: Path, few_plans: None) -> None:
    """All starting values are finite, and laying a world out takes no longer than a moment."""
    file, text = written(name, tmp_path)
    made = 0
    for path, a, b in numbers(text):
        for value in AT_MOST_SOMEWHERE:
            case = loaded(file, text[:a] + value + text[b:])
            if case is None:
                continue
            made += 1
            began = time.monotonic()
            start._PLANS.clear()
            world = start.start_world(start.blueprint(case), 1)
            assert time.monotonic() - began < SECONDS, (path, value)
            for table in ("polities", "places", "groups", "sites", "units", "officials"):
                for column, found in zip(
                    getattr(world, table)._fields, getattr(world, table), strict=True
                ):
                    assert np.isfinite(found).all(), (path, value, table, column)
    assert made > 100


@pytest.mark.slow
def test_any_number_is_told_or_runs(tmp_path: Path, few_plans: None) -> None:
    """Whatever is taken runs under a whole theory, ends, and measures what is finite."""
    file, text = written("toy_two", tmp_path)
    before = signal.signal(signal.SIGALRM, stop)
    try:
        for path, a, b in numbers(text):
            for value in AT_MOST_SOMEWHERE:
                case = loaded(file, text[:a] + value + text[b:])
                if case is None:
                    continue
                start._PLANS.clear()
                signal.alarm(SECONDS)
                run = thaw.simulate("swp_1957", case, seeds=[1], workers=1)
                signal.alarm(0)
                for name, found in run.data.data_vars.items():
                    whole = found.dtype.kind != "f" or np.isfinite(found.values).all()
                    assert whole, (path, value, name)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "step, told",
    [
        ("900 month", "no length for a step"),
        ("0.0001 hour", "no length for a step"),
        ("3 months", "longer than the 60 days"),
        ("0 day", "is not a step"),
        ("-1 day", "is not a step"),
        ("1.2.3 day", "is not a step"),
        (". day", "is not a step"),
        ("9" * 400 + " day", "is not a step"),
        (".inf", "is not a step"),
        ("1e3 day", "is not a step"),
        ("1", "is not a step"),
    ],
)
@pytest.mark.parametrize("where", ["span", "tail"])
def test_steps_have_a_length(step: str, told: str, where: str, tmp_path: Path) -> None:
    file, text = written("toy_two", tmp_path)
    if where == "span":
        text = text.replace("step: 1 day", f"step: {step}")
    else:
        text = text.replace("tail: null", f"tail: {{until: 1953-04-30, step: {step}}}")
    file.write_text(text)
    with pytest.raises(ThawError, match=r"step: ") as caught:
        load_case(file)
    assert told in str(caught.value)


def test_a_tail_has_no_half_months_and_no_million_steps(tmp_path: Path) -> None:
    file, text = written("toy_two", tmp_path)
    for tail, told in (
        ("until: 1954-03-01, step: 0.5 month", "no whole number of months"),
        ("until: 9999-12-31, step: 1 day", "steps"),
    ):
        file.write_text(text.replace("tail: null", f"tail: {{{tail}}}"))
        with pytest.raises(ThawError, match=told):
            load_case(file)


@pytest.mark.parametrize(
    "old, new, key, told",
    [
        (
            "party: {value: 20,",
            "party: {value: 251,",
            "polities.HUB.party.value",
            "251 persons of 250",
        ),
        (
            "id: rim_army, polity: RIM, place: rim_town, kind: army,\n     strength: {value: 6",
            "id: rim_army, polity: RIM, place: rim_town, kind: army,\n     strength: {value: 600",
            "units.1.strength.value",
            "600 persons of 250",
        ),
        (
            "headcount: {value: 50",
            "headcount: {value: 500",
            "sites.rim_mill.headcount",
            "500 people",
        ),
        (
            "set: {communications: {value: 0.7, unit: share, spread: 0.1, source: invented}}}\n  hub_fields",
            "set: {casualties: {value: 151, unit: persons, spread: 0, source: invented}}}\n  hub_fields",
            "places.hub_town.set.casualties.value",
            "151 persons of 150",
        ),
        (
            "fear: {value: 0.50, unit: motive",
            "population: {value: 900, unit: persons",
            "strata.workers.set.population",
            "follows from the case",
        ),
        (
            "obedience: {value: 0.0, unit: share",
            "population: {value: 900, unit: persons",
            "polities.HUB.set.population",
            "the key `population`",
        ),
        (
            "threshold: {normal: [1.0, 0.2]",
            "threshold: {normal: [1.0, 7.0]",
            "traits.threshold.normal",
            "1 is usual",
        ),
        ("police: {value: 4.0", "police: {value: -4.0", "police.value", "outside [0, 1000]"),
        (
            "police: {value: 4.0, unit: persons/1000, spread: 0.2",
            "police: {value: 4.0, unit: persons/1000, spread: 4",
            "police.spread",
            "outside [0, 3]",
        ),
    ],
    ids=lambda v: v.split(".")[-1] if "." in v and " " not in v else "",
)
def test_limits_are_told_with_their_key(
    old: str, new: str, key: str, told: str, tmp_path: Path
) -> None:
    file, text = written("toy_two", tmp_path)
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ThawError) as caught:
        load_case(file)
    assert key in str(caught.value) and told in str(caught.value)


@pytest.mark.parametrize(
    "day",
    [
        "0000-01-01",
        "1953-02-30",
        "9999-12-31",
        "0001-01-01",
        "1e3",
        ".nan",
        "19530115",
        "-1",
        "1953-13",
        "99999-01-01",
        "1953-01-15T00:00:00",
    ],
)
@pytest.mark.parametrize(
    "old", ["on: 1953-01-15", "start: 1953-01,", "[1953-01-01, ", "on: 1953-01-10"]
)
def test_dates_out_of_the_span_or_of_the_calendar_are_told(
    day: str, old: str, tmp_path: Path
) -> None:
    file, text = written("toy_two", tmp_path)
    assert old in text
    file.write_text(
        text.replace(
            old,
            old.replace("1953-01-15", day)
            .replace("1953-01-10", day)
            .replace("1953-01-01", day)
            .replace("1953-01,", f"{day},"),
        )
    )
    with pytest.raises(ThawError, match=file.name):
        load_case(file)
