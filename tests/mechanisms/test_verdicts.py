"""Sentences, those let go and those who come back."""

from luck import same
from office import chance, near, office, times
from toy import params

from thaw.mechanisms.rulers.verdicts import verdicts


def test_sentence_is_death_or_camp():
    p = params(verdicts, verdict=0.1, lethal=0.6)

    def build():
        return office(officials__fate=2.0, polities__purging=1.0)

    shot = times(verdicts, p, lambda w: w.officials.fate[0] == 4.0, build)
    camp = times(verdicts, p, lambda w: w.officials.fate[0] == 3.0, build)
    assert near(shot, 0.6 * chance(0.1)) and near(camp, 0.4 * chance(0.1))
    dead = times(verdicts, p, lambda w: w.officials.alive[0] == 0.0, build)
    assert dead == shot


def test_a_stop_lets_those_go_who_have_no_sentence():
    p = params(verdicts, verdict=0.0, review=0.1)
    stopped = {"polities__n_correction": 1.0, "officials__fate": 1.0}
    gone = times(verdicts, p, lambda w: w.officials.fate[0] == 5.0, lambda: office(**stopped))
    assert near(gone, chance(0.1))
    assert same(verdicts, office(officials__fate=1.0, polities__purging=1.0), p)


def test_disclosure_opens_the_camps():
    p = params(verdicts, restore=0.05)
    told = {"polities__disclosure": 0.5, "officials__fate": 3.0}
    out = times(verdicts, p, lambda w: w.officials.fate[0] == 5.0, lambda: office(**told))
    assert near(out, chance(0.025))


def test_no_verdict_at_zero_strength():
    p = params(verdicts, verdict=0.0, review=0.0, restore=0.0)
    for fate in (1.0, 2.0, 3.0):
        w = office(officials__fate=fate, polities__disclosure=1.0, polities__n_correction=1.0)
        assert same(verdicts, w, p)
