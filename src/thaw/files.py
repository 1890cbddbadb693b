"""Reading YAML with the line of every key; shipped files by name are in `thaw.shipped`, and given here too.

Departures from YAML 1.1, so that a file means what a reader thinks it means: only `true` and
`false` are booleans (`on:` is a key like any other), `1e-3` is a number, and `010` is ten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import yaml

from thaw.errors import Problems, ThawError, nearest_name
from thaw.keys import Table
from thaw.shipped import data_folder, find, mechanism_names, shipped

__all__ = [
    "MISSING",
    "Document",
    "Path_",
    "data_folder",
    "digest",
    "find",
    "mechanism_names",
    "parse_yaml",
    "read_date",
    "read_yaml",
    "shipped",
]

Path_ = tuple[Hashable, ...]
"""Where an entry sits: keys and list positions from the top, such as ``("events", 3, "on")``."""

DEEPEST = 100
"""Levels of a YAML file: lists within tables within lists, and so on."""

MOST_REPEATED = 100_000
"""Entries that the aliases of a YAML file may add to those that are written."""

MOST_DIGITS = 300
"""Of a whole number: more cannot be held as a float."""

_INT = re.compile(r"^[-+]?[0-9][0-9_]*$")
_FLOAT = re.compile(
    r"^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
)


class Sign(NamedTuple):
    """By which keys a kind of file is known, and what is told where another kind is due."""

    keys: tuple[str, ...]
    called: str
    says: str
    todo: str


KINDS = {
    "account": Sign(
        ("account",), "an account", "describes an account", "give it where an account is asked for"
    ),
    "case": Sign(("case",), "a case", "describes a case", "give it where a case is asked for"),
    "layout": Sign(
        ("format", "vintage"),
        "a file that says which column is what",
        "says which column of a table is what",
        "give it to thaw import table with --columns",
    ),
    "record": Sign(
        ("record", "span"),
        "the record.yaml of a record",
        "describes a record",
        "give its folder where a record is asked for",
    ),
    "lever": Sign(
        ("drop", "move", "add", "set", "off"),
        "a lever",
        "describes a lever",
        "give it with --lever",
    ),
}
"""Kinds of file, by keys that no kind before it has: all of them, but any of a lever's, which are optional."""


def kind_of(data: Any) -> str | None:
    """The first kind of `KINDS` whose keys stand in what a file holds, if any."""
    if not isinstance(data, dict):
        return None
    fits = {k: [key in data for key in sign.keys] for k, sign in KINDS.items()}
    return next((k for k, has in fits.items() if (any(has) if k == "lever" else all(has))), None)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader with the departures named above; nothing else is added."""

    yaml_implicit_resolvers: ClassVar[dict] = {}

    def whole(self, node: yaml.ScalarNode) -> int:
        """A whole number in tens, with or without zeros in front."""
        text = str(self.construct_scalar(node)).replace("_", "")
        try:
            if len(text) > MOST_DIGITS:
                raise ValueError
            return int(text)
        except ValueError:
            raise yaml.constructor.ConstructorError(
                None, None, f"{text[:20]!r} cannot be read as a whole number", node.start_mark
            ) from None


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.whole)

for _letters, _tag, _pattern in (
    ("tTfF", "bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")),
    ("-+0123456789", "int", _INT),
    ("-+.0123456789", "float", _FLOAT),
    ("~nN\0", "null", re.compile(r"^(?:~|null|Null|NULL|)$")),
    ("0123456789", "timestamp", re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
    ("<", "merge", re.compile(r"^<<$")),
):
    _first = [c for c in _letters if c != "\0"] + ([""] if "\0" in _letters else [])
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, _first)


class _Missing:
    """Stands for a required key that is not there, of which a mistake is told already."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""


MISSING: Any = _Missing()


class _Gaps(dict):
    """A table in which a key that is not there reads as `MISSING`."""

    def __missing__(self, key: Hashable) -> Any:
        return MISSING


