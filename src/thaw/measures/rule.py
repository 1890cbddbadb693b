"""What rulers do and how rule stands: counters of decisions, party, line, prices, moods."""

from thaw.measure import measure


@measure(over="polities", unit="1")
def n_concession(i, w):
    """Concessions granted, cumulative."""
    return w.polities.n_concession[i]


@measure(over="polities", unit="1")
def n_disclosure(i, w):
    """Disclosures of past repression, cumulative."""
    return w.polities.n_disclosure[i]


@measure(over="polities", unit="1")
def n_leader(i, w):
    """Changes of leader, cumulative."""
    return w.polities.n_leader[i]


@measure(over="polities", unit="row")
def first_in_post(i, w):
    """Who holds the first post: his row among the officials of the case, -1 before it is known."""
    return float(w.polities.leader[i])


@measure(over="polities", unit="persons")
def officials_removed(i, w):
    """Officials who were ever voted down."""
    total = 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.lost_on[k] >= 0.0:
            total += 1.0
    return total


@measure(over="polities", unit="share")
def authority(i, w):
    """Authority of the leader."""
    return w.polities.authority[i]


@measure(over="polities", unit="share")
def inquiry(i, w):
    """Part of past repression that rulers have looked into for themselves."""
    return w.polities.inquiry[i]


@measure(over="polities", unit="persons")
def n_cleared(i, w):
    """Condemned officials who have been cleared, dead or alive."""
    return w.polities.n_cleared[i]


@measure(over="polities", unit="share")
def carried(i, w):
    """How far the first in post has gone with a movement beyond the hegemon."""
    return w.polities.carried[i]


@measure(over="polities", unit="share")
def technocrats(i, w):
    """Weight at the top of technicians and managers."""
    return w.polities.technocrats[i]


@measure(over="polities", unit="share")
def unready(i, w):
    """How unready the army is for want of commanders."""
    return w.polities.unready[i]


@measure(over="polities", unit="1")
def n_intervention(i, w):
    """Foreign interventions, cumulative."""
    return w.polities.n_intervention[i]


@measure(over="polities", unit="1")
def n_norm_rise(i, w):
    """Rises of norms or prices, cumulative."""
    return w.polities.n_norm_rise[i]


@measure(over="polities", unit="persons")
def party(i, w):
    """Members of the ruling party."""
    return w.polities.party[i]


@measure(over="polities", unit="1")
def line(i, w):
    """Policy line, -1 hard to 1 reform."""
    return w.polities.line[i]


@measure(over="polities", unit="index")
def concession(i, w):
    """Recent concessions, decaying over months."""
    return w.polities.concession[i]


@measure(over="polities", unit="share")
def known(i, w):
    """Part of past repression that is common knowledge."""
    return w.polities.known[i]


@measure(over="polities", unit="index")
def price(i, w):
    """Retail prices, 1 = base level of the case."""
    return w.polities.price[i]


@measure(over="polities", unit="index")
def living(i, w):
    """Consumption a head, 1 = base level of the case."""
    return w.polities.living[i]


@measure(over="polities", unit="share")
def legitimacy(i, w):
    """Share of grievance discounted because rule is accepted."""
    return w.polities.legitimacy[i]


@measure(over="polities", unit="share")
def repression(i, w):
    """Rulers' resolve to use force."""
    return w.polities.repression[i]


@measure(over="polities", unit="1")
def intervention(i, w):
    """0 none, 1 foreign troops in the street, 2 general assault."""
    return w.polities.intervention[i]


@measure(over="polities", unit="share")
def emergency(i, w):
    """Emergency rule: 1 on the day martial law is declared, fading as it is lifted."""
    return w.polities.emergency[i]


@measure(over="polities", unit="index")
def terror(i, w):
    """Terror of the day, 1 = 1937."""
    return w.polities.terror[i]


@measure(over="polities", unit="motive")
def fear(i, w):
    """Mean fear of workers, weighted by their number."""
    total, people = 0.0, 1e-9
    for g in range(w.groups.polity.shape[0]):
        if w.groups.polity[g] == i and w.groups.stratum[g] == 0:
            total += w.groups.fear[g] * w.groups.population[g]
            people += w.groups.population[g]
    return total / people


@measure(over="polities", unit="motive")
def grievance(i, w):
    """Mean grievance of workers, economic, political and national together, weighted by number."""
    total, people = 0.0, 1e-9
    for g in range(w.groups.polity.shape[0]):
        if w.groups.polity[g] == i and w.groups.stratum[g] == 0:
            each = (
                w.groups.grievance_econ[g] + w.groups.grievance_pol[g] + w.groups.grievance_nat[g]
            )
            total += each * w.groups.population[g]
            people += w.groups.population[g]
    return total / people
