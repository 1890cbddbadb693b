"""Every mechanism of the deciding half compiles and agrees with its plain form to the bit.

All seventeen are compiled as one function: handing a World over costs more than a mechanism does.
"""

from collections import namedtuple

import pytest
from numba import njit
from toy import params, put, world

from thaw.mechanism import load_mechanism

pytestmark = pytest.mark.thorough

NAMES = (
    "decide_concession",
    "decide_repression",
    "order_troops",
    "decide_disclosure",
    "succession_struggle",
    "wing_standing",
    "monopoly_ratchet",
    "complicity",
    "security_pact",
    "base_rates",
    "norms_and_prices",
    "line_transmission",
    "hegemon_decision",
    "contest_at_the_top",
    "archive_inquiry",
    "private_doubt",
    "leader_authority",
)
f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16 = (
    load_mechanism(n).function for n in NAMES
)
Part = namedtuple("Part", "clock places polities officials units")


def busy():
    """Two polities, a town, two officials and a garrison, all astir."""
    w = world(places=2, polities=2, officials=2, units=1)
    put(w, places__population=50_000, places__demonstrators=3000, places__armed=40)
    put(w, places__order=1.0)
    put(w, polities__population=1e6, polities__unrest=0.8, polities__exit_flow=100.0)
    put(w, polities__emergency=0.4, polities__succession=0.6, polities__disclosure=0.2)
    put(w, polities__intervention=1.0, polities__party=8e4, polities__party_norm=1e5)
    put(w, polities__armed=500, polities__norm=1.1, polities__concession=0.3)
    put(w, officials__position=0.4, units__kind=2, units__strength=3000.0)
    put(w, 1, officials__position=-0.7, officials__polity=1, places__polity=1)
    return Part(w.clock, w.places, w.polities, w.officials, w.units)


def everything(i, w, p, key):
    """What each mechanism returns for row i."""
    return (
        f0(i, w, p[0], key),
        f1(i, w, p[1], key),
        f2(i, w, p[2], key),
        f3(i, w, p[3], key),
        f4(i, w, p[4], key),
        f5(i, w, p[5], key),
        f6(i, w, p[6], key),
        f7(i, w, p[7], key),
        f8(i, w, p[8], key),
        f9(i, w, p[9], key),
        f10(i, w, p[10], key),
        f11(i, w, p[11], key),
        f12(i, w, p[12], key),
        f13(i, w, p[13], key),
        f14(i, w, p[14], key),
        f15(i, w, p[15], key),
        f16(i, w, p[16], key),
    )


@pytest.fixture(scope="module")
def compiled():
    return njit(everything)


@pytest.mark.slow
@pytest.mark.parametrize("row", [0, 1])
def test_compiled_equals_plain(compiled, row):
    w, p = busy(), tuple(params(load_mechanism(n).function) for n in NAMES)
    for step in range(200):
        key = (5, 6, 7, step)
        assert compiled(row, w, p, key) == everything(row, w, p, key)
