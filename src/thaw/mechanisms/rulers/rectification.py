"""Another answer than purge: those in error are criticised and waited for, and keep their posts.

Source       Erring comrades asked to mend, and waited for until their own experience wakes them, unless
             they form secret groups; conflicts among the people, for which that is the method: CPC 1963,
             par. 33. What it is set against, the two kinds confused and the scope too wide: CPC 1963, par. 25.
Departures   Criticism takes away accusations; what is said in it, and who was right, is not told. Those
             who do conspire are left to the police, as the passage has it.
Notice       Where it is strong few are arrested, and names lead nowhere.
Try          The lever `rectified` of a purge: the same apparatus, the same plots, the other answer.

Strength: `answer`. At 0 accusations stand as they did.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

answer = Parameter(
    0.0,
    unit="1/day",
    support=(0, 5),
    source="definition: the default holds nobody answered in this way; CPC 1963, par. 33 says it of another party",
    meaning="rate at which accusations against one who does not conspire are answered by criticism",
)


@mechanism(
    over="officials",
    reads=(
        "officials.accused",
        "officials.plotting",
        "officials.alive",
        "officials.fate",
        "officials.criticised",
    ),
    writes=("officials.accused", "officials.criticised"),
)
def rectification(i, w, p, key):
    """Accusations that stand against official i, and those that were answered by criticism."""
    accused, criticised = w.officials.accused[i], w.officials.criticised[i]
    if p.answer <= 0.0 or w.officials.alive[i] <= 0.0 or w.officials.fate[i] >= 1.0:
        return accused, criticised
    if w.officials.plotting[i] > 0.5:
        return accused, criticised
    left = accused * exp(-p.answer * w.clock.dt[0])
    return left, criticised + accused - left
