"""An Account: one author's theory as data - ordered mechanisms, priors, predictions, passages.

An account is a YAML file. Its id cites the author and the year; its order of steps is part of the
theory; what it leaves out, it leaves out because its author denies it, with the passage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.files import Document, Path_, digest, find, read_date, read_yaml, shipped
from thaw.keys import DATE, NOTE, TEXT, YES, Table, choice, either, list_of, map_of, may, must
from thaw.own_code import find_code, is_code, own_measures, own_mechanism, refuse, trusted
from thaw.prior import FORMS, Prior
from thaw.steps import COMMON, as_names, read_steps

if TYPE_CHECKING:
    from thaw.measure import Measure
    from thaw.mechanism import Mechanism

GRADES = ("first-hand", "second-hand", "hostile report", "outside scholarship", "null")
FAMILIES = (
    "mass pressure", "wings under pressure", "monopoly of power", "one man's rule",
    "line of the leadership", "encirclement and new stratum", "national roads", "belief and void",
    "Western pressure", "new class", "outside scholarship", "null", "published model",
)  # fmt: skip

SOURCE = Table(
    seed=may(TEXT, "a source text of the project, by its file name"),
    lines=may(NOTE, "lines of the passage"), cite=may(TEXT, "a citation"),
    record=may(TEXT, "a row of the record"), note=may(NOTE),
)  # fmt: skip
DENIAL = Table(
    mechanism=may(TEXT), parameter=may(TEXT, 'as "mechanism.parameter"'),
    lines=may(NOTE, "of the passage in which the author denies it"), why=may(NOTE),
    seed=may(TEXT),
)  # fmt: skip
FIX = Table(value=must({"type": "number"}), why=must(NOTE), lines=may(NOTE), seed=may(TEXT))
PREDICTION = Table(
    id=must(TEXT), claim=must(TEXT), passage=must(NOTE),
    test=may({"type": "object"}, "what a machine can check; see thaw.predictions"), about=may(NOTE),
)  # fmt: skip
PRIOR = Table({
    form: may({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}, says)
    for form, says in FORMS.items()
})  # fmt: skip
_INSERTED = map_of(either(TEXT, list_of(TEXT)))
ACCOUNT = Table(
    account=must(TEXT, "its id: author and year, as in the name of the file"),
    title=must(TEXT), written=must(DATE, "day, month or year of the text"),
    grade=must(choice(GRADES), "how near the text is to its author"),
    family=must(either(choice(FAMILIES), Table(new=must(TEXT)))),
    says=must(TEXT, "the theory in a few sentences"),
    steps=must(
        either({"const": COMMON}, list_of(TEXT)),
        "common, or all mechanisms in the order of a day; ./name.py is a file beside this one",
    ),
    without=may(list_of(TEXT), "common steps left out, each with a line under denies"),
    after=may(_INSERTED, "a common step, and what runs right after it"),
    before=may(_INSERTED, "a common step, and what runs right before it"),
    precedes=may(_INSERTED, "a step, and those it must run before: checked, moves nothing"),
    measures=may(list_of(TEXT), "files beside this one with measures of one's own"),
    ranked=may(YES, "false: run and audited, not ranked"), sources=may(list_of(SOURCE)),
    speaks_to=may(list_of(TEXT), "topics on which the author says something"),
    denies=may(list_of(DENIAL), "what the author rejects, each with its passage"),
    fixes=may(map_of(FIX), "values the text itself gives"),
    priors=may(map_of(PRIOR), "its own priors, at most six"),
    predicts=may(list_of(PREDICTION)), objection=may(TEXT, "what a rival would answer"),
    notes=may(NOTE),
)  # fmt: skip
"""Keys of an account file."""


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
        Mechanisms in the order they run within a day, however the file writes it.
    hot : tuple of str
        Those of `steps` that repeat within a day where something happens.
    fixes : dict
        "mechanism.parameter" to a value the text itself gives (0 for a denied parameter).
    priors, shared : dict
        "mechanism.parameter" to `Prior`: its own (at most 6) and the shared block (at most 12).
    predicts : tuple of dict
        Machine-checkable claims: id, claim, passage, test.
    where : dict
        Step to the place in the file that puts it there.
    code, measure_files : dict
        Name to file, of steps that stand in files beside the account and of measures of its own.
    trusted : bool
        Whether those files may be run.
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
    where: dict[str, Path_] = field(default_factory=dict, repr=False, compare=False)
    code: dict[str, Path] = field(default_factory=dict)
    measure_files: dict[str, Path] = field(default_factory=dict)
    trusted: bool = True

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """The `Mechanism` of each step, in order; refused where its code is not trusted."""
        from thaw.mechanism import load_mechanism

        self.check_trust()
        return tuple(
            own_mechanism(self.code[name]) if name in self.code else load_mechanism(name)
            for name in self.steps
        )

    def measures(self, over: str) -> tuple[Measure, ...]:
        """What is measured over a table: the shipped measures, then its own."""
        from thaw.measure import measures

        self.check_trust()
        own = [m for file in self.measure_files.values() for m in own_measures(file)]
        return (*measures(over), *(m for m in own if m.over == over))

    def check_trust(self) -> None:
        """Raise `ThawError` where the account brings code that nobody has trusted."""
        files = {**self.code, **self.measure_files}
        if files and not self.trusted:
            raise refuse(self.document, files)

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
        """Hash of everything that moves a run: steps in order, prior, and each mechanism's text."""
        sources = {m.name: digest(m.file.read_text(encoding="utf-8")) for m in self.mechanisms}
        own = {n: digest(f.read_text(encoding="utf-8")) for n, f in self.measure_files.items()}
        return digest(
            {"steps": self.steps, "prior": self.prior_hash, "mechanisms": sources}
            | ({"measures": own} if own else {})
        )

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


