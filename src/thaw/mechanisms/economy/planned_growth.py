"""The plan draws people into industry, teaches them, and takes from consumption when it presses.

Source       Numbers, schooling and confidence of workers grow with the plan: Stein 1956, Workers Revolt,
             par. 5; SWP 1956, Victory for Marxist Theory, par. 4, The Hypnosis Is Broken, par. 1. Danger
             from outside sets the pace: Franklin 1972, par. 69, 78-83. Sacrifice behind forced
             industry: Deutscher 1956, par. 24. Labour drawn from the land until none is left:
             Lewis 1954, Manchester School 22(2), in form
Departures   People stay in their groups: what grows is a number by country, which decisions and moods may
             read. Growth is logistic, to the room that the case gives. What a plan builds reaches
             consumption through the trend of `norms_and_prices` alone. Everything is told from the start
             of the case: at its line and threat the pace is 1 and the growth that of the case. A plan that
             is adopted on a date is the case's to say, by `polities.plan_goal`.
Notice       A line harder than at the start speeds the plan within a year and living standards pay.
Try          `siege` 0: danger from outside hurries nobody.

Strength: `build`. At 0 every column stays as it stands.
"""

from numba.extending import register_jitable

from thaw.draw import exp, log
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax
from thaw.parameter import Parameter

build = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="by construction",
    meaning="multiplies every rate; 0 = mechanism absent",
)
drive = Parameter(
    0.15,
    unit="1",
    support=(-5, 5),
    source="assumed",
    meaning="rise of log pace per unit that the line is harder than at the start",
)
siege = Parameter(
    0.5,
    unit="1",
    support=(-5, 5),
    source="Franklin 1972, par. 69, 78-83 in sign; size assumed",
    meaning="rise of log pace per unit of threat above that of the start",
)
turn = Parameter(
    1.0,
    unit="1/year",
    support=(0, 20),
    source="assumed; a plan is made for a year",
    meaning="rate at which the pace follows",
)
squeeze = Parameter(
    0.3,
    unit="1",
    support=(0, 3),
    source="Deutscher 1956, par. 24 in sign; size by record series m17_real_wage, 1928-32",
    meaning="fall of log consumption per unit of pace",
)


@register_jitable
def toward(x, room, time):
    """`x` after logistic growth towards `room` over `time`, in units of its first rate; exact."""
    return room / (1.0 + (room / max(x, 1e-6) - 1.0) * exp(-time))


@mechanism(
    over="polities",
    reads=(
        "polities.plan_pace",
        "polities.plan_goal",
        "polities.line",
        "polities.start_line",
        "polities.threat",
        "polities.start_threat",
        "polities.workers",
        "polities.worker_growth",
        "polities.worker_room",
        "polities.skill",
        "polities.schooling",
        "polities.school_room",
        "polities.living",
        "polities.worker_strength",
        "polities.boom",
        "polities.away",
    ),
    writes=(
        "polities.plan_pace",
        "polities.workers",
        "polities.skill",
        "polities.worker_strength",
        "polities.boom",
        "polities.living",
    ),
)
def planned_growth(i, w, p, key):
    """Pace of the plan, number and schooling of workers, their strength, growth, living standard."""
    q = w.polities
    old, living = q.plan_pace[i], q.living[i]
    if p.build <= 0.0:
        return old, q.workers[i], q.skill[i], q.worker_strength[i], q.boom[i], living
    years = p.build * w.clock.dt[0] / 365.25
    harder = w.polities.start_line[i] - w.polities.line[i]
    danger = w.polities.threat[i] - w.polities.start_threat[i]
    pace = relax(old, exp(q.plan_goal[i] + p.drive * harder + p.siege * danger), p.turn, years)
    room = max(q.worker_room[i], 1.01)
    rate = q.worker_growth[i] * pace / (1.0 - 1.0 / room)
    workers = toward(q.workers[i], room, rate * years)
    limit = max(q.school_room[i], 1.01)
    skill = toward(q.skill[i], limit, q.schooling[i] / (1.0 - 1.0 / limit) * years)
    growth = rate * (1.0 - workers / room) - q.worker_growth[i]
    living *= exp(-p.squeeze * (pace - old))
    return pace, workers, skill, log(workers * skill * (1.0 - q.away[i])), growth, living
