"""What each author names, grants or denies as a cause, and which parts of the model carry which cause.

The coded causes are `data/causes/named.csv`, one row a passage; `data/causes/model.yaml` says which
mechanism answers which question and which cause each of its weights carries.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder, read_yaml

STANCES = ("names+", "names-", "concedes+", "denies")
"""Raises the outcome, lowers it, has a minor part that is granted, is not the cause."""

CLASSES = ("named", "conceded", "opposite", "silent", "denied", "apart")
"""How an author stands to a part: opposite is a cause he names, working the other way in the model;
apart is the crowd itself, which carries nobody's theory."""

NEEDED = ("question", "drive", "stance", "passage")


@dataclass(frozen=True)
class Named:
    """One cause that one author names, grants or denies for one question."""

    account: str
    question: str
    drive: str
    stance: str
    passage: str
    strength: str = ""
    paraphrase: str = ""


@dataclass(frozen=True)
class Question:
    """A question and the mechanism that decides it: see the head of model.yaml.

    `weights` has (drive, sense) pairs by parameter, `columns` a dict of `carries`, `read` and `apart` by
    part; `also` gives the sense of further questions.
    `pooled` is whether its decisions count in an account's one share.
    """

    name: str
    title: str
    mechanism: str
    counted: str = ""
    also: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    rest: tuple[tuple[str, int], ...] = ()
    level: Mapping[str, str] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    wave: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pooled: bool = True


@dataclass(frozen=True)
class Stance:
    """How an author stands to one part: its class in `CLASSES`, and the passages that say so."""

    kind: str
    drive: str = ""
    passages: tuple[str, ...] = ()


