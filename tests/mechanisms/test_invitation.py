"""Local rulers who ask for troops, and what the hegemon makes of it."""

import math

import pytest
from luck import same
from toy import params, put, world

from thaw.mechanisms.inter_state.hegemon_decision import hegemon_decision
from thaw.mechanisms.rulers.invitation import invitation as f


def country(**columns):
    w = put(world(), 1, polities__unrest=0.6, polities__army_loyalty=0.6)
    put(w, 1, polities__police_loyalty=0.9, polities__reform_wing=0.3, polities__obedience=0.9)
    return put(w, 1, **columns)


def share(w, row=1, draws=4000, **override):
    p = params(f, **override)
    return sum(f(row, w, p, (1, 2, 3, s))[1] for s in range(draws)) / draws


def test_chance_by_hand():
    # Unrest .6 is half way; (1 - .6 x .9) = .46 do not obey; .7 hard; .9 obedient: 4 x .5 x .46 x .63.
    assert share(country(), ask=4.0) == pytest.approx(
        1 - math.exp(-4 * 0.5 * 0.46 * 0.7 * 0.9), abs=0.025
    )


def test_a_call_fades_over_days():
    w = country(polities__invited=0.5, polities__unrest=0.0)
    assert f(1, w, params(f), (1, 2, 3, 0))[0] == pytest.approx(0.5 * math.exp(-0.2))


def test_zero_strength_and_who_asks_nobody():
    assert same(f, country(polities__invited=0.5), params(f, ask=0.0), row=1)
    assert share(country(polities__obedience=0.0)) == 0.0
    w = country()
    put(w, 0, polities__unrest=1.0, polities__obedience=1.0, polities__army_loyalty=0.0)
    assert share(w, row=0) == 0.0


@pytest.mark.parametrize(
    "column, less, more",
    [
        ("army_loyalty", 0.95, 0.4),
        ("reform_wing", 0.9, 0.1),
        ("unrest", 0.2, 0.9),
        ("obedience", 0.2, 1.0),
    ],
)
def test_directions(column, less, more):
    few, many = (country(**{f"polities__{column}": v}) for v in (less, more))
    assert share(few) < share(many)


def tanks(level, **override):
    """Share of draws in which the level of intervention rises, asked and not asked."""
    found = []
    for asked in (0.0, 1.0):
        w = put(world(), polities__population=1e7)
        put(w, polities__party=1e6, polities__party_norm=1e6)
        put(w, 1, polities__unrest=0.75, polities__dual_power=0.5 * level)
        put(w, 1, polities__intervention=level, polities__invited=asked)
        p = params(hegemon_decision, **override)
        found.append(sum(hegemon_decision(1, w, p, (1, 2, 3, s))[1] for s in range(4000)))
    return found


def test_the_call_moves_the_first_entry_alone():
    asked = tanks(0.0)
    assert asked[1] > 1.5 * asked[0] > 0
    assert len({*tanks(1.0)}) == 1
    assert len({*tanks(0.0, asked=0.0)}) == 1
