"""What a case does without: a country without rulers or forces runs, and is another country."""

from __future__ import annotations

from thaw.case.case import Case


def lacking(case: Case) -> list[str]:
    """What a reader must know before a run: countries without rulers, without forces, and who decides from outside.

    Returns
    -------
    list of str
        A sentence without a stop each; empty where nothing is missing.
    """
    named = [p.name for p in case.polities]
    told = []
    ruled = {o.polity for o in case.officials} | {
        place.polity for place in case.places if place.name in {b.place for b in case.bodies}
    }
    if headless := [n for n in named if n not in ruled]:
        told.append(
            f"no rulers in {', '.join(headless)}: nobody contends for the first post or votes; changes of leader and "
            "concessions come without names"
        )
    if unarmed := [n for n in named if n not in {u.polity for u in case.units}]:
        told.append(
            f"no forces of {', '.join(unarmed)}: no army that rulers could send; only the police of its places"
        )
    if not case.hegemon:
        told.append(
            "no hegemon, as the case says: no state decides on another, and none sends troops"
        )
    elif len(named) == 1 and not case.parties:
        told.append(
            f"{case.hegemon} is its own hegemon: `hegemon: none` says that nobody decides from outside"
        )
    return told