def signed(drives: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Names with or without a minus as (name, sense) pairs."""
    return tuple((d.removeprefix("-"), -1 if d.startswith("-") else 1) for d in drives)


@cache
def model() -> tuple[dict[str, Question], dict[str, dict[str, tuple[tuple[str, int], ...]]]]:
    """Questions by name; and by drive what it stands for and falls with."""
    data = read_yaml(data_folder("causes") / "model.yaml").data
    questions = {}
    for name, entry in data["questions"].items():
        made = dict(entry)
        made["weights"] = {k: signed(v) for k, v in entry.get("weights", {}).items()}
        made["rest"] = signed(entry.get("rest", ()))
        made["held"] = tuple(entry.get("held", ()))
        made["columns"] = {
            k: {**v, "carries": signed(v["carries"])} for k, v in entry.get("columns", {}).items()
        }
        questions[name] = Question(name, **made)
    twins = {
        drive: {how: signed(entry.get(how, ())) for how in ("stands_for", "falls_with")}
        for drive, entry in data["drives"].items()
    }
    return questions, twins


def named_causes(account: str, file: str | Path | None = None) -> tuple[Named, ...]:
    """The coded causes of an account: those shipped under its name, or all rows of a table of one's own.

    Parameters
    ----------
    account : str
    file : path, optional
        A CSV file with the columns question, drive, stance and passage; with a column account only the
        rows of this account count.

    Returns
    -------
    tuple of Named
        Empty for an account whose passages nobody has coded.

    Raises
    ------
    ThawError
        For a file that is not there, lacks a column, or has a question, drive or stance that is unknown.
    """
    if file is None:
        return tuple(n for n in shipped() if n.account == account)
    path = Path(file)
    rows = _rows(path)
    known = {n.drive for n in shipped()} | set(model()[1]) | _carried()
    questions = {n.question for n in shipped()}
    for line, row in enumerate(rows, 2):
        for column, valid in (("question", questions), ("drive", known), ("stance", STANCES)):
            if row[column] not in valid:
                raise ThawError(
                    f"line {line}: {row[column]!r} is no {column}",
                    file=path,
                    key=column,
                    nearest=nearest_name(row[column], valid),
                    expected=", ".join(valid) if column == "stance" else f"a {column} of named.csv",
                )
    return tuple(_named(row, account) for row in rows if row.get("account") in (None, "", account))


@cache
def shipped() -> tuple[Named, ...]:
    """All coded causes that ship."""
    return tuple(_named(row, "") for row in _rows(data_folder("causes") / "named.csv"))


def _named(row: Mapping[str, str], account: str) -> Named:
    return Named(
        row.get("account") or account,
        row["question"],
        row["drive"],
        row["stance"],
        row["passage"],
        row.get("strength") or "",
        row.get("paraphrase") or "",
    )


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise ThawError(
            "there is no such file", file=path, expected="a table of named causes (CSV)"
        )
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            reader = csv.DictReader(lines)
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise ThawError(f"cannot be read as CSV: {problem}", file=path) from None
    lacking = [c for c in NEEDED if c not in (reader.fieldnames or ())]
    if lacking:
        raise ThawError(
            f"lacks the column {lacking[0]!r}",
            file=path,
            key=lacking[0],
            expected="columns " + ", ".join(NEEDED),
        )
    short = next((n for n, row in enumerate(rows, 2) if None in row.values() or None in row), None)
    if short is not None:
        raise ThawError(f"line {short} has not as many cells as columns", file=path)
    return rows


def _carried() -> set[str]:
    """Every cause that a part of the model carries."""
    found = set()
    for q in model()[0].values():
        groups = [*q.weights.values(), q.rest, *(c["carries"] for c in q.columns.values())]
        found |= {drive for group in groups for drive, _ in group}
    return found


def speaks(named: Iterable[Named], question: Question) -> bool:
    """Whether an author names at least one cause for what a question is about."""
    about = {question.name, *question.also}
    return any(n.question in about and n.stance.startswith("names") for n in named)


def stance_of(
    named: Iterable[Named], question: Question, carries: Iterable[tuple[str, int]], raises: int
) -> Stance:
    """How an author stands to a part of a decision.

    Parameters
    ----------
    named : sequence of Named
        His causes.
    carries : (drive, sense) pairs
        The causes that the part carries.
    raises : int
        Sign in which more of what is weighted moves the decision, 1 or -1.

    Notes
    -----
    What he says of the cause itself goes first, and a naming before a denial (two readings). Where he says
    nothing of it, a denial of what it stands for or of a twin counts before a naming of what it stands for.
    """
    named = tuple(named)
    twins = model()[1]
    ranked: list[Stance] = []
    for drive, sense in carries:
        own = _said(named, question, [(drive, sense * raises)])
        if own.kind == "silent" and drive in twins:
            other = {k: [(d, s * sense * raises) for d, s in v] for k, v in twins[drive].items()}
            beside = _said(named, question, other["stands_for"])
            falls = _said(named, question, [*other["stands_for"], *other["falls_with"]], "denied")
            own = falls if falls.kind == "denied" else beside
        ranked.append(own)
    order = ("named", "conceded", "denied", "opposite", "silent")
    return min(ranked, key=lambda s: order.index(s.kind), default=Stance("silent"))


def _said(
    named: tuple[Named, ...], question: Question, drives: Iterable[tuple[str, int]], only: str = ""
) -> Stance:
    """The first of `order` that he says of any of these causes; with `only`, that or silence."""
    found: dict[str, list[Named]] = {}
    for drive, sign in drives:
        for n in named:
            turn = 1 if n.question == question.name else question.also.get(n.question, 0)
            if n.drive != drive or not turn:
                continue
            said = {"names+": turn, "concedes+": turn, "names-": -turn}.get(n.stance)
            kind = "denied"
            if said is not None:
                kind = "conceded" if n.stance == "concedes+" else "named"
                kind = kind if said == sign else "opposite"
            found.setdefault(kind, []).append(n)
    for kind in ("named", "conceded", "denied", "opposite") if not only else (only,):
        if kind in found:
            rows = found[kind]
            return Stance(kind, rows[0].drive, tuple(dict.fromkeys(n.passage for n in rows)))
    return Stance("silent")
