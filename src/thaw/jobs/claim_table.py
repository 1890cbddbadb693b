"""Claims, judged: by their own model, by its rivals, and by the record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.account.claim_files import Claim, claim_files
from thaw.jobs.claim_record import DISPUTED, NO, SILENT, YES, Answer
from thaw.jobs.claim_record import answers as record_answers
from thaw.jobs.claim_runs import Inputs, Verdicts, load, name_of, opened, stale, table_file
from thaw.jobs.judge_claims import interval
from thaw.record import Record, load_record

if TYPE_CHECKING:
    import pandas as pd

    from thaw.account import Account
    from thaw.case import Case

HALF = 0.5
"""A model entails a claim when the whole 90 % interval of its share of runs lies above, and excludes it
when it lies below. Fixed before any claim was judged."""

ENTAILS, EXCLUDES, OPEN, UNTOLD = "entails", "excludes", "open", "untold"


@dataclass(frozen=True)
class Share:
    """In what share of the runs of an account a claim holds, of those that can be judged.

    Attributes
    ----------
    value, low, high : float
        Share and its 90 % interval (Jeffreys); NaN where no run can be judged.
    judged, runs : int
    """

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    judged: int = 0
    runs: int = 0

    @property
    def said(self) -> str:
        """entails, excludes, open or untold."""
        if not self.judged:
            return UNTOLD
        return ENTAILS if self.low > HALF else EXCLUDES if self.high < HALF else OPEN


def share(said: str) -> Share:
    """The share of runs from one mark a run: "1" it holds, "0" it does not, "-" no occasion."""
    yes, no = said.count("1"), said.count("0")
    return Share(*interval(yes, yes + no), yes + no, len(said))


@dataclass(frozen=True)
class JudgedClaim:
    """One claim with all that is known of it.

    Attributes
    ----------
    claim : Claim
    own : Share
        In the runs of the account that claims it.
    rivals : dict of str to Share
        In those of every other account whose runs can be judged.
    record : Answer
    """

    claim: Claim
    own: Share
    rivals: Mapping[str, Share]
    record: Answer

    @property
    def entailed_by(self) -> tuple[str, ...]:
        """Rivals that entail it as well."""
        return tuple(a for a, s in self.rivals.items() if s.said == ENTAILS)

    @property
    def told_from(self) -> tuple[str, ...]:
        """Rivals in whose runs it holds seldomer: their interval lies below that of its own account."""
        return tuple(a for a, s in self.rivals.items() if s.high < self.own.low)

    @property
    def beyond(self) -> bool:
        """Whether it speaks of days, countries or events that neither a run nor the record of the case has."""
        told = [self.own, *self.rivals.values()]
        return self.record.said == SILENT and not any(s.judged for s in told)

    @property
    def common(self) -> bool:
        """Whether every model that can be judged entails it."""
        told = [self.own, *self.rivals.values()]
        return all(s.said in (ENTAILS, UNTOLD) for s in told) and self.own.said == ENTAILS

    @property
    def discriminates(self) -> bool | None:
        """Whether its own model entails it and some rival's runs do so seldomer; None where nobody can tell."""
        if self.own.said == UNTOLD or not self.rivals:
            return None
        return self.own.said == ENTAILS and bool(self.told_from)

    @property
    def counts(self) -> str:
        """for, against or nothing: what its being borne out or not says of its account.

        A claim counts only where its own model entails it and not every rival does.
        """
        if self.own.said != ENTAILS or self.common or not self.rivals:
            return ""
        return {YES: "for", NO: "against"}.get(self.record.said, "")

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""

        def plain(s: Share) -> dict[str, Any]:
            ends = {k: None if math.isnan(v) else round(v, 4) for k, v in _ends(s).items()}
            return {**ends, "judged": s.judged, "runs": s.runs, "said": s.said}

        return {
            "account": self.claim.account,
            "id": self.claim.name,
            "claim": self.claim.claim,
            "passage": self.claim.passage,
            "opposes": self.claim.opposes or None,
            "about": self.claim.about or None,
            "test": _texts(self.claim.test),
            "own": plain(self.own),
            "rivals": {a: plain(s) for a, s in self.rivals.items()},
            "entailed_by": list(self.entailed_by),
            "told_from": list(self.told_from),
            "discriminates": self.discriminates,
            "record": {
                "said": self.record.said,
                "rows": list(self.record.rows),
                "why": self.record.why or None,
            },
            "counts": self.counts or None,
        }


def _ends(s: Share) -> dict[str, float]:
    return {"share": s.value, "low": s.low, "high": s.high}