def load_account(name_or_path: str | Path, trust_code: bool | None = None) -> Account:
    """Read an account and check it whole.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped account such as ``stein_1956``, or a file of one's own.
    trust_code : bool, optional
        Whether Python files that the account names beside itself may run. Unless given, as the
        environment variable ``THAW_TRUST_CODE`` says, else not.

    Raises
    ------
    ThawError
        All mistakes at once, each with file, line, key and the nearest valid name; or for an account
        that brings code nobody has trusted.
    """
    account = _whole(name_or_path, trusted() if trust_code is None else trust_code)
    account.check_trust()
    return account


def survey_account(name_or_path: str | Path) -> Account:
    """As `load_account`, but code that nobody has trusted is left unread instead of refused.

    What hangs on it, such as the support of its parameters, is not checked, and its mechanisms
    cannot be had.
    """
    return _whole(name_or_path, trusted())


def _whole(name_or_path: str | Path, trust: bool) -> Account:
    from thaw.account_checks import complete

    d = read_yaml(find("accounts", name_or_path), collect=True)
    with d.problems.collecting():
        made = complete(_account_from(d, trust))
    return made


def read_account(file: str | Path) -> Account:
    """Read the text of an account without loading any mechanism (quick; for lists).

    Raises
    ------
    ThawError
        All mistakes that can be seen so, at once.
    """
    d = read_yaml(file, collect=True)
    with d.problems.collecting():
        made = _account_from(d, trusted())
    return made


