"""The cases of one country: made again from record, part and carried state; what their records are told by."""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from thaw.case import load_case
from thaw.errors import ThawError
from thaw.evidence.from_record import evidence, items_for
from thaw.evidence.from_run import VALUE, latent, names_of
from thaw.evidence.items import build_items
from thaw.files import data_folder
from thaw.record import load_record

ROOT = Path(__file__).parent.parent
TEXTS = Path(os.environ.get("THAW_TEXTS") or ROOT.parent / "shared" / "seeds")
FACTS = TEXTS.parent / "record"
NAMES = ("hungary_1956", "monopoly_1917")


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A script of tools/ as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_the_case_is_made_again_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    made = tool("make_dated_case", monkeypatch)
    part = ROOT / "tools" / "cases" / "hungary_1956.yaml"
    shipped = data_folder("cases") / "hungary_1956.yaml"
    assert made.text_of(part) == shipped.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(not FACTS.is_dir(), reason="the coded facts do not ship")
def test_the_record_is_converted_again_to_the_byte(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tool("convert_dated_record", monkeypatch)
    shipped = data_folder("records") / name
    date = re.search(r"^converted: (\S+)$", (shipped / "record.yaml").read_text(), re.MULTILINE)
    assert date
    made.convert(name, FACTS, tmp_path, date[1])
    for file in sorted(tmp_path.iterdir()):
        assert file.read_bytes() == (shipped / file.name).read_bytes(), file.name


def test_headcounts_and_strengths_are_those_of_the_record() -> None:
    """Ranges are read as two standard deviations either way of their geometric middle."""
    case, folder = load_case("hungary_1956"), data_folder("records") / "hungary_1956"
    told = {r["site_id"].replace("-", "_"): r for r in rows(folder / "sites.csv")}
    assert len(case.sites) >= 25
    for site in case.sites:
        low, high = (float(told[site.name][f"headcount_{k}"]) for k in ("low", "high"))
        assert site.headcount.value == pytest.approx((low * high) ** 0.5, rel=0.01)
        assert (
            low < site.headcount.value < high
            and site.headcount.source == told[site.name]["source_id"]
        )
    army = sum(u.strength.value for u in case.units if u.kind == "army" and u.polity == "HUN")
    assert army == pytest.approx((100000 * 280000) ** 0.5, rel=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_evidence_is_answered_or_set_aside_with_a_reason(name: str) -> None:
    """Answered in items.yaml beside an item, or named on the page of the case with a reason."""
    folder = data_folder("records") / name
    named = (folder / "items.yaml").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "ideas" / f"{name.replace('_', '-')}.md").read_text(encoding="utf-8")
    for row in rows(folder / "evidence.csv"):
        assert re.search(rf"\b{row['id']}\b", named + page), row["id"]


@pytest.mark.parametrize("name", NAMES)
def test_there_are_more_than_25_items_with_a_figure_or_day(name: str) -> None:
    case, record = load_case(name), load_record(name)
    found = evidence(case, record)
    told = [
        i
        for i, gone in zip(found.items, found.missing, strict=True)
        if i.kind != "cell" and not gone
    ]
    assert len(told) >= 25
    assert {i.episode for i in found.items} >= {e.name for e in case.episodes}


def test_figures_of_a_town_are_told_of_that_town() -> None:
    """Deaths of one place on one day: a run in which nine die there and ninety elsewhere."""
    case, record = load_case("hungary_1956"), load_record("hungary_1956")
    items = items_for(case, record)
    row = items.row["size/HUN@mosonmagyarovar/1956-10-26/1956-10-26/deaths"]
    polity, place = (
        (
            "strikers",
            "demonstrators",
            "armed",
            "deaths",
            "n_concession",
            "n_disclosure",
            "n_leader",
        ),
        ("strikers", "demonstrators", "armed", "deaths"),
    )
    more = (
        "n_intervention",
        "dual_power",
        "exit_flow",
        "party",
        "price",
        "arrests",
        "n_fired",
        "emergency",
    )
    starts, _ = case.steps()
    dates = np.datetime64(case.start) + np.floor(starts).astype("timedelta64[D]")
    pol = np.zeros((len(dates), 2, len(polity) + len(more)), np.float32)
    plc = np.zeros((len(dates), len(case.places), 4), np.float32)
    day = int(np.searchsorted(dates, np.datetime64("1956-10-26")))
    plc[day + 2 :, case.place("mosonmagyarovar"), 3] = 9.0
    plc[day - 3 :, case.place("budapest"), 3] = 90.0
    pol[day + 6 :, 1, polity.index("deaths")] = 99.0
    pol[:, 1, len(polity) + more.index("exit_flow")] = 5.0
    pol[day + 100, 1, len(polity) + more.index("exit_flow")] = 800.0
    names = names_of(case, (*polity, *more), place)
    value = latent(dates, pol, plc, items, names)[:, VALUE]
    assert value[row] == pytest.approx(1.0)
    assert value[items.row["size/HUN@budapest/1956-10-26/1956-10-26/deaths"]] == 0.0
    assert value[items.row["series/HUN@budapest/1956-10-16/1956-12-31/deaths"]] == pytest.approx(
        np.log10(91)
    )
    assert value[items.row["date/HUN/1956-10-16/1956-12-31/exit_peak"]] == (day + 100) // 4
    work = items.row["series/HUN@budapest/1956-12-12/1956-12-12/at_work"]
    assert value[work] == 0.0
    plc[:, case.place("budapest"), 0] = items[work].workers / 2
    again = latent(dates, pol, plc, items, names)[:, VALUE]
    assert again[work] == pytest.approx(np.log10(0.5), abs=1e-6)


def test_a_place_that_the_case_does_not_have_is_told_with_the_nearest() -> None:
    case, record = load_case("hungary_1956"), load_record("hungary_1956")
    from dataclasses import replace

    sizes = tuple(
        s._replace(at="budapst") if s.at == "budapest" else s for s in record.declared.sizes
    )
    wrong = replace(record, declared=replace(record.declared, sizes=sizes))
    with pytest.raises(ThawError) as found:
        build_items(case, wrong)
    assert found.value.nearest == "budapest"


def test_steps_of_a_month_begin_on_the_first() -> None:
    case = load_case("monopoly_1917")
    starts, lengths = case.steps()
    days = np.datetime64(case.start) + starts.astype("timedelta64[D]")
    assert str(days[0]) == "1917-11-07" and all(str(d).endswith("-01") for d in days[1:])
    assert starts[-1] + lengths[-1] == (case.end - case.start).days + 1
    assert len(days) == len(case.months())
