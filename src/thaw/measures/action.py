"""Who acts: people on strike, in the street, under arms; the hurt; the leaving."""

from thaw.measure import measure


@measure(over="polities", unit="persons")
def strikers(i, w):
    """Most people on strike at one time within the step, in cells where a fifth or more act."""
    total = w.polities.base_strikers[i]
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            total += w.places.peak_strikers[q]
    return total


@measure(over="polities", unit="persons")
def demonstrators(i, w):
    """Most people in the street at one time within the step, summed over places."""
    total = w.polities.base_demonstrators[i]
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            total += w.places.peak_demonstrators[q]
    return total


@measure(over="polities", unit="persons")
def armed(i, w):
    """Most people under arms against the state at one time within the step, summed over places."""
    total = w.polities.base_armed[i]
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            total += w.places.peak_armed[q]
    return total


@measure(over="polities", unit="persons")
def deaths(i, w):
    """Killed, cumulative."""
    return float(w.polities.deaths[i])


@measure(over="polities", unit="persons")
def arrests(i, w):
    """Arrested for acting, cumulative."""
    return float(w.polities.arrests[i])


@measure(over="polities", unit="persons/day")
def exit_flow(i, w):
    """People leaving the country."""
    return w.polities.exit_flow[i]


@measure(over="polities", unit="share")
def unrest(i, w):
    """Share acting, saturating, decaying over a month."""
    return w.polities.unrest[i]


@measure(over="polities", unit="share")
def dual_power(i, w):
    """Share of the workforce that obeys councils."""
    return w.polities.dual_power[i]


@measure(over="polities", unit="persons")
def joined(i, w):
    """People who began to act, each counted once in sixty days, cumulative."""
    return float(w.polities.joined[i])


@measure(over="polities", unit="1")
def order(i, w):
    """Highest standing order of its places: 0 police alone, 1 army present, 2 army may fire."""
    highest = 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            highest = max(highest, w.places.order[q])
    return highest


@measure(over="polities", unit="1")
def n_fired(i, w):
    """Times fire was opened on a crowd, cumulative, summed over places."""
    total = 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            total += w.places.n_fired[q]
    return total


@measure(over="polities", unit="persons")
def foreign_troops(i, w):
    """Foreign soldiers deployed against the public at the end of the step, summed over towns."""
    total = 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            first = w.places.first_town[q]
            for t in range(first, first + w.places.towns[q]):
                total += w.towns.soviet[t] * w.towns.population[t] / 1000.0
    return total


@measure(over="places", unit="persons")
def place_strikers(i, w):
    """Most people on strike at one time within the step."""
    return float(w.places.peak_strikers[i])


@measure(over="places", unit="persons")
def place_demonstrators(i, w):
    """Most people in the street at one time within the step."""
    return float(w.places.peak_demonstrators[i])


@measure(over="places", unit="persons")
def place_armed(i, w):
    """Most people under arms at one time within the step."""
    return float(w.places.peak_armed[i])


@measure(over="places", unit="persons")
def place_deaths(i, w):
    """Killed, cumulative."""
    return float(w.places.deaths[i])
