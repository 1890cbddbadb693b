"""Columns of polities for plan, land, trade and the world outside, as plain data for `world.COLUMNS`.

All are neutral at their defaults: a society starts as if none of this were there, and what follows is told
from its own start.
"""

POLITIES = {
    # plan and workers
    "plan_pace": ("index", 1.0, "pace at which the plan builds, 1 = at the start"),
    "plan_goal": ("1", 0.0, "log pace that a plan decrees beyond line and threat; set by the case"),
    "worker_growth": ("1/year", 0.0, "growth of the number of wage workers at the start"),
    "worker_room": (
        "index",
        2.0,
        "number of workers at which nobody is left to draw on, 1 = start",
    ),
    "schooling": ("1/year", 0.0, "growth of the schooling of workers at the start"),
    "school_room": ("index", 1.25, "schooling at which everybody has it, 1 = at the start"),
    "workers": ("index", 1.0, "number of wage workers, 1 = at the start; those at war among them"),
    "skill": ("index", 1.0, "schooling of workers, 1 = at the start"),
    "worker_strength": ("1", 0.0, "logarithm of number times schooling, above that of the start"),
    "boom": ("1/year", 0.0, "growth of the number of workers above that at the start"),
    # land and grain
    "collective": ("share", 0.0, "peasant households in collective farms"),
    "start_collective": ("share", 0.0, "the same at the start"),
    "consent": ("share", 0.0, "households that would stay in them if they were let go"),
    "farm_drive": ("1", 0.0, "1 while a campaign of collectivisation is on"),
    "n_farm_drive": ("1", 0.0, "such campaigns opened, cumulative"),
    "n_check": ("1", 0.0, "campaigns stopped by the rulers themselves, cumulative"),
    "withheld": ("share", 0.0, "part of the grain due to the state that growers keep back"),
    "harvest": ("index", 1.0, "weather of the harvest, 1 = usual; set by the case"),
    "herds": ("index", 1.0, "draught animals and cattle, 1 = at the start"),
    "crop": ("index", 1.0, "grain harvested, 1 = usual at the start"),
    "grain": ("index", 1.0, "grain that reaches the towns, a head, 1 = at the start"),
    "farm": ("index", 1.0, "food and goods left to peasants, a head, 1 = at the start"),
    "famine_dead": ("persons", 0.0, "dead of hunger, cumulative; counted, not taken from groups"),
    # terms of trade in a bloc
    "tribute": ("share", 0.0, "part of the national income that goes to the hegemon unpaid"),
    "start_tribute": ("share", 0.0, "the same at the start"),
    # war and aid
    "war": ("share", 0.0, "part of the country's effort that a war takes; set by the case"),
    "war_felt": ("share", 0.0, "the same as it has come to be felt"),
    "away": ("share", 0.0, "workers whom war takes from their work"),
    "war_dead": ("persons", 0.0, "dead of war, cumulative; counted, not taken from groups"),
    "aid": ("share", 0.0, "part of consumption that comes as aid from abroad; set by the case"),
    "aid_felt": ("share", 0.0, "the same as it has come to be felt"),
    # line abroad
    "foreign_line": ("1", 0.0, "line towards the West since the start, -1 to 1 accommodation"),
    "start_line": ("1", 0.0, "policy line at the start"),
    "start_threat": ("share", 0.3, "external threat as felt at the start"),
    # news and comparison
    "listeners": ("share", 0.0, "people who hear foreign stations or those who do"),
    "start_listeners": ("share", 0.0, "the same at the start"),
    "abroad": ("index", 1.0, "living standard of the neighbours people compare with, 1 = start"),
    "abroad_growth": ("1/year", 0.0, "its growth"),
    "leaked": ("share", 0.0, "part of what rulers told in secret that is in foreign hands"),
    "n_leak": ("1", 0.0, "leaks, cumulative"),
    "leak_heard": ("share", 0.0, "part of past repression that the many hear of by leaks"),
}
"""Name to unit, default and meaning."""

STARTS = ("collective", "tribute", "line", "threat", "listeners")
"""Columns of which `start_...` keeps what they were when the run began."""
