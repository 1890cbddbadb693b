"""Word that another works has stopped goes round the town within hours.

Source       SWP 1957, opening, par. 8 (Poznan, 28 June 1956: a general strike that grew into an
             uprising), SWP 1957, Hungary Aided Polish Revolution, par. 9 (general strike of 25
             October 1956); Stein 1956, Workers Revolt, par. 2 (a general strike in Vorkuta, the
             free workers around with it). Form: what moves people is the news, a yes or a no, not a
             count (Granovetter 1978, AJS 83, has counts)
Departures   The passages name no rates. A workplace makes news when a fifth of it has stopped, once
             a month at most; word is known at once. The first item tells most of what there is to
             tell, and a stock of `most` items is news of the day: it ages from there, however many
             went before. A camp is a town of its own.
Notice       The second works stops within hours of the first or not at all.
Try          Set `age` to 30: yesterday's strike is as good as today's.

Strength: `reach`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

reach = Parameter(
    0.9,
    unit="motive",
    support=(0, 5),
    source="assumed",
    meaning="highest lift by news of strikes in one's town; 0 = mechanism absent",
)
weight = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="news in one workplace that stops; at 1 it gives 95 percent of the lift",
)
age = Parameter(
    3.0,
    unit="day",
    support=(0.1, 60),
    source="assumed; strikes of June 1953 were news for days",
    meaning="time in which news ages by e",
)
most = Parameter(
    3.0,
    unit="1",
    support=(0.1, 1e6),
    source="assumed",
    meaning="largest stock of news: more strikes than that do not make it last longer",
)

STEEP = 3.0
"""How fast the lift saturates in the stock of news."""


@mechanism(
    over="towns",
    reads=("towns.breaks", "towns.breaks_heard", "towns.heard", "towns.word"),
    writes=("towns.heard", "towns.breaks_heard", "towns.word"),
    hot=True,
)
def strike_news(i, w, p, key):
    """Stock of news of strikes in town i, the breaks in it, and the lift in units of motive."""
    heard, counted = w.towns.heard[i], w.towns.breaks_heard[i]
    if p.reach <= 0.0:
        return heard, counted, w.towns.word[i]
    total = float(w.towns.breaks[i])
    if heard <= 0.0 and total <= counted:
        return 0.0, counted, 0.0
    heard = heard * exp(-w.clock.dt[0] / p.age) + p.weight * max(total - counted, 0.0)
    heard = min(heard, p.most)
    return heard, total, p.reach * (1.0 - exp(-STEEP * heard))
