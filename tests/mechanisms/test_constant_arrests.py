"""The null of arrests: a constant rate, whatever happens."""

from office import chance, near, office, times
from toy import params

from thaw.mechanisms.rulers.constant_arrests import constant_arrests


def test_arrests_at_a_constant_rate():
    """5 a year, half of them to death."""
    p = params(constant_arrests, rate=5.0, lethal=0.5)
    taken = times(constant_arrests, p, lambda w: w.officials.fate[0] >= 3.0, office)
    assert near(taken, chance(5.0 / 365.25))
    shot = times(constant_arrests, p, lambda w: w.officials.fate[0] == 4.0, office)
    assert near(shot, 0.5 * chance(5.0 / 365.25))


def test_nobody_is_taken_at_zero_strength():
    p = params(constant_arrests, rate=0.0)
    assert times(constant_arrests, p, lambda w: w.officials.fate[0] != 0.0, office, 50) == 0
