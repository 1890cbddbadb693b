"""The whole way of a newcomer: a file of events of a made-up country to a verdict that uses all of it."""

from __future__ import annotations

import csv
import json
import re
import resource
from collections import Counter
from pathlib import Path

import made_up_tables as made_up
import pytest

from thaw.cli import main
from thaw.record import load_record

PEOPLE = 400_000
MOST = 2 * 600.0
"""Seconds of processor, ten minutes of two cores; the clock would tell how busy the machine is."""


def _spent() -> float:
    """Seconds of processor so far, of this process and of those it has waited for."""
    whom = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, whom))


@pytest.mark.slow
@pytest.mark.thorough
def test_a_made_up_country_goes_from_a_file_to_a_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Import, case, comparison of the general theories; the verdict is told, and every row accounted for."""
    monkeypatch.chdir(tmp_path)
    rows = made_up.acled()
    rows[3]["event_date"] = "31 April 2019"
    Path("zembla.csv").write_text(made_up.text(made_up.HEADER["acled"], rows), encoding="utf-8-sig")
    began = _spent()
    for line in (
        "import acled zembla.csv --out zembla_2020 --country Zembla=ZEM --covers most",
        f"new case zembla --from zembla_2020 --population ZEM={PEOPLE} --start 2020-08 --end 2020-12",
        "compare zembla.yaml --accounts general --quick --out out",
    ):
        assert main(line.split()) == 0, capsys.readouterr().out
    assert _spent() - began < MOST
    said = capsys.readouterr().out

    with open("zembla_2020/import/rows.csv", encoding="utf-8") as lines:
        outcomes = Counter(row["outcome"] for row in csv.DictReader(lines))
    assert sum(outcomes.values()) == len(rows) == 150 and outcomes["refused"] == 1
    page = next(Path("out").rglob("*.html")).read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    told = re.search(
        r"imported from zembla.csv: of its 150 rows (\d+) are in it, (\d+) set aside and (\d+) refused",
        text,
    )
    assert told is not None
    assert [int(n) for n in told.groups()] == [
        outcomes[o] for o in ("used", "set aside", "refused")
    ]
    parts = re.search(r"Of ([\d,]+) rows of zembla_2020, ([\d,]+) are used and ([\d,]+) are", text)
    assert parts is not None
    total, used, aside = (int(n.replace(",", "")) for n in parts.groups())
    record = load_record("zembla_2020")
    tables = ("events", "attestations", "series", "nonevents", "sources")
    assert total == sum(len(getattr(record, t)) for t in tables) == used + aside
    assert used > 100, "most of the wave is evidence"

    found = json.loads(next(Path("out").rglob("*.json")).read_text(encoding="utf-8"))
    assert len(found["accounts"]) == 10
    assert "Zembla" in said or "zembla" in said
