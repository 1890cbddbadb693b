"""A file of one kind where another is due."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from thaw.account import load_account
from thaw.case import load_case
from thaw.case.written_lever import read_written
from thaw.errors import ThawError
from thaw.files import KINDS
from thaw.importing.layout import read_layout
from thaw.record import load_record


def _of_kind(kind: str, folder: Path) -> Path:
    texts = {
        "account": "account: mine_2000\ntitle: One\n",
        "case": "case: mine\nspan: [1971-01-01, 1971-02-01]\n",
        "layout": "vintage: 2019\nformat: mine\ndate: day\n",
        "record": "record: mine\nspan: [1971, 1972]\n",
        "lever": "off:\n- {mechanism: decide_disclosure}\n",
    }
    file = folder / f"{kind}.yaml"
    file.write_text(texts[kind])
    return file


@pytest.mark.parametrize("due", ["account", "case", "layout", "record", "lever"])
@pytest.mark.parametrize("given", ["account", "case", "layout", "record", "lever"])
def test_a_file_of_another_kind_is_told_once_as_what_it_is(
    given: str, due: str, tmp_path: Path
) -> None:
    """One mistake that names the kind, and not one for every key of the file."""
    file = _of_kind(given, tmp_path)
    read: dict[str, Callable[[Path], object]] = {
        "account": load_account,
        "case": load_case,
        "layout": lambda f: read_layout(f),
        "record": load_record,
        "lever": lambda f: read_written(load_case("toy_two"), f),
    }
    if given == due == "lever":
        read[due](file)
        return
    with pytest.raises(ThawError) as told:
        read[due](file)
    text = str(told.value)
    if given == due:
        assert "the file" not in text
    else:
        assert f"the file {KINDS[given].says}\n" in text, text
        assert f"expected: {KINDS[due].called}" in text
        assert text.count("unknown key") == 1


def test_a_record_given_as_a_file_is_found_or_told(tmp_path: Path) -> None:
    """record.yaml stands for its folder; a table is told that a record is a folder."""
    folder = load_record("twin_republics_1971").folder
    assert load_record(folder / "record.yaml").folder == folder
    table = tmp_path / "events.csv"
    table.write_text("event_id,polity\n")
    with pytest.raises(ThawError, match=r"a record is a folder"):
        load_record(table)
