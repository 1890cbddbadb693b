"""Levers written in Python or in a file of their own: told as well as those of a case, and refused
together where they contradict each other."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

import thaw
from thaw.case import load_case
from thaw.case.levers import pull
from thaw.errors import ThawError
from thaw.jobs.label import provenance
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once

TOY, BLOC = load_case("toy_two"), load_case("bloc_1953")
LATER = {"hub-leader-dies": "1953-01-20"}


def dates(what_if):
    return {e.name: e.on for e in what_if.events}


@pytest.mark.parametrize(
    "day",
    [
        "1953-01-20",
        dt.date(1953, 1, 20),
        dt.datetime(1953, 1, 20, 5),
        np.datetime64("1953-01-20"),
        pd.Timestamp("1953-01-20"),
    ],
)
def test_a_lever_moves_an_event(day):
    moved = dates(pull(TOY, [thaw.Lever(move={"hub-leader-dies": day})]))
    assert moved["hub-leader-dies"] == dt.date(1953, 1, 20)
    assert moved["border-opens"] == dt.date(1953, 2, 1)


def test_a_dict_a_file_and_an_object_are_one(tmp_path):
    file = tmp_path / "later.yaml"
    file.write_text("title: Later\nmove: {hub-leader-dies: 1953-01-20}\n")
    given = [
        thaw.Lever(move=LATER, name="later", title="Later"),
        {"name": "later", "title": "Later", "move": LATER},
        {"id": "later", "title": "Later", "move": LATER},
        file,
        str(file),
    ]
    pulled = [pull(TOY, [lever]) for lever in given]
    for p in pulled:
        assert p.names == ("later",)
        assert dates(p) == dates(pulled[0])
        assert json.dumps(p.written, default=str) == json.dumps(pulled[0].written, default=str)


def test_every_key_works_as_in_a_case():
    lever = thaw.Lever(
        drop=["border-opens"],
        move=LATER,
        add=[{"on": "1953-01-05", "columns": {"polities.exit_open": {"HUB": 0.1}}}],
        set=[{"on": "1953-01-10", "columns": {"places.police": {"rim_town": 8.0}}}],
        off=[{"mechanism": "decide_concession", "polities": ("HUB",), "until": "1953-01-31"}],
        without=("councils",),
        parameters={"exit.rate": np.float64(1e-4)},
    )
    w = pull(TOY, [lever])
    assert set(dates(w)) == {"hub-leader-dies", f"{w.names[0]}.0"}
    police = pull(TOY, ["more_police"]).settings
    assert w.settings == police
    assert (w.off[0].mechanism, w.off[0].polities) == ("decide_concession", ("HUB",))
    assert w.without == {"councils"} and w.fixed == {"exit.rate": 1e-4}


def test_a_lever_without_a_name_gets_one_from_what_it_does():
    one, two = (
        pull(TOY, [thaw.Lever(move={"hub-leader-dies": d})]) for d in ("1953-01-20", "1953-01-21")
    )
    assert one.names[0].startswith("move_hub_leader_dies_") and one.names != two.names
    assert "hub-leader-dies 1953-01-20" in one.written[one.names[0]]["title"]


def test_a_run_tells_what_its_levers_were():
    plan = make_plan("stein_1956", TOY, ["more_police", thaw.Lever(move=LATER, name="later")])
    about = provenance(plan)
    assert about["levers"] == "more_police,later"
    assert json.loads(about["levers_written"]) == {
        "later": {"id": "later", "title": "move hub-leader-dies 1953-01-20", "move": LATER}
    }
    assert about["title"] == "stein_1956 on toy_two with more_police, later"


def test_it_does_in_a_run_what_it_says():
    """The leader dies on the second day, or on the third: the first day is the same."""
    levers = [thaw.Lever(move={"hub-leader-dies": day}) for day in ("1953-01-02", "1953-01-03")]
    plans = [make_plan("stein_1956", TOY, [lever], 2) for lever in levers]
    for steps, same in ((1, True), (3, False)):
        one, two = (run_once(p, 1, "default", plain=True, steps=steps) for p in plans)
        assert np.array_equal(one.polity, two.polity) == same


@pytest.mark.parametrize(
    "lever, match, nearest",
    [
        (
            {"move": {"hub-leader-die": "1953-01-20"}},
            "lever.move.hub-leader-die",
            "hub-leader-dies",
        ),
        ({"move": {"hub-leader-dies": "1956-01-20"}}, "outside the span", None),
        ({"move": {"hub-leader-dies": "soon"}}, "not a date", None),
        ({"move": ["hub-leader-dies"]}, "not a table", None),
        ({"drop": "border-opens"}, "lever.drop: is not a list", None),
        ({"mvoe": LATER}, "unknown key 'mvoe'", "move"),
        ({"parameters": {"exit.rte": 1}}, "no parameter is called", "exit.rate"),
        ({"parameters": {"exit.rate": 1}}, "outside", None),
        ({"without": ["counsils"]}, "no mechanism is called", "councils"),
        (
            {"set": [{"on": "1953-01-05", "columns": {"places.polise": {"rim_town": 1}}}]},
            "no column is called",
            "places.police",
        ),
        ({}, "changes nothing", None),
        ({"title": "nothing"}, "changes nothing", None),
        (7, "7 is not a lever", None),
        ({"id": "leader_lives", "move": LATER}, "has a lever 'leader_lives' of its own", None),
    ],
)
def test_mistakes_are_told(lever, match, nearest):
    with pytest.raises(ThawError, match=match) as told:
        pull(TOY, [lever])
    assert told.value.nearest == nearest
    assert told.value.file is None


def test_mistakes_in_a_file_are_told_with_its_line(tmp_path):
    file = tmp_path / "later.yaml"
    file.write_text(
        "title: Later\nset:\n  - on: 1953-01-20\n    columns: {places.polis: {all: 1}}\n"
    )
    with pytest.raises(ThawError, match=r"later.yaml:4: set.0.columns.places.polis: "):
        pull(TOY, [file])
    with pytest.raises(ThawError, match=r"never.yaml: there is no such file"):
        pull(TOY, ["never.yaml"])
    file.write_text("- drop\n")
    with pytest.raises(ThawError, match=r"later.yaml:1: is not a table"):
        pull(TOY, [file])


def test_a_lever_of_another_case():
    assert pull(TOY, [TOY.levers["more_police"]]) == pull(TOY, ["more_police"])
    with pytest.raises(ThawError, match="has no event 'suez-war'"):
        pull(TOY, [BLOC.levers["no_suez"]])


POLICE = {"places.police": {"rim_town": 3.0}}


@pytest.mark.parametrize(
    "levers, match",
    [
        (["leader_lives", {"move": LATER}], "hub-leader-dies is dropped, and moved to 1953-01-20"),
        ([{"move": LATER}, "leader_lives"], "hub-leader-dies is dropped, and moved to 1953-01-20"),
        ([{"drop": ["hub-leader-dies"], "move": LATER}], "contradicts itself"),
        (
            [{"move": LATER}, {"move": {"hub-leader-dies": "1953-01-21"}}],
            "moved to 1953-01-20, and to 1953-01-21",
        ),
        (
            [{"parameters": {"exit.rate": 0.001}}, {"parameters": {"exit.rate": 0.002}}],
            "pinned at 0.001, and at 0.002",
        ),
        ([{"parameters": {"exit.rate": 0.001}}, {"without": ["exit"]}], "exit is left out"),
        (
            [
                "more_police",
                {"set": [{"on": "1953-01-01", "until": "1953-01-31", "columns": POLICE}]},
            ],
            "on 1953-01-10 places.police of rim_town is set to 8 and 3",
        ),
    ],
)
def test_contradictions_are_refused(levers, match):
    with pytest.raises(ThawError, match=match):
        pull(TOY, levers)


def test_what_agrees_is_not_refused():
    later = {"on": "1953-01-11", "columns": POLICE}
    raised = {"on": "1953-01-10", "at_least": True, "columns": POLICE}
    pull(TOY, ["more_police", {"set": [later]}])
    pull(TOY, [{"set": [raised]}, {"set": [{**raised, "columns": {"places.police": {"all": 5}}}]}])
    pull(TOY, [{"move": LATER, "name": "a"}, {"move": LATER, "name": "b"}])
    for pair in (("no_suez", "no_secret_speech"), ("stalin_lives", "border_closed")):
        pull(BLOC, pair)


def test_the_shipped_pair_that_cannot_be():
    with pytest.raises(ThawError, match="'no_suez' and 'suez_later' contradict each other"):
        pull(BLOC, ["no_suez", "suez_later"])
