"""Names of a case's own for kinds of stratum, unit and place.

Mechanisms ask what a kind can do: whether its work has norms, whether it can form a council, whether it
may leave. They know a fixed number of such kinds; what a country calls them is data of its case, under
`kinds`: ``strata: {miners: workers}``. A name stands for a kind from the moment a case is read, so that
nothing that runs depends on it (docs/decisions/kinds-as-data.md).
"""

from __future__ import annotations

from typing import Any

from thaw.case.fields import as_table
from thaw.case.keys import KINDS
from thaw.files import MISSING, Document, Path_
from thaw.world import PLACE_KINDS, STRATA, UNIT_KINDS

KNOWN = {"strata": STRATA, "units": UNIT_KINDS, "places": PLACE_KINDS}
ONE = {"strata": "stratum", "units": "kind of unit", "places": "kind of place"}


def check_kinds(d: Document) -> None:
    """Every name of the case's own stands for a known kind, and no two strata for the same.

    People of a kind in a place are one group, so two strata of one kind could not be told apart.
    """
    entry = d.keys(d.data.get("kinds") or {}, KINDS, path=("kinds",))
    for table, known in KNOWN.items():
        taken: dict[Any, str] = {}
        for name, kind in as_table(d, entry.get(table) or {}, ("kinds", table)).items():
            path = ("kinds", table, name)
            if d.one_of(kind, known, ONE[table], path) is None:
                continue
            if name in known and name != kind:
                d.note(f"{name!r} is the name of another kind", path, expected="a name of your own")
            if table == "strata" and kind in taken:
                d.note(
                    f"{name!r} and {taken[kind]!r} are both {kind}",
                    path,
                    expected="one name for each kind: " + ", ".join(known),
                )
            taken[kind] = name


def kinds_of(d: Document, table: str) -> dict[str, str]:
    """Kind by name, in the words of the case: a stratum that has a name of its own is called by it alone."""
    kinds = d.data.get("kinds")
    own = kinds.get(table) if isinstance(kinds, dict) else None
    own = {str(k): v for k, v in own.items() if v in KNOWN[table]} if isinstance(own, dict) else {}
    hidden = set(own.values()) if table == "strata" else set()
    return {kind: kind for kind in KNOWN[table] if kind not in hidden} | own


def kind_of(d: Document, name: Any, table: str, path: Path_) -> Any:
    """The kind that a name of the case stands for; None once it is told to be none."""
    kinds = kinds_of(d, table)
    found = d.one_of(name, kinds, ONE[table], path)
    return None if found is None or found is MISSING else kinds[found]
