"""Those who conspire, and those of them who are found."""

import math

from office import near, office, times
from toy import params, run

from thaw.mechanisms.rulers.real_opposition import real_opposition


def test_the_share_who_conspire_runs_from_none_to_all():
    for share, opposed in ((0.0, 0), (0.3, 0), (0.2, 1), (1.0, 0)):
        p = params(real_opposition, share=share, opposed=0.5, driven=0.0)
        found = times(
            real_opposition,
            p,
            lambda w: w.officials.plotting[0] == 1.0,
            lambda o=opposed: office(officials__opposed=o),
        )
        assert near(found, min(1.0, share * math.exp(0.5 * opposed)))


def test_who_conspires_is_found_in_time():
    """Half a true accusation a year at full vigour: 5 in ten years."""
    w = office(officials__plotting=1.0, polities__purge=1.0)
    w.clock.t[0] = 7.0
    run(real_opposition, w, params(real_opposition, exposed=0.5), 365.25 * 200)
    assert abs(w.officials.accused[0] - 100.0) < 40.0
