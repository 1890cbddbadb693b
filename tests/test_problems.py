"""All mistakes of a file are told at once, in order of line, and none because of another."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from thaw.account import load_account, read_account
from thaw.case import load_case
from thaw.cli import main
from thaw.errors import Problems, ThawError
from thaw.files import parse_yaml, read_yaml
from thaw.record import load_record

VALID = Path(__file__).parent / "cases" / "valid"


def told(load: Callable, path: Path) -> list[tuple[int | None, str | None, str]]:
    """(line, key, problem) of everything that is told."""
    with pytest.raises(ThawError) as caught:
        load(path)
    first = caught.value
    return [(p.line, p.key, p.problem) for p in (first, *first.others)]


def changed(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (VALID / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_an_account_with_five_mistakes(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        "toy_2024.yaml",
        ("written: 2024-05", "written: 2024-02-30"),
        ("grade: second-hand", "grade: secondhand"),
        ("[rising, terror]", "[rising, terorr]"),
        ("police_repression, speak_out]", "police_represion, speak_out]"),
        ("[-1.6, 0.2]", "[-1.6]"),
    )
    found = told(load_account, file)
    assert [(line, key) for line, key, _ in found] == [
        (4, "written"),
        (5, "grade"),
        (10, "speaks_to.1"),
        (13, "steps.2"),
        (17, "priors.speak_out.noise.lognormal"),
    ]


def test_a_case_with_five_mistakes(tmp_path: Path) -> None:
    """The misspelt stratum of a site, a unit, a date, a missing key, and a share out of range."""
    file = changed(
        tmp_path,
        "minimal.yaml",
        ("terror: {value: 0.4, unit: index", "terror: {value: 0.4, unit: indx"),
        ("    kind: city\n", ""),
        ("stratum: workers", "stratum: worker"),
        ("{value: 0.9, unit: share", "{value: 1.9, unit: share"),
        ("on: 1953-01-15", "on: 1953-02-30"),
    )
    found = told(load_case, file)
    assert [key for _, key, _ in found] == [
        "polities.ONE.set.terror.unit",
        "places.town",
        "sites.mill.stratum",
        "units.0.loyalty.value",
        "events.0.on",
    ]
    assert [line for line, *_ in found] == sorted(line for line, *_ in found)


def test_a_record_with_five_mistakes(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    shutil.copytree(VALID / "records/mini", folder)

    def put(name: str, old: str, new: str) -> None:
        file = folder / name
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new, 1))

    put("record.yaml", "licence:", "license:")
    put("events.csv", "1953-02,,HUB,,amnesty", "1953-13,,HUBB,,amnesty")
    put("attestations.csv", "300,,500,range", "700,,500,range")
    put("sources.csv", "1953,archive", "1953,archives")
    found = told(load_record, folder)
    assert {(line, key) for line, key, _ in found} == {
        (1, "licence"),
        (3, "hub-amnesty.date"),
        (3, "hub-amnesty.polity"),
        (4, "rim-strike/participants/file.low"),
        (3, "file.kind"),
    }


def test_two_mistakes_of_one_entry_and_two_of_its_neighbour(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        "minimal.yaml",
        ("rank: 0, position: 0.0", "rnak: 0, position: 7"),
        (
            "id: no_death, title: The leader lives, drop: [death]",
            "id: no_death, drop: [deth], set: [{on: 1999-01-01, columns: {places.police: {town: x}}}]",
        ),
    )
    assert [key for _, key, _ in told(load_case, file)] == [
        "officials.ONE.0.rnak",
        "officials.ONE.0.position",
        "levers.0",
        "levers.0.drop.0",
        "levers.0.set.0.on",
        "levers.0.set.0.columns.places.police.town",
    ]


def test_what_follows_from_a_mistake_is_not_told(tmp_path: Path) -> None:
    """A polity that cannot be read: its place, site, unit and episodes still know its name."""
    file = changed(
        tmp_path,
        "minimal.yaml",
        (
            "population: {value: 1000, unit: persons, spread: 0, source: invented}\n    strata",
            "population: 1000\n    strata",
        ),
        ("span: [1953-01-01, 1953-02-28]", "span: [1953-01-01, 1953-02-31]"),
    )
    assert [key for _, key, _ in told(load_case, file)] == ["span.1", "polities.ONE.population"]
    file = changed(
        tmp_path,
        "toy_2024.yaml",
        (
            "steps: [relative_deprivation, see, police_repression, speak_out]",
            "steps: [relative_deprivation, se, police_repression, speak_out]",
        ),
    )
    assert [key for _, key, _ in told(load_account, file)] == ["steps.1"]


def test_repeated_keys_and_impossible_dates_come_with_the_rest(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        "toy_2024.yaml",
        ("ranked: false", "ranked: false\nranked: 3"),
        ("at_least: 1}}", "at_leest: 1}}"),
        ("1953-02-28]", "1953-02-30]"),
    )
    assert [key for _, key, _ in told(load_account, file)] == [
        "ranked",
        "predicts.0.test.between.1",
        "predicts.0.test.at_leest",
    ]


def test_reading_the_text_alone_tells_all_that_it_shows(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        "toy_2024.yaml",
        ("grade: second-hand", "grade: third"),
        ("title: A toy", "titel: A toy"),
    )
    assert [key for _, key, _ in told(read_account, file)] == ["titel", "grade"]


def test_every_mistake_is_printed_and_the_exit_code_is_that_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    file = changed(
        tmp_path, "toy_2024.yaml", ("grade: second-hand", "grade: third"), ("[-1.6, 0.2]", "[-1.6]")
    )
    assert main(["accounts", str(file)]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("thaw: toy_2024.yaml:5: grade: no grade is called 'third'")
    assert "\ntoy_2024.yaml:17: priors.speak_out.noise.lognormal: is not a pair" in shown
    assert "Traceback" not in shown


def test_outside_collecting_the_first_mistake_is_raised() -> None:
    d = parse_yaml("a: 1\nb: 2\n")
    with pytest.raises(ThawError, match="unknown key 'a'") as caught:
        d.keys(d.data, ["c"], ["d"])
    assert not caught.value.others and not d.problems.found


def test_a_fault_of_the_program_is_not_taken_for_a_mistake() -> None:
    problems = Problems()
    with pytest.raises(ZeroDivisionError), problems.collecting(), problems.apart():
        print(1 / 0)
    with pytest.raises(ThawError, match="one"), problems.collecting():
        problems.note(ThawError("one"))
        print(1 / 0)


def test_an_error_with_others_survives_the_way_from_a_worker(tmp_path: Path) -> None:
    import pickle

    file = tmp_path / "x.yaml"
    file.write_text("a: 1953-02-30\na: 2\nb: 1953-02-31\n")
    with pytest.raises(ThawError) as caught:
        read_yaml(file)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and len(again.others) == 2


def test_a_file_of_another_kind_or_of_nothing_is_one_mistake(tmp_path: Path) -> None:
    assert len(told(load_case, VALID / "toy_2024.yaml")) == 1
    assert len(told(load_account, VALID / "minimal.yaml")) == 1
    file = tmp_path / "empty.yaml"
    file.write_text("")
    for load in (load_account, load_case):
        ((line, _, problem),) = told(load, file)
        assert line == 1 and problem.startswith("the keys '") and problem.endswith("are missing")
    file.write_text("- a list\n")
    assert len(told(load_account, file)) == len(told(load_case, file)) == 1


def test_what_was_expected_is_said_once_in_a_row(tmp_path: Path) -> None:
    file = changed(
        tmp_path, "minimal.yaml", ("title: One town", "title: One town\nsoze: 1\ntaal: 2")
    )
    with pytest.raises(ThawError) as caught:
        load_case(file)
    assert str(caught.value).count("expected: case, title") == 1
    assert str(caught.value).count("unknown key") == 2


JUNK = (None, [], {}, "", "x", -1, 1.5, True, [None], [{}], {"a": 1}, {1: 2})


@pytest.mark.parametrize("name", ["toy_2024.yaml", "minimal.yaml"])
def test_junk_anywhere_is_told_or_taken_but_never_a_fault(name: str, tmp_path: Path) -> None:
    """Ninety files with junk at one to three places each, the same at every run."""
    luck = random.Random(name)
    load = load_account if name.startswith("toy") else load_case
    text = (VALID / name).read_text(encoding="utf-8")

    def below(entry: object, path: tuple = ()) -> list[tuple]:
        if not isinstance(entry, dict | list):
            return [path]
        pairs = entry.items() if isinstance(entry, dict) else enumerate(entry)
        return [path] * bool(path) + [p for k, v in pairs for p in below(v, (*path, k))]

    refused = 0
    file = tmp_path / name
    for _ in range(90):
        data = parse_yaml(text).data
        for _ in range(luck.choice((1, 2, 3))):
            at = luck.choice([p for p in below(data) if p])
            inner = data
            for key in at[:-1]:
                inner = inner[key]
            inner[at[-1]] = copy.deepcopy(luck.choice(JUNK))
        file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        try:
            load(file)
        except ThawError as problem:
            refused += 1
            assert all(p.line for p in (problem, *problem.others))
    assert refused > 60
