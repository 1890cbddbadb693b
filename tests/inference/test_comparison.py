"""A comparison as typed parts, and what is refused when one is read from JSON."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from report_data import comparison

from thaw.errors import ThawError
from thaw.inference.comparison import Comparison, FittedRuns, Provenance
from thaw.inference.jsonable import known, to_json
from thaw.inference.results import ReliabilityBin
from thaw.inference.settings import Settings, Size


def test_every_part_comes_back_equal_from_its_own_json():
    made = Comparison.from_dict(comparison())
    made.settings = dataclasses.replace(
        made.settings, fitted_how="by fit", fitted_runs={"swp_1957": FittedRuns(3, 0, 24.5)}
    )
    text = json.dumps(made.to_dict(), allow_nan=False)
    again = Comparison.from_dict(json.loads(text))
    assert again == made
    assert isinstance(again.settings.learners, tuple) and isinstance(again.settings.size, Size)
    assert again.settings.fitted_runs["swp_1957"].effective_runs == 24.5


def test_keys_that_readers_of_the_file_use():
    """Names in JSON are those of the fields, but for two that are words of Python."""
    data = Comparison.from_dict(comparison()).to_dict()
    assert data["probabilities"]["tempered"]["swp_1957"] == 0.62
    assert data["scores"]["accounts"]["swp_1957"]["retrodiction"]["log"][
        "skill_low"
    ] == pytest.approx(0.07)
    assert data["settings"]["folds"] == 2 and data["settings"]["size"]["rows"] == 12_000
    assert to_json(ReliabilityBin(0.0, 0.01, 5, 0.005, 0.0)) == {
        "from": 0.0,
        "to": 0.01,
        "n": 5,
        "foretold": 0.005,
        "happened": 0.0,
    }


def test_absent_numbers_are_none_never_nan():
    assert known(math.nan) is None and known(0.5) == 0.5
    assert to_json(math.nan) is None
    with pytest.raises(TypeError, match="no plain value"):
        to_json({1, 2})


def test_provenance_repeats_every_setting():
    assert {f.name for f in dataclasses.fields(Settings)} < {
        f.name for f in dataclasses.fields(Provenance)
    }


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda c: c.update(recover={}), r"recover is no part of it\n  did you mean: recovery"),
        (lambda c: c["settings"].update(fold=2), "settings: fold is no part of it"),
        (lambda c: c["experiments"][1].pop("bits"), r"experiments\[1\]: bits missing"),
        (lambda c: c["recovery"].update(groups="none"), r"recovery.groups: .* right here"),
        (lambda c: c["probabilities"]["tempered"].update(null="?"), "probabilities.tempered.null"),
        (lambda c: c["settings"].update(seed=True), "settings.seed: True is not right here"),
        (lambda c: c.update(n_runs=[]), r"n_runs: \[\] is not right here"),
        (lambda c: c["accounts"][0].update(in_ranking=1), r"accounts\[0\].in_ranking"),
    ],
)
def test_a_file_that_does_not_fit_is_told_by_its_key(spoil, told):
    data = comparison()
    spoil(data)
    with pytest.raises(ThawError, match=told):
        Comparison.from_dict(data)
    with pytest.raises(ThawError, match="expected: a mapping"):
        Comparison.from_dict([])
