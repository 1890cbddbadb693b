"""What circles of officials hear."""

from office import apparatus

from thaw.mechanisms.rulers.circles_hear import circles_hear

HEARS = circles_hear.mechanism.function


def test_a_circle_hears_what_its_members_name():
    """Twelve to a circle of work: only that of the one who names hears, and hears the whole."""
    w = apparatus(36, 12)
    w.officials.naming[5], w.officials.naming[7] = 40.0, 2.0
    heard = []
    for i in range(len(w.circles.first)):
        first = w.circles.first[i]
        if first >= 0 and w.circles.past[i] == 0:
            heard.append((first < 12, HEARS(i, w, None, None)))
    assert heard and {n for own, n in heard if own} == {42.0}
    assert {n for own, n in heard if not own} == {0.0}


def test_a_quiet_week_is_heard_by_nobody():
    w = apparatus(36, 12)
    w.officials.naming[:] = 0.0
    assert {HEARS(i, w, None, None) for i in range(len(w.circles.first))} == {0.0}
