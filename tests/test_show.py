"""`thaw show`: one page with runs inside, the same numbers, and nothing asked of a network."""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import shutil
import subprocess
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import thaw
from thaw.account import load_account
from thaw.case import load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.measure import measures
from thaw.record import load_record
from thaw.run import Run
from thaw.showing import bundle, pack
from thaw.showing.page import MOST_BYTES
from thaw.showing.panes import of_run
from thaw.showing.payload import PLANS, left_out
from thaw.showing.words import HAPPENED, lever_words

ROOT = Path(__file__).parent.parent
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
DAY = 30


def toy_run(runs: int = 5, lever: str = "") -> Run:
    """Numbers as a run of toy_two has them, made without an engine: a day's value tells its place."""
    case = load_case("toy_two")
    starts, lengths = case.steps()
    time = np.datetime64(case.start, "ns") + starts.astype("timedelta64[D]")
    polities = [p.name for p in case.polities]
    places = [p.name for p in case.places]
    luck = np.random.default_rng(3)
    acts = luck.integers(0, 90_000, (runs, len(time), len(polities), 1)).astype(np.float32)
    share = luck.random((runs, len(time), len(polities), 1)).astype(np.float32)
    count = np.cumsum(luck.random((runs, len(time), len(polities), 1)) > 0.97, axis=1)
    by_place = luck.integers(0, 400, (runs, len(time), len(places), 1)).astype(np.float32)
    data = xr.Dataset(
        {
            "polity_measures": (
                ("run", "time", "polity", "measure"),
                np.concatenate([acts, share, count.astype(np.float32)], axis=-1),
            ),
            "place_measures": (("run", "time", "place", "place_measure"), by_place),
        },
        coords={
            "run": range(1, runs + 1),
            "seed": ("run", range(1, runs + 1)),
            "time": time,
            "step_days": ("time", lengths),
            "polity": polities,
            "place": places,
            "measure": ["strikers", "terror", "n_concession"],
            "unit": ("measure", ["persons", "share", "1"]),
            "meaning": ("measure", ["Most on strike.", "Terror.", "Concessions, cumulative."]),
            "place_measure": ["strikers"],
            "place_unit": ("place_measure", ["persons"]),
            "place_meaning": ("place_measure", ["Most on strike."]),
        },
        attrs={"account": "stein_1956", "case": "toy_two", "levers": lever},
    )
    return Run(data)


def unpacked(html: str) -> tuple[dict, dict[tuple, np.ndarray]]:
    """Head and blocks of a page, read by the form that docs/decisions tells, not by the writer."""
    text = re.search(r'id="payload">([^<]*)<', html)
    assert text
    whole = zlib.decompress(base64.b64decode(text[1]))
    size, rest = whole.split(b"\n", 1)
    head, body = json.loads(rest[: int(size)]), rest[int(size) :]
    about, found, at = head["about"], {}, 0
    for block in head["blocks"]:
        numbers, value, shift = [], 0, 0
        for byte in body[at : at + block["bytes"]]:
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
                value, shift = 0, 0
        at += block["bytes"]
        rows = about["polities"] if block["over"] == "polity" else about["places"]
        shape = (len(about["panes"][block["pane"]]["lines"]), len(rows), len(about["days"]))
        made = np.cumsum(np.reshape(numbers, shape), axis=2)
        key = (block["pane"], block["over"], block["measure"])
        found[key] = np.where(made == about["missing"], np.nan, made * block["step"])
    assert at == len(body)
    return about, found


def test_the_numbers_inside_are_those_of_the_run() -> None:
    run = toy_run()
    about, found = unpacked(thaw.show(run).html)
    lines = about["panes"][0]["lines"]
    assert lines == ["p05", "p25", "p50", "p75", "p95", *(f"run {k}" for k in range(1, 6))]
    for measure in run.measures:
        values = run.measure(measure)  # run, time, polity
        ours = found[0, "polity", measure]
        wanted = np.concatenate([np.quantile(values, about["quantiles"], axis=0), values])
        np.testing.assert_allclose(ours.transpose(0, 2, 1), wanted, rtol=6e-4, atol=0.051)
    shares = run.measure("terror")
    np.testing.assert_allclose(
        found[0, "polity", "terror"][5:].transpose(0, 2, 1), shares, atol=6e-5
    )
    counts = run.measure("n_concession")
    np.testing.assert_array_equal(found[0, "polity", "n_concession"][5:].transpose(0, 2, 1), counts)


