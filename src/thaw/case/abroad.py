"""Forces that stand in another country: what mechanisms make of them, where that is not what one would think."""

from __future__ import annotations

from thaw.case.case import Case


def idle_forces(case: Case) -> list[str]:
    """What a reader must know of units that a case has, but that no mechanism ever sends out as they stand.

    Returns
    -------
    list of str
        A sentence without a stop for each such kind of units; empty where every unit can act.
    """
    home = {p.name: p.polity for p in case.places}
    abroad = [u for u in case.units if home.get(u.place, u.polity) != u.polity]
    armies = [u.name for u in abroad if u.kind == "army"]
    police = [u.name for u in abroad if u.kind == "police"]
    ruled = [u for u in case.units if u.kind == "soviet"]
    told = []
    if armies:
        told.append(
            f"{_named(armies)} of kind army in another country: no order of either country sends them out; "
            "troops that may intervene are of kind soviet"
        )
    if police:
        told.append(
            f"{_named(police)} of kind police in another country: counted in the police of their own"
        )
    if ruled and not case.hegemon:
        told.append(
            f"{_named([u.name for u in ruled])} of kind soviet: never sent out, since the case has no hegemon "
            "to order it"
        )
    elif others := [u.name for u in ruled if u.polity != case.hegemon]:
        told.append(
            f"{_named(others)} of kind soviet, but not of {case.hegemon}: sent out by {case.hegemon} alone, "
            "as its own are"
        )
    return told


def _named(names: list[str]) -> str:
    some = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"{'unit' if len(names) == 1 else 'units'} {some}"