@dataclass(frozen=True)
class Document:
    """A YAML file that has been read.

    Attributes
    ----------
    data : dict or list
        Its content in plain Python types; dates are ``datetime.date``.
    file : Path
        Where it was read from.
    lines : dict
        Path of every key and list entry to its line, from 1.
    problems : Problems
        Mistakes noted so far by a reader that collects them.
    spoilt : set
        Paths of entries of which a mistake is told already; `note` tells no other there.
    """

    data: Any
    file: Path
    lines: dict[Path_, int] = field(repr=False)
    problems: Problems = field(default_factory=Problems, repr=False, compare=False)
    spoilt: set[Path_] = field(default_factory=set, repr=False, compare=False)

    def line(self, path: Path_ = ()) -> int:
        """Line of the entry at `path`, or of its nearest enclosing entry."""
        path = tuple(path)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(
        self,
        problem: str,
        path: Path_ = (),
        *,
        expected: str | None = None,
        nearest: str | None = None,
        todo: str | None = None,
    ) -> ThawError:
        """A `ThawError` that names this file, the line and the dotted key of `path`."""
        key = ".".join(str(part) for part in path) or None
        return ThawError(
            problem,
            file=self.file,
            line=self.line(path),
            key=key,
            expected=expected,
            nearest=nearest,
            todo=todo,
        )

    def note(self, problem: str, path: Path_ = (), **more: str | None) -> Any:
        """Tell a mistake of one field and go on: None is returned, or the error raised.

        It is raised at once unless somebody collects (`Problems.collecting`). Nothing is told of a
        field that is missing, or below an entry of which something is told already.
        """
        path = tuple(path)
        if not any(path[: len(told)] == told for told in self.spoilt):
            self.problems.note(self.error(problem, path, **more))
        return None

    def is_a(self, kind: str) -> None:
        """Raise `ThawError` for a file of another kind: one mistake instead of one for every key.

        Parameters
        ----------
        kind : {"account", "case", "layout", "record", "lever"}
            What is due: a key of `KINDS`.
        """
        found = kind_of(self.data)
        if found is None or found == kind:
            return
        key = next(k for k in KINDS[found].keys if k in self.data)
        raise self.error(
            f"unknown key {key!r}: the file {KINDS[found].says}",
            (key,),
            expected=KINDS[kind].called,
            todo=KINDS[found].todo,
        )

    def sound(self, *sections: Hashable) -> bool:
        """Whether no mistake is noted so far below these keys of the top, or at all."""
        told = [str(p.key or "").split(".")[0] for p in self.problems.found]
        return not (set(told) & {str(s) for s in sections} if sections else told)

    def keys(
        self, table: Any, allowed: Iterable[str], required: Iterable[str] = (), path: Path_ = ()
    ) -> dict[str, Any]:
        """`table` itself, once it is known to be a mapping with the right keys.

        While mistakes are collected, a required key that is missing reads as `MISSING`, which the
        readers of fields pass over.

        Parameters
        ----------
        allowed : iterable of str, or Table
            The keys, or the table of keys (`thaw.keys`) that says which of them are required.

        Raises
        ------
        ThawError
            Not a mapping, a key that is not allowed (with the nearest one that is), or one missing.
        """
        required = list(required)
        if isinstance(allowed, Table):
            required = allowed.required
        allowed = list(allowed)
        if table is MISSING:
            return _Gaps()
        if not isinstance(table, dict):
            self.note("is not a table of keys", path, expected=", ".join(allowed))
            self.spoilt.add(tuple(path))
            return _Gaps()
        meant = set()
        for key in table:
            if key not in allowed:
                near = nearest_name(key, allowed)
                meant.add(near)
                self.note(
                    f"unknown key {key!r}", (*path, key), expected=", ".join(allowed), nearest=near
                )
        missing = [repr(key) for key in required if key not in table and key not in meant]
        if missing:
            said = f"key {missing[0]} is" if len(missing) == 1 else f"keys {', '.join(missing)} are"
            self.note(f"the {said} missing", path, expected=", ".join(required))
        return _Gaps(table) if self.problems.active else table

    def entries(self, data: Mapping[str, Any], key: str) -> list[tuple[Any, Any]]:
        """Keys and values of the table under a key of `data`; none where it is missing or no table."""
        table = data.get(key) or {}
        if not isinstance(table, dict):
            self.note("is not a table of keys", (key,))
            return []
        return list(table.items())

    def one_of(self, value: Any, valid: Iterable[str], what: str, path: Path_) -> Any:
        """`value`, once it is known to be among `valid`; `what` names the list in the error."""
        valid = list(valid)
        if value is MISSING:
            return None
        if value not in valid:
            return self.note(
                f"no {what} is called {value!r}",
                path,
                expected=", ".join(valid) if len(valid) <= 12 else f"one of {len(valid)} names",
                nearest=nearest_name(value, valid),
            )
        return value


def read_yaml(file: str | Path, collect: bool = False) -> Document:
    """Read one YAML file.

    Parameters
    ----------
    collect : bool
        Note repeated keys and impossible dates in `Document.problems` instead of raising them, for a
        reader that tells them with its own.

    Raises
    ------
    ThawError
        The file cannot be read, is not YAML, repeats a key, or holds an impossible date.
    """
    file = Path(file)
    try:
        return parse_yaml(file.read_text(encoding="utf-8-sig"), file, collect)
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise ThawError(f"cannot be read: {why}", file=file) from None
    except UnicodeDecodeError as problem:
        raise ThawError(
            f"cannot be read: {problem}",
            file=file,
            expected="text in UTF-8",
            todo="save it again with the encoding UTF-8",
        ) from None


def parse_yaml(text: str, file: str | Path = "text.yaml", collect: bool = False) -> Document:
    """As `read_yaml`, from a string; `file` is the name used in errors."""
    file = Path(file)
    loader = None
    try:
        _refuse_depth(text, file)
        loader = _Loader(text)
        node = loader.get_single_node()
        d = Document({}, file, {(): 1})
        if node is None:
            return d
        _refuse_repeats(node, file)
        _walk(loader, node, (), d)
        if not collect:
            d.problems.raise_all()
        return replace(d, data=loader.construct_document(node))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else None
        raise ThawError(f"is not valid YAML: {problem.problem}", file=file, line=line) from None
    except yaml.YAMLError as problem:
        raise ThawError(f"is not valid YAML: {problem}", file=file) from None
    finally:
        if loader is not None:
            loader.dispose()


