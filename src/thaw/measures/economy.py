"""Plan and land, terms of trade, war, what is heard from abroad, and the line towards it."""

from thaw.measure import measure


@measure(over="polities", unit="index")
def workers(i, w):
    """Wage workers at work, 1 = at the start; those whom war takes are left out."""
    return w.polities.workers[i] * (1.0 - w.polities.away[i])


@measure(over="polities", unit="1")
def worker_strength(i, w):
    """Logarithm of the number of workers times their schooling, above that of the start."""
    return w.polities.worker_strength[i]


@measure(over="polities", unit="index")
def plan_pace(i, w):
    """Pace at which the plan builds, 1 = at the start."""
    return w.polities.plan_pace[i]


@measure(over="polities", unit="share")
def collective(i, w):
    """Peasant households in collective farms."""
    return w.polities.collective[i]


@measure(over="polities", unit="1")
def n_farm_campaign(i, w):
    """Campaigns of collectivisation opened, cumulative."""
    return w.polities.n_farm_campaign[i]


@measure(over="polities", unit="1")
def n_check(i, w):
    """Campaigns of collectivisation stopped by the rulers themselves, cumulative."""
    return w.polities.n_check[i]


@measure(over="polities", unit="index")
def crop(i, w):
    """Grain harvested, 1 = usual at the start."""
    return w.polities.crop[i]


@measure(over="polities", unit="index")
def grain(i, w):
    """Grain that reaches the towns, a head, 1 = at the start."""
    return w.polities.grain[i]


@measure(over="polities", unit="index")
def farm(i, w):
    """Food and goods left to peasants, a head, 1 = at the start."""
    return w.polities.farm[i]


@measure(over="polities", unit="index")
def herds(i, w):
    """Draught animals and cattle, 1 = at the start."""
    return w.polities.herds[i]


@measure(over="polities", unit="index")
def standard(i, w):
    """Mean living standard of workers as felt, 1 = at the start: prices, norms and bread included."""
    total, people = 0.0, 1e-9
    for g in range(w.groups.polity.shape[0]):
        if w.groups.polity[g] == i and w.groups.stratum[g] == 0:
            total += w.groups.standard[g] * w.groups.population[g]
            people += w.groups.population[g]
    return total / people


@measure(over="polities", unit="persons")
def famine_dead(i, w):
    """Dead of hunger, cumulative."""
    return w.polities.famine_dead[i]


@measure(over="polities", unit="persons")
def war_dead(i, w):
    """Dead of war, cumulative."""
    return w.polities.war_dead[i]


@measure(over="polities", unit="share")
def tribute(i, w):
    """Part of the national income that goes to the hegemon unpaid."""
    return w.polities.tribute[i]


@measure(over="polities", unit="share")
def listeners(i, w):
    """People who hear foreign stations."""
    return w.polities.listeners[i]


@measure(over="polities", unit="1")
def n_leak(i, w):
    """Leaks of what rulers told in secret, cumulative."""
    return w.polities.n_leak[i]


@measure(over="polities", unit="1")
def foreign_line(i, w):
    """Line towards the West since the start, -1 to 1 accommodation."""
    return w.polities.foreign_line[i]
