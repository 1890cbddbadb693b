"""Reading cases: what a file says is what the object holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from thaw.account import load_account
from thaw.case import cases, load_case
from thaw.case.written_lever import read_written
from thaw.engine.start import blueprint
from thaw.errors import ThawError
from thaw.jobs.case_info import case_info
from thaw.jobs.resolve import as_yaml, resolve
from thaw.record import load_record
from thaw.world import COLUMNS, STRATA

VALID = Path(__file__).parent / "cases" / "valid"


def test_minimal_case_is_read_whole() -> None:
    c = load_case(VALID / "minimal.yaml")
    assert (c.start, c.end, c.step) == (dt.date(1953, 1, 1), dt.date(1953, 2, 28), 1.0)
    assert c.hegemon == "ONE"
    assert (c.cell_size, c.workplace_cells, c.town_size) == (40, 20, 100_000)
    assert not c.places[0].capital
    assert c.strata[0].heights == {"strike": 1.0, "demonstrate": 1.15, "arms": 1.8}
    assert c.places[0].strata == {"workers": 0.7, "peasants": 0.3}
    assert c.events[0].changes[0].column == "leader_dead"
    assert c.levers["no_death"].drop == ("death",)
    assert c.months() == ["1953-01", "1953-02"]
    assert c.row("units", "guard") == c.row("officials", "First") == c.row("places", "town") == 0


def with_change(tmp_path: Path, old: str, new: str):
    text = (VALID / "minimal.yaml").read_text()
    assert old in text
    file = tmp_path / "minimal.yaml"
    file.write_text(text.replace(old, new))
    return load_case(file)


def test_steps_cover_the_span_and_nothing_else(tmp_path: Path) -> None:
    c = load_case(VALID / "minimal.yaml")
    starts, lengths = c.steps()
    assert len(starts) == 59 and np.all(lengths == 1.0)
    fine = with_change(tmp_path, "traits:\n", "step: 6 hours\ntraits:\n")
    starts, lengths = fine.steps()
    assert len(starts) == 59 * 4 and np.isclose(lengths.sum(), 59)


def test_tail_by_month_falls_on_the_first_of_the_month(tmp_path: Path) -> None:
    c = with_change(tmp_path, "traits:\n", "tail: {until: 1953-05-31, step: 1 month}\ntraits:\n")
    starts, lengths = c.steps()
    assert list(starts[-3:]) == [59.0, 90.0, 120.0]  # 1 March, 1 April, 1 May
    assert list(lengths[-3:]) == [31.0, 30.0, 31.0]


def test_place_replaces_single_shares_of_its_polity(tmp_path: Path) -> None:
    """Peasants set to 0: workers alone are left, so their share is 0.7 / 0.7 = 1."""
    c = with_change(tmp_path, "    at: [50, 50]\n", "    at: [50, 50]\n    strata: {peasants: 0}\n")
    assert c.places[0].strata == {"workers": 1.0}
    c = with_change(
        tmp_path, "    at: [50, 50]\n", "    at: [50, 50]\n    strata: {only: workers}\n"
    )
    assert c.places[0].strata == {"workers": 1.0}


def test_cells_workplaces_towns_and_the_capital_are_read(tmp_path: Path) -> None:
    c = with_change(
        tmp_path, "traits:\n", "cell: {size: 250, workplace: 8}\ntown: {size: 5000}\ntraits:\n"
    )
    assert (c.cell_size, c.workplace_cells, c.town_size) == (250, 8, 5000)
    c = with_change(tmp_path, "traits:\n", "cell: {workplace: 8}\ntraits:\n")
    assert (c.cell_size, c.workplace_cells) == (40, 8)
    c = with_change(tmp_path, "    at: [50, 50]\n", "    at: [50, 50]\n    capital: true\n")
    assert c.places[0].capital


def test_sites_may_take_everybody_of_a_stratum(tmp_path: Path) -> None:
    """All 700 workers of the town: 1000 of whom 7 in 10 are workers."""
    c = with_change(tmp_path, "headcount: {value: 100", "headcount: {value: 700")
    assert c.sites[0].headcount.value == 700


def test_event_for_all_reaches_every_row(tmp_path: Path) -> None:
    c = with_change(tmp_path, "{ONE: 1}", "{all: 1}")
    assert [change.row for change in c.events[0].changes] == ["ONE"]


def test_hash_ignores_comments_but_no_number(tmp_path: Path) -> None:
    c = load_case(VALID / "minimal.yaml")
    assert with_change(tmp_path, "# The smallest case", "# Smallest").hash == c.hash
    assert with_change(tmp_path, "value: 0.4", "value: 0.41").hash != c.hash


@pytest.mark.parametrize("name", cases())
def test_shipped_case_keeps_the_rules(name: str) -> None:
    c = load_case(name)
    assert c.hegemon in (c.polities[0].name, "")
    for place in c.places:
        assert np.isclose(sum(place.strata.values()), 1.0)
        assert set(place.strata) <= set(STRATA)
        assert set(place.set) <= set(COLUMNS["places"])
    total = sum(place.population.value for place in c.places)
    assert np.isclose(total, c.population, rtol=0.02)
    for month in c.months()[:-1]:
        for polity in c.polities:
            assert sum(e.covers(polity.name, month) for e in c.episodes) == 1


@pytest.mark.thorough
def test_main_case_has_seven_polities_and_about_thirteen_episodes() -> None:
    c = load_case("bloc_1953")
    assert [p.name for p in c.polities] == ["USSR", "GDR", "POL", "HUN", "CSR", "ROM", "BUL"]
    capitals = {p.polity: p.name for p in c.places if p.capital}
    assert capitals == {
        "USSR": "moscow",
        "GDR": "berlin_east",
        "POL": "warsaw",
        "HUN": "budapest",
        "CSR": "prague",
        "ROM": "bucharest",
        "BUL": "sofia",
    }
    assert c.cell_size * c.workplace_cells == 800 and c.town_size == 100_000
    main = [e for e in c.episodes if any(first < "1958" for _, first, _ in e.cells)]
    assert 11 <= len(main) <= 15


def test_numbers_of_the_main_case_name_sources_of_its_record() -> None:
    """Besides the words for what has no source; events may name rows of events.csv instead."""
    from thaw.record import load_record

    c = load_case("bloc_1953")
    record = load_record(c.record, weightless=True)
    known = {*record.sources["source_id"], "assumed", "derived", "definition"}

    def sources(entry):
        if isinstance(entry, dict):
            own = [entry["source"]] if "source" in entry else []
            return own + [s for value in entry.values() for s in sources(value)]
        return [s for value in entry for s in sources(value)] if isinstance(entry, list) else []

    data = {k: v for k, v in c.document.data.items() if k != "events"}
    assert len(sources(data)) > 500 and set(sources(data)) <= known
    assert set(sources(c.document.data["events"])) <= {*record.events["id"], *known}


def test_resolved_file_names_every_number_and_reads_back() -> None:
    import yaml

    account = load_account(VALID / "toy_2024.yaml")
    whole = resolve(account, load_case(VALID / "minimal.yaml"))
    back = yaml.safe_load(as_yaml(whole))
    assert back["hash"] == whole["hash"]
    steps = {s["mechanism"]: s["parameters"] for s in back["account"]["steps"]}
    assert steps["see"]["half_sight"]["value"] == 0.02
    assert steps["see"]["half_sight"]["fixed"] == "by the account"
    assert steps["speak_out"]["noise"]["prior"] == {"lognormal": [-1.6, 0.2]}
    assert back["case"]["places"][0]["population"]["unit"] == "persons"


TWIN = cases()["twin_republics_1971"].read_text(encoding="utf-8")


def same_names(tmp_path: Path, lever: str):
    """Two republics with an official and a town of the same name each, and a lever on the official."""
    text = TWIN.replace("A. Brandt", "M. Veddin").replace("Lower Brusk", "Stone valley")
    text = text.replace(
        "../accounts/invented/", str(cases()["toy_two"].parents[1] / "accounts/invented") + "/"
    )
    file = tmp_path / "twin_republics_1971.yaml"
    file.write_text(
        text + "  - {id: veddin_out, title: Out, set: [{on: 1971-02-01, columns: "
        f"{{officials.in_office: {{{lever}: 0}}}}}}]}}\n"
    )
    return load_case(file)


def test_officials_of_one_name_in_two_polities_are_two_and_told_apart(tmp_path: Path) -> None:
    c = same_names(tmp_path, "BRU/M. Veddin")
    assert [(o.polity, o.name) for o in c.officials if o.name == "M. Veddin"] == [
        ("ARV", "M. Veddin"),
        ("BRU", "M. Veddin"),
    ]
    (change,) = c.levers["veddin_out"].settings[0].changes
    assert c.row("officials", change.row) == blueprint(c).rows["officials"][change.row] == 4
    assert c.row("officials", "ARV/M. Veddin") == 1 and c.row("officials", "T. Orlan") == 0
    columns = {"officials.in_office": {"ARV/M. Veddin": 0}}
    written, _ = read_written(c, {"set": [{"on": "1971-02-01", "columns": columns}]})
    assert written.settings[0].changes[0].row == "ARV/M. Veddin"


def test_a_name_that_two_officials_have_is_told_with_both(tmp_path: Path) -> None:
    with pytest.raises(ThawError) as problem:
        same_names(tmp_path, "M. Veddin")
    assert "'M. Veddin' is the name of several officials" in str(problem.value)
    assert problem.value.expected == "ARV/M. Veddin or BRU/M. Veddin"
    assert problem.value.line == TWIN.count("\n") + 1


def test_a_name_twice_in_one_polity_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twin_republics_1971.yaml"
    file.write_text(TWIN.replace("S. Karpa", "M. Veddin"))
    with pytest.raises(ThawError, match=r"the id 'M. Veddin' appears twice"):
        load_case(file)


def test_towns_of_one_title_are_told_apart_on_the_map(tmp_path: Path) -> None:
    c = same_names(tmp_path, "T. Orlan")
    places = case_info(c, [], load_record("twin_republics_1971"), [])["places"]
    titles = [p["title"] for p in places.values()]
    assert {"Stone valley (Arvenia)", "Stone valley (Brusk)", "Arva"} <= set(titles)
