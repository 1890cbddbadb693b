"""ODD descriptions, made from declarations: of a case whole, of an account as its difference from the common order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from thaw.account import Account, load_account
from thaw.account.steps import FIRST_ORDER, common_steps
from thaw.bibliography import cited_source
from thaw.case import Case, load_case
from thaw.case.entities import Number
from thaw.errors import ThawError
from thaw.evidence.from_record import items_for
from thaw.jobs.odd_parts import (
    distribution,
    flat,
    headline,
    joined,
    order_of,
    process_list,
    said,
    state_variables,
    submodel,
    submodels,
    table,
)
from thaw.jobs.resolve import plain
from thaw.mechanism import load_mechanism
from thaw.record import load_record
from thaw.world import COLUMNS

ENTITIES = {
    "polities": "countries with their rulers",
    "places": "cities, regions, camps, and bodies of the apparatus",
    "towns": "parts of a place of about the size below, in which crowds, police and news meet",
    "groups": "the people of one stratum in one place",
    "sites": "enterprises, faculties, barracks and the rest of a stratum in a place",
    "quarters": "the people of a site in one town",
    "officials": "members of the leadership",
    "units": "bodies of police and troops",
    "parties": "parties abroad, tied to the hegemon",
    "verdicts": "judgements that can be taken back",
    "persons": "officials one to one, where the case is over the apparatus",
}
"""What the tables of a world are, where the case has rows of them."""

UNIT_OF = {"strata": "share", "heights": "motive"}
"""Units of plain numbers of a case, by the table they stand in."""


def odd(name: str | Path, trust_code: bool | None = None) -> str:
    """The ODD description of a case, or that of an account as its difference from the common order.

    Parameters
    ----------
    name : str or Path
        A case or an account, shipped or in a file of one's own.
    trust_code : bool, optional
        Whether Python files beside an account may run, as in `load_account`.

    Returns
    -------
    str
        Markdown.

    Raises
    ------
    ThawError
        The name is neither, or the file has mistakes.
    """
    from thaw.account import accounts
    from thaw.case import cases

    word = str(name)
    as_case = word in cases() or (Path(word).is_file() and _is_case(Path(word)))
    if as_case:
        case = load_case(name)
        return joined(case_odd(case), submodels(order_name(case)))
    try:
        return account_delta(load_account(name, trust_code))
    except ThawError as told:
        if word in accounts() or "/" in word or Path(word).exists():
            raise
        raise ThawError(
            f"no case or account is called {word!r}",
            nearest=_nearest(word, [*cases(), *accounts()]),
            todo="see `thaw cases` and `thaw accounts`",
        ) from told


def _nearest(word: str, names: list[str]) -> str | None:
    from thaw.errors import nearest_name

    return nearest_name(word, names)


def _is_case(file: Path) -> bool:
    from thaw.files import read_yaml

    data = read_yaml(file).data
    return isinstance(data, dict) and "case" in data


def order_name(case: Case) -> str:
    """The common order that the accounts of a case run; that of a society unless they say otherwise."""
    for name in case.compare.accounts:
        order = load_account(name).document.data.get("order")
        if order:
            return str(order)
    return FIRST_ORDER


def case_odd(case: Case) -> str:
    """Elements 1 to 6 of a case, and the head of the seventh."""
    words, order = said(), order_name(case)
    return joined(
        f"# {case.title}: ODD description",
        flat(words["note"]),
        f"Case `{case.name}`. {flat(case.says)}",
        "## 1. Purpose and patterns",
        flat(words["purpose"]),
        _patterns(case),
        "## 2. Entities, state variables and scales",
        _entities(case),
        state_variables(_tables(case)),
        _scales(case),
        "## 3. Process overview and scheduling",
        flat(words["scheduling"][order]),
        process_list(order_of(order)),
        "## 4. Design concepts",
        *(f"**{name}.** {flat(text)}" for name, text in words["concepts"].items()),
        "## 5. Initialisation",
        flat(words["initialisation"]),
        *_initialisation(case),
        "## 6. Input data",
        flat(words["input"]),
        _input(case),
        "## 7. Submodels",
        "Parameters stand at their defaults here; an account draws those that it names, or that all accounts "
        "share, from its priors.",
    )


def _patterns(case: Case) -> str:
    """What of the record a run is held against, by kind."""
    if case.record is None:
        return "Patterns: none; the case names no record."
    record = load_record(case.record)
    count = Counter((i.kind, i.what) for i in items_for(case, record) if i.visible)
    names = {
        "cell": "whether it happened, by country and month"
        + " (year in the tail)" * bool(case.tail),
        "size": "how many",
        "date": "first day",
        "series": "level",
    }
    rows = [(names[k], what, n) for (k, what), n in sorted(count.items(), key=lambda x: x[0])]
    return joined(
        f"Patterns against which runs are judged: the items of the record `{record.name}`, fixed before any fit; "
        "cells only where the record's silence would mean something.",
        table(["pattern", "of what", "items"], rows),
    )


def _tables(case: Case) -> list[str]:
    """Tables of a world that have rows in a case."""
    none = {
        "officials": not (case.officials or case.bodies),
        "units": not case.units,
        "parties": not case.parties,
    }
    return [t for t in COLUMNS if not none.get(t, False)]


def _entities(case: Case) -> str:
    known = {
        "polities": len(case.polities),
        "places": len(case.places),
        "officials": len(case.officials) or "one to one, made at the start",
        "units": len(case.units),
        "parties": len(case.parties),
        "groups": sum(sum(x > 0 for x in p.strata.values()) for p in case.places),
    }
    rows = [
        (
            f"`{t}`",
            ENTITIES.get(t, "see the reference of columns"),
            known.get(t, "made at the start"),
        )
        for t in _tables(case)
        if t in ENTITIES
    ]
    rows.append(("people", "everybody one to one, by address; no table", f"{case.population:,.0f}"))
    return table(["entity", "what it is", "rows in this case"], rows)


def _scales(case: Case) -> str:
    tail = (
        f"; then to {case.tail.until} in steps of "
        + (f"{case.tail.months} months" if case.tail.months else f"{case.tail.step:g} days")
        if case.tail
        else ""
    )
    hegemon = f"Hegemon: {case.hegemon}." if case.hegemon else "No hegemon."
    return (
        f"Scales: {case.start} to {case.end} in steps of {case.step:g} days{tail}. Cells of {case.cell_size} people, "
        f"{case.workplace_cells} cells a workplace, towns of {case.town_size:,.0f} inhabitants. {hegemon}"
    )


def _initialisation(case: Case) -> Iterator[str]:
    """Tables of starting values, by entity."""
    yield "### Traits of people"
    yield table(
        ["trait", "distribution over people"],
        [(f"`{n}`", distribution(p)) for n, p in case.traits.items()],
    )
    head = ["of", "variable", "value", "unit", "spread", "source"]
    for title, things in (
        ("Polities", case.polities),
        ("Places", case.places),
        ("Strata", case.strata),
        ("Groups", case.groups),
        ("Sites", case.sites),
        ("Units", case.units),
        ("Bodies", case.bodies),
        ("Parties abroad", case.parties),
    ):
        rows = [row for thing in things for row in numbers_of(thing)]
        if rows:
            yield f"### {title}"
            yield table(head, rows)
    if case.officials:
        yield "### Officials"
        kinds = ["rank", "position", "complicity", "standing", "in_office", "spread"]
        yield table(
            ["polity", "name", *kinds, "source"],
            [
                (o.polity, o.name, *(float(getattr(o, k)) for k in kinds), o.source)
                for o in case.officials
            ],
        )


def numbers_of(thing: Any) -> Iterator[tuple[Any, ...]]:
    """Every number of an entity of a case: whose, which, value, unit, spread, source."""
    whose = getattr(thing, "name", None) or getattr(thing, "place", None) or ""
    if not hasattr(thing, "name"):
        picked = [getattr(thing, w, None) for w in ("polity", "place", "stratum")]
        whose = ", ".join(str(p) for p in picked if p) or whose or "all"
    for name, value in _found(thing):
        if isinstance(value, Number):
            yield whose, f"`{name}`", value.value, value.unit, value.spread, value.source
        else:
            unit = UNIT_OF.get(name.partition(".")[0], "")
            yield whose, f"`{name}`", float(value), unit, "", ""


def _found(thing: Any) -> Iterator[tuple[str, Any]]:
    """Numbers by name, those of tables within as ``table.name``."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, Number):
            yield field.name, value
        elif isinstance(value, dict):
            inner = "" if field.name in ("set", "default_place") else f"{field.name}."
            if field.name == "default_place":
                continue  # its places have it
            for name, x in value.items():
                if isinstance(x, Number | float | int) and not isinstance(x, bool):
                    yield f"{inner}{name}", x


