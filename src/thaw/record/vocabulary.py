"""The words evidence is sorted by: kinds of the grid, topics, and which kind of a record is which."""

from __future__ import annotations

from collections.abc import Mapping

GRID = ("strike", "demonstration", "rising", "concession", "disclosure", "leader", "intervention")
MASS = GRID[:3]
DECISIONS = GRID[3:]
LOOKED_FOR = (*GRID, "fire", "emergency")
"""Kinds of the grid, and those of which only the first day is an item: police fire on a crowd, and
emergency rule."""

CONCESSIONS = ("economic_concession", "political_concession", "amnesty")
"""Kinds of concession of which the first day is an item, and of which predictions may speak. Concessions in
persons are none: no kind of row tells them from a purge."""

EVENTS = (*GRID, *CONCESSIONS)
"""Kinds of event of which predictions may speak."""

TOPIC = {
    "strike": "rising",
    "demonstration": "rising",
    "rising": "rising",
    "participants": "rising",
    "concession": "concession",
    "economic_concession": "concession",
    "political_concession": "concession",
    "amnesty": "concession",
    "disclosure": "disclosure",
    "leader": "leader",
    "intervention": "hegemon",
    "deaths": "terror",
    "arrests": "terror",
    "refugees": "exit",
    "exit": "exit",
    "exit_peak": "exit",
    "party": "party",
    "members_abroad": "party",
    "price": "economy",
    "workers": "economy",
    "wage": "economy",
    "harvest": "economy",
    "collective": "economy",
    "council": "councils",
    "council_end": "councils",
    "fire": "terror",
    "emergency": "terror",
    "troops": "hegemon",
    "days_lost": "rising",
    "duration": "rising",
    "arrested": "purge",
    "shot": "purge",
    "successors": "purge",
    "listed": "purge",
    "limits": "purge",
    "sentenced": "purge",
    "at_work": "rising",
    "talks": "councils",
    "federation": "councils",
    "went_over": "army",
}
TOPICS = tuple(dict.fromkeys(TOPIC.values()))
"""What an item is about; an account silent on a topic gains and loses nothing by it."""

WITHOUT_ITEMS = {
    "contagion": "spread shows only in the dates of risings and concessions, which have topics",
    "legitimacy": "nobody could ask; crowds and membership, which show it, have topics of their own",
}
"""Further topics that an account may declare: part of what its author speaks to, though no item of
the record bears on them alone, so that they weigh nothing in a comparison; and why."""

GRID_OF_KIND = {
    "strike": "strike",
    "general_strike": "strike",
    "camp_strike": "strike",
    "demonstration": "demonstration",
    "uprising": "rising",
    "concession_economic": "concession",
    "concession_political": "concession",
    "price_cut": "concession",
    "amnesty": "concession",
    "prisoner_release": "concession",
    "revelation": "disclosure",
    "rehabilitation": "disclosure",
    "leadership_change": "leader",
    "foreign_intervention": "intervention",
}
"""Kind of a record -> kind of the grid. Left out: exogenous kinds (leader_death, war ...), party
gatherings, statements, single arrests and trials, and force (deaths and arrests of a run)."""

FIRST_OF_KIND = {
    "police_fire": "fire",
    "emergency_rule": "emergency",
    "concession_economic": "economic_concession",
    "price_cut": "economic_concession",
    "concession_political": "political_concession",
    "amnesty": "amnesty",
}
"""Kinds of a record of which the first day is an item, beside those of the grid. A release of prisoners is
none: it may be of one man."""

KIND_OF = {
    **dict.fromkeys(CONCESSIONS, "concession"),
    "council": "intervention",
    "council_end": "intervention",
}
"""What is noted as another kind is: where a record looked for that kind, it looked for this one too."""

COUNCIL_KINDS = ("council_formed", "council_banned")
"""Kinds that begin and end the time of councils."""

SIZE_OF_QUANTITY = {
    "participants": "participants",
    "strikers": "participants",
    "demonstrators": "participants",
    "deaths": "deaths",
    "arrests": "arrests",
    "internees": "arrests",
    "refugees": "refugees",
    "troops": "troops",
    "working_days_lost": "days_lost",
    "duration": "duration",
}
"""Quantity of an attestation -> size that a run can tell, in one of its `UNITS`."""

