"""Running targets: statistics by hand, verdicts, shared runs, and that quick targets hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from thaw.cli import main
from thaw.errors import ThawError
from thaw.published import (
    Target,
    load_published,
    published_names,
    run_targets,
    simulate_published,
    targets,
)
from thaw.published.target import KNOWN
from thaw.published.targets import outcome, summary


def target(**more):
    plain = {
        "name": "t",
        "settings": ({},),
        "weights": (),
        "text": "",
        "seeds": 4,
        "measure": "x",
        "statistic": "mean",
        "published": 2.0,
        "known": KNOWN[0],
        "accept": (1.0, 3.0),
        "sign": 0,
        "level": 0.01,
        "quick": True,
        "reproduces": True,
        "why": "because",
        "about": "",
    }
    return Target(**(plain | more))


def judged(values, **more):
    made = target(seeds=len(values), **more)
    return outcome(load_published("kuran_1991"), made, [({"x": v}, 0.1) for v in values])


def test_statistics_by_hand():
    values = np.array([[1.0, 2.0], [3.0, math.nan]])
    assert summary(values, target()) == (2.0, pytest.approx(1 / math.sqrt(3)))
    assert summary(values, target(statistic="sum"))[0] == 6.0
    # only the first cell has a spread: variance 1/2 in a sum of two
    assert summary(values, target(statistic="sum"))[1] == pytest.approx(1.0)
    assert summary(values, target(statistic="sd"))[0] == pytest.approx(1.0)
    assert summary(values, target(statistic="max"))[0] == 3.0
    assert summary(values, target(statistic="min"))[0] == 1.0
    assert math.isnan(summary(values, target(statistic="exact"))[0])


def test_a_contrast_is_paired_by_seed():
    cells = np.array([[1.0, 11.0, 21.0], [0.0, 10.0, 20.0]])
    made = target(statistic="contrast", weights=(1.0, -1.0), sign=1, accept=None)
    assert summary(cells, made) == (1.0, 0.0)


@pytest.mark.parametrize(
    "values, more, verdict",
    [
        ([2.0, 2.5], {}, "pass"),
        ([4.0, 4.5], {}, "FAILS"),
        ([4.0, 4.5], {"reproduces": False}, "does not reproduce"),
        ([2.0, 2.5], {"reproduces": False}, "FAILS"),
        ([math.nan, math.nan], {}, "FAILS"),
        ([2.0, 2.0], {"statistic": "exact", "accept": (2.0, 2.0)}, "pass"),
        ([2.0, 2.1], {"statistic": "exact", "accept": (2.0, 2.0)}, "FAILS"),
    ],
)
def test_verdicts(values, more, verdict):
    assert judged(values, **more).verdict == verdict


@pytest.mark.parametrize("sign, verdict", [(1, "pass"), (-1, "FAILS")])
def test_signs(sign, verdict):
    made = judged([1.0, 1.2, 0.9], statistic="contrast", weights=(1.0,), sign=sign, accept=None)
    assert made.verdict == verdict


def test_a_sign_lost_in_noise_fails():
    made = judged([5.0, -4.0, 1.0], statistic="contrast", weights=(1.0,), sign=1, accept=None)
    assert made.verdict == "FAILS"


def test_an_unknown_measure_is_told():
    with pytest.raises(ThawError, match="did you mean: xx"):
        outcome(load_published("kuran_1991"), target(seeds=1, measure="xy"), [({"xx": 1.0}, 0.0)])


def test_runs_of_equal_settings_are_shared(monkeypatch):
    done = []
    monkeypatch.setattr(targets, "replicate", lambda job: done.append(job) or ({"x": 1.0}, 2.0))
    plain = outcome(load_published("kuran_1991"), target(seeds=1), [({"x": 1.0}, 0.0)])
    monkeypatch.setattr(
        targets, "outcome", lambda model, target, results: replace(plain, runs=len(results))
    )
    made = run_targets(["global_game"])
    assert len(set(done)) == len(done) < sum(o.runs for o in made)
    assert sum(o.seconds for o in made) == 2.0 * len(done)


@pytest.mark.thorough
def test_workers_do_not_change_results():
    one = run_targets(["kuran_1991", "chwe_2000"], workers=1)
    two = run_targets(["kuran_1991", "chwe_2000"], workers=2)
    assert [(o.target, o.ours, o.verdict) for o in one] == [
        (o.target, o.ours, o.verdict) for o in two
    ]


def test_simulate_gives_a_row_for_each_seed():
    frame = simulate_published("kuran_1991", [4, 7], preset="A_shifted")
    assert list(frame.index) == [4, 7] and (frame.opposition == 90).all()


@pytest.mark.parametrize("name", published_names())
@pytest.mark.thorough
def test_quick_targets_do_not_fail(name):
    for made in run_targets([name]):
        assert made.verdict != "FAILS", (made.target, made.ours, made.published, made.reason)


def test_the_command_prints_and_saves(tmp_path, capsys):
    file = tmp_path / "out.csv"
    assert main(["published", "kuran_1991", "--out", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "4 pass" in shown and max(len(line) for line in shown.splitlines()) <= 100
    assert file.read_text().count("kuran_1991") == 4


def test_the_command_runs_one_setting(capsys):
    words = ["--set", "thresholds=0,10,20", "--seeds", "2"]
    assert main(["published", "kuran_1991", *words]) == 0
    assert "opposition" in capsys.readouterr().out


def test_a_failing_target_gives_exit_code_one(monkeypatch):
    monkeypatch.setattr(targets, "_judge", lambda *a: (False, math.nan))
    assert main(["published", "kuran_1991"]) == 1


@pytest.mark.parametrize(
    "words, problem",
    [
        (["kuran_1991", "--set", "treshold=1"], "did you mean: thresholds"),
        (["kuran"], "did you mean: kuran_1991"),
        (["--seeds", "3"], "need the name of a model"),
        (["kuran_1991", "--set", "counting"], "is not a setting"),
    ],
)
def test_mistakes_on_the_command_line(words, problem, capsys):
    assert main(["published", *words]) == 2
    assert problem in capsys.readouterr().err


def test_the_list_and_the_accounts_name_every_model(capsys):
    assert main(["published", "--list"]) == 0
    listed = capsys.readouterr().out
    assert main(["accounts"]) == 0
    shown = capsys.readouterr().out
    assert all(name in listed and name in shown for name in published_names())