def _account_from(d: Document, trust: bool) -> Account:
    d.is_a("account")
    data = d.keys(d.data, ACCOUNT)
    for key in ("account", "title", "says"):
        if key in data and (not isinstance(data[key], str) or not data[key].strip()):
            d.note("must be a text", (key,))
    if isinstance(data["account"], str) and d.file.stem != data["account"]:
        d.note(
            f"is called {data['account']!r} in a file called {d.file.name!r}", ("account",),
            expected=d.file.stem,
        )  # fmt: skip
    family = data["family"]
    with d.problems.apart():
        if isinstance(family, dict):
            family = str(d.keys(family, ["new"], ["new"], ("family",))["new"])
        else:
            d.one_of(family, FAMILIES, "family", ("family",))
    ranked = data.get("ranked", True)
    if not isinstance(ranked, bool):
        d.note("is neither true nor false", ("ranked",))
    steps = None
    with d.problems.apart():
        steps = read_steps(d)
    return Account(
        name=data["account"], title=data["title"], says=" ".join(str(data["says"]).split()),
        written=read_date(d, data["written"], ("written",), end=True),
        written_as=str(data["written"]), family=family, ranked=ranked,
        grade=d.one_of(data["grade"], GRADES, "grade", ("grade",)),
        speaks_to=tuple(as_names(d, data.get("speaks_to"), ("speaks_to",))),
        sources=_read_sources(d), denies=_read_denials(d), steps=steps.names if steps else (),
        hot=(), fixes={}, priors={}, shared={}, predicts=_read_predictions(d),
        objection=str(data.get("objection") or ""), file=d.file, document=d,
        where=steps.where if steps else {}, code=steps.code if steps else {},
        measure_files=_read_measures(d), trusted=trust,
    )  # fmt: skip


def _read_measures(d: Document) -> dict[str, Path]:
    """Files with measures of one's own, by name."""
    found = {}
    for number, entry in enumerate(as_names(d, d.data.get("measures"), ("measures",))):
        path = ("measures", number)
        if not is_code(entry):
            d.note(f"{entry!r} is no file of measures", path, expected="such as ./tired.py",
                   todo="shipped measures are taken in every run; they need no line")  # fmt: skip
            continue
        made = find_code(d, entry, path)
        if made is not None:
            found[made[0]] = made[1]
    return found


def _entries(d: Document, key: str, table: Table) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Path and keys of each entry of a list of tables."""
    entries = d.data.get(key) or []
    if not isinstance(entries, list):
        d.note("is not a list", (key,))
        return
    for number, entry in enumerate(entries):
        yield (key, number), d.keys(entry, table, path=(key, number))


def _read_sources(d: Document) -> tuple[dict[str, Any], ...]:
    made = []
    for path, entry in _entries(d, "sources", SOURCE):
        if not any(word in entry for word in ("seed", "cite", "record")):
            d.note("names no source", path, expected="seed, cite or record")
        if "seed" in entry and "lines" not in entry:
            d.note("a seed needs lines", path, expected="such as 148-179")
        made.append(dict(entry))
    return tuple(made)


def _read_denials(d: Document) -> tuple[Denial, ...]:
    made = []
    for path, entry in _entries(d, "denies", DENIAL):
        named = [word for word in ("mechanism", "parameter") if word in entry]
        if len(named) != 1:
            d.note("denies not one thing", path, expected="a mechanism or a parameter")
            made.append(Denial("", "", ""))
            continue
        if not str(entry.get("lines") or "").strip():
            d.note(
                f"denies {entry[named[0]]!r} without a passage", path,
                expected="lines: of the passage in which the author denies it",
            )  # fmt: skip
        made.append(
            Denial(str(entry[named[0]]), str(entry.get("lines")), str(entry.get("why", "")))
        )
    return tuple(made)


def _read_predictions(d: Document) -> tuple[dict[str, Any], ...]:
    seen: set[str] = set()
    made = []
    for path, entry in _entries(d, "predicts", PREDICTION):
        if "id" in entry and not isinstance(entry["id"], str):
            d.note("must be a text", (*path, "id"))
        elif "id" in entry and entry["id"] in seen:
            d.note(f"the id {entry['id']!r} appears twice", (*path, "id"))
        if "test" in entry and not isinstance(entry["test"], dict):
            d.note("is not a table of keys", (*path, "test"))
        seen.add(str(entry["id"]))
        made.append(dict(entry))
    return tuple(made)