def _texts(value: Any) -> Any:
    """Data with dates as texts."""
    if isinstance(value, Mapping):
        return {k: _texts(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(v) for v in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def judged(
    claims: Iterable[Claim], verdicts: Verdicts | None, answers: Mapping[str, Answer]
) -> list[JudgedClaim]:
    """Join claims with what runs and the record say of them; runs of an older test count for nothing."""
    made = []
    for claim in claims:
        shares: dict[str, Share] = {}
        if verdicts is not None and verdicts.tests.get(claim.id) == claim.key:
            shares = {
                a: share(h.claims[claim.id])
                for a, h in verdicts.accounts.items()
                if claim.id in h.claims
            }
        own = shares.pop(claim.account, Share())
        rivals = {a: s for a, s in shares.items() if s.judged}
        made.append(JudgedClaim(claim, own, rivals, answers.get(claim.id, Answer(SILENT))))
    return made


@dataclass(frozen=True)
class Tally:
    """How the claims of one account fare.

    Attributes
    ----------
    account : str
    claims, entailed, discriminating, yes, no, silent, disputed : int
    counts_for, counts_against : int
        Claims that its own model entails, not every rival does, and the record bears out or not.
    """

    account: str
    claims: int
    entailed: int
    discriminating: int
    yes: int
    no: int
    silent: int
    disputed: int
    counts_for: int
    counts_against: int


def tallies(rows: Sequence[JudgedClaim]) -> list[Tally]:
    """One tally an account, in the order of their first claims."""
    made = []
    for account in dict.fromkeys(r.claim.account for r in rows):
        own = [r for r in rows if r.claim.account == account]
        said = [r.record.said for r in own]
        made.append(
            Tally(
                account,
                len(own),
                sum(r.own.said == ENTAILS for r in own),
                sum(bool(r.discriminates) for r in own),
                said.count(YES),
                said.count(NO),
                said.count(SILENT),
                said.count(DISPUTED),
                sum(r.counts == "for" for r in own),
                sum(r.counts == "against" for r in own),
            )
        )
    return made


@dataclass(frozen=True)
class Pair:
    """Claims of opposite sign about the same thing."""

    name: str
    rows: tuple[JudgedClaim, ...] = field(default_factory=tuple)


def opposed(rows: Iterable[JudgedClaim]) -> list[Pair]:
    """Pairs of claims of opposite sign; a name that only one account uses is left out."""
    by: dict[str, list[JudgedClaim]] = {}
    for r in rows:
        if r.claim.opposes:
            by.setdefault(r.claim.opposes, []).append(r)
    return [Pair(name, tuple(own)) for name, own in by.items() if len(own) > 1]


def what_ifs(rows: Iterable[JudgedClaim]) -> list[str]:
    """What-ifs that claims name, in order of name."""
    return sorted(
        {name_of(r.claim.test["lever"]) for r in rows if r.claim.test["form"] == "effect"}
    )


def beyond_words(n: int) -> str:
    """How many claims are left out, and why."""
    return (
        f"{n} more {'speaks' if n == 1 else 'speak'} of days, countries or events that neither a run nor the "
        "record of this case has."
    )


def for_report(case: Case, accounts: Sequence[Account], record: Record | None) -> dict[str, Any]:
    """Judged claims as data, and a note where the table of runs is missing or older than what it judges."""
    inputs = Inputs(case, tuple(accounts), tuple(claim_files()))
    path = table_file(case.name)
    verdicts = load(path) if path.is_file() else None
    note = "No runs were held against them yet: thaw claims makes them."
    if verdicts is not None:
        changed = stale(verdicts, inputs)
        note = f"The runs are older than what they judge: {', '.join(changed)}." if changed else ""
    told = judged(inputs.claims, verdicts, record_answers(inputs.claims, inputs.case, record))
    if verdicts is not None and (left := [r for r in told if r.beyond]):
        told = [r for r in told if not r.beyond]
        note = f"{beyond_words(len(left))} {note}".strip()
    spoken = {i for r in told for i in r.record.rows}
    events = {
        e.id: {
            "kind": e.kind,
            "polity": e.polity,
            "date": str(e.first)[:10],
            "last": str(e.last)[:10],
        }
        for e in (record.events.itertuples() if record is not None else ())
        if e.id in spoken
    }
    return {"rows": [r.to_dict() for r in told], "note": note, "events": events}


def claims(
    case: str | Path | Case,
    accounts: Sequence[str | Path] | None = None,
    record: str | Path | None = None,
    table: str | Path | None = None,
    files: Sequence[str | Path] | None = None,
) -> pd.DataFrame:
    """What accounts claim on a case: entailed by whom, borne out or not, discriminating or not.

    Parameters
    ----------
    case : str, path or Case
    accounts : sequence of str or path, optional
        Those of the case, or all that ship where it names none, unless given.
    record : str or path, optional
        Another than the case's own.
    table : path, optional
        Runs made with `thaw claims CASE --runs N`; the shipped ones unless given.
    files : sequence of path, optional
        Files of further claims, beside the shipped ones.

    Returns
    -------
    DataFrame
        A row a claim: account, id, claim, passage, opposes, share, low, high (of its own runs), judged,
        said (entails, excludes, open or untold), rivals (those that can be judged), entailed_by,
        told_from, discriminates, record (yes, no, silent or disputed), rows, why, counts (for, against or
        nothing).

    Raises
    ------
    ThawError
        For anything misspelt or missing.

    Examples
    --------
    >>> told = thaw.claims("bloc_1953")
    >>> told[told.opposes != ""][["account", "id", "record"]]
    """
    import pandas as pd

    inputs = opened(case, accounts, [*claim_files(), *(files or ())])
    path = table_file(inputs.case.name) if table is None else Path(table)
    verdicts = load(path) if table is not None or path.is_file() else None
    given = record or inputs.case.record
    told = record_answers(inputs.claims, inputs.case, load_record(given) if given else None)
    rows = [
        {
            "account": r.claim.account,
            "id": r.claim.name,
            "claim": r.claim.claim,
            "passage": r.claim.passage,
            "opposes": r.claim.opposes,
            "share": r.own.value,
            "low": r.own.low,
            "high": r.own.high,
            "judged": r.own.judged,
            "said": r.own.said,
            "rivals": len(r.rivals),
            "entailed_by": r.entailed_by,
            "told_from": r.told_from,
            "discriminates": r.discriminates,
            "record": r.record.said,
            "rows": r.record.rows,
            "why": r.record.why,
            "counts": r.counts,
        }
        for r in judged(inputs.claims, verdicts, told)
    ]
    return pd.DataFrame(rows)