def _input(case: Case) -> str:
    rows = [(str(e.on), f"`{e.name}`", _changes(e), e.source) for e in _by_day(case)]
    return table(["day", "event", "what it changes", "source"], rows)


def _by_day(case: Case) -> list[Any]:
    return sorted(case.events, key=lambda e: (e.on, e.name))


def _changes(event: Any) -> str:
    return "; ".join(
        f"{c.table}.{c.column} of {c.row} {'+' if c.add else '='} {c.value:g}"
        for c in event.changes
    )


def account_delta(account: Account) -> str:
    """An account as what it changes: steps, priors and fixed values, with passages, and what follows from it."""
    common = common_steps(account.document)
    order = str(account.document.data.get("order", FIRST_ORDER))
    own = [n for n in account.steps if n not in common]
    return joined(
        f"# {account.title}: delta ODD",
        flat(said()["note"]),
        f"Account `{account.name}`, written {account.written_as}, {account.grade}. What is not named here is as in the "
        f"ODD description of the case it runs on; processes are those of the common order `{order}`.",
        "## 1. Purpose and patterns",
        f"{flat(account.says)} Speaks to: {', '.join(account.speaks_to) or 'everything'}.",
        _passages(account),
        _predictions(account),
        "## 2. Entities, state variables and scales",
        "As in the case.",
        "## 3. Process overview and scheduling",
        _steps(account, common),
        "## 4. Design concepts",
        "As in the case. "
        + (f"What its author would object to: {flat(account.notes)}" if account.notes else ""),
        "## 5. Initialisation",
        "As in the case; the parameters below are drawn once a run.",
        "## 6. Input data",
        "As in the case.",
        "## 7. Submodels",
        _priors(account),
        _fixes(account),
        *(submodel(m, account.shared) for m in account.mechanisms if m.name in own),
    )


