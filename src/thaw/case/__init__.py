"""Cases: a place and a span that any account can be run on, as files."""

from thaw.case.case import (
    Case,
    Change,
    Episode,
    Event,
    Lever,
    Number,
    Occasion,
    Off,
    Official,
    Override,
    Place,
    Polity,
    Setting,
    Site,
    Stratum,
    Tail,
    Unit,
)
from thaw.case.read import cases, describe, load_case

__all__ = [
    "Case", "Change", "Episode", "Event", "Lever", "Number", "Occasion", "Off", "Official",
    "Override", "Place", "Polity", "Setting", "Site", "Stratum", "Tail", "Unit", "cases",
    "describe", "load_case",
]  # fmt: skip
