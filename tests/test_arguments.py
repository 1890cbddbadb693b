"""What a Python caller hands over is told as well as what stands in a file."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from thaw.account import Denial, load_account
from thaw.case import load_case
from thaw.engine.start import blueprint
from thaw.errors import ThawError
from thaw.jobs.arguments import seeds_of
from thaw.jobs.plan import make_plan, parameters_of
from thaw.jobs.simulate import simulate

STEIN = load_account("stein_1956")
TOY = load_case("toy_two")
DENIED = "decide_concession.pressure"


def refused(match: str, **arguments) -> ThawError:
    """What `simulate` says; nothing is run, or compiled, before it says so."""
    with pytest.raises(ThawError, match=match) as told:
        simulate(STEIN, TOY, **arguments)
    return told.value


@pytest.mark.parametrize(
    "given, due",
    [
        (3, [0, 1, 2]),
        ([3], [3]),
        (range(2, 4), [2, 3]),
        (np.arange(2), [0, 1]),
        (np.int64(2), [0, 1]),
        ((s for s in (5, 4)), [5, 4]),
        ([-1], [-1]),
    ],
)
def test_seeds(given, due):
    made = seeds_of(given)
    assert made == due
    assert all(type(s) is int for s in made)


@pytest.mark.parametrize(
    "given, match",
    [
        ([1.5], "1.5 is not a whole number"),
        ([1.0], "not a whole number"),
        ([1, 2, 1], "seed 1 is given twice"),
        ([], "no seeds"),
        (0, "asks for no run"),
        (-2, "asks for no run"),
        (True, "not seeds"),
        ([True], "not a whole number"),
        ("12", "not seeds"),
        ([2**63], "too large"),
        (1.0, "not a whole number"),
        (None, "not a whole"),
    ],
)
def test_wrong_seeds(given, match):
    refused(match, seeds=given)


def test_wrong_words():
    assert refused("draws='priro'", draws="priro").nearest == "prior"
    refused("draws='mean'", draws="mean")
    assert "levers=['leader_lives']" in refused("is a text", levers="leader_lives").todo
    refused("not a list", levers={"drop": ["hub-leader-dies"]})
    assert refused("no lever", levers=["leader_live"]).nearest == "leader_lives"
    refused("workers=0", workers=0)
    refused("not a whole number", workers=1.5)
    with pytest.raises(ThawError, match="draws="):
        parameters_of(make_plan(STEIN, TOY), 1, "medain")


@pytest.mark.parametrize(
    "given, match, nearest",
    [
        ({"exit.rte": 1e-4}, "no parameter 'exit.rte'", "exit.rate"),
        ({"exot.rate": 1e-4}, "no parameter", "exit.rate"),
        ({"rate": 1e-4}, "no parameter", None),
        ({"exit.rate": -5}, r"-5 lies outside the support \[0, 0.01\]", None),
        ({"exit.rate": float("nan")}, "outside the support", None),
        ({"exit.rate": "0.1"}, "not a number", None),
        ({"exit.rate": True}, "not a number", None),
        ({"base_rates.strike": 1.0}, "'base_rates' does not run here", None),
        ([("exit.rate", 1e-4)], "not a table", None),
    ],
)
def test_wrong_parameters(given, match, nearest):
    told = refused(match, parameters=given)
    if nearest:
        assert told.nearest == nearest


def test_a_parameter_given_holds_in_every_run_and_moves_no_other():
    plan, plain = (
        make_plan(STEIN, TOY, parameters={"exit.rate": np.float32(0.001)}),
        make_plan(STEIN, TOY),
    )
    for draws in ("prior", "median", "default"):
        one, two = parameters_of(plan, 7, draws), parameters_of(plain, 7, draws)
        assert one["exit.rate"] == pytest.approx(0.001)
        assert {k for k in one if one[k] != two[k]} == {"exit.rate"}


def test_what_an_account_denies_cannot_be_set_but_where_it_stands():
    told = refused(
        "denies it .Stein 1956, Is Dulles Responsible., par. 1-6. and fixes it at 0",
        parameters={DENIED: 1.0},
    )
    assert "switch the denial off" in told.todo
    assert make_plan(STEIN, TOY, parameters={DENIED: 0}).fixed[DENIED] == 0.0
    other = replace(STEIN, denies=tuple(d for d in STEIN.denies if d.name != DENIED))
    assert make_plan(other, TOY, parameters={DENIED: 1.0}).fixed[DENIED] == 1.0


def test_a_parameter_of_a_denied_mechanism():
    steps = tuple(s for s in STEIN.steps if s != "exit")
    account = replace(STEIN, steps=steps, denies=(*STEIN.denies, Denial("exit", "p. 12", "")))
    with pytest.raises(ThawError, match=r"denies .exit. .p. 12.: it does not run"):
        make_plan(account, TOY, parameters={"exit.rate": 1e-4})


@pytest.mark.parametrize(
    "changed, match",
    [
        ({"fixes": {**STEIN.fixes, "exit.rte": 1.0}}, "no parameter 'exit.rte'"),
        ({"fixes": {**STEIN.fixes, "exit.rate": -5.0}}, "outside the support"),
        ({"fixes": {"exit.rate": 0.001}}, "denies it .* no longer fixed"),
        ({"fixes": {**STEIN.fixes, DENIED: 0.5}}, "denies it .* set to 0.5"),
        (
            {"priors": {"exit.rte": STEIN.priors["emboldenment.embolden"]}},
            "no parameter 'exit.rte'",
        ),
    ],
)
def test_a_changed_account_is_held_to_the_rules_of_files(changed, match):
    with pytest.raises(ThawError, match=match):
        make_plan(replace(STEIN, **changed), TOY)


def test_a_changed_account_that_is_sound():
    changed = replace(STEIN, fixes={**STEIN.fixes, "exit.rate": 0.001})
    assert make_plan(changed, TOY).fixed["exit.rate"] == 0.001
    fewer = replace(STEIN, steps=tuple(s for s in STEIN.steps if s != "emboldenment"))
    assert "emboldenment.embolden" not in parameters_of(make_plan(fewer, TOY), 1)


def test_a_lever_and_a_call_that_set_the_same_number():
    lever = {"parameters": {"exit.rate": 0.001}}
    told = refused("a lever pins it at 0.001", levers=[lever], parameters={"exit.rate": 0.002})
    assert "exit.rate is set to 0.002" in str(told)
    refused("denies it", levers=[{"parameters": {DENIED: 1.0}}])
    refused("does not run here", levers=[{"without": ["exit"]}], parameters={"exit.rate": 0.002})


def test_a_changed_case_has_a_world_and_a_hash_of_its_own():
    small = replace(TOY, cell_size=5)
    assert blueprint(small) is not blueprint(TOY)
    assert blueprint(small).tables["sites"].cell_size.max() == 5
    assert blueprint(replace(TOY, cell_size=5)) is blueprint(small)
    assert blueprint(load_case("toy_two")) is blueprint(TOY)
    assert blueprint(replace(TOY, levers={})) is blueprint(TOY)
    assert load_case("toy_two").hash == TOY.hash != small.hash


def test_names_paths_and_objects_alike(tmp_path):
    file = tmp_path / "toy_two.yaml"
    file.write_text(TOY.file.read_text(encoding="utf-8"), encoding="utf-8")
    plans = [make_plan("stein_1956", case) for case in ("toy_two", file, str(file), TOY)]
    assert {p.case.hash for p in plans} == {TOY.hash}
    assert make_plan(STEIN.file, TOY).account.hash == STEIN.hash
    with pytest.raises(ThawError, match=re.escape("no account is called 'stein_1965'")):
        make_plan("stein_1965", TOY)
