"""What the tables of a World hold: dtype, unit, default and meaning of every column.

Tables stand in the order in which a World has them, columns in the order in which they are laid out.
"""

from thaw.columns.column import Column, F, I
from thaw.columns.economy import ECONOMY
from thaw.columns.organisations import CIRCLES, OFFICIALS, PARTIES, UNITS
from thaw.columns.polities import POLITIES
from thaw.columns.society import GROUPS, PLACES, QUARTERS, SITES, TOWNS

__all__ = ["COLUMNS", "Column", "F", "I"]

CLOCK = {
    "t": Column(F, "day", 0, "days since the case began, at the start of the step"),
    "dt": Column(F, "day", 1, "length of the step"),
    "season": Column(F, "1", 0, "cosine of the time of year, 1 at mid-January, -1 at mid-July"),
    "year": Column(F, "year", 1953, "calendar date as a decimal year"),
}

COLUMNS: dict[str, dict[str, Column]] = {
    "clock": CLOCK,
    "sites": SITES,
    "quarters": QUARTERS,
    "groups": GROUPS,
    "places": PLACES,
    "towns": TOWNS,
    "polities": {**POLITIES, **ECONOMY},
    "officials": OFFICIALS,
    "circles": CIRCLES,
    "parties": PARTIES,
    "units": UNITS,
}