TROOPS_OF = "troops_of_"
"""Begins the quantity of the foreign troops of one state, before its code: they add up."""

PERSONS: Mapping[str, float] = {"persons": 1.0}
UNITS: Mapping[str, Mapping[str, float]] = {
    "days_lost": {"working days": 1.0, "person-days": 1.0},
    "duration": {"hours": 1.0 / 24.0, "days": 1.0, "weeks": 7.0},
    "at_work": {"percent": 0.01, "index": 0.01},
    "collective": {"percent": 0.01, "share": 1.0},
    "harvest": {"million tons": 1.0, "index": 1.0},
}
"""Units that figures of a size may stand in, and how many of its own each is; of others `PERSONS`."""

LOG_UNIT = {
    "days_lost": "log10 working days",
    "duration": "log10 days",
    "price": "log10 index",
    "workers": "log10 index",
    "wage": "log10 index",
    "harvest": "log10 index",
    "collective": "log10 share",
    "at_work": "log10 share",
}
"""Unit of the item; of others ``log10 persons``."""

WHOLE_DAY = ("duration",)
"""Sizes that a run tells in whole days: a figure below one reads as one."""

ABROAD = "members_abroad_"
"""Begins the name under which a run tells the members of one party abroad, before its country."""

SERIES_WORDS = {
    "arrested": ("purge_arrested",),
    "shot": ("purge_shot",),
    "successors": ("purge_successors",),
    "listed": ("purge_listed",),
    "limits": ("purge_limits",),
    "sentenced": ("purge_sentenced",),
    "days_lost": ("working_days_lost", "days_lost"),
    "party": ("party_members", "members", "membership"),
    "exit": ("emigration", "refugees", "flight", "exit"),
    "price": ("price", "prices"),
    "at_work": ("at_work",),
    "workers": ("workers_employees", "workers_and_employees"),
    "wage": ("real_wage",),
    "harvest": ("grain_harvest",),
    "collective": ("collectivised_share",),
}
"""Kind of a series -> words in its id that show it."""

RELATIVE = {"price": "price", "workers": "workers", "wage": "standard", "harvest": "crop"}
"""Series that are told against the mean of a base year, each against its own -> measure that tells them."""

AT_END = ("collective",)
"""Kinds whose words end the id: what follows them would name a part of the country."""

LEAST_COLLECTIVE = 0.001
"""Share in collective farms below which figures and runs are told as this: model farms."""

PURGED = ("arrested", "shot", "successors", "listed", "limits", "sentenced")
"""Series that count persons over the days of each figure: losses of the apparatus, deaths by list and sentence."""

IN_BODY, AND_BODY = "_in_", "_and_"
"""Stand in the id of such a series before the body that it tells of, and between several."""

SERIES_UNITS: Mapping[str, tuple[str, ...]] = {
    "price": ("index", "percent"),
    "days_lost": tuple(UNITS["days_lost"]),
    "at_work": tuple(UNITS["at_work"]),
    "wage": ("index", "percent"),
    "harvest": tuple(UNITS["harvest"]),
    "collective": tuple(UNITS["collective"]),
}
"""Units that figures of a kind of series may stand in; of others persons."""

ORGANISATIONS = ("union", "church", "youth", "front", "association")
"""Kinds of mass organisation beside the ruling party."""

ORGANISATION_WORDS = {
    "union": ("union", "unions"),
    "church": ("church", "churches", "parish", "parishes"),
    "youth": ("youth",),
    "association": ("association", "associations", "guild", "guilds"),
}
"""Words in the id of a series that show whose members it counts, unless it says ``party`` too."""

SUPPLY_WORDS = ("ration", "rations", "rationing", "queue", "queues", "queueing")
"""Words in the id of a series of rations or queues."""


PLACED = ("participants", "deaths")
"""Sizes that a run tells of single places too."""

LEAST_AT_WORK = 0.01
"""Share at work below which figures and runs are told as this: nobody counts the last few."""


def size_of(quantity: str) -> str | None:
    """The size that a quantity tells of; None for one that no run tells."""
    return "troops" if quantity.startswith(TROOPS_OF) else SIZE_OF_QUANTITY.get(quantity)


def factor(what: str, unit: str) -> float | None:
    """How many units of a size one of `unit` is; None for a unit in which it is not told."""
    return UNITS.get(what, PERSONS).get(unit)