def test_measures_and_levers_have_words() -> None:
    """A log that says `number of leader` helps nobody."""
    about, _ = unpacked(thaw.show(toy_run()).html)
    named = {m["id"]: m for m in about["measures"]}
    assert named["n_concession"]["name"] == "concessions"
    assert named["n_concession"]["event"] == "concession"
    counts = [m for m in measures("polities") if m.name.startswith("n_")]
    assert len(counts) > 10 and all(m.name in HAPPENED for m in counts)
    written = json.dumps({"mine": {"title": "Suez later"}})
    assert lever_words("mine,no_army", written, {"no_army": "No army"}) == "Suez later; No army"


def test_packing_gives_back_what_it_took() -> None:
    values = np.array([[0, 5, np.nan, -3, 12_345_678, 0, 0.0, 9_999]])
    step = pack.step_of(values)
    assert step == 1.0
    assert pack.counted(values, step).tolist() == [
        [0, 5, pack.MISSING, -3, 12_350_000, 0, 0, 9_999]
    ]
    assert pack.packed(np.array([[0, 1, 0, 64]])) == bytes([0, 2, 1, 0x80, 1])
    assert pack.step_of(np.array([0.5, 0.123])) == pytest.approx(1e-4)


def test_two_stand_side_by_side_and_are_told_apart() -> None:
    about, _ = unpacked(thaw.show([toy_run(), toy_run(lever="leader_lives")]).html)
    title = load_case("toy_two").levers["leader_lives"].title
    assert about["panes"][1]["levers"] == title != "leader_lives"
    assert about["panes"][0]["name"] == "Stein 1956"
    assert about["panes"][1]["name"].lower() == f"stein 1956; what if: {title}".lower()
    about, _ = unpacked(thaw.show({"before": toy_run(), "after": toy_run()}).html)
    assert [p["name"] for p in about["panes"]] == ["before", "after"]


def test_few_runs_have_no_bands() -> None:
    about, _ = unpacked(thaw.show(toy_run(3)).html)
    assert about["panes"][0]["lines"] == ["run 1", "run 2", "run 3"]


def test_what_will_not_fit_is_left_out_and_told() -> None:
    full = thaw.show(toy_run())
    small = thaw.show(toy_run(), most=len(full.html) - 1)
    assert len(small.html) < len(full.html) <= MOST_BYTES
    told = [line for line in small.left_out if line not in full.left_out]
    about, _ = unpacked(small.html)
    assert told and set(small.left_out) == set(about["left_out"])
    assert "3 of 5 runs" in told[0] and len(about["panes"][0]["lines"]) == 8
    least = left_out([of_run(toy_run().data)], PLANS[-1])
    assert any("every 30th" in t for t in least) and any("by place" in t for t in least)
    with pytest.raises(ThawError, match="even with least detail"):
        thaw.show(toy_run(), most=1000)


def test_a_case_shows_its_record_and_start() -> None:
    name = "twin_republics_1971"
    case, record = load_case(name), load_record(name)
    about, found = unpacked(thaw.show(name).html)
    assert about["panes"][0]["runs"] == 0
    people = found[0, "polity", "population"][0, :, 0]
    assert people == pytest.approx([p.population.value for p in case.polities], rel=1e-3)
    assert len(about["marks"]) == len(record.events) + len(record.nonevents)
    marked = next(m for m in about["marks"] if m["figures"] and not m["off"])
    assert set(f["source"] for f in marked["figures"]) <= set(about["sources"])
    day = about["days"].index(marked["first"])
    row = [p["id"] for p in about["polities"]].index(marked["polity"])
    assert found[0, "polity", "dated_by_the_record"][0, row, day] >= 1


