"""An Account: one author's theory as data - ordered mechanisms, priors, predictions, passages.

An account is a YAML file. Its id cites the author and the year; its order of steps is part of the
theory; what it leaves out, it leaves out because its author denies it, with the passage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.files import Document, digest, find, read_date, read_yaml, shipped
from thaw.prior import Prior

if TYPE_CHECKING:
    from thaw.mechanism import Mechanism

GRADES = ("first-hand", "second-hand", "hostile report", "outside scholarship", "null")
FAMILIES = (
    "mass pressure", "wings under pressure", "monopoly of power", "one man's rule",
    "line of the leadership", "encirclement and new stratum", "national roads", "belief and void",
    "Western pressure", "new class", "outside scholarship", "null", "published model",
)  # fmt: skip

_REQUIRED = ("account", "title", "written", "grade", "family", "says", "steps")
_KEYS = (
    *_REQUIRED, "ranked", "sources", "speaks_to", "denies", "before", "fixes", "priors",
    "predicts", "objection", "notes",
)  # fmt: skip


@dataclass(frozen=True)
class Denial:
    """A mechanism or parameter the author rejects, with the passage."""

    name: str
    lines: str
    why: str


@dataclass(frozen=True)
class Account:
    """A theory that can be run.

    Attributes
    ----------
    name : str
        Author and year, as in ``deutscher_1956``.
    written : date
        Last day of the period the text dates from; later items of a record are prediction.
    grade, family : str
        One of `GRADES`; one of `FAMILIES` or a new one.
    ranked : bool
        Whether `compare` ranks it or only runs and audits it.
    speaks_to : tuple of str
        Topics on which the author says something; evidence on others weighs nothing for it.
    steps : tuple of str
        Mechanisms in the order they run within a day.
    hot : tuple of str
        Those of `steps` that repeat within a day where something happens.
    fixes : dict
        "mechanism.parameter" to a value the text itself gives (0 for a denied parameter).
    priors, shared : dict
        "mechanism.parameter" to `Prior`: its own (at most 6) and the shared block (at most 12).
    predicts : tuple of dict
        Machine-checkable claims: id, claim, passage, test.
    """

    name: str
    title: str
    says: str
    written: dt.date
    written_as: str
    grade: str
    family: str
    ranked: bool
    speaks_to: tuple[str, ...]
    sources: tuple[dict[str, Any], ...]
    denies: tuple[Denial, ...]
    steps: tuple[str, ...]
    hot: tuple[str, ...]
    fixes: dict[str, float]
    priors: dict[str, Prior]
    shared: dict[str, Prior]
    predicts: tuple[dict[str, Any], ...]
    objection: str
    file: Path
    document: Document = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Account {self.name}: {self.title}; {len(self.steps)} steps>"

    def _repr_html_(self) -> str:
        from thaw.cards import account_card

        return account_card(self)

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """The `Mechanism` of each step, in order."""
        from thaw.mechanism import load_mechanism

        return tuple(load_mechanism(name) for name in self.steps)

    @property
    def all_priors(self) -> dict[str, Prior]:
        """Shared block and own priors; an own prior replaces a shared one of the same name."""
        return {**self.shared, **self.priors}

    @property
    def prior_hash(self) -> str:
        """Hash of everything that fixes the prior: priors, shared block and fixed values."""
        content = {name: prior.to_dict() for name, prior in self.all_priors.items()}
        return digest({"priors": content, "fixes": self.fixes})

    @property
    def hash(self) -> str:
        """Hash of everything that moves a run: steps in order, prior, and each mechanism's file."""
        sources = {m.name: digest(m.file.read_text(encoding="utf-8")) for m in self.mechanisms}
        return digest({"steps": self.steps, "prior": self.prior_hash, "mechanisms": sources})

    def defaults(self) -> dict[str, float]:
        """Every parameter of every step at its default, fixed values put in."""
        values = {
            f"{m.name}.{name}": float(p.default)
            for m in self.mechanisms
            for name, p in m.parameters.items()
        }
        return {**values, **self.fixes}


def accounts() -> dict[str, Path]:
    """Names and files of the shipped accounts."""
    return shipped("accounts")


def load_account(name_or_path: str | Path) -> Account:
    """Read an account and check it whole.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped account such as ``stein_1956``, or a file of one's own.

    Raises
    ------
    ThawError
        On the first mistake, with file, line, key and the nearest valid name.
    """
    from thaw.account_checks import complete

    return complete(read_account(find("accounts", name_or_path)))


