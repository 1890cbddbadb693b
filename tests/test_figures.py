"""`thaw figure`: every kind says what it shows, the same input gives the same bytes, bad input is refused."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from report_data import comparison as invented

import thaw
from thaw.case import load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.figures import marks
from thaw.figures.by_kind import KINDS, named
from thaw.figures.classics import _lattice
from thaw.figures.sheet import SIZES, picture, save
from thaw.inference.comparison import Comparison
from thaw.published import load_published, settings_of
from thaw.record import load_record
from thaw.run import Run

CASE = load_case("twin_republics_1971")
MEASURES = ("strikers", "demonstrators", "armed", "terror", "n_concession")
PEAK = 30_000
"""Strikers on the day of the peak in the first polity."""


def made_up(runs: int = 6, account: str = "palace_1971", seed: int = 3) -> Run:
    """Numbers as a run of the case has them, made without an engine: one wave, in June 1971."""
    starts, lengths = CASE.steps()
    time = np.datetime64(CASE.start, "ns") + starts.astype("timedelta64[D]")
    polities, places = [p.name for p in CASE.polities], [p.name for p in CASE.places]
    luck = np.random.default_rng(seed)
    values = luck.integers(0, 9, (runs, len(time), len(polities), len(MEASURES))).astype(np.float32)
    day = int(np.flatnonzero(time.astype("datetime64[D]") == np.datetime64("1971-06-20"))[0])
    values[:, day, 0, 0] = PEAK + np.arange(runs)
    by_place = np.zeros((runs, len(time), len(places), 1), np.float32)
    by_place[: runs // 2, day, 0, 0] = 500
    data = xr.Dataset(
        {
            "polity_measures": (("run", "time", "polity", "measure"), values),
            "place_measures": (("run", "time", "place", "place_measure"), by_place),
        },
        coords={
            "run": range(1, runs + 1),
            "seed": ("run", range(1, runs + 1)),
            "time": time,
            "step_days": ("time", lengths),
            "polity": polities,
            "place": places,
            "measure": list(MEASURES),
            "unit": ("measure", ["persons", "persons", "persons", "1 = 1937", "1"]),
            "meaning": ("measure", [f"What {m} says." for m in MEASURES]),
            "place_measure": ["strikers"],
        },
        attrs={"account": account, "case": CASE.name, "case_hash": "abcdef0123", "thaw": "0"},
    )
    return Run(data)


@cache
def comparison() -> Comparison:
    return Comparison.from_dict(invented())


def effect_file(folder: Path, lever: str = "no_army", account: str = "null") -> Path:
    """What `thaw lever` writes, with numbers of our own."""
    rows = []
    for given, pairs in (("occasion", 7), ("all pairs", 12)):
        for who, mean in ((account, -3.5), ("weighted", -2.0)):
            for outcome, by in (("deaths", mean), ("concessions", 0.0), ("took_part", 900.0)):
                ends = (by - 1, by + 1) if by else (0.0, 0.0)
                rows.append((who, given, "all", outcome, "1", by, *ends, pairs, 0, 7))
    columns = ["account", "given", "polity", "outcome", "unit", "mean", "low", "high", "pairs"]
    columns += ["up", "down"]
    file = folder / f"{CASE.name}.{lever}.seeds1-12.effect.csv"
    pd.DataFrame(rows, columns=columns).to_csv(file, index=False)
    return file


def text_of(svg: bytes) -> str:
    """All words of a picture, in order."""
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan|title)>", svg.decode()))


def drawn(kind: str, folder: Path, **options):
    what = {
        "timeline": (made_up(), made_up(account="street_1971", seed=4)),
        "verdict": (comparison(),),
        "recovery": (comparison(),),
        "levers": (effect_file(folder), effect_file(folder, "open_press", "palace_1971")),
        "map": (made_up(),),
        "published": ("granovetter_1978",),
    }
    return thaw.figure(kind, *what[kind], **options)


SAYS = {
    "timeline": (
        "Palace 1971",
        "Arvenia",
        "(persons)",
        "median of 6 runs",
        "Record: ",
        "case abcdef01",
    ),
    "verdict": ("Stein 1956", "nats", "probability among these", "3,000 runs an account"),
    "recovery": ("traced back", "Percent of the row", "thaw compare bloc_1953"),
    "levers": ("no army", "Null (7 of 12)", "deaths", "95 % intervals", "seeds 1 to 12"),
    "map": ("Arven hills", "share of runs with unrest", "26 June 1971", "Unrest: 100 or"),
    "published": ("12.22", "standard deviation (persons)", "American Journal of Sociology"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_says_what_it_shows_in_what_unit_and_from_where(kind, size, tmp_path):
    figure = drawn(kind, tmp_path, size=size)
    told = " ".join(text_of(picture(figure, ".svg")).split())
    for words in SAYS[kind]:
        assert words in told or words in told.replace(" ", "") or _wrapped(words, figure), words
    assert figure.get_size_inches()[0] == SIZES[size].width
    assert figure.get_label() in told, "the title, for those who cannot see the picture"


def _wrapped(words: str, figure) -> bool:
    """Whether words stand in the figure across lines."""
    whole = " ".join(" ".join(t.get_text().split()) for t in figure.texts)
    return words in whole


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_the_paper_and_no_words_lie_on_words(kind, tmp_path):
    """Titles, feet, keys and labels of axes, on both sizes; in a picture as Agg draws it."""
    for size in SIZES:
        figure = drawn(kind, tmp_path, size=size)
        figure.set_dpi(200)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        wide, tall = canvas.get_width_height()
        boxes = [(t.get_text(), t.get_window_extent()) for t in figure.texts if t.get_text()]
        boxes += [("key", legend.get_window_extent()) for legend in figure.legends]
        for text, box in [*boxes, *_of_axes(figure)]:
            assert box.x0 >= -1 and box.x1 <= wide + 1, (size, text)
            assert box.y0 >= -1 and box.y1 <= tall + 1, (size, text)
        for k, (one, a) in enumerate(boxes):
            for other, b in boxes[k + 1 :]:
                assert not _overlap(a, b), (size, one, other)


def _of_axes(figure):
    """Words beside and above panels, and where they stand; ticks outside the limits are not drawn."""
    for panel in figure.axes:
        words = [panel.title, panel.xaxis.label, panel.yaxis.label]
        for axis, (low, high) in ((panel.xaxis, panel.get_xlim()), (panel.yaxis, panel.get_ylim())):
            ticks = [t for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
            words += [label for t in ticks for label in (t.label1, t.label2)]
        for word in words:
            if word.get_visible() and word.get_text():
                yield word.get_text(), word.get_window_extent()


def _overlap(a, b) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png"])
def test_the_same_input_gives_the_same_bytes(ending, tmp_path):
    first = picture(drawn("timeline", tmp_path), ending)
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": "other", "axes.grid": True}):
        again = picture(drawn("timeline", tmp_path), ending)
    assert first == again
    assert first != picture(drawn("timeline", tmp_path, measure="terror"), ending)
    head = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}[ending]
    assert first.startswith(head) and b"CreationDate" not in first


def test_settings_of_the_caller_stay(tmp_path):
    with matplotlib.rc_context({"font.size": 31}):
        drawn("map", tmp_path)
        assert matplotlib.rcParams["font.size"] == 31


# -- numbers ------------------------------------------------------------------------------------


def test_the_band_is_that_of_the_runs():
    figure = thaw.figure("timeline", made_up(runs=5), record="none", scale="linear")
    line = next(x for x in figure.axes[0].get_lines() if len(x.get_xdata()) > 20)
    assert max(line.get_ydata()) == pytest.approx(PEAK + 2, abs=20), "the median run's largest day"
    month = line.get_xdata()[int(np.argmax(line.get_ydata()))]
    assert str(month)[:7] == "1971-06"


def test_few_runs_are_drawn_one_by_one():
    figure = thaw.figure("timeline", made_up(runs=3), measure="terror", record="none")
    assert len([x for x in figure.axes[0].get_lines() if len(x.get_xdata()) > 20]) == 3


def test_marks_are_the_rows_of_the_record():
    record = load_record(CASE.record)
    span = np.datetime64(CASE.start), np.datetime64(CASE.end)
    found = [m for p in CASE.polities for m in marks.events(record, p.name, *span)]
    assert len(found) == len(record.events)
    told = [c for p in CASE.polities for c in marks.crowds(record, p.name, *span)]
    crowds = record.attestations.query("quantity in @marks.CROWDS and unit == 'persons'")
    assert len(told) == len(crowds) and {c.source for c in told} == set(crowds["source_id"])
    assert all(c.low <= c.best <= c.high for c in told)
    half = marks.events(record, CASE.polities[0].name, span[0], np.datetime64("1971-06-30"))
    assert half and all(m.first <= np.datetime64("1971-06-30") for m in half)


def test_the_map_colours_the_share_of_runs():
    figure = thaw.figure("map", made_up(runs=6), dates=["1971-06-20", "1972-03-10"])
    fills = [{p.get_facecolor() for p in panel.patches} for panel in figure.axes[:2]]
    assert len(fills[0]) > len(fills[1]), "half of the runs have unrest in one place, in June alone"


def test_a_lattice_is_that_of_the_run():
    from thaw.published.models.epstein_2002.model import record

    model = load_published("epstein_2002")
    settings = settings_of(model, None, {"ticks": 60})
    out, _ = record(settings, 0)
    orange = np.array([0xD5, 0x5E, 0x00])
    for ticks in (1, 12, 60):
        image = _lattice(settings, 0, ticks)
        assert (image == orange).all(axis=-1).sum() == out[ticks - 1, 0]


@pytest.mark.parametrize("name", ["epstein_2002", "lohmann_1994"])
@pytest.mark.parametrize("size", SIZES)
def test_published_models_are_drawn(name, size):
    changes = {"ticks": 80} if name == "epstein_2002" else None
    figure = thaw.figure("published", name, changes=changes, size=size)
    assert load_published(name).title in " ".join(figure.get_label().split())
    assert any(len(panel.get_lines()) > 1 or panel.images for panel in figure.axes)


def test_a_setting_changes_the_picture_and_is_told():
    plain = picture(thaw.figure("published", "granovetter_1978"), ".svg")
    other = thaw.figure("published", "granovetter_1978", changes={"mean": 30.0})
    assert picture(other, ".svg") != plain and "mean 30" in text_of(picture(other, ".svg"))


# -- files --------------------------------------------------------------------------------------


def test_files_are_named_after_what_made_them_and_none_is_overwritten(tmp_path):
    run = made_up()
    one = thaw.figure("timeline", run, out=tmp_path)
    name = named("timeline", (run,), {})
    first = tmp_path / f"{name}.svg"
    assert name == f"timeline.palace_1971.{CASE.name}" and first.exists()
    before = first.read_bytes()
    thaw.figure("timeline", made_up(seed=9), out=tmp_path)
    assert first.read_bytes() == before and len(list(tmp_path.glob("*.svg"))) == 2
    assert save(one, first) == first, "the same again"
    other = thaw.figure("map", run)
    with pytest.raises(ThawError, match="holds something else"):
        save(other, first)
    assert first.read_bytes() == before
    assert save(other, first, replace=True).read_bytes() != before


def test_the_command_draws_what_the_function_draws(tmp_path, capsys):
    run, out = made_up(), tmp_path / "o"
    file = run.save(tmp_path / "palace_1971.nc")
    assert main(["figure", "timeline", str(file), "--measure", "terror", "--out", str(out)]) == 0
    made = out / "timeline.palace_1971.terror.svg"
    assert made.read_bytes() == picture(thaw.figure("timeline", run, measure="terror"), ".svg")
    assert "saved: " in capsys.readouterr().out
    target = out / "m.png"
    assert main(["figure", "map", str(file), "--date", "1971-06-26", "--out", str(target)]) == 0
    assert target.read_bytes().startswith(b"\x89PNG")
    effect = effect_file(tmp_path)
    assert main(["figure", "levers", str(effect), "--outcome", "deaths", "--out", str(out)]) == 0
    assert main(["figure", "timeline", CASE.name, "--out", str(out / "r.pdf")]) == 0
    folder = tmp_path / "compared"
    folder.mkdir()
    import json

    (folder / "comparison.json").write_text(json.dumps(comparison().to_dict()), encoding="utf-8")
    for kind in ("verdict", "recovery"):
        assert main(["figure", kind, str(folder), "--size", "column", "--out", str(out)]) == 0
        assert (out / f"{kind}.compared.column.svg").exists()


WRONG = {
    "kind": (["verdct", "x"], "did you mean: verdict?"),
    "size": (["published", "lohmann_1994", "--size", "colum"], "did you mean: column?"),
    "ending": (["published", "lohmann_1994", "--out", "a.jpg"], "not written as .jpg"),
    "model": (["published", "epsten"], "did you mean: epstein_2002?"),
    "model not drawn": (["published", "kuran_1991"], "kuran_1991 is not drawn"),
    "setting": (["published", "epstein_2002", "--set", "vison=3"], "did you mean: vision?"),
    "value": (["published", "epstein_2002", "--set", "ratio=flor"], "did you mean: floor?"),
    "preset": (["published", "epstein_2002", "--preset", "run9"], "has no preset 'run9'"),
    "no run": (["timeline", "nowhere.nc"], "there is no such file"),
    "no case": (["timeline", "toy_twoo"], "did you mean: toy_two?"),
    "no record": (["timeline", "toy_two"], "neither a run nor a record"),
    "measure without runs": (["timeline", CASE.name, "--measure", "deaths"], "measured in runs"),
    "two cases": (["timeline", CASE.name, "toy_two"], "expected: one case"),
    "mixed": (["timeline", "RUN", CASE.name], "cannot stand beside runs"),
    "measure": (["timeline", "RUN", "--measure", "strikrs"], "did you mean: strikers?"),
    "polity": (["timeline", "RUN", "--polity", "ARX"], "did you mean: ARV?"),
    "scale": (["timeline", "RUN", "--scale", "logg"], "did you mean: log?"),
    "five runs": (["timeline", *["RUN"] * 5], "5 runs do not fit"),
    "day": (["map", "RUN", "--date", "1971-13-01"], "is no day"),
    "far day": (["map", "RUN", "--date", "1999-01-01"], "lies outside the runs"),
    "no map": (["map", "README"], "cannot be read as NetCDF"),
    "no folder": (["verdict", "nowhere"], "holds no comparison"),
    "no comparison": (["recovery", "JSON"], "case: 3 is not right"),
    "no effect": (["levers", "README"], "has no column account"),
    "not there": (["levers", "a.effect.csv"], "there is no such file"),
    "number": (["levers", "BAD"], "'many' is not a number"),
    "outcome": (["levers", "EFFECT", "--outcome", "deth"], "did you mean: deaths?"),
    "nothing moves": (["levers", "STILL"], "nothing differs"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_told_without_a_traceback_and_writes_nothing(
    name, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    effect = effect_file(tmp_path)
    table = pd.read_csv(effect, keep_default_na=False)
    table.assign(mean=0).to_csv("still.effect.csv", index=False)
    table.astype(object).assign(mean="many").to_csv("bad.effect.csv", index=False)
    Path("read.me").write_text("Words.\n", encoding="utf-8")
    Path("comparison.json").write_text('{"case": 3}', encoding="utf-8")
    stand_in = {"RUN": "run.nc", "README": "read.me", "JSON": "comparison.json"}
    stand_in |= {"EFFECT": effect.name, "STILL": "still.effect.csv", "BAD": "bad.effect.csv"}
    given, says = WRONG[name]
    if "RUN" in given:
        made_up(runs=2).save("run.nc")
    before = {f.name for f in tmp_path.iterdir()}
    assert main(["figure", *(stand_in.get(w, w) for w in given)]) == 2
    told = capsys.readouterr().err
    assert says in told and "Traceback" not in told
    left = {f.name for f in tmp_path.iterdir()} - before - {"out"}
    assert not left and not list(tmp_path.glob("out/*"))


def test_python_is_told_the_same():
    with pytest.raises(ThawError, match="did you mean: timeline"):
        thaw.figure("timelin", made_up())
    with pytest.raises(ThawError, match="did you mean: measure"):
        thaw.figure("timeline", made_up(), mesure="terror")
    with pytest.raises(ThawError, match="shows one thing, not 2"):
        thaw.figure("map", made_up(), made_up())
    with pytest.raises(ThawError, match="is not a Run"):
        thaw.figure("timeline", [3])
    with pytest.raises(ThawError, match="do not have the same time"):
        thaw.figure("timeline", made_up(), made_up().sel(time="1971"))
    with pytest.raises(ThawError, match="not a shipped one"):
        run = made_up()
        thaw.figure("map", Run(run.data.assign_attrs(case="mine")))
    with pytest.raises(ThawError, match="no runs of known origin"):
        empty = Comparison.from_dict({**invented(), "recovery": Comparison().to_dict()["recovery"]})
        thaw.figure("recovery", empty)
