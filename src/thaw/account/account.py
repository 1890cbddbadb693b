"""An Account: one author's theory as data - ordered mechanisms, priors, predictions, passages.

An account is a YAML file. Its id cites the author and the year; its order of steps is part of the
theory; what it leaves out, it leaves out because its author denies it, with the passage.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.bibliography import cited
from thaw.files import Document, Path_, digest
from thaw.own_code import refuse
from thaw.prior import Prior

if TYPE_CHECKING:
    from thaw.measure import Measure
    from thaw.mechanism import Mechanism

GRADES = ("first-hand", "second-hand", "hostile report", "outside scholarship", "invented", "null")
FAMILIES = (
    "mass pressure",
    "wings under pressure",
    "monopoly of power",
    "one man's rule",
    "line of the leadership",
    "encirclement and new stratum",
    "national roads",
    "belief and void",
    "Western pressure",
    "new class",
    "outside scholarship",
    "null",
    "published model",
)


@dataclass(frozen=True)
class Denial:
    """A mechanism or parameter the author rejects, with the passage."""

    name: str
    passage: str
    why: str
    work: str = ""

    @property
    def cited(self) -> str:
        """The passage as a reader finds it."""
        return cited(self.work, self.passage)


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
    notes : str
        Scope, what is known of the text, what its author would object to in this coding.
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
    objection_in: dict[str, str]
    file: Path
    document: Document = field(repr=False, compare=False)
    where: dict[str, Path_] = field(default_factory=dict, repr=False, compare=False)
    code: dict[str, Path] = field(default_factory=dict)
    measure_files: dict[str, Path] = field(default_factory=dict)
    trusted: bool = True
    notes: str = ""

    def __repr__(self) -> str:
        return f"<Account {self.name}: {self.title}; {len(self.steps)} steps>"

    def _repr_html_(self) -> str:
        from thaw.cards import account_card

        return account_card(self)

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """The `Mechanism` of each step, in order; refused where its code is not trusted."""
        from thaw.mechanism import load_mechanism, own_mechanism

        self.check_trust()
        return tuple(
            own_mechanism(self.code[name]) if name in self.code else load_mechanism(name)
            for name in self.steps
        )

    def measures(self, over: str) -> tuple[Measure, ...]:
        """What is measured over a table: the shipped measures, then its own."""
        from thaw.measure import measures, own_measures

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
