"""Towns have grievances of their own: a bonus cut in the works, a shortage, an accident, a killing.

Source       Rate and size assumed. Examples of the kind: record rows zispo-bonus-cut (a bonus cut and
             tax wrongly charged, Poznan 1955) and zispo-petitions
Departures   What happened is not told apart: a bonus or a norm changed in one plant, bread or coal
             that does not come, an accident in a pit, a man beaten to death at a police station. Each
             hits one town, drawn by its inhabitants, and fades over most of a year
             (`town_memory`); its size is drawn around the mean.
Notice       Most pass without a strike; some waves begin a few months after one.
Try          `rate` 0: only what moves the whole country moves anybody.

Strength: `rate`; at 0 nothing changes.
"""

from thaw.draw import poisson
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    0.03,
    unit="1/year",
    support=(0, 100),
    source="assumed",
    meaning="grievances of a town's own for every 100,000 inhabitants; 0 = mechanism absent",
)
size = Parameter(
    0.25, unit="motive", support=(0, 5), source="assumed", meaning="mean size of such a grievance"
)


@mechanism(
    over="places",
    reads=("places.population", "places.new_shocks", "places.shock_size"),
    writes=("places.new_shocks", "places.shock_size"),
)
def local_shocks(i, w, p, key):
    """How many towns of place i are hit in this step, and how hard on average."""
    if p.rate <= 0.0:
        return w.places.new_shocks[i], w.places.shock_size[i]
    mean = p.rate / 365.25 * w.clock.dt[0] * w.places.population[i] / 100000.0
    return float(poisson(key, i, 0, mean)), p.size
