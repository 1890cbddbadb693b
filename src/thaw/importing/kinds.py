"""Which kind of event of a record a type of event of another table is: a table that users see and change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from thaw.errors import Problems, ThawError, nearest_name
from thaw.record.form import KINDS

COLUMNS = ("type", "kind", "why")
BY_NAME = "called as the kind is"
"""Why a type counts as a kind that nobody gave it."""


@dataclass(frozen=True)
class Kinds:
    """Types of a table and what each stands for.

    Attributes
    ----------
    of : dict
        Type, in small letters, to kinds of a record; none: set aside.
    why : dict
        The same to the reason.
    spelt : dict
        The same to the type as written.
    """

    of: dict[str, tuple[str, ...]]
    why: dict[str, str]
    spelt: dict[str, str]

    def find(self, type_: str) -> str | None:
        """The entry for a type: itself, or the longest beginning, of a code or of parts, that has one."""
        told = " ".join(type_.split()).lower()
        if told in self.of:
            return told
        head, sign, tail = told.rpartition(" / ")
        if sign:
            shorter = (f"{head[:n]} / {tail}" for n in range(len(head) - 1, 1, -1))
            near = next((t for t in shorter if t in self.of), None) if head.isdigit() else None
            return near or self.find(head)
        if told.isdigit():
            return next(
                (told[:n] for n in range(len(told) - 1, 1, -1) if told[:n] in self.of), None
            )
        return None


def by_name(kinds: Kinds) -> Kinds:
    """The same table, in which a type that is called as a kind of a record counts as that kind.

    What the table says goes before it. Spaces may stand for the signs between words: general strike.
    """
    made = Kinds(dict(kinds.of), dict(kinds.why), dict(kinds.spelt))
    for kind in KINDS:
        for type_ in {kind, kind.replace("_", " ")}:
            if type_ not in made.of:
                made.of[type_], made.why[type_], made.spelt[type_] = (kind,), BY_NAME, type_
    return made


def met(kinds: Kinds, types: Iterable[str]) -> Kinds:
    """The same table without types that stand in it for their name alone and that no row has.

    What is left says which kinds of event the table of rows tells of, and so of which its silence speaks.
    """
    found = {kinds.find(t) for t in types}
    kept = [t for t in kinds.of if t in found or kinds.why[t] != BY_NAME]
    return Kinds(
        {t: kinds.of[t] for t in kept},
        {t: kinds.why[t] for t in kept},
        {t: kinds.spelt[t] for t in kept},
    )


def changed(kinds: Kinds, given: Mapping[str, str]) -> Kinds:
    """The table with entries of the user's own: for a type, or for all types whose first part it is.

    Where the table has the type itself, entries that are more special stay.

    Parameters
    ----------
    kinds : Kinds
    given : dict
        Type, or the first part of types such as ``Battles``, to kinds joined by +; empty: set aside.

    Raises
    ------
    ThawError
        A kind is none of a record's.
    """
    made = Kinds(dict(kinds.of), dict(kinds.why), dict(kinds.spelt))
    for told, text in given.items():
        type_ = " ".join(told.split())
        of = tuple(k.strip() for k in text.split("+") if k.strip())
        for kind in of:
            if kind not in KINDS:
                raise ThawError(
                    f"no kind of event is called {kind!r}",
                    key=f"--kind {type_}",
                    expected=", ".join(KINDS) + "; or nothing, to set the type aside",
                    nearest=nearest_name(kind, KINDS),
                )
        low = type_.lower()
        below = [] if low in made.of else [t for t in made.of if t.startswith(f"{low} / ")]
        for entry in (low, *below):
            made.of[entry], made.why[entry] = of, "as given with --kind"
            made.spelt.setdefault(entry, type_)
    return made


def check_met(given: Iterable[str], types: Iterable[str], kinds: Kinds) -> None:
    """Refuse a type of the user's own that no row has.

    Raises
    ------
    ThawError
        With the types of the file, and the nearest.
    """
    types = sorted(types)
    heads = {t.partition(" / ")[0] for t in types}
    for told in given:
        low = " ".join(told.split()).lower()
        if not any(
            t.lower() == low or t.lower().startswith(f"{low} / ") for t in types
        ) and not any(kinds.find(t) == low for t in types):
            raise ThawError(
                "no row has this type",
                key=f"--kind {told}",
                expected=", ".join(types),
                nearest=nearest_name(told, {*types, *heads}),
            )


def read_kinds(file: Path) -> Kinds:
    """Read a table with the columns type, kind (several joined by +; none: set aside) and why.

    Raises
    ------
    ThawError
        With the line: a column is missing, a type stands twice, or a kind is none of a record's.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise ThawError(
            f"cannot be read: {problem.strerror}", file=file, expected="a table of kinds"
        ) from None
    except UnicodeDecodeError as problem:
        raise ThawError(f"cannot be read: {problem}", file=file, expected="text in UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise ThawError(
            f"the column {missing[0]!r} is missing",
            file=file,
            line=1,
            key=missing[0],
            expected=", ".join(COLUMNS),
            nearest=nearest_name(missing[0], set(reader.fieldnames or ()) - set(COLUMNS)),
        )
    made = Kinds({}, {}, {})
    problems = Problems()
    with problems.collecting():
        for row in reader:
            line, type_ = reader.line_num, " ".join((row["type"] or "").split())
            kinds = tuple(k.strip() for k in (row["kind"] or "").split("+") if k.strip())
            for kind in kinds:
                if kind not in KINDS:
                    problems.note(
                        ThawError(
                            f"no kind of event is called {kind!r}",
                            file=file,
                            line=line,
                            key=type_,
                            expected=", ".join(KINDS) + "; or nothing, to set the type aside",
                            nearest=nearest_name(kind, KINDS),
                        )
                    )
            if type_.lower() in made.of:
                problems.note(
                    ThawError(
                        "stands twice", file=file, line=line, key=type_, expected="each type once"
                    )
                )
            made.of[type_.lower()] = kinds
            made.why[type_.lower()] = (row["why"] or "").strip()
            made.spelt[type_.lower()] = type_
    return made
