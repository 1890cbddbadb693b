"""From a made-up export to a record, a case and runs; and the page that tells how."""

from __future__ import annotations

import csv
import re
import shlex
from collections import Counter
from pathlib import Path

import made_up_tables as made_up
import pandas as pd
import pytest

from thaw.case import load_case
from thaw.case.lacking import lacking
from thaw.cli import main
from thaw.errors import ThawError
from thaw.evidence.accounting import accounting
from thaw.evidence.from_record import items_for
from thaw.importing import Given, Ways, bring, propose
from thaw.record import load_record
from thaw.run import load_run

PAGE = Path(__file__).parents[2] / "docs/how-to/import-events.md"
FILES = re.compile(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def zembla(tmp_path: Path) -> Path:
    """A record of 150 rows in the columns of ACLED."""
    file = tmp_path / "zembla.csv"
    file.write_text(made_up.text(made_up.HEADER["acled"], made_up.acled()), encoding="utf-8")
    bring("acled", file, tmp_path / "zembla_2019", Ways(countries={"Zembla": "ZEM"}, covers="most"))
    return tmp_path / "zembla_2019"


def test_a_case_proposed_from_150_rows_loads_and_its_evidence_is_accounted_for(
    zembla: Path,
) -> None:
    made = propose("zembla", zembla, zembla.parent, Given(population={"ZEM": 400_000}))
    case, record = load_case(made.file), load_record(zembla)
    assert (str(case.start), str(case.end)) == ("2019-01-01", "2020-12-31")
    assert {p.title for p in case.places} == {*made_up.TOWNS, "Rest of Zembla"}
    assert (
        sum(p.population.value for p in case.places) == case.polities[0].population.value == 400_000
    )
    assert next(p.title for p in case.places if p.capital) == "Onhava"
    waves = [e for e in case.episodes if e.name.startswith("wave")]
    assert [e.name for e in waves] == ["wave-2020-09"], "the wave that was put into the table"
    text = made.file.read_text(encoding="utf-8")
    assert text.count("source: assumed") > 40 and made.made_up
    with (zembla / "import/rows.csv").open(encoding="utf-8") as lines:
        outcomes = Counter(row["outcome"] for row in csv.DictReader(lines))
    assert sum(outcomes.values()) == 150 and outcomes["used"] == 138
    told = accounting(record, case, items_for(case, record))
    assert (
        told.count("events")
        == len(record.events)
        == told.count("events", True) + told.count("events", False)
    )
    assert told.notes[0].startswith(
        "zembla_2019 was imported from zembla.csv: of its 150 rows 138 are"
    )
    theories = [Path(a) for a in case.compare.accounts]
    assert len(theories) == 10 and theories[-1].name == "null"
    assert {a.parent.name for a in theories[:-1]} == {"general"}
    assert told.count("events", True) > 100 and told.count("attestations", True) > 20


def test_what_is_missing_is_told(zembla: Path) -> None:
    case = load_case(propose("zembla", zembla, zembla.parent).file)
    told = " ".join(lacking(case))
    assert "no rulers in ZEM" in told and "no forces of ZEM" in told and "no hegemon" in told
    shipped = load_case("bloc_1953")
    assert lacking(shipped) == []


def test_starting_values_from_vdem(zembla: Path, tmp_path: Path) -> None:
    plain = {"country_name": "Zembla", "country_text_id": "ZEM", "country_id": "999", "e_pop": "40"}
    scores = {
        "v2x_clphy": 0.3,
        "v2x_freexp_altinf": 0.2,
        "v2x_frassoc_thick": 0.1,
        "v2x_polyarchy": 0.2,
    }
    ends = {"": 0.0, "_codelow": -0.05, "_codehigh": 0.07}
    told = {f"{v}{end}": f"{x + by:.2f}" for v, x in scores.items() for end, by in ends.items()}
    rows = [plain | told | {"year": year} for year in ("2017", "2018", "2021")]
    rows[1]["v2x_clphy"] = "0.32"
    (tmp_path / "v.csv").write_text(made_up.text(made_up.HEADER["vdem"], rows), encoding="utf-8")
    bring("vdem", tmp_path / "v.csv", tmp_path / "vdem_zem", Ways(countries={"Zembla": "ZEM"}))
    made = propose("zembla", zembla, tmp_path, Given(vdem=tmp_path / "vdem_zem"))
    zem = load_case(made.file).polities[0]
    assert zem.population.value == 400_000
    assert zem.set["repression"].value == pytest.approx(0.68) and zem.set[
        "repression"
    ].spread == pytest.approx(0.06)
    assert zem.set["censorship"].value == pytest.approx(0.8)
    assert "2018" in zem.set["monopoly"].source and zem.set["terror"].source == "assumed"


def test_what_cannot_become_a_case(zembla: Path, tmp_path: Path) -> None:
    propose("zembla", zembla, tmp_path)
    with pytest.raises(ThawError, match="nothing is overwritten"):
        propose("zembla", zembla, tmp_path)
    with pytest.raises(ThawError, match="has no event of 'ZEN'"):
        propose("other", zembla, tmp_path, Given(only=("ZEN",)))


def test_long_records_go_by_weeks(zembla: Path, tmp_path: Path) -> None:
    events = pd.read_csv(zembla / "events.csv", dtype=str, keep_default_na=False)
    events.loc[0, "date"] = "2010-02-03"
    events.to_csv(zembla / "events.csv", index=False)
    assert "step: 1 week" in propose("long", zembla, tmp_path).file.read_text(encoding="utf-8")


@pytest.mark.thorough
def test_150_rows_come_to_a_few_runs(
    zembla: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(zembla.parent)
    assert (
        main(["new", "case", "zembla", "--from", "zembla_2019", "--population", "ZEM=200000"]) == 0
    )
    said = capsys.readouterr().out
    assert "made up (source: assumed)" in said and "missing, and not invented" in said
    assert main(["run", "null", "zembla.yaml", "--runs", "3"]) == 0
    told = capsys.readouterr()
    assert "no rulers in ZEM" in told.out + told.err
    runs = load_run(next(Path("out").glob("*.nc")))
    assert runs.data.sizes["run"] == 3


@pytest.mark.thorough
def test_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    for name, content in FILES.findall(text):
        Path(name).write_text(content, encoding="utf-8")
    told = []
    for line in "".join(COMMANDS.findall(text)).splitlines():
        assert main(shlex.split(line)[1:]) == 0, line
        told.append(capsys.readouterr().out)
    assert len(told) == 7
    with open("strikes_2019/import/rows.csv", encoding="utf-8") as lines:
        assert [r["outcome"] for r in csv.DictReader(lines)] == ["used", "used", "set aside"]
    strikes = load_record("strikes_2019")
    assert list(strikes.events["date"]) == ["2019-02-03", "2019-02-25"]
    assert "used" in told[0] and re.search(
        r"used +4\nset aside +1\nrefused +1\ntogether +6", told[0]
    )
    assert "line 6, tags: 'quite a few' is not understood" in told[0]
    assert re.search(r"used +5\nset aside +0\nrefused +1", told[1])


def test_a_span_of_the_record_and_towns_that_are_towns(zembla: Path, tmp_path: Path) -> None:
    """Months of a long record; neither the country nor a list of places is a town."""
    events = pd.read_csv(zembla / "events.csv", dtype=str, keep_default_na=False)
    events.loc[events.index[:12], "place"] = "Zembla"
    events.loc[events.index[12:24], "place"] = "Great Square, Onhava"
    events.loc[events.index[24:36], "place"] = "Onhava, Yeslove, Unheard"
    events.loc[events.index[36:48], "place"] = "nationwide"
    events["latitude"] = events["longitude"] = ""
    events.to_csv(zembla / "events.csv", index=False)
    case = load_case(propose("towns", zembla, tmp_path).file)
    assert {p.title for p in case.places} == {*made_up.TOWNS, "Rest of Zembla"}
    given = Given(span=("2020-09", "2020-11"))
    case = load_case(propose("autumn", zembla, tmp_path, given).file)
    assert (str(case.start), str(case.end)) == ("2020-09-01", "2020-11-30")
    with pytest.raises(ThawError, match="no event lies in the months from 2030-01"):
        propose("later", zembla, tmp_path, Given(span=("2030-01", None)))
    with pytest.raises(ThawError, match="is no month"):
        propose("later", zembla, tmp_path, Given(span=(None, "2020-13")))
    assert not (tmp_path / "later.yaml").exists()
