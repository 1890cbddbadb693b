"""How strong those are who would bring back the order of before: they live on what breaks the workers.

Source       SWP 1957, Role of Workers Councils Decisive, par. 1, and The Spirit of the Paris Commune,
             par. 3 (few, and loud beyond their number); Kremlin Choked Economic Growth, par. 6-7
             (organised workers would beat them); Capitalist Reaction Strengthened, par. 1 (force against
             workers prepares their way), par. 2 (kept parliaments give them an opening), par. 4 (a premier
             without a party lets them in). Other readings, 0 unless an account says so: the line of the
             leaders, CPC 1963, par. 71, 84; the death of the leader, a new layer, and a campaign from
             below that would have stopped it, Franklin 1972, par. 106, 120-129
Departures   One strength by country, of no class and with no programme. Force against workers is the
             memory of risings put down and martial law, not every arrest. A kept parliament is a number of
             the case and opens a way only while people act. That the layer of officials itself leans
             towards it (SWP 1956, Victory for Marxist Theory, par. 4) has no column.
Notice       For years nothing; it rises after a rising is crushed, hardly ever before one.
Try          `councils` 0: the same current beside councils as without them. `line` 0.5: the reading in
             which the leaders' own course brings it.

Strength: `pace`; at 0 it stays where it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

base = Parameter(
    0.05,
    unit="share",
    support=(0, 1),
    source="assumed; SWP 1957, The Spirit of the Paris Commune, par. 3 in kind: present and few",
    meaning="strength in quiet times",
)
crushed = Parameter(
    0.4,
    unit="1",
    support=(-2, 2),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 1 in sign; size assumed",
    meaning="strength per unit of force used against workers, remembered or under way",
)
half_crushed = Parameter(
    0.3,
    unit="motive",
    support=(0.001, 10),
    source="assumed",
    meaning="dread of risings put down at which that weighs half",
)
form = Parameter(
    0.2,
    unit="1",
    support=(-2, 2),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 2 in sign; size assumed",
    meaning="strength where the old parliament is kept and people are in motion",
)
vanished = Parameter(
    0.3,
    unit="1",
    support=(-2, 2),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 3-4 in sign; size assumed",
    meaning="strength where the ruling party has dissolved",
)
councils = Parameter(
    0.9,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Kremlin Choked Economic Growth, par. 6-7 in sign; size assumed",
    meaning="part of it that is taken where all workers obey councils",
)
line = Parameter(
    0.0,
    unit="1",
    support=(-2, 2),
    source="CPC 1963, par. 71, 84 in sign; 0 unless an account says so",
    meaning="strength per unit by which the line leans to reform",
)
succession = Parameter(
    0.0,
    unit="1",
    support=(-2, 2),
    source="Franklin 1972, par. 124-125 in sign; 0 unless an account says so",
    meaning="strength once leaders have changed",
)
threat = Parameter(
    0.0,
    unit="1",
    support=(-2, 2),
    source="Franklin 1972, par. 106, 128 in sign; 0 unless an account says so",
    meaning="strength per unit of threat above 0.3",
)
campaign = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="Franklin 1972, par. 106, 127-128 in sign; size assumed",
    meaning="part of it that is taken where a mass campaign has gone through everything",
)
stratum = Parameter(
    0.0,
    unit="1",
    support=(-2, 2),
    source="Franklin 1972, par. 120-125 in sign; 0 unless an account says so",
    meaning="strength by technicians and managers, a layer of their own, if all weight at the top were theirs",
)
pace = Parameter(
    0.004,
    unit="1/day",
    support=(0, 1),
    source="assumed; eight months",
    meaning="speed at which it follows",
)


@mechanism(
    over="polities",
    reads=(
        "polities.restoration",
        "polities.parliament",
        "polities.dread",
        "polities.emergency",
        "polities.repression",
        "polities.unrest",
        "polities.party",
        "polities.party_norm",
        "polities.dual_power",
        "polities.line",
        "polities.n_leader",
        "polities.threat",
        "polities.mobilised",
        "polities.technocrats",
    ),
    writes="polities.restoration",
)
def restoration_current(i, w, p, key):
    """Strength of the current towards restoration in polity i, a share."""
    dread = max(w.polities.dread[i], 0.0)
    force = max(
        dread / (dread + p.half_crushed),
        unit(w.polities.emergency[i]) * unit(w.polities.repression[i]),
    )
    gone = 0.0
    if w.polities.party_norm[i] > 0.0:
        gone = unit(1.0 - w.polities.party[i] / w.polities.party_norm[i])
    target = (
        p.base
        + p.crushed * force
        + p.form * unit(w.polities.parliament[i]) * unit(w.polities.unrest[i])
        + p.vanished * gone
        + p.line * max(w.polities.line[i], 0.0)
        + p.succession * (1.0 - exp(-w.polities.n_leader[i]))
        + p.threat * (w.polities.threat[i] - 0.3)
        + p.stratum * w.polities.technocrats[i]
    )
    target *= 1.0 - p.councils * unit(w.polities.dual_power[i])
    target *= 1.0 - p.campaign * unit(w.polities.mobilised[i])
    return relax(w.polities.restoration[i], unit(target), p.pace, w.clock.dt[0])
