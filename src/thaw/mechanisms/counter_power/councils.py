"""A strike that lasts elects a council, and a council outlives the strike.

Source       SWP 1957, Role of Workers Councils Decisive, par. 1-2 (councils across the country),
             The Spirit of the Paris Commune, par. 3-8 (they survive military defeat, trusted alone,
             while the strike goes on), The Need for a Marxist Party, par. 1-8 (their failures).
             Dates: first factory council 24 October 1956, ban of territorial councils 9 December,
             last dissolved 17 November 1957 (bp-24oct-council, kmt-banned, hun-councils-abolished).
Departures   The passages give no rates and no times; the record's dates stand for
             them. Size and federation are one number per site; elections, demands and the line of
             the council are not modelled here.
Notice       Councils grow for weeks after the fighting is over.
Try          Raise `form_after` to 5 and see whether any revolt lasts long enough.

Strength: `form`; at 0 no council forms.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

form = Parameter(
    1.0,
    unit="1/day",
    support=(0, 20),
    source="assumed; bp-24oct-council to csepel-councils",
    meaning="rate of growth once a strike has lasted; 0 = mechanism absent",
)
form_after = Parameter(
    1.0,
    unit="day",
    support=(0, 60),
    source="bp-24oct-council: a day after 23 October 1956",
    meaning="length of a sustained strike after which a council forms",
)
sustain = Parameter(
    0.02,
    unit="share",
    support=(0.001, 1),
    source="assumed; a site is the industry of a whole region, few of whose works strike in a wave",
    meaning="share of a site that must be out for its strike to count as sustained",
)
full = Parameter(
    0.2,
    unit="share",
    support=(0.001, 1),
    source="assumed",
    meaning="share of a site that must be out for its council to speak for all of it",
)
federate = Parameter(
    3.0,
    unit="1",
    support=(0, 50),
    source=(
        "SWP 1957, Role of Workers Councils Decisive, par. 1: a nation-wide scale; size assumed"
    ),
    meaning="how much councils elsewhere in the country speed the growth",
)
programme = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="SWP 1957, The Need for a Marxist Party, par. 2 in sign; size assumed",
    meaning="how much aims that are clearly proclaimed speed the growth, and widen whom a strike speaks for",
)
lapse = Parameter(
    3.0,
    unit="day",
    support=(0.1, 100),
    source="assumed",
    meaning="time over which the memory of a broken strike fades",
)
fade = Parameter(
    0.025,
    unit="1/day",
    support=(0, 2),
    source="assumed: 40 days",
    meaning="rate at which a council weakens",
)
ban = Parameter(
    2.0,
    unit="1",
    support=(0, 100),
    source="kmt-banned, csepel-resigns: gone by mid-January 1957",
    meaning="how much martial law, times resolve, speeds that",
)
hold = Parameter(
    1.0,
    unit="1",
    support=(0, 1),
    source="SWP 1957, The Spirit of the Paris Commune, par. 4-5",
    meaning="how much of the weakening a full strike stops",
)


@mechanism(
    over="sites",
    reads=(
        "sites.strike_days",
        "sites.council",
        "sites.striking",
        "sites.headcount",
        "sites.polity",
        "sites.stratum",
        "polities.dual_power",
        "polities.aims_said",
        "polities.emergency",
        "polities.repression",
    ),
    writes=("sites.strike_days", "sites.council"),
)
def councils(i, w, p, key):
    """Days on strike and strength of the council at site i.

    Security police and apparatus form none. The part of the step that lies beyond `form_after` is
    counted exactly, so the step does not matter.
    """
    days, council = w.sites.strike_days[i], w.sites.council[i]
    stratum = w.sites.stratum[i]
    if p.form <= 0.0 or stratum == 5 or stratum == 6:
        return days, council
    q = w.sites.polity[i]
    dt = w.clock.dt[0]
    out = min(w.sites.striking[i] / max(w.sites.headcount[i], 1.0), 1.0)
    beyond = 0.0
    if out > p.sustain:
        days += dt
        beyond = min(dt, max(0.0, days - p.form_after))
    else:
        days = days * exp(-dt / p.lapse)
    down = p.fade * (1.0 + p.ban * w.polities.emergency[q] * w.polities.repression[q])
    down = down * (1.0 - p.hold * out)
    clear = 1.0 + p.programme * w.polities.aims_said[q]
    up = p.form * (1.0 + p.federate * w.polities.dual_power[q]) * clear
    council = council * exp(-down * (dt - beyond))
    target = min(out * clear / p.full, 1.0) * up / (up + down)
    if council < target:
        council = target + (council - target) * exp(-(up + down) * beyond)
    else:
        council = max(target, council * exp(-down * beyond))
    return days, council
