"""What is asked for and what is granted: aims of those who act, kinds of concession, prisoners."""

from numba.extending import register_jitable

from thaw.measure import measure

ECONOMIC, POLITICAL, NATIONAL, LOYAL = range(4)


@register_jitable
def share_of(q, w, aim):
    """Share of acts in place q with an aim."""
    if aim == ECONOMIC:
        return w.places.aim_economic[q]
    if aim == POLITICAL:
        return w.places.aim_political[q]
    if aim == NATIONAL:
        return w.places.aim_national[q]
    return w.places.aim_loyal[q]


@register_jitable
def of_those_acting(i, w, aim):
    """Share with an aim among those who act in polity i within the step; 0 when nobody does."""
    total, acts = 0.0, 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            out = float(
                w.places.peak_strikers[q] + w.places.peak_demonstrators[q] + w.places.peak_armed[q]
            )
            total += share_of(q, w, aim) * out
            acts += out
    return total / acts if acts > 0.0 else 0.0


@measure(over="polities", unit="share")
def aim_economic(i, w):
    """Share of those acting within the step who ask for pay, norms or prices; 0 when nobody acts."""
    return of_those_acting(i, w, ECONOMIC)


@measure(over="polities", unit="share")
def aim_political(i, w):
    """Share of those acting within the step who ask for freedom, law, or others to rule."""
    return of_those_acting(i, w, POLITICAL)


@measure(over="polities", unit="share")
def aim_national(i, w):
    """Share of those acting within the step who ask for an end to rule by another state."""
    return of_those_acting(i, w, NATIONAL)


@measure(over="polities", unit="share")
def aim_loyal(i, w):
    """Share of those acting within the step who act for the leader whom the rulers disown."""
    return of_those_acting(i, w, LOYAL)


@measure(over="polities", unit="1")
def n_economic(i, w):
    """Concessions of pay, norms and prices, cumulative."""
    return w.polities.n_economic[i]


@measure(over="polities", unit="1")
def n_political(i, w):
    """Concessions of law, press and institutions, cumulative."""
    return w.polities.n_political[i]


@measure(over="polities", unit="1")
def n_amnesty(i, w):
    """Concessions that free prisoners, cumulative."""
    return w.polities.n_amnesty[i]


@measure(over="polities", unit="1")
def n_personnel(i, w):
    """Concessions that give up persons in power, cumulative."""
    return w.polities.n_personnel[i]


@measure(over="polities", unit="persons")
def prisoners(i, w):
    """Inmates of camps and colonies; special settlers are none."""
    total = 0.0
    for g in range(w.groups.polity.shape[0]):
        if w.groups.polity[g] == i and w.groups.stratum[g] == 7:
            total += w.groups.population[g]
    return total
