"""All fields together: at rest in a quiet spring, and moved by the shocks of the record."""

import pytest
import toy

from thaw.mechanism import load_mechanism

ORDER = (
    "censorship_and_rumour",
    "contagion",
    "external_threat",
    "external_pressure",
    "disclosure_signal",
    "national_news",
    "word_of_strikes",
    "aftermath",
    "relative_deprivation",
    "emboldenment",
    "terror_and_habituation",
    "national_grievance",
    "conviction_and_disillusion",
    "efficacy_from_turnout",
    "expected_arrest",
    "strike_news",
    "town_memory",
    "exit",
    "party_membership",
    "work_slowly",
)
FIELDS = (
    "grievance_econ",
    "grievance_pol",
    "grievance_nat",
    "grievance_loyal",
    "fear",
    "efficacy",
    "standard",
    "expectation",
    "conviction",
)
SWEEPS = [(m, toy.params(m.function)) for m in map(load_mechanism, ORDER)]
STAKE = load_mechanism("speak_out").parameters["stake"].default


def spring_1953(dt=1.0):
    """Moscow and one satellite of one city and one group of workers, at the levels of the spec."""
    w = toy.put(
        toy.world(dt=dt),
        0,
        groups__polity=1,
        places__polity=1,
        groups__population=2e5,
        places__population=3e5,
        places__arrest=0.99,
        towns__population=3e5,
        towns__polity=1,
        towns__active=1,
        groups__grievance_econ=0.45,
        groups__grievance_pol=0.15,
        groups__grievance_nat=0.25,
        groups__fear=0.6,
        groups__efficacy=0.15,
        groups__conviction=0.4,
    )
    toy.put(w, 1, polities__population=3e5)
    return toy.put(w, polities__party=1e6, polities__party_norm=1e6)


def day(w, step):
    for m, p in SWEEPS:
        for row in range(2 if m.over == "polities" else 1):
            toy.apply(m.function, w, p, row, (1, 2, m.decision, step))
    w.clock.t[0] += w.clock.dt[0]


def motive(w):
    """Motive of a worker with mean traits (hardship, national 1; risk aversion one half)."""
    g = w.groups
    grievance = g.grievance_econ[0] + g.grievance_pol[0] + g.grievance_nat[0]
    return (
        grievance * (1.0 - w.polities.legitimacy[1])
        + STAKE * g.efficacy[0]
        - 0.5 * g.fear[0] * w.places.arrest[0]
        + w.places.word[0]
        + w.towns.word[0]
        + w.towns.shock[0]
        - w.towns.dread[0]
        - w.polities.dread[1]
    )


def test_two_hundred_quiet_days_move_no_field():
    w = spring_1953()
    before = {c: float(getattr(w.groups, c)[0]) for c in FIELDS}
    legitimacy, people = float(w.polities.legitimacy[1]), float(w.groups.population[0])
    for step in range(200):
        day(w, step)
    for column in FIELDS:
        assert getattr(w.groups, column)[0] == pytest.approx(before[column], abs=0.005), column
    assert w.polities.legitimacy[1] == pytest.approx(legitimacy, abs=0.005)
    assert w.places.arrest[0] == pytest.approx(0.99, abs=0.001)
    assert w.polities.threat[1] == pytest.approx(0.3, abs=0.001)
    assert w.polities.pressure[1] == pytest.approx(0.3, abs=0.001)
    assert w.groups.population[0] == people
    assert w.polities.party[1] == pytest.approx(1e6, rel=0.005)


def largest_change(shock, days, dt=1.0):
    w = spring_1953(dt)
    start = motive(w)
    found = 0.0
    for step in range(round(days / dt)):
        shock(w, step * dt)
        day(w, step)
        found = max(found, motive(w) - start)
    return found


def norm_rise(w, t):
    w.polities.norm[1] = 1.1


def new_course(w, t):
    w.polities.concession[1] = w.polities.pay[1] = 0.5 * 0.5 ** (t / 83.0)


def secret_speech(w, t):
    w.polities.disclosure[0] = 0.6


def terror_eased(w, t):
    w.polities.terror[1] = 0.25


@pytest.mark.parametrize("shock", [norm_rise, secret_speech])
def test_shocks_of_the_record_move_motive_by_a_tenth_to_four(shock):
    assert 0.1 < largest_change(shock, 120) < 0.4


def test_a_concession_in_peace_moves_motive_by_less_than_an_e_fold():
    assert 0.01 < largest_change(new_course, 120) < 0.07


def test_terror_eased_works_more_slowly():
    assert largest_change(terror_eased, 10) < 0.05 < largest_change(terror_eased, 200) < 0.4


def test_norms_and_new_course_together_by_17_june_1953():
    # norms on 28 May, New Course on 11 June: three weeks, then six days
    def both(w, t):
        norm_rise(w, t)
        if t >= 14:
            new_course(w, t - 14)

    alone, together = largest_change(norm_rise, 20), largest_change(both, 20)
    assert 0.12 < alone < 0.4
    assert together == pytest.approx(alone, abs=0.03)  # relieved and emboldened in equal parts


def test_half_the_step_gives_the_same_shocks():
    for shock in (norm_rise, new_course, secret_speech):
        assert largest_change(shock, 60) == pytest.approx(largest_change(shock, 60, 0.5), abs=0.01)


def test_a_crushed_rising_leaves_less_motive_than_it_found():
    w = spring_1953()
    start = motive(w)
    toy.put(w, 0, places__casualties=300.0)
    toy.put(w, 1, polities__emergency=1.0)
    for step in range(14):
        day(w, step)
    assert motive(w) < start


def year_after(event):
    """Change of motive a year after a first day on which `event` set the scene."""
    w = spring_1953()
    start = motive(w)
    event(w)
    day(w, 0)
    toy.put(w, towns__acting=0, towns__order=0.0, towns__fired=0.0, polities__unrest=0.0)
    for step in range(1, 365):
        day(w, step)
    return motive(w) - start


def rising(w):
    toy.put(w, towns__acting=15_000, towns__order=2.0, towns__fired=1.0)


def concession_under_unrest(w):
    toy.put(w, 1, polities__n_concession=1.0, polities__unrest=0.5)


def both_at_once(w):
    rising(w)
    concession_under_unrest(w)


@pytest.mark.thorough
def test_a_rising_put_down_quiets_for_a_year_and_one_that_is_granted_stirs():
    crushed, won = year_after(rising), year_after(concession_under_unrest)
    assert crushed < -0.4
    assert 0.1 < won < 0.35
    assert year_after(both_at_once) == pytest.approx(won, abs=1e-9)  # no dread at all
