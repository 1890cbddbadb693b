"""News from the hegemon shakes the parties abroad that lived by its word, and loosens their tie to it.

Source       Disclosure: SWP 1956, The Hypnosis Is Broken, par. 3 (members made to think); CPC 1963,
             par. 67-69 (parties in trouble); North 1988, par. 14 (they read it in the papers of others and
             waited for a denial); Stein 1956, Due to Soviet Workers, par. 2. Intervention: SWP 1957,
             Capitalist Reaction Strengthened, par. 10, 12. Second centres: SWP 1957, Capitalist Reaction
             Strengthened, par. 13-14 (Belgrade); CPC 1963, par. 11, 85-86 (the judgement of the leader
             made without asking, then pressed on others). Record rows speech-foreign-parties,
             speech-press-leak, state-dept-text, cpusa-crisis, pci-crisis-1956, cpgb-crisis
Departures   A party is a row of numbers, its leaders have no names. How much a source counts follows
             the tie: the hegemon's own word shakes those who took its word for true, and a text known
             from the papers of others counts in part. A centre draws only those who doubt, and those
             whose wing it stands for, as far as it is itself free of the hegemon. Nobody asks parties
             abroad what they think unless an account gives them weight (`movement` of
             hegemon_decision).
Notice       Doubt jumps with a disclosure and again with tanks, far more with tanks after a disclosure than
             before, and is spent within two years.
Try          `own_word` 0: what the hegemon says of itself moves nobody. `unasked` 0.8: a large party
             that holds to the old line comes loose and draws others after it.

Strength: `speed`; at 0 no party hears anything.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies all of it")
carry = Parameter(
    0.03,
    unit="1/day",
    support=(0, 5),
    source="assumed; speech-press-leak, state-dept-text: three weeks to three months after the speech",
    meaning="rate at which what was told reaches members abroad",
)
papers = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="North 1988, par. 14 in sign (no denial came); size assumed",
    meaning="part of what was said behind closed doors that members take for true from others' papers",
)
own_word = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="SWP 1956, The Hypnosis Is Broken, par. 3; CPC 1963, par. 68 in sign; size assumed",
    meaning="doubt by a full disclosure, where the hegemon's word counts fully",
)
entry = Parameter(
    2.0,
    unit="1",
    support=(0, 20),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 10, 12 in sign; size assumed",
    meaning="doubt by each step of an intervention, troops in the street and general assault, where members"
    " know all of the past",
)
alone = Parameter(
    0.05,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 10 in kind (disturbed before by what was told);"
    " assumed, june17-uprising split no party abroad",
    meaning="part of that where members know nothing of the past",
)
leader = Parameter(
    0.02,
    unit="1",
    support=(0, 20),
    source="assumed; Franklin 1972, par. 124-125 in sign (the tide that turned with a death)",
    meaning="doubt by a change of leader in the hegemon",
)
settle = Parameter(
    0.6, unit="year", support=(0.05, 50), source="assumed", meaning="time in which doubt fades by e"
)
loosen = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="SWP 1956, The Hypnosis Is Broken, par. 3 in sign; size assumed",
    meaning="part of the tie that is lost where all doubt",
)
unasked = Parameter(
    0.2,
    unit="share",
    support=(0, 1),
    source="CPC 1963, par. 11, 85-86 in sign; size assumed",
    meaning="part of the tie of a centre of the old line that a full disclosure costs, made unasked",
)
pace = Parameter(
    0.002,
    unit="1/day",
    support=(0, 1),
    source="assumed; a year and a half",
    meaning="speed at which the tie follows",
)


@register_jitable
def lost_abroad(w):
    """Share of the members abroad in quiet times that is missing now, second centres left out."""
    norm, now = 0.0, 0.0
    for k in range(w.parties.members.shape[0]):
        counts = 1.0 if w.parties.pull[k] <= 0.0 else 0.0
        norm += counts * w.parties.norm[k]
        now += counts * min(w.parties.members[k], w.parties.norm[k])
    return 1.0 - now / norm if norm > 0.0 else 0.0


@register_jitable
def drawn(i, w):
    """Part of party i's tie that second centres draw to themselves, a share."""
    wings = unit(w.parties.reconciled[i]), unit(w.parties.searching[i])
    leaning = wings[0] - max(0.0, 1.0 - wings[0] - wings[1])
    held = 1.0
    for k in range(w.parties.pull.shape[0]):
        if k != i and w.parties.pull[k] > 0.0:
            near = unit(leaning * w.parties.lean[k])
            held *= 1.0 - unit(w.parties.pull[k]) * (1.0 - unit(w.parties.tie[k])) * near
    return unit(w.parties.doubt[i]) * (1.0 - held)


@mechanism(
    over="parties",
    reads=(
        "parties.heard",
        "parties.press",
        "parties.doubt",
        "parties.tie",
        "parties.start_tie",
        "parties.reconciled",
        "parties.searching",
        "parties.pull",
        "parties.lean",
        "parties.entries_counted",
        "parties.leaders_counted",
        "polities.disclosure",
        "polities.told_public",
        "polities.n_intervention",
        "polities.n_leader",
    ),
    writes=(
        "parties.heard",
        "parties.doubt",
        "parties.tie",
        "parties.entries_counted",
        "parties.leaders_counted",
    ),
)
def world_movement(i, w, p, key):
    """What party i has heard, its doubt, its tie to the hegemon, and what of it is counted."""
    days = p.speed * w.clock.dt[0]
    heard, doubt, tie = w.parties.heard[i], w.parties.doubt[i], w.parties.tie[i]
    entries, leaders = w.parties.entries_counted[i], w.parties.leaders_counted[i]
    if p.speed <= 0.0:
        return heard, doubt, tie, entries, leaders
    said = w.polities.told_public[0]
    closed = max(w.polities.disclosure[0] - said, 0.0)
    told = said + p.papers * unit(w.parties.press[i]) * closed
    news = max(told - heard, 0.0) * (1.0 - exp(-p.carry * days))
    sent = 0.0
    for j in range(w.polities.n_intervention.shape[0]):
        sent += w.polities.n_intervention[j]
    changes = w.polities.n_leader[0]
    shock = (
        p.own_word * news
        + p.entry * max(sent - entries, 0.0) * (p.alone + (1.0 - p.alone) * unit(heard))
        + p.leader * max(changes - leaders, 0.0)
    )
    trust = unit(tie)
    kept = unit(doubt) * exp(-days / (365.25 * p.settle))
    shaken = 1.0 - (1.0 - kept) * exp(-trust * shock)
    bound = w.parties.start_tie[i] * (1.0 - p.loosen * unit(doubt)) * (1.0 - drawn(i, w))
    bound *= 1.0 - p.unasked * unit(heard) * unit(-w.parties.lean[i]) * unit(
        w.parties.pull[i] * 1e9
    )
    return heard + news, shaken, relax(tie, bound, p.pace, days), sent, changes
