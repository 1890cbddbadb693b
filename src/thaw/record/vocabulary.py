"""The words evidence is sorted by: kinds of the grid, topics, and which kind of a record is which."""

from __future__ import annotations

GRID = ("strike", "demonstration", "rising", "concession", "disclosure", "leader", "intervention")
MASS = GRID[:3]
DECISIONS = GRID[3:]

TOPIC = {
    "strike": "rising", "demonstration": "rising", "rising": "rising", "participants": "rising",
    "concession": "concession", "disclosure": "disclosure", "leader": "leader",
    "intervention": "hegemon", "deaths": "terror", "arrests": "terror",
    "refugees": "exit", "exit": "exit", "party": "party", "price": "economy",
    "council": "councils", "council_end": "councils",
}  # fmt: skip
TOPICS = tuple(dict.fromkeys(TOPIC.values()))
"""What an item is about; an account silent on a topic gains and loses nothing by it."""

WITHOUT_ITEMS = {
    "army": "no row tells how troops stood; what they did shows in deaths and interventions",
    "contagion": "spread shows only in the dates of risings and concessions, which have topics",
    "legitimacy": "nobody could ask; crowds and membership, which show it, have topics of their own",
}
"""Further topics that an account may declare: part of what its author speaks to, though no item of
the record bears on them alone, so that they weigh nothing in a comparison; and why."""

GRID_OF_KIND = {
    "strike": "strike", "general_strike": "strike", "camp_strike": "strike",
    "demonstration": "demonstration", "uprising": "rising",
    "concession_economic": "concession", "concession_political": "concession",
    "price_cut": "concession", "amnesty": "concession", "prisoner_release": "concession",
    "revelation": "disclosure", "rehabilitation": "disclosure",
    "leadership_change": "leader", "foreign_intervention": "intervention",
}  # fmt: skip
"""Kind of a record -> kind of the grid. Left out: exogenous kinds (leader_death, war ...), party
gatherings, statements, single arrests and trials, and force (deaths and arrests of a run)."""
