"""Posts that fall empty, and who sits in them next."""

from luck import same
from office import office
from toy import apply, params, run, written

from thaw.mechanisms.rulers.fill_posts import fill_posts


def test_a_post_falls_empty_is_filled_and_its_heir_falls():
    w = office(officials__in_office=0.0, polities__purge=1.0)
    apply(fill_posts, w, params(fill_posts, fill=0.0, heir=1.0))
    assert written(fill_posts, w) == [0.0, 1.0]
    apply(fill_posts, w, params(fill_posts, fill=5.0))
    assert written(fill_posts, w) == [1.0, 2.0]
    w.polities.purge[0] = 0.0
    run(fill_posts, w, params(fill_posts, heir=50.0), 70.0)
    assert written(fill_posts, w) == [1.0, 2.0], "no heir falls without a purge"
    w.polities.purge[0] = 1.0
    apply(fill_posts, w, params(fill_posts, heir=50.0, fill=0.0), 0, (9, 2, 3, 1))
    run(fill_posts, w, params(fill_posts, heir=50.0, fill=5.0), 140.0)
    assert w.officials.holders[0] > 2.0


def test_a_post_that_is_held_stays_as_it_is():
    assert same(fill_posts, office(polities__purge=1.0), params(fill_posts, fill=5.0))
