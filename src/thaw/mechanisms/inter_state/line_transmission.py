"""Moscow's line follows its own balance at the top; the satellites' follows Moscow.

Source       New Course by order: record rows sed-moscow-talks, hun-moscow-talks. Policy handed down
             at congresses: CPC 1963, par. 71. Local rulers with a will of their own: SWP 1957, Not
             a 'Self-Reform' Movement, par. 4; Capitalist Reaction Strengthened, par. 3
Departures   One dimension from hard to reform; no separate lines for economy, church or culture.
Notice       Satellites move months after Moscow, the disobedient less.
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
    0.2,
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
    source="assumed; record row cc-letter-dec1956",
    meaning="turn to hardness while a general assault is under way somewhere",
)


@mechanism(
    over="polities",
    reads=(
        "polities.line",
        "polities.reform_wing",
        "polities.obedience",
        "polities.unrest",
        "polities.news_abroad",
        "polities.threat",
        "polities.intervention",
    ),
    writes="polities.line",
)
def line_transmission(i, w, p, key):
    """Policy line of polity i, -1 hard to 1 reform."""
    force = 0.0
    for j in range(w.polities.intervention.shape[0]):
        force = max(force, w.polities.intervention[j] - 1.0)
    own = (
        2.0 * w.polities.reform_wing[i]
        - 1.0
        + p.bend * (w.polities.unrest[i] + w.polities.news_abroad[i])
        - p.brace * (w.polities.threat[i] - 0.3)
        - p.recoil * force
    )
    target = own
    if i > 0:
        target = (
            w.polities.obedience[i] * w.polities.line[0] + (1.0 - w.polities.obedience[i]) * own
        )
    new = relax(w.polities.line[i], target, p.pace, w.clock.dt[0])
    return min(1.0, max(-1.0, new))
