"""Losses of bodies, counted."""

from toy import apply, params, world, written

from thaw.mechanisms.rulers.tolls import tolls


def test_a_body_counts_those_within_it():
    w = world(places=3, polities=1, officials=6)
    w.places.first_official[:], w.places.last_official[:] = (0, 2, 4), (2, 4, 6)
    w.places.within[1] = 0
    w.officials.arrested_on[[0, 2, 3, 5]] = 1.0
    w.officials.fate[2], w.officials.filled[3], w.officials.holders[0] = 4.0, 0.0, 3.0
    for row in range(3):
        apply(tolls, w, params(tolls), row)
    assert w.places.taken.tolist() == [3.0, 2.0, 1.0]
    assert w.places.executed.tolist() == [1.0, 1.0, 0.0]
    assert w.places.vacant.tolist() == [1.0, 1.0, 0.0]
    assert w.places.successors.tolist() == [2.0, 0.0, 0.0]


def test_where_nobody_falls_nothing_is_counted():
    w = world(places=1, polities=1, officials=3)
    w.places.first_official[:], w.places.last_official[:] = 0, 3
    w.officials.arrested_on[:], w.officials.fate[:] = -1.0, 0.0
    w.officials.filled[:], w.officials.holders[:] = 1.0, 1.0
    apply(tolls, w, params(tolls))
    assert written(tolls, w) == [0.0, 0.0, 0.0, 0.0]
