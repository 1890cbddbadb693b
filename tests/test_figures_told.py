"""The figure of a record's figures against runs, drawn where nobody marches."""

from types import SimpleNamespace

import numpy as np

from thaw.evidence.items import Item
from thaw.report import figures_told
from thaw.report.files import Saved
from thaw.report.names import item_name
from thaw.report.run_figures import _told_part

FIRST, LAST = np.datetime64("1934-12-01", "D").item(), np.datetime64("1938-11-30", "D").item()


def told(kind="series", unit="log10 persons", bodies=("marshals", "corps")):
    item = Item(
        "series/USSR/a/b/arrested",
        "e",
        kind,
        "USSR",
        "arrested",
        unit,
        FIRST,
        LAST,
        "purge",
        bodies=bodies,
    )

    class Items(list):
        start = FIRST

    value = np.log10(np.array([1.0 + 3.0]))
    evidence = SimpleNamespace(
        items=Items([item]),
        value=value,
        low=value,
        high=value,
        sources=(("one",),),
        missing=np.zeros(1, bool),
    )
    return type("Told", (), {"__len__": lambda _: 1, **vars(evidence)})()


def test_a_figure_is_told_in_persons_beside_what_runs_tell():
    reports = [np.log10(1.0 + np.arange(11.0))[:, None]]
    (row,) = figures_told.told_rows(told(), "USSR", reports, {"marshals": "Marshals"})
    assert row.label == "Marshals and 1 more: to 30 Nov 1938"
    assert np.isclose([row.value, row.low, row.high], 3.0).all()
    assert np.allclose(row.runs[0], np.arange(11.0))
    assert figures_told.inside(row)
    drawing, finding = figures_told.told_figure("Soviet Union", ["One 1956"], [row])
    assert (
        finding
        == "Soviet Union: 1 of 1 figures of the record lie within nine tenths of the runs of One 1956"
    )
    assert "Marshals and 1 more" in str(drawing)


def test_a_figure_outside_the_runs_is_not_inside_and_other_units_are_left_out():
    far = [np.full((5, 1), 4.0)]
    (row,) = figures_told.told_rows(told(), "USSR", far, {})
    assert not figures_told.inside(row)
    assert not figures_told.told_rows(told(unit="log10 index"), "USSR", far, {})
    assert not figures_told.told_rows(told(kind="cell"), "USSR", far, {})
    assert figures_told.told_figure("Nowhere", ["One"], []) is None


def test_bodies_of_an_item_are_named():
    names = {"USSR": "Soviet Union", "cc_members": "Members of the committee"}
    ident = "series/USSR/1934-12-01/1939-03-10/arrested@cc_members+cc_candidates"
    text = item_name(ident, "series", "", "", names)
    assert text.startswith(
        "officials arrested in Soviet Union (Members of the committee, cc candidates), "
    )


def test_a_report_draws_told_figures_of_countries_without_a_crowd_alone():
    view = SimpleNamespace(name={"one": "One 1956"}.get)
    about = {
        "polities": {"USSR": {"title": "Soviet Union"}, "HUN": {"title": "Hungary"}},
        "reports": {"one": np.log10(1.0 + np.arange(11.0))[:, None]},
    }
    saved = Saved()
    (made,) = _told_part(view, ["one"], told(), about, saved)
    assert made["id"] == "USSR" and made["finding"].startswith("Soviet Union: 1 of 1")
    assert list(saved.figures) == ["figures_ussr"]
    assert _told_part(view, ["two"], told(), about, Saved()) == []
