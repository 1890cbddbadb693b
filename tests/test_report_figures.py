"""Figures of the report: bands of runs, marks of the record, maps."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from report_data import CASE, PLACES, WAVES, evidence, runs

from thaw.report import bands, names, svg, timeline
from thaw.report import map as hexmap


def test_monthly_peaks_and_decisions_by_hand():
    # Two runs, 1 January to 1 March 1953. Run 0: 500 strikers and 300 in the street on 10 January,
    # 40 armed on 20 February. Run 1: nothing. A concession in run 0 on 31 January.
    days = np.arange("1953-01-01", "1953-03-02", dtype="datetime64[D]")
    pol = np.zeros((2, len(days), 1, 4), np.float32)
    pol[0, 9, 0, :2] = 500, 300
    pol[0, 50, 0, 2] = 40
    pol[0, 30:, 0, 3] = 1
    data = xr.Dataset(
        {"polity_measures": (("run", "time", "polity", "measure"), pol)},
        {
            "time": days.astype("datetime64[ns]"),
            "polity": ["GDR"],
            "measure": ["strikers", "demonstrators", "armed", "n_concession"],
        },
    )
    monthly = bands.participants(data, "GDR")
    assert monthly.values.tolist() == [[800, 40, 0], [0, 0, 0]]
    assert bands.quantiles(monthly)[2].tolist() == [400, 20, 0]
    assert bands.decision_share(data, "GDR", "concession").values.tolist() == [0.5, 0, 0]
    assert np.isnan(bands.decision_share(data, "GDR", "leader").values).all()


def test_sizes_in_log_or_plain_persons_and_only_of_people_acting():
    plain = evidence().assign(unit="persons")
    plain.loc[plain["kind"] == "size", ["value", "low", "high"]] = [30000.0, 20000.0, 40000.0]
    for table, value in ((evidence(), WAVES["HUN"][1]), (plain, 30000.0)):
        points = bands.sized_points(table, "HUN")
        assert [p.what for p in points] == ["participants"]
        assert points[0].value == pytest.approx(value)


def test_quiet_and_silent_cells_leave_no_mark():
    assert bands.marks(evidence(), "POL", "leader") == []
    assert [str(d) for d, _ in bands.marks(evidence(), "HUN", "leader")] == ["1956-10-01"]
    assert bands.missing_by_episode(evidence()) == {"first_thaw": 1}


def test_evidence_objects_are_read_with_their_true_dates():
    # A window from 1 June; the first strike came 16 days later; a size over two months.
    class Told(SimpleNamespace):
        def __len__(self):
            return len(self.items)

    shared = {"episode": "e", "polity": "GDR"}
    told = Told(
        items=[
            SimpleNamespace(
                id="d",
                kind="date",
                what="strike",
                unit="days",
                **shared,
                first=date(1953, 6, 1),
                last=date(1953, 8, 31),
            ),
            SimpleNamespace(
                id="s",
                kind="size",
                what="participants",
                unit="log10 persons",
                first=date(1953, 6, 16),
                last=date(1953, 7, 2),
                **shared,
            ),
        ],
        value=np.array([16.0, 5.0]),
        low=np.array([16.0, 4.7]),
        high=np.array([16.0, np.nan]),
        missing=np.array([False, False]),
        sources=(("a",), ("a", "b")),
    )
    assert bands.marks(told, "GDR", "strike") == [(np.datetime64("1953-06-17"), "a")]
    [point] = bands.sized_points(told, "GDR")
    assert (point.value, point.last) == (pytest.approx(1e5), np.datetime64("1953-07-02"))


def test_timeline_title_counts_what_is_drawn():
    data = runs()
    draw = lambda table: timeline.timeline("GDR", "East Germany", ("a", data), None, table, [])[1]  # noqa: E731
    huge = evidence()
    huge.loc[huge["polity"] == "GDR", ["value", "low", "high"]] = 7.2
    # A wave at a jittered date: far more often in its month than in any other.
    assert re.search(
        r"as in June 1953: then in 1\d of 40 runs, more than at other", draw(evidence())
    )
    assert "then in none of 40 runs and in almost none" in draw(huge)
    every = data.copy(deep=True)
    every["polity_measures"][:, :1826, 1, 0] = 4e5  # as many in any month
    always = timeline.timeline("GDR", "East Germany", ("a", every), None, evidence(), [])[1]
    assert always.endswith("in 40 of 40 runs, no more often than at other times (100% of runs)")
    assert draw(evidence().iloc[:0]).endswith("holds no sized event here")


def test_hexagons_are_shared_by_no_two_places_and_keep_east_and_west():
    crowd = {f"p{i}": {"polity": "HUN", "at": [50 + i % 3, 50 + i // 3]} for i in range(12)}
    places = CASE["places"] | crowd
    spots = hexmap.hex_layout(places)
    assert len(set(spots.values())) == len(spots) == len(PLACES) + 12
    assert hexmap.centre(*spots["berlin"])[0] < hexmap.centre(*spots["moscow"])[0]
    assert spots == hexmap.hex_layout(places)
    touching = [
        (a, b)
        for a, (q, r) in spots.items()
        for b, spot in spots.items()
        if (spot[0] - q, spot[1] - r) in hexmap.NEIGHBOURS
    ]
    assert touching and all(places[a]["polity"] == places[b]["polity"] for a, b in touching)


@pytest.mark.parametrize(
    "at", [[(20, 50), (80, 50)], [(50, 20), (50, 80)], [(10, 40), (50, 40), (90, 41)]]
)
def test_countries_on_a_line_are_not_drawn_out_to_its_ends(at):
    """Two countries, or several in a row, fill a map: no farther apart than they are large."""
    places = {
        f"p{k}{i}": {"polity": f"c{k}", "at": [x + i, y + i]}
        for k, (x, y) in enumerate(at)
        for i in range(3)
    }
    spots = [hexmap.centre(*s) for s in hexmap.hex_layout(places).values()]
    extent = [max(v) - min(v) for v in zip(*spots, strict=True)]
    assert max(extent) < 8 * len(at)


def test_map_names_the_place_with_most_unrest():
    days = ("1953-06-17", "1956-06-28", "1956-10-24")
    drawing, title = hexmap.unrest_map("swp_1957", runs(), {**CASE, "key_dates": days})
    shares = {d: bands.places_near(runs(), d)["share"].max() for d in days}
    peak = max(shares, key=shares.get)
    assert names.span_words(peak) in title and f"{shares[peak]:.0%}" in title
    assert str(drawing).count("<path") > 3 * len(PLACES)


def test_a_case_without_key_dates_has_maps_spread_over_its_runs():
    drawing, _ = hexmap.unrest_map(
        "swp_1957", runs(), {k: v for k, v in CASE.items() if k != "key_dates"}
    )
    assert str(drawing).count("<path") > 5 * len(PLACES)
    times = [names.span_words(str(t)[:10]) for t in runs()["time"].values]
    assert sum(t in str(drawing) for t in times) >= hexmap.MAPS


def test_ink_is_readable_on_every_shade():
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    shades = [f(t) for t in np.linspace(-1, 1, 41) for f in (svg.diverging, svg.sequential)]
    for shade in shades:
        a, b = sorted((light(shade), light(svg.ink_on(shade))))
        assert (b + 0.05) / (a + 0.05) >= 4.5


def test_the_map_marks_where_the_record_has_unrest():
    happened = [
        {"place": "budapest", "kind": "rising", "first": "1956-10-23", "last": "1956-10-30"}
    ]
    days = ("1953-06-17", "1956-03-09", "1956-06-28", "1956-10-24", "1956-11-04")
    told = CASE | {"happened": happened, "key_dates": days}
    drawing, title = hexmap.unrest_map("SWP 1957", runs(), told)
    near = {d: bands.places_near(runs(), d)["share"] for d in days}
    dates = [d for d in days if "1956-10-16" <= d <= "1956-11-06"]
    inside = np.mean([near[d]["budapest"] for d in dates])
    assert f"Where the record has unrest around these dates, {inside:.0%} of the runs" in title
    assert str(drawing).count(">record: Budapest") == len(dates) == 2
    assert f'stroke="{svg.VERMILLION}"' in str(drawing)


def test_map_headings_do_not_run_into_each_other():
    places = CASE["places"] | {"budapest": {"polity": "HUN", "title": "B" * 200, "at": [50, 60]}}
    drawing, _ = hexmap.unrest_map("a", runs(), CASE | {"places": places})
    heads = re.findall(r"<text[^>]*>(runs: [^<]*)<", str(drawing))
    assert heads and max(map(len, heads)) <= hexmap.LINE


def test_the_scale_of_the_map_ends_at_the_largest_value():
    rare = runs()
    rare["place_measures"][2:] = 0.0
    drawing, _ = hexmap.unrest_map("a", rare, CASE)
    assert "0 to 5%" in str(drawing)
