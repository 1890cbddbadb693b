"""What a country remembers of its own unrest: over a month, and over years.

Source       assumed; rulers fear a further rise (SWP 1956, East Germany and Vorkuta, par. 1 to How
             Far Can They Go?, par. 1), and a strike in the camps frightened them beside a rising of
             a country (SWP 1956, East Germany and Vorkuta, par. 2)
Departures   A saturating index instead of counts; the month and the years are two decaying stocks.
             Where nobody was held able to act each counts for many: camps alone, by one weight.
             Who acts for the leader that the rulers disown (`demands`) is none of the unrest that they
             fear.
Notice       `unrest` is what rulers react to; it outlives the crowd by weeks.
Try          Halve `month` and see whether concessions still follow unrest. `camps` 1: a strike
             behind wire is as small as its numbers.

Strength: none of its own: a count kept for others.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

half = Parameter(
    0.005,
    unit="share",
    support=(1e-5, 1),
    source="assumed",
    meaning="share of inhabitants acting that counts as half of full unrest",
)
month = Parameter(
    30.0, unit="day", support=(1, 3650), source="assumed", meaning="time in which unrest fades by e"
)
years = Parameter(
    1500.0,
    unit="day",
    support=(30, 36500),
    source="assumed",
    meaning="time in which the memory of unrest fades by e",
)

camps = Parameter(
    10.0,
    unit="1",
    support=(0, 1000),
    source="SWP 1956, East Germany and Vorkuta, par. 2 in sign; size assumed",
    meaning="weight of one who acts in a camp, elsewhere = 1",
)


@mechanism(
    over="polities",
    reads=(
        "places.polity",
        "places.kind",
        "places.peak_strikers",
        "places.peak_demonstrators",
        "places.peak_armed",
        "places.aim_loyal",
        "polities.population",
        "polities.base_strikers",
        "polities.base_demonstrators",
        "polities.base_armed",
        "polities.unrest",
        "polities.memory_of_unrest",
    ),
    writes=("polities.unrest", "polities.memory_of_unrest"),
)
def collective_memory(i, w, p, key):
    """Raise unrest to the level of the day at once; let it fade after."""
    acting = (
        w.polities.base_strikers[i] + w.polities.base_demonstrators[i] + w.polities.base_armed[i]
    )
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            weight = p.camps if w.places.kind[q] == 2 else 1.0
            weight *= 1.0 - min(max(w.places.aim_loyal[q], 0.0), 1.0)
            acting += weight * (
                w.places.peak_strikers[q]
                + 2.0 * w.places.peak_demonstrators[q]
                + 2.0 * w.places.peak_armed[q]
            )
    share = acting / max(w.polities.population[i], 1.0)
    today = share / (share + p.half)
    dt = w.clock.dt[0]
    unrest = max(today, w.polities.unrest[i] * exp(-dt / p.month))
    memory = max(today, w.polities.memory_of_unrest[i] * exp(-dt / p.years))
    return unrest, memory