def _refuse_depth(text: str, file: Path) -> None:
    """Refuse what is nested too deeply, before anything walks down it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise ThawError(
                f"is nested more than {DEEPEST} levels deep",
                file=file,
                line=event.start_mark.line + 1,
                expected="tables and lists a few levels deep",
            )


def _refuse_repeats(top: yaml.Node, file: Path) -> None:
    """Refuse aliases that contain themselves, or unfold to far more than is written."""
    size: dict[int, int] = {}
    inside: set[int] = set()

    def unfolded(node: yaml.Node) -> int:
        name = id(node)
        if name in inside:
            line = node.start_mark.line + 1
            raise ThawError("an alias contains itself", file=file, line=line)
        if name not in size:
            inside.add(name)
            below: list[yaml.Node] = []
            if isinstance(node, yaml.MappingNode):
                below = [part for pair in node.value for part in pair]
            elif isinstance(node, yaml.SequenceNode):
                below = node.value
            size[name] = 1 + sum(unfolded(part) for part in below)
            inside.discard(name)
        return size[name]

    if unfolded(top) - len(size) > MOST_REPEATED:
        raise ThawError(
            f"its aliases repeat more than {MOST_REPEATED:,} entries",
            file=file,
            line=1,
            expected="entries written out, or aliases of few entries",
        )


def _merge(loader: yaml.SafeLoader, node: yaml.MappingNode) -> None:
    """Put the entries that ``<<`` names in its place; a key of the table's own counts before them."""
    if not any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
        return
    own = [pair for pair in node.value if pair[0].tag != "tag:yaml.org,2002:merge"]
    loader.flatten_mapping(node)
    merged = node.value[: len(node.value) - len(own)]
    named = {_written(key) for key, _ in own}
    kept = {_written(key): (key, value) for key, value in merged}
    node.value = [pair for name, pair in kept.items() if name not in named] + own


def _written(key: yaml.Node) -> Hashable:
    """A key as it stands in the file."""
    return (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key)


def _walk(loader: yaml.SafeLoader, node: yaml.Node, path: Path_, d: Document) -> None:
    """Enter the line of every entry below `node`; note repeated keys and impossible dates."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        _merge(loader, node)
        seen: dict[Hashable, int] = {}
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            key = loader.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise ThawError("a key must be a word or a number", file=d.file, line=line)
            d.lines[(*path, key)] = line
            if key in seen:
                d.problems.found.append(
                    d.error(
                        f"the key {key!r} appears twice",
                        (*path, key),
                        expected=f"each key once; the first is on line {seen[key]}",
                    )
                )
                d.spoilt.add((*path, key))
            seen[key] = line
            _walk(loader, value, (*path, key), d)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            d.lines[(*path, number)] = value.start_mark.line + 1
            _walk(loader, value, (*path, number), d)
    elif node.tag == "tag:yaml.org,2002:timestamp":
        try:
            loader.construct_object(node)
        except ValueError as problem:
            d.lines[path] = line
            d.problems.found.append(
                d.error(
                    f"{node.value} is not a date: {problem}",
                    path,
                    expected="a day of the calendar as YYYY-MM-DD",
                )
            )
            d.spoilt.add(path)
            loader.recursive_objects.pop(node, None)
            node.tag = "tag:yaml.org,2002:str"


def digest(content: Any) -> str:
    """A short SHA-256 of plain data, the same whatever the order of keys; 16 hex digits."""
    text = json.dumps(content, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_date(document: Document, value: Any, path: Path_, *, end: bool = False) -> dt.date:
    """A day from ``1956-03-24``, or the first (`end`: last) day of ``1956-03`` or ``1956``.

    Raises
    ------
    ThawError
        Not a date of the calendar.
    """
    if isinstance(value, dt.date):
        return value
    if value is MISSING:
        return None  # type: ignore[return-value]
    parts = str(value).split("-")
    try:
        if not 1 <= len(parts) <= 3 or len(parts[0]) != 4 or isinstance(value, bool | float):
            raise ValueError("not written as a date")
        if any(not int(part) for part in parts[1:]):
            raise ValueError("a month or day 00 is not in the calendar")
        year, month, day = (int(parts[k]) if k < len(parts) else 0 for k in range(3))
        first = dt.date(year, month or 1, day or 1)
    except ValueError as problem:
        return document.note(
            f"{value!r} is not a date: {problem}",
            path,
            expected="a day of the calendar as YYYY-MM-DD, a month as YYYY-MM, or a year; leave out what is unknown",
        )
    if not end or day:
        return first
    if month:
        return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return dt.date(year, 12, 31)
