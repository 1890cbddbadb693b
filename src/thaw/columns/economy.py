"""Columns of polities for plan, land, trade and the world outside.

All are neutral at their defaults: a society starts as if none of this were there, and what follows is told
from its own start.
"""

from thaw.columns.column import Column, F

ECONOMY = {
    # plan and workers
    "plan_pace": Column(F, "index", 1, "pace at which the plan builds, 1 = at the start"),
    "plan_goal": Column(
        F, "1", 0, "log pace that a plan decrees beyond line and threat; set by the case"
    ),
    "worker_growth": Column(F, "1/year", 0, "growth of the number of wage workers at the start"),
    "worker_room": Column(
        F, "index", 2, "number of workers at which nobody is left to draw on, 1 = start"
    ),
    "schooling": Column(F, "1/year", 0, "growth of the schooling of workers at the start"),
    "school_room": Column(
        F, "index", 1.25, "schooling at which everybody has it, 1 = at the start"
    ),
    "workers": Column(
        F, "index", 1, "number of wage workers, 1 = at the start; those at war among them"
    ),
    "skill": Column(F, "index", 1, "schooling of workers, 1 = at the start"),
    "worker_strength": Column(
        F, "1", 0, "logarithm of number times schooling, above that of the start"
    ),
    "boom": Column(F, "1/year", 0, "growth of the number of workers above that at the start"),
    # land and grain
    "collective": Column(F, "share", 0, "peasant households in collective farms"),
    "start_collective": Column(F, "share", 0, "the same at the start"),
    "consent": Column(F, "share", 0, "households that would stay in them if they were let go"),
    "farm_campaign": Column(F, "1", 0, "1 while a campaign of collectivisation is on"),
    "n_farm_campaign": Column(F, "1", 0, "campaigns of collectivisation opened, cumulative"),
    "n_check": Column(F, "1", 0, "the same stopped by the rulers themselves, cumulative"),
    "withheld": Column(F, "share", 0, "part of the grain due to the state that growers keep back"),
    "harvest": Column(F, "index", 1, "weather of the harvest, 1 = usual; set by the case"),
    "herds": Column(F, "index", 1, "draught animals and cattle, 1 = at the start"),
    "crop": Column(F, "index", 1, "grain harvested, 1 = usual at the start"),
    "grain": Column(F, "index", 1, "grain that reaches the towns, a head, 1 = at the start"),
    "farm": Column(F, "index", 1, "food and goods left to peasants, a head, 1 = at the start"),
    "famine_dead": Column(
        F, "persons", 0, "dead of hunger, cumulative; counted, not taken from groups"
    ),
    # terms of trade in a bloc
    "tribute": Column(F, "share", 0, "part of the national income that goes to the hegemon unpaid"),
    "start_tribute": Column(F, "share", 0, "the same at the start"),
    # war and aid
    "war": Column(F, "share", 0, "part of the country's effort that a war takes; set by the case"),
    "war_felt": Column(F, "share", 0, "the same as it has come to be felt"),
    "away": Column(F, "share", 0, "workers whom war takes from their work"),
    "war_dead": Column(F, "persons", 0, "dead of war, cumulative; counted, not taken from groups"),
    "aid": Column(
        F, "share", 0, "part of consumption that comes as aid from abroad; set by the case"
    ),
    "aid_felt": Column(F, "share", 0, "the same as it has come to be felt"),
    # line abroad
    "foreign_line": Column(
        F, "1", 0, "line towards the West since the start, -1 to 1 accommodation"
    ),
    "start_line": Column(F, "1", 0, "policy line at the start"),
    "start_threat": Column(F, "share", 0.3, "external threat as felt at the start"),
    # news and comparison
    "listeners": Column(F, "share", 0, "people who hear foreign stations or those who do"),
    "start_listeners": Column(F, "share", 0, "the same at the start"),
    "abroad": Column(
        F, "index", 1, "living standard of the neighbours people compare with, 1 = start"
    ),
    "abroad_growth": Column(F, "1/year", 0, "its growth"),
    "leaked": Column(F, "share", 0, "part of what rulers told in secret that is in foreign hands"),
    "n_leak": Column(F, "1", 0, "leaks, cumulative"),
    "leak_heard": Column(F, "share", 0, "part of past repression that the many hear of by leaks"),
}
STARTS = ("collective", "tribute", "line", "threat", "listeners")
"""Columns of which `start_...` keeps what they were when the run began."""
