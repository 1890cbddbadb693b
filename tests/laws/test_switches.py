"""Each choice of the councils' leaders moves a run where councils are obeyed, and none where there are none."""

from __future__ import annotations

from functools import cache

import pytest
from societies import MILD, differences, run, society, toy

pytestmark = pytest.mark.thorough

SEED, DAYS = 1, 12
CHOICES = ("aims", "workers", "soldiers", "west", "defence", "disbelief", "foresight")
MOVES = {
    "aims": "sites.council",
    "workers": "polities.example",
    "soldiers": "units.informed",
    "defence": "polities.rally",
}
"""What must differ, where the choice is read by what moves every day; the others wait for an occasion."""


@cache
def after(council: float, **choices: float):
    """Twelve days of a risen society, plain, with foreign troops in its streets."""
    plan = toy("swp_1957", sub_steps=2)
    w = society(plan, SEED, heat=0.3)
    w.sites.council[:] = council
    w.polities.intervention[1] = 1.0
    given = {f"revolt_leadership.{k}": v for k, v in choices.items()}
    form = {"councils.form": 1.0 if council else 0.0}
    return run(plan, SEED, w, MILD | form | given, plain=True, steps=DAYS)


@pytest.mark.parametrize("choice", MOVES)
def test_a_choice_moves_what_reads_it(choice):
    assert MOVES[choice] in differences(after(0.6), after(0.6, **{choice: 1.0}))


@pytest.mark.parametrize("choice", CHOICES)
def test_organisation_is_heard_as_every_choice_by_itself(choice):
    """On the last day each of the seven columns is above nought under one organisation."""
    column = {
        "aims": "aims_said",
        "workers": "call_workers",
        "soldiers": "call_soldiers",
        "west": "call_west",
        "defence": "rally",
        "disbelief": "distrust",
        "foresight": "foreseen",
    }[choice]
    there = getattr(after(0.6, organisation=1.0).world.polities, column)
    assert there.max() > 0.0 == getattr(after(0.6).world.polities, column).max()


def test_no_choice_moves_anything_without_councils():
    assert differences(after(0.0), after(0.0, organisation=1.0)) == []
