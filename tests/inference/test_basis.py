"""Which score leads, and what a verdict rests on: by hand."""

from __future__ import annotations

import numpy as np
import pytest
from report_data import comparison

from thaw.inference.basis import basis_of
from thaw.inference.comparison import Comparison
from thaw.report.basis import rests, score_words
from thaw.report.reading import read_comparison
from thaw.report.verdict import verdict

NAN = np.nan
KINDS = np.array(["cell", "cell", "series", "size"])


def runs(*columns):
    """Four runs, a column an item."""
    return np.array(columns, float).T


def test_cells_with_an_event_that_runs_move_lead():
    found = basis_of(
        runs([0, 1, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4], [1, 1, 1, 1]),
        np.array([1, 0, 2, 1.0]),
        KINDS,
    )
    assert found.headline == "log"
    assert found.weighed == {"cell": 2, "size": 1, "date": 0, "series": 1}
    assert found.moved == {"cell": 1, "size": 0, "date": 0, "series": 1}
    assert found.happened == 1


def test_quiet_cells_do_not_lead():
    found = basis_of(
        runs([0, 1, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4], [1, 1, 1, 1]),
        np.array([0, 0, 2, 1.0]),
        KINDS,
    )
    assert (found.headline, found.happened) == ("crps", 0)


def test_cells_that_no_run_moves_do_not_lead():
    found = basis_of(
        runs([0, 0, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4], [1, 1, 1, 1]),
        np.array([1, 0, 2, 1.0]),
        KINDS,
    )
    assert (found.headline, found.moved["cell"], found.happened) == ("crps", 0, 1)


def test_where_nothing_else_is_moved_cells_lead():
    still = runs([0, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1])
    assert basis_of(still, np.array([0, 0, 2, 1.0]), KINDS).headline == "log"


def test_silence_is_a_report_and_what_is_hidden_moves_nothing():
    X = runs([0, 0, 0, 0], [NAN] * 4, [1, NAN, 1, 1], [1, 2, 3, 4])
    found = basis_of(X, np.array([0, NAN, 2, NAN]), KINDS)
    assert found.moved == {"cell": 0, "size": 0, "date": 0, "series": 1}
    assert found.headline == "crps"


def led_by(headline: str, **more) -> Comparison:
    """The comparison of the tests of the report, with another score in the lead."""
    data = comparison()
    data["scores"]["basis"] = {"headline": headline, **more}
    return Comparison.from_dict(data)


@pytest.mark.parametrize(("headline", "unit"), [("log", "nats per cell"), ("crps", "CRPS")])
def test_the_report_reads_the_score_that_leads(headline, unit):
    view = read_comparison(led_by(headline))
    lead = next(i for i in view.order if i in view.ranked)
    gain, split = view.headline(lead)
    assert gain == view.skill[lead, split, headline]
    assert unit in view.skill_unit
    assert unit.split()[-1].lower() in score_words(view).lower()
    assert verdict(view).sentence


def test_what_it_rests_on_in_words():
    weighed = {"cell": 101, "size": 0, "date": 0, "series": 48}
    moved = {"cell": 0, "size": 0, "date": 0, "series": 45}
    told = rests(read_comparison(led_by("crps", weighed=weighed, moved=moved, happened=0)))
    assert told == (
        "It rests on 101 cells (none with an event) and 48 figures of series; all runs agree on 101 of "
        "the cells and 3 of the figures of series, which tell no account from another. Cells hold no "
        "event, so the score that leads is of sizes, dates and series."
    )
    assert rests(read_comparison(led_by("log"))) == ""
