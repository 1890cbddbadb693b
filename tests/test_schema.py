"""JSON Schemas say what the readers say: shipped files fit, files with a wrong key or value do not."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator as Validator

from thaw.account import accounts
from thaw.account.keys import ACCOUNT
from thaw.case import cases
from thaw.case.keys import CASE, LEVER
from thaw.cli import main
from thaw.errors import ThawError
from thaw.files import read_yaml, shipped
from thaw.jobs.schema import KINDS, schema_of
from thaw.record.form import COLUMNS

HERE = Path(__file__).parent / "cases"
CORPUS = HERE / "invalid"


def plain(value: Any) -> Any:
    """As a program that knows no dates of YAML reads it."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, dt.date) else value


def faults(kind: str, data: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in Validator(schema_of(kind)).iter_errors(data)]


def read(file: Path) -> Any:
    return plain(read_yaml(file).data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_a_schema_and_is_printed(kind: str, capsys: pytest.CaptureFixture) -> None:
    Validator.check_schema(schema_of(kind))
    assert main(["schema", kind]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of(kind)


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(ThawError, match="did you mean: lever"):
        schema_of("levers")


@pytest.mark.parametrize("name", accounts())
def test_shipped_accounts_fit(name: str) -> None:
    assert not faults("account", read(accounts()[name]))


@pytest.mark.parametrize("name", cases())
def test_shipped_cases_and_their_levers_fit(name: str) -> None:
    data = read(cases()[name])
    assert not faults("case", data)
    assert data["levers"]
    for lever in data["levers"]:
        assert not faults("lever", lever)


@pytest.mark.parametrize("folder", [*shipped("records").values(), HERE / "valid/records/mini"])
def test_shipped_records_fit(folder: Path) -> None:
    assert not faults("record", read(folder / "record.yaml"))
    defs = schema_of("record")["$defs"]
    for table in COLUMNS:
        rows = list(csv.DictReader(io.StringIO((folder / f"{table}.csv").read_text("utf-8"))))
        validator = Validator(defs[table])
        # a record may have looked for nothing that did not happen
        assert (rows or table == "nonevents") and not [
            e.message for row in rows for e in validator.iter_errors(row)
        ]


def test_the_small_valid_files_fit() -> None:
    assert not faults("account", read(HERE / "valid/toy_2024.yaml"))
    assert not faults("case", read(HERE / "valid/minimal.yaml"))


BAD = [
    *(
        ("account", n)
        for n in (
            "unknown_key",
            "missing_key",
            "unknown_grade",
            "unknown_family",
            "unknown_mechanism",
            "unknown_topic",
            "test_of_unknown_form",
            "test_key_missing",
            "test_without_limit",
            "fixed_without_reason",
            "prior_not_a_pair",
            "impossible_date",
        )
    ),
    *(
        ("case", n)
        for n in (
            "unknown_column",
            "unknown_key",
            "bare_number",
            "spread_missing",
            "ladder_without_rung",
            "ladder_of_old",
            "capital_not_yes",
            "cell_unknown_key",
            "bad_step",
            "unknown_event_column",
            "absent_stratum",
        )
    ),
]


@pytest.mark.parametrize(("kind", "name"), BAD)
def test_what_a_schema_can_see_it_refuses(kind: str, name: str) -> None:
    """The readers see more (sums, names defined elsewhere, dates of the calendar)."""
    data = yaml.safe_load((CORPUS / f"{kind}s" / f"{name}.yaml").read_text())
    if name == "impossible_date":
        data["written"] = "in 2024"
    assert faults(kind, plain(data))


def test_a_wrong_lever_is_refused() -> None:
    lever = {
        "id": "a",
        "title": "A",
        "set": [{"on": "1953-01-10", "columns": {"places.polise": {"x": 8}}}],
    }
    assert faults("lever", lever)
    lever["set"] = [{"on": "1953-01-10", "columns": {"places.police": {"x": 8}}}]
    assert not faults("lever", lever)


def test_every_key_of_a_reader_is_in_its_schema() -> None:
    assert set(schema_of("account")["properties"]) == set(ACCOUNT)
    assert set(schema_of("case")["properties"]) == set(CASE)
    assert set(schema_of("lever")["properties"]) == set(LEVER)
    assert schema_of("case")["required"] == CASE.required