def test_mistakes_are_told(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    run = toy_run()
    with pytest.raises(ThawError, match="not a Run"):
        thaw.show([run, 3])
    with pytest.raises(ThawError, match="same time"):
        thaw.show([run, Run(run.data.isel(time=slice(5)))])
    other = Run(run.data.assign_attrs(case="no_such_case"))
    with pytest.raises(ThawError, match="no_such_case"):
        thaw.show(other)
    assert main(["show", str(tmp_path), "--out", str(tmp_path / "a.html")]) == 2
    assert "no comparison.json" in capsys.readouterr().err
    broken = tmp_path / "comparison.json"
    broken.write_text("{}")
    assert main(["show", str(tmp_path), "--out", str(tmp_path / "a.html")]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()


def test_the_command_writes_a_page(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = toy_run().save(tmp_path / "toy.nc")
    assert main(["show", str(file), "--out", str(tmp_path / "toy.html")]) == 0
    out = capsys.readouterr().out
    assert "left out:" in out and "toy.html" in out
    assert (tmp_path / "toy.html").stat().st_size < MOST_BYTES


def test_nothing_is_asked_of_a_network_and_texts_stay_texts() -> None:
    run = toy_run()
    html = thaw.show({"</script><img src=x onerror=alert(1)>": run}).html
    assert "default-src 'none'" in html and "onerror=alert" not in html
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assert "import " not in bundle.script() and "export " not in bundle.script()


def test_modules_share_no_name() -> None:
    """They are joined into one scope, where a second `const` of a name would be an error."""
    names = re.findall(r"^(?:async )?(?:function|const|let) (\w+)", bundle.script(), re.MULTILINE)
    assert [n for n, count in Counter(names).items() if count > 1] == []


def test_the_example_page_is_of_today() -> None:
    """Its script, style, record and words are those that ship, and its runs are of what ships.

    `python tools/renew_example_page.py docs/examples/twin_republics_1971.html` renews all but the runs.
    """
    html = (ROOT / "docs/examples/twin_republics_1971.html").read_text(encoding="utf-8")
    spec = importlib.util.spec_from_file_location("renew", ROOT / "tools/renew_example_page.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    head, values = tool.opened(html)
    again, same = tool.opened(tool.renewed(html))
    assert values == same
    assert head == again
    strip = re.compile(r'(id="payload">)[^<]*')
    assert strip.sub(r"\1", tool.renewed(html)) == strip.sub(r"\1", html)
    about = head["about"]
    for pane in about["panes"]:
        assert pane["hashes"]["case_hash"] == load_case(about["case"]).hash
        file = next((ROOT / "src/thaw/data/accounts").rglob(f"{pane['account']}.yaml"))
        account = load_account(str(file))
        told = (pane["hashes"]["account_hash"], pane["hashes"]["prior_hash"])
        assert told == (account.hash, account.prior_hash), "make the comparison and the page anew"


@pytest.mark.slow
@pytest.mark.thorough
def test_a_page_of_the_main_case_fits() -> None:
    """Two sides of the main case, all its days, places and measures, 24 runs each: at most 2 MB."""
    case = load_case("bloc_1953")
    starts, lengths = case.steps()
    time = np.datetime64(case.start, "ns") + np.floor(starts).astype(int).astype("timedelta64[D]")
    polities, places = [p.name for p in case.polities], [p.name for p in case.places]
    luck = np.random.default_rng(5)

    def made(over: str, rows: list[str]) -> tuple[np.ndarray, list[str], list[str], list[str]]:
        kinds = measures(over)
        values = np.zeros((24, len(time), len(rows), len(kinds)), np.float32)
        for k, kind in enumerate(kinds):
            if kind.unit == "persons":  # a quiet country with some days of unrest
                at = luck.random(values.shape[:3]) > 0.995
                values[..., k][at] = luck.integers(1, 90_000, at.sum())
            elif kind.name.startswith("n_"):
                values[..., k] = np.cumsum(luck.random(values.shape[:3]) > 0.998, axis=1)
            else:
                values[..., k] = np.cumsum(luck.normal(0, 0.003, values.shape[:3]), axis=1)
        return values, *([getattr(m, what) for m in kinds] for what in ("name", "unit", "doc"))

    by_polity, names, units, says = made("polities", polities)
    by_place, names_at, units_at, says_at = made("places", places)
    data = xr.Dataset(
        {
            "polity_measures": (("run", "time", "polity", "measure"), by_polity),
            "place_measures": (("run", "time", "place", "place_measure"), by_place),
        },
        coords={
            "run": range(1, 25),
            "seed": ("run", range(1, 25)),
            "time": time,
            "step_days": ("time", lengths),
            "polity": polities,
            "place": places,
            "measure": names,
            "unit": ("measure", units),
            "meaning": ("measure", says),
            "place_measure": names_at,
            "place_unit": ("place_measure", units_at),
            "place_meaning": ("place_measure", says_at),
        },
        attrs={"account": "stein_1956", "case": "bloc_1953", "levers": ""},
    )
    page = thaw.show({"one": Run(data), "other": Run(data)})
    assert len(page.html.encode()) <= MOST_BYTES
    about, found = unpacked(page.html)
    assert {key[0] for key in found} == {0, 1} and page.left_out == about["left_out"]


def test_the_page_is_packaged() -> None:
    assert '"showing/page/*"' in (ROOT / "pyproject.toml").read_text()
    assert '"lab/page/*"' in (ROOT / "pyproject.toml").read_text()


def dumped(path: Path, address: str) -> str:
    """The page as the browser has it after its script, with no name of a host resolved."""
    assert BROWSER
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    words += [
        "--virtual-time-budget=8000",
        f"--user-data-dir={path.parent / 'profile'}",
        "--dump-dom",
    ]
    made = subprocess.run(
        [BROWSER, *words, f"{path.as_uri()}#{address}"], capture_output=True, text=True, timeout=300
    )
    return made.stdout


def shown(text: str, cell: str) -> float:
    found = re.search(rf'data-cell="{re.escape(cell)}"[^>]*>([^<]*)<', text)
    assert found, cell
    return float(found[1].replace(",", ""))


@needs_browser
@pytest.mark.slow
@pytest.mark.thorough
def test_a_browser_shows_the_numbers_of_the_day(tmp_path: Path) -> None:
    run = toy_run()
    path = thaw.show(run).save(tmp_path / "toy.html")
    day = str(run.data.time.values[DAY])[:10]
    text = dumped(path, f"day={day}&measure=strikers&line=run 2")
    assert 'data-ready="yes"' in text
    for k, polity in enumerate(run.polities):
        values = run.measure("strikers")[:, DAY, k]
        assert shown(text, f"0|{polity}|chosen") == pytest.approx(values[1], rel=6e-4)
        assert shown(text, f"0|{polity}|median") == pytest.approx(np.median(values), rel=6e-4)


LIVE = """<script>window.thawSource = { async open(tell) {
  tell({ kind: "about", ...%s });
  for (let t = 0; t < 40; t++) tell({ kind: "step", pane: 0, t, polity: { strikers: [[t, 2 * t]] } });
  tell({ kind: "end" });
} };</script>"""


@needs_browser
@pytest.mark.slow
@pytest.mark.thorough
def test_another_source_can_feed_the_page_step_by_step(tmp_path: Path) -> None:
    html = thaw.show(toy_run(1)).html
    about, _ = unpacked(html)
    live = LIVE % json.dumps(about).replace("</", "<\\/")
    path = tmp_path / "live.html"
    path.write_text(html.replace("<script type=", live + "<script type=", 1), encoding="utf-8")
    text = dumped(path, f"day={about['days'][DAY]}&measure=strikers")
    assert [shown(text, f"0|{p['id']}|chosen") for p in about["polities"]] == [DAY, 2 * DAY]
