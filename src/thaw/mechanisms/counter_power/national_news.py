"""A strike in the capital, or a town that rises, is news for the whole country.

Source       SWP 1956, East Germany and Vorkuta, par. 2 (a strike movement through a country and on
             to the camps), SWP 1957, Hungary Aided Polish Revolution, par. 9 (Budapest, then a
             general strike); Stein 1956, Workers Revolt, par. 1-2 (risings reverberate). Record
             rows berlin-16june-call, june17-* (the districts the morning after the capital)
Departures   The passages name no rates. Items are workplaces that stop and towns where one in a
             hundred acts. Outside the capital they weigh less in a country of more than `usual`
             inhabitants, so that as much is heard a head in large countries as in small ones;
             what happens in the capital everybody hears. A capital that passes one in a hundred
             counts like any town, on top of its strikes.
Notice       One works in the capital is known everywhere; ten in the provinces are as much.
Try          `elsewhere` 1: the provinces are heard like the capital.

Strength: `capital` and `town`; at both 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

capital = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="news in one workplace of the capital that stops",
)
elsewhere = Parameter(
    0.1,
    unit="1",
    support=(0, 1),
    source="assumed",
    meaning="the same elsewhere, the capital = 1, in a country of usual size",
)
town = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="news in a town where one in a hundred acts, in a country of usual size",
)
usual = Parameter(
    1e7,
    unit="persons",
    support=(1e4, 1e9),
    source="assumed",
    meaning="inhabitants above which an item outside the capital weighs less",
)
age = Parameter(
    5.0, unit="day", support=(0.1, 60), source="assumed", meaning="time in which news ages by e"
)
most = Parameter(
    3.0,
    unit="1",
    support=(0.1, 1e6),
    source="assumed",
    meaning="largest stock of news: more strikes than that do not make it last longer",
)


@mechanism(
    over="polities",
    reads=(
        "places.polity",
        "places.capital",
        "places.breaks",
        "polities.population",
        "polities.big_towns",
        "polities.heard",
        "polities.breaks_heard",
        "polities.capital_heard",
        "polities.big_heard",
    ),
    writes=(
        "polities.heard",
        "polities.breaks_heard",
        "polities.capital_heard",
        "polities.big_heard",
    ),
)
def national_news(i, w, p, key):
    """Stock of news of strikes in polity i; breaks, those in the capital and big towns in it."""
    heard, counted = w.polities.heard[i], w.polities.breaks_heard[i]
    central, large = w.polities.capital_heard[i], w.polities.big_heard[i]
    if p.capital <= 0.0 and p.town <= 0.0:
        return heard, counted, central, large
    everywhere, in_capital = 0.0, 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            everywhere += w.places.breaks[q]
            if w.places.capital[q] == 1:
                in_capital += w.places.breaks[q]
    towns = w.polities.big_towns[i]
    if heard > 0.0:
        heard *= exp(-w.clock.dt[0] / p.age)
    if everywhere > counted or towns > large:
        here = max(in_capital - central, 0.0)
        there = p.elsewhere * p.capital * max(everywhere - counted - here, 0.0)
        there += p.town * max(towns - large, 0.0)
        small = min(1.0, p.usual / max(w.polities.population[i], 1.0))
        heard = min(heard + p.capital * here + small * there, p.most)
    return heard, everywhere, in_capital, towns
