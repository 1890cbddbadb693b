"""The second case: its record is of known origin, is made again from its seed, and decides."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import thaw
from thaw.case import load_case
from thaw.errors import ThawError
from thaw.files import data_folder
from thaw.jobs.study import Study
from thaw.record import load_record
from thaw.record.form import TABLES
from thaw.record.record import disagreements

NAME = "twin_republics_1971"
FOLDER = data_folder("records") / NAME
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The script that made the record."""
    spec = importlib.util.spec_from_file_location(
        "make_twin_record", ROOT / "tools" / "make_twin_record.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_twin_record"] = module
    spec.loader.exec_module(module)
    return module


def test_it_holds_what_a_record_of_a_country_holds() -> None:
    r = load_record(NAME)
    assert (
        set(r.events["polity"])
        == {"ARV", "BRU"}
        == set(load_case(NAME).polities[k].name for k in (0, 1))
    )
    assert {"uprising", "demonstration", "revelation", "leader_death"} <= set(r.events["kind"])
    assert len(r.nonevents) > 10 and set(r.series["unit"]) == {"persons", "index"}
    told = disagreements(r)
    assert (told["quantity"] == "participants").any() and (told["lineages"] >= 3).any()
    both = r.attestations.groupby("event_id")["quantity"].agg(set)
    assert any({"mention", "mention_absent"} <= quantities for quantities in both)
    assert (r.sources["lineage"] != r.sources["source_id"]).any()


def test_no_source_is_said_to_exist(tool: ModuleType) -> None:
    about = yaml.safe_load((FOLDER / "record.yaml").read_text())
    assert "nor any source, exists" in about["says"]
    assert "palace_1971" in about["about"] and f"seed {tool.SEED}" in about["about"]


@pytest.mark.thorough
def test_the_same_seed_gives_the_same_rows(tool: ModuleType, tmp_path: Path) -> None:
    tool.write(tmp_path / NAME)
    for file in (*(f"{t}.csv" for t in TABLES), "record.yaml"):
        assert (tmp_path / NAME / file).read_bytes() == (FOLDER / file).read_bytes(), file
    other = tool.tables(seed=103)
    assert tool.as_csv("events", other["events"]) != (FOLDER / "events.csv").read_text()


def test_a_case_names_its_own_accounts_and_runs() -> None:
    study = Study.open(NAME)
    assert study.names == ["street_1971", "palace_1971", "null"]
    assert study.case.compare.runs == 100
    assert Study.open(NAME, ["null", "stein_1956"]).names == ["null", "stein_1956"]
    assert "street_1971" not in Study.open("toy_two").names


def test_mistakes_in_what_to_compare_are_told(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "cases" / "valid" / "minimal.yaml").read_text()
    file = tmp_path / "minimal.yaml"
    file.write_text(text + "compare: {accounts: [stain_1956, ./mine.yaml], runs: 3}\n")
    with pytest.raises(ThawError, match="no account is called 'stain_1956'") as told:
        load_case(file)
    problems = [told.value, *told.value.others]
    assert told.value.nearest == "stein_1956"
    assert any("there is no file './mine.yaml'" in str(p) for p in problems)
    assert any("runs" in str(p.key) for p in problems)


@pytest.mark.thorough
def test_the_account_that_made_the_record_is_named() -> None:
    found = thaw.compare(NAME, quick=True)
    odds = found.probabilities.by_prior_width["one"].tempered
    assert max(odds, key=odds.__getitem__) == "palace_1971"
    assert odds["palace_1971"] > 0.5
    own = {
        name: row[k]
        for k, (name, row) in enumerate(
            zip(found.recovery.labels, found.recovery.matrix, strict=True)
        )
    }
    assert min(own.values()) > 0.6
