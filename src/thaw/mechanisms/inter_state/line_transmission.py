"""Moscow's line follows its own balance at the top; the satellites' follows Moscow.

Source       New Course by order: record rows sed-moscow-talks, hun-moscow-talks. Policy handed down
             at congresses: CPC 1963, par. 71. Local rulers with a will of their own: SWP 1957, Not
             a 'Self-Reform' Movement, par. 4; Capitalist Reaction Strengthened, par. 3.
             Will to reform cools after a rising is put down: Kramer 1999, J. Cold War Studies 1,
             in sign
Departures   One dimension from hard to reform; no separate lines for economy, church or culture.
             A second centre (SWP 1957, Capitalist Reaction Strengthened, par. 13; CPC 1963, par. 71) has
             the part of obedience that the case gives it, and a line that the case sets.
             Unrest bends a line while it lasts, its suppression for as long as that is remembered
             (years of `hegemon_decision`); the sign of the first is each account's own.
Notice       Satellites move months after Moscow, the disobedient less. Moscow hardens after tanks
             were sent, if only into the street.
Try          Set obedience of one polity to 0 in the case and let its own wing decide.

Strength: `pace`. At 0 every line stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax
from thaw.parameter import Parameter

pace = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="assumed; March to June 1953, record row sed-moscow-talks",
    meaning="speed at which a line follows",
)
bend = Parameter(
    0.1,
    unit="1",
    support=(-3, 3),
    source=("SWP 1956, Concessions to Workers, par. 2 in sign, North 1988, par. 60; size assumed"),
    meaning="turn to reform per unit of unrest at home and abroad",
)
brace = Parameter(
    0.3,
    unit="1",
    support=(-3, 3),
    source="assumed; SWP 1956, Concessions to Workers, par. 4 in sign",
    meaning="turn to hardness per unit of external threat above 0.3",
)
recoil = Parameter(
    0.3,
    unit="1",
    support=(-3, 3),
    source="assumed; Kramer 1999 in sign, record row cc-letter-dec1956",
    meaning="turn to hardness by the memory of a general assault somewhere; half of it for troops "
    "in the street",
)

carried = Parameter(
    1.0,
    unit="1",
    support=(0, 2),
    source="SWP 1957, Role of Workers Councils Decisive, par. 4 in sign; size assumed",
    meaning="turn to reform, and part of obedience lost, where the first in post has gone with a movement",
)


@mechanism(
    over="polities",
    reads=(
        "polities.line",
        "polities.reform_wing",
        "polities.obedience",
        "polities.second_pull",
        "polities.second_line",
        "polities.unrest",
        "polities.news_abroad",
        "polities.threat",
        "polities.intervention",
        "polities.stepped_in",
        "polities.carried",
    ),
    writes="polities.line",
)
def line_transmission(i, w, p, key):
    """Policy line of polity i, -1 hard to 1 reform."""
    force = 0.0
    for j in range(w.polities.intervention.shape[0]):
        step = max(w.polities.intervention[j], w.polities.stepped_in[j])
        force = max(force, min(1.0, 0.5 * step))
    own = (
        2.0 * w.polities.reform_wing[i]
        - 1.0
        + p.bend * (w.polities.unrest[i] + w.polities.news_abroad[i])
        - p.brace * (w.polities.threat[i] - 0.3)
        - p.recoil * force
        + p.carried * w.polities.carried[i]
    )
    target = own
    if i > 0:
        pull = w.polities.second_pull[i]
        centre = (1.0 - pull) * w.polities.line[0] + pull * w.polities.second_line[i]
        held = w.polities.obedience[i] * max(0.0, 1.0 - p.carried * w.polities.carried[i])
        target = held * centre + (1.0 - held) * own
    new = relax(w.polities.line[i], target, p.pace, w.clock.dt[0])
    return min(1.0, max(-1.0, new))