def read_account(file: str | Path) -> Account:
    """Read the text of an account without loading any mechanism (quick; for lists)."""
    d = read_yaml(file)
    data = d.keys(d.data, _KEYS, _REQUIRED)
    for key in ("account", "title", "says"):
        if not isinstance(data[key], str) or not data[key].strip():
            raise d.error("must be a text", (key,))
    if d.file.stem != data["account"]:
        raise d.error(
            f"is called {data['account']!r} in a file called {d.file.name!r}", ("account",),
            expected=d.file.stem,
        )  # fmt: skip
    family = data["family"]
    if isinstance(family, dict):
        family = str(d.keys(family, ["new"], ["new"], ("family",))["new"])
    else:
        d.one_of(family, FAMILIES, "family", ("family",))
    ranked = data.get("ranked", True)
    if not isinstance(ranked, bool):
        raise d.error("is neither true nor false", ("ranked",))
    return Account(
        name=data["account"], title=data["title"], says=" ".join(data["says"].split()),
        written=read_date(d, data["written"], ("written",), end=True),
        written_as=str(data["written"]), family=family, ranked=ranked,
        grade=d.one_of(data["grade"], GRADES, "grade", ("grade",)),
        speaks_to=tuple(_words(d, "speaks_to")), sources=_read_sources(d),
        denies=_read_denials(d), steps=tuple(_words(d, "steps")), hot=(), fixes={}, priors={},
        shared={}, predicts=_read_predictions(d), objection=str(data.get("objection") or ""),
        file=d.file, document=d,
    )  # fmt: skip


def _words(d: Document, key: str) -> list[str]:
    """A list of names without repeats."""
    words = d.data.get(key) or []
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise d.error("is not a list of names", (key,))
    seen: dict[str, int] = {}
    for number, word in enumerate(words):
        if word in seen:
            raise d.error(
                f"{word!r} appears twice", (key, number),
                expected=f"each name once; the first is on line {d.line((key, seen[word]))}",
            )  # fmt: skip
        seen[word] = number
    return words


def _entries(d: Document, key: str, allowed: Iterable[str], required: Iterable[str] = ()):
    """(number, table) of each entry of a list of tables."""
    entries = d.data.get(key) or []
    if not isinstance(entries, list):
        raise d.error("is not a list", (key,))
    for number, entry in enumerate(entries):
        yield number, d.keys(entry, allowed, required, (key, number))


def _read_sources(d: Document) -> tuple[dict[str, Any], ...]:
    made = []
    for number, entry in _entries(d, "sources", ("seed", "lines", "cite", "record", "note")):
        if not any(word in entry for word in ("seed", "cite", "record")):
            raise d.error("names no source", ("sources", number), expected="seed, cite or record")
        if "seed" in entry and "lines" not in entry:
            raise d.error("a seed needs lines", ("sources", number), expected="such as 148-179")
        made.append(entry)
    return tuple(made)


def _read_denials(d: Document) -> tuple[Denial, ...]:
    made = []
    for number, entry in _entries(d, "denies", ("mechanism", "parameter", "lines", "why", "seed")):
        path = ("denies", number)
        named = [word for word in ("mechanism", "parameter") if word in entry]
        if len(named) != 1:
            raise d.error("denies not one thing", path, expected="a mechanism or a parameter")
        if not str(entry.get("lines") or "").strip():
            raise d.error(
                f"denies {entry[named[0]]!r} without a passage", path,
                expected="lines: of the passage in which the author denies it",
            )  # fmt: skip
        made.append(Denial(str(entry[named[0]]), str(entry["lines"]), str(entry.get("why", ""))))
    return tuple(made)


def _read_predictions(d: Document) -> tuple[dict[str, Any], ...]:
    seen: set[str] = set()
    made = []
    for number, entry in _entries(
        d, "predicts", ("id", "claim", "passage", "test", "about"), ("id", "claim", "passage")
    ):
        if entry["id"] in seen:
            raise d.error(f"the id {entry['id']!r} appears twice", ("predicts", number, "id"))
        if "test" in entry and not isinstance(entry["test"], dict):
            raise d.error("is not a table of keys", ("predicts", number, "test"))
        seen.add(entry["id"])
        made.append(entry)
    return tuple(made)
