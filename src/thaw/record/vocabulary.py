"""The words evidence is sorted by: kinds of the grid, topics, and which kind of a record is which."""

from __future__ import annotations

GRID = ("strike", "demonstration", "rising", "concession", "disclosure", "leader", "intervention")
MASS = GRID[:3]
DECISIONS = GRID[3:]
LOOKED_FOR = (*GRID, "fire", "emergency")
"""Kinds of the grid, and those of which only the first day is an item: police fire on a crowd, and
emergency rule."""

TOPIC = {
    "strike": "rising", "demonstration": "rising", "rising": "rising", "participants": "rising",
    "concession": "concession", "disclosure": "disclosure", "leader": "leader",
    "intervention": "hegemon", "deaths": "terror", "arrests": "terror",
    "refugees": "exit", "exit": "exit", "party": "party", "price": "economy",
    "council": "councils", "council_end": "councils", "fire": "terror", "emergency": "terror",
    "troops": "hegemon",
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

FIRST_OF_KIND = {"police_fire": "fire", "emergency_rule": "emergency"}
"""Kinds of a record of which the first day is an item, beside those of the grid."""

COUNCIL_KINDS = ("council_formed", "council_banned")
"""Kinds that begin and end the time of councils."""

SIZE_OF_QUANTITY = {
    "participants": "participants", "strikers": "participants", "demonstrators": "participants",
    "deaths": "deaths", "arrests": "arrests", "internees": "arrests", "refugees": "refugees",
    "troops": "troops",
}  # fmt: skip
"""Quantity of an attestation, in persons -> size that a run can tell."""

SERIES_WORDS = {
    "party": ("party_members", "members", "membership"),
    "exit": ("emigration", "refugees", "flight", "exit"),
    "price": ("price", "prices"),
}
"""Kind of a series -> words in its id that show it."""
