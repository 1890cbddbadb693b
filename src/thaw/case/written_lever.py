"""A what-if as a person writes it: a `Lever` in Python, a dict, or a YAML file of its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from thaw.case import happenings
from thaw.case.case import Case
from thaw.case.dates import Known, read_lever
from thaw.case.entities import row_names
from thaw.case.keys import LEVER
from thaw.errors import ThawError
from thaw.files import Document, Path_, digest, read_yaml

SUFFIXES = (".yaml", ".yml")
WORDS = ("id", "title", "note", "source", "occasion")
"""Keys that change nothing in a run."""

NAME_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class Lever:
    """A what-if, with the same keys as a lever in a case file.

    Nothing is checked until a case is known: then names, dates, columns and values are, as in a file.

    Parameters
    ----------
    drop : sequence of str
        Events of the case left out.
    move : dict of str to date
        Events moved to another day, such as ``{"war": "1956-11-12"}``.
    add : sequence of dict
        Added to columns on a day: ``{"on": day, "columns": {"polities.exit_open": {"one": 0.1}}}``.
    set : sequence of dict
        Columns set on the day ``on``; with ``until`` held to that day; with ``at_least`` only raised.
    off : sequence of dict
        Mechanisms over polities switched off: ``{"mechanism", "polities", "from", "until"}``.
    without : sequence of str
        Mechanisms left out altogether.
    parameters : dict of "mechanism.parameter" to float
        Values pinned, inside the support of each parameter.
    occasion : dict, optional
        What must happen in a run for it to bite: ``{"measure", "polities", "from", "until", "reaches"}``.
        Read by `thaw.lever_effect`; a run is the same with it and without.
    name, title : str, optional
        As the Run names it; made from what it does when left out.

    Examples
    --------
    >>> later = Lever(move={"war": "1956-11-12"}, name="war_a_fortnight_later")
    """

    drop: Sequence[str] = ()
    move: Mapping[str, Any] = field(default_factory=dict)
    add: Sequence[Mapping[str, Any]] = ()
    set: Sequence[Mapping[str, Any]] = ()
    off: Sequence[Mapping[str, Any]] = ()
    without: Sequence[str] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    occasion: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    title: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Only what was given, with `name` as ``id``: as a lever file holds it."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        named = {"id": given.pop("name"), "title": given.pop("title")}
        return {k: plain(v) for k, v in {**named, **given}.items() if v is not None and len(v)}

    def _repr_html_(self) -> str:
        from thaw.cards import lever_card

        return lever_card(self)


class _Spoken(Document):
    """A lever that stands in no file: errors name its keys only."""

    def error(self, problem: str, path: Path_ = (), **more: Any) -> ThawError:
        key = ".".join(["lever", *(str(part) for part in path)])
        return ThawError(problem, key=key, **more)


def is_path(given: Any) -> bool:
    """Whether a lever is meant as a file rather than as a name of the case."""
    if isinstance(given, Path):
        return True
    return isinstance(given, str) and (Path(given).suffix in SUFFIXES or len(Path(given).parts) > 1)


def read_written(case: Case, given: Any) -> tuple[happenings.Lever, dict[str, Any]]:
    """A lever from a file, a dict or a `Lever`, held against a case.

    Returns
    -------
    (thaw.case.Lever, dict)
        The lever, and what was written, in plain data.

    Raises
    ------
    ThawError
        For whatever the case does not know, with file and line where there is a file.
    """
    if is_path(given):
        if not Path(given).exists():
            raise ThawError("there is no such file", file=given, expected="a file of a lever")
        document = read_yaml(given)
        document.is_a("lever")
        written = document.data
        stem: str | None = Path(given).stem
    else:
        written = given.to_dict() if isinstance(given, Lever) else _from_dict(given)
        document = _Spoken(written, Path("lever"), {})
        stem = None
    if not isinstance(written, dict) or not written.keys() - {*WORDS}:
        keys = tuple(LEVER)
        document.keys(written, keys)
        raise document.error("changes nothing", expected=", ".join(keys[2:-3]))
    named = {"id": stem or _name(written), "title": _title(written)}
    entry = {**named, **{k: v for k, v in written.items() if v is not None}}
    lever = read_lever(document, entry, (), known_of(case))
    if lever.name in case.levers:
        raise document.error(
            f"case {case.name} has a lever {lever.name!r} of its own",
            ("id",),
            todo="give this one another id, so that results are not mistaken",
        )
    return lever, plain(entry)


def known_of(case: Case) -> Known:
    """What a lever of this case may touch."""
    rows = {
        table: [entity.name for entity in getattr(case, table)]
        for table in ("polities", "places", "sites", "units", "parties")
    }
    rows["officials"] = row_names((o.polity, o.name) for o in case.officials)
    return Known(rows, [e.name for e in case.events], case.start, last_day(case))


def last_day(case: Case) -> dt.date:
    """Last day of the case, its tail included."""
    return case.tail.until if case.tail else case.end


def _from_dict(given: Mapping[str, Any]) -> dict[str, Any]:
    """A dict as a file would hold it; ``name`` may stand for ``id``, as in `Lever`."""
    made = plain(given)
    if "name" in made:
        made = {"id": made.pop("name"), **made}
    return made


def plain(value: Any) -> Any:
    """Plain data: lists, dicts, numbers, texts and days; times become days."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, dt.datetime):
        return value.date()
    if type(value).__module__ == "numpy":
        return str(value)[:10] if value.dtype.kind == "M" else plain(value.tolist())
    return value


def _deeds(written: Mapping[str, Any]) -> list[str]:
    """What a lever does, in a few words each."""
    said = []
    for word, content in written.items():
        if word in WORDS or not content:
            continue
        if isinstance(content, Mapping):
            said += [f"{word} {name} {value}" for name, value in content.items()]
            continue
        for entry in content if isinstance(content, list) else [content]:
            if isinstance(entry, Mapping):
                what = entry.get("columns") or entry.get("mechanism") or ""
                entry = ", ".join(what) if isinstance(what, Mapping) else what
            said.append(f"{word} {entry}")
    return said


def _title(written: Mapping[str, Any]) -> str:
    return "; ".join(_deeds(written)) or "unnamed"


def _name(written: Mapping[str, Any]) -> str:
    """A name from what is done and a hash of all of it: file-safe, the same each time."""
    first = (_deeds(written) or ["lever"])[0].split(" ")[:2]
    word = "".join(c if c.isalnum() else "_" for c in "_".join(first))[:NAME_LENGTH]
    return f"{word}_{digest(json.loads(json.dumps(plain(written), default=str)))[:6]}"