def _passages(account: Account) -> str:
    rows = [(cited_source(s), s.get("note", "")) for s in account.sources]
    return joined("Rests on these passages.", table(["passage", "for what"], rows))


def _predictions(account: Account) -> str:
    rows = [
        (f"`{p['id']}`", p.get("claim", ""), p.get("passage", ""), _test(p.get("test")))
        for p in account.predicts
    ]
    return joined(
        "Patterns that follow from it, as its author claims.",
        table(["id", "claim", "passage", "test"], rows),
    )


def _test(test: Any) -> str:
    if not isinstance(test, dict):
        return "none that a machine can check"
    return "; ".join(f"{k}: {_plain(v)}" for k, v in test.items())


def _plain(value: Any) -> str:
    value = plain(value)
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} {_plain(v)}" for k, v in value.items())
    return str(value)


def _steps(account: Account, common: Iterable[str]) -> str:
    """What is left out of the common order and put into it, and every denial with its passage."""
    common = list(common)
    out = [n for n in common if n not in account.steps]
    put = [n for n in account.steps if n not in common]
    kept = [n for n in common if n in account.steps]
    moved = kept != [n for n in account.steps if n in common]
    told = {d.name: d for d in account.denies}
    rows = [("left out", f"`{n}`", headline(load_mechanism(n))) for n in out]
    rows += [
        ("put in", f"`{n}`", f"after `{account.steps[k - 1]}`" if k else "first")
        for k, n in enumerate(account.steps)
        if n in put
    ]
    if moved:
        rows.append(("other order", "", ", ".join(f"`{n}`" for n in account.steps)))
    denied = table(
        ["denied", "passage", "why"], [(f"`{d.name}`", d.cited, d.why) for d in told.values()]
    )
    steps = table(["", "process", ""], rows) if rows else "The common order as it stands."
    return joined(steps, "What the author rejects:" if told else "", denied if told else "")


def _priors(account: Account) -> str:
    """Own priors beside default and shared prior."""
    known = {f"{m.name}.{n}": p for m in account.mechanisms for n, p in m.parameters.items()}
    rows = [
        (
            f"`{name}`",
            known[name].unit,
            known[name].default,
            distribution(account.shared.get(name)) or "none: at its default",
            distribution(prior),
            known[name].meaning,
            _why(account, name),
        )
        for name, prior in account.priors.items()
        if name in known
    ]
    head = ["parameter", "unit", "default", "shared prior", "prior here", "meaning", "why"]
    return joined(
        "Priors of its own; all else is drawn from the priors that accounts share, or stands at its default:",
        table(head, rows),
    )


def _why(account: Account, name: str) -> str:
    """What the file says behind a prior, on its line."""
    line = account.file.read_text(encoding="utf-8").splitlines()[
        account.document.line(("priors", name)) - 1
    ]
    return line.partition("#")[2].strip() if name in line else ""


def _fixes(account: Account) -> str:
    """Values that the text itself gives, or that a denial sets to nothing."""
    written = account.document.data.get("fixes") or {}
    rows = []
    for name, value in account.fixes.items():
        entry = written.get(name)
        why = entry.get("why", "") if isinstance(entry, dict) else "denied" if not entry else ""
        where = cited_source(entry) if isinstance(entry, dict) and "work" in entry else ""
        rows.append((f"`{name}`", float(value), where, why))
    return joined("Values that are fixed:", table(["parameter", "value", "passage", "why"], rows))


__all__ = ["account_delta", "case_odd", "odd", "order_name", "submodels"]
