"""What stands against rulers: councils that act as one, strikes they call, talks, soldiers who go over."""

from thaw.measure import measure


@measure(over="polities", unit="share")
def federation(i, w):
    """How far the country's councils act as one."""
    return w.polities.federation[i]


@measure(over="polities", unit="1")
def n_call(i, w):
    """General strikes called by councils, cumulative."""
    return w.polities.n_call[i]


@measure(over="polities", unit="1")
def n_talks(i, w):
    """Rounds of talks between rulers and councils, cumulative."""
    return w.polities.n_talks[i]


@measure(over="polities", unit="1")
def n_invited(i, w):
    """Times that local rulers asked the hegemon for troops, cumulative."""
    return w.polities.n_invited[i]


@measure(over="polities", unit="persons")
def defected(i, w):
    """Soldiers who went over in the country, own and foreign, cumulative."""
    total = 0.0
    for k in range(w.units.defected.shape[0]):
        if w.places.polity[w.units.place[k]] == i:
            total += w.units.defected[k]
    return total


@measure(over="polities", unit="persons")
def defected_foreign(i, w):
    """Of those, soldiers of another state."""
    total = 0.0
    for k in range(w.units.defected.shape[0]):
        if w.places.polity[w.units.place[k]] == i and w.units.polity[k] != i:
            total += w.units.defected[k]
    return total


@measure(over="places", unit="share")
def place_sided(i, w):
    """Guards of a camp who side with the prisoners."""
    return w.places.sided[i]


@measure(over="polities", unit="motive")
def example(i, w):
    """Lift of people here by what others dared or won abroad."""
    return w.polities.example[i]
