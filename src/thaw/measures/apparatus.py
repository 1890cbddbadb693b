"""What a purge of the apparatus takes: accusations, arrests, deaths, and how many more each arrest brings."""

from thaw.measure import measure

YOUNG, OLD = 84.0, 364.0
"""Days since an arrest from which, and to which, those it led to are counted."""


@measure(over="polities", unit="share")
def purge(i, w):
    """Vigour of a purge of the apparatus."""
    return w.polities.purge[i]


@measure(over="polities", unit="1")
def n_purge(i, w):
    """Purges opened, cumulative."""
    return w.polities.n_purge[i]


@measure(over="polities", unit="1")
def n_correction(i, w):
    """Purges stopped from above, cumulative."""
    return w.polities.n_correction[i]


@measure(over="polities", unit="1")
def accusations(i, w):
    """Accusations made against officials within the step."""
    total = 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i:
            total += w.officials.named[k]
    return total


@measure(over="polities", unit="persons")
def officials_arrested(i, w):
    """Officials arrested, cumulative."""
    total = 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.arrested_on[k] >= 0.0:
            total += 1.0
    return total


@measure(over="polities", unit="persons")
def officials_shot(i, w):
    """Officials shot, cumulative."""
    total = 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.fate[k] == 4.0:
            total += 1.0
    return total


@measure(over="polities", unit="persons")
def officials_let_go(i, w):
    """Officials let go after arrest or camp, cumulative."""
    total = 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.fate[k] == 5.0:
            total += 1.0
    return total


@measure(over="polities", unit="1")
def reproduction(i, w):
    """Arrests led to by one arrest through the names of its confession.

    Of those arrested between a year and a quarter ago, the mean number arrested so far of whom they were
    the last to say a name in confession; 0 where there was no arrest.
    """
    parents, children = 0.0, 0.0
    now = w.clock.t[0]
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] != i or w.officials.arrested_on[k] < 0.0:
            continue
        age = now - w.officials.arrested_on[k]
        if YOUNG <= age <= OLD:
            parents += 1.0
        by = int(w.officials.named_by[k])
        if by >= 0 and w.officials.arrested_on[by] >= 0.0:
            if YOUNG <= now - w.officials.arrested_on[by] <= OLD:
                children += 1.0
    return children / parents if parents > 0.0 else 0.0


@measure(over="polities", unit="share")
def accusers_accused(i, w):
    """Share of those who named somebody while at liberty, or served in the police, who were arrested."""
    accusers, fallen = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i:
            if w.officials.denounced[k] > 0.0 or w.officials.police[k] > 0.0:
                accusers += 1.0
                if w.officials.arrested_on[k] >= 0.0:
                    fallen += 1.0
    return fallen / accusers if accusers > 0.0 else 0.0


@measure(over="polities", unit="share")
def truly_accused(i, w):
    """Share of the officials arrested who did conspire."""
    arrested, guilty = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.arrested_on[k] >= 0.0:
            arrested += 1.0
            guilty += w.officials.plotting[k]
    return guilty / arrested if arrested > 0.0 else 0.0


@measure(over="polities", unit="share")
def vacancies(i, w):
    """Share of posts of officials that nobody holds."""
    posts, empty = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i:
            posts += 1.0
            empty += 1.0 - w.officials.filled[k]
    return empty / posts if posts > 0.0 else 0.0


@measure(over="polities", unit="persons")
def listed(i, w):
    """Names on lists signed for death, cumulative."""
    return w.polities.n_listed[i]


@measure(over="polities", unit="persons")
def limits(i, w):
    """Limits of death sentences given to regions, cumulative."""
    return w.polities.quota[i]


@measure(over="polities", unit="persons")
def sentenced(i, w):
    """Put to death by sentence, limits or lists, cumulative; names on lists are taken to have died."""
    return w.polities.quota_shot[i] + w.polities.n_listed[i]


@measure(over="places", unit="persons")
def place_taken(i, w):
    """Members of the body arrested, cumulative."""
    return w.places.taken[i]


@measure(over="places", unit="persons")
def place_executed(i, w):
    """Members of the body shot, cumulative."""
    return w.places.executed[i]


@measure(over="places", unit="persons")
def place_vacant(i, w):
    """Posts of the body that nobody holds."""
    return w.places.vacant[i]


@measure(over="places", unit="persons")
def place_successors(i, w):
    """Persons put into posts of the body after others, cumulative."""
    return w.places.successors[i]
