"""Cases: a place and a span that any account can be run on, as files."""

from thaw.case.case import Case, Tail
from thaw.case.entities import Body, Number, Official, Override, Place, Polity, Site, Stratum, Unit
from thaw.case.happenings import Change, Episode, Event, Lever, Occasion, Off, Setting
from thaw.case.read import cases, describe, load_case

__all__ = [
    "Body",
    "Case",
    "Change",
    "Episode",
    "Event",
    "Lever",
    "Number",
    "Occasion",
    "Off",
    "Official",
    "Override",
    "Place",
    "Polity",
    "Setting",
    "Site",
    "Stratum",
    "Tail",
    "Unit",
    "cases",
    "describe",
    "load_case",
]
