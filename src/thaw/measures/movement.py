"""Parties abroad, as the hegemon's own figure; rival futures: a current to restoration, a mass campaign."""

from thaw.measure import measure


@measure(over="polities", unit="persons")
def members_abroad(i, w):
    """Members of the parties abroad that are no second centre; 0 of any polity but the hegemon."""
    total = 0.0
    if i == 0:
        for k in range(w.parties.members.shape[0]):
            total += w.parties.members[k] if w.parties.pull[k] <= 0.0 else 0.0
    return total


@measure(over="polities", unit="persons")
def left_abroad(i, w):
    """Members who left these parties, cumulative."""
    total = 0.0
    if i == 0:
        for k in range(w.parties.left.shape[0]):
            total += w.parties.left[k]
    return total


@measure(over="polities", unit="1")
def splits_abroad(i, w):
    """Splits of these parties, cumulative."""
    total = 0.0
    if i == 0:
        for k in range(w.parties.n_split.shape[0]):
            total += w.parties.n_split[k]
    return total


@measure(over="polities", unit="share")
def servile_abroad(i, w):
    """Share of these parties' members, each party counting alike, who serve the hegemon whatever it says."""
    total, parties = 0.0, 0.0
    if i == 0:
        for k in range(w.parties.members.shape[0]):
            if w.parties.pull[k] <= 0.0:
                total += max(0.0, 1.0 - w.parties.reconciled[k] - w.parties.searching[k])
                parties += 1.0
    return total / parties if parties > 0.0 else 0.0


@measure(over="polities", unit="share")
def searching_abroad(i, w):
    """The same of those who look for a way of their own."""
    total, parties = 0.0, 0.0
    if i == 0:
        for k in range(w.parties.members.shape[0]):
            if w.parties.pull[k] <= 0.0:
                total += w.parties.searching[k]
                parties += 1.0
    return total / parties if parties > 0.0 else 0.0


@measure(over="polities", unit="share")
def tie_abroad(i, w):
    """Weight of the hegemon's word in these parties, each counting alike."""
    total, parties = 0.0, 0.0
    if i == 0:
        for k in range(w.parties.members.shape[0]):
            if w.parties.pull[k] <= 0.0:
                total += w.parties.tie[k]
                parties += 1.0
    return total / parties if parties > 0.0 else 0.0


@measure(over="polities", unit="share")
def restoration(i, w):
    """Strength of those who would bring back the order of before."""
    return w.polities.restoration[i]


@measure(over="polities", unit="1")
def n_campaign(i, w):
    """Mass campaigns let loose, cumulative."""
    return w.polities.n_campaign[i]


@measure(over="polities", unit="share")
def overshoot(i, w):
    """How far a mass campaign has gone beyond what leaders wanted."""
    return w.polities.overshoot[i]
