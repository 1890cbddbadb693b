"""The systems that a model of such a regime needs, and a measured sign that each acts.

A row's sign is the difference that switching its mechanisms off makes to one outcome, over pairs of runs
with the same people and luck. The pairs go round the accounts that use the row, seed after seed, so that
the interval covers both. What is never switched on has no sign, and a sign whose interval holds nought is
not called acting.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from thaw.account import Account, load_account, ranked_accounts, read_account
from thaw.account import accounts as shipped_accounts
from thaw.case import Case, Lever, load_case
from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder, digest, shipped
from thaw.inference.paired import Paired, paired
from thaw.jobs.identity import account_key, case_key, code_digest, common_code
from thaw.jobs.journal import each, keep, kept
from thaw.jobs.study import Way, found_as
from thaw.jobs.system_rows import System, systems
from thaw.run import outcomes
from thaw.run.outcomes import BY_NAME

ACTS, NOT_SHOWN, NOTHING, UNMEASURED = (
    "acts",
    "not shown to act",
    "nothing of it runs yet",
    "not measured",
)
"""What is said of a row."""


@dataclass(frozen=True)
class Sign:
    """The effect of switching a row off on its measure.

    Attributes
    ----------
    system, measure : str
    mechanisms : those that were switched off, and columns that dated events left alone
    differ : pairs in which anything that is measured differs
    effect : of a number of people the change of its decimal logarithm (of one more), else the change
    until : the last day of its runs, ISO, where they stopped before those of the table; else ""
    accounts : those over which its pairs went, where they are not those of the table; else none
    """

    system: str
    measure: str
    mechanisms: tuple[str, ...]
    differ: int
    effect: Paired
    until: str = ""
    accounts: tuple[str, ...] = ()

    @property
    def acting(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.effect.sign != 0


@dataclass(frozen=True)
class Measured:
    """Signs of one case, with what they hang on.

    Attributes
    ----------
    case : str
    signs : system to Sign
    accounts : those over which the pairs went
    runs, seed : pairs of each row, and the first seed
    hashes : of case, code and accounts
    until : the last day of the runs, ISO, where they stop before the case does; else ""
    """

    case: str
    signs: dict[str, Sign]
    accounts: tuple[str, ...]
    runs: int
    seed: int
    hashes: dict[str, str] = field(default_factory=dict)
    until: str = ""


def sign_of(
    system: System, on: Sequence[Mapping[str, Any]], off: Sequence[Mapping[str, Any]]
) -> Sign:
    """The sign of a row from what its pairs measured.

    Parameters
    ----------
    on, off : sequences of mapping
        Outcome to its value for the whole case, and ``bits`` to a hash of all that was measured; the
        same runs in the same order, with the row and without.
    """
    measure = system.measure_in(on)
    values = np.array([[run[measure] for run in side] for side in (on, off)], float)
    if BY_NAME[measure].people:
        values = np.log10(np.maximum(values, 0.0) + 1.0)
    differ = sum(a["bits"] != b["bits"] for a, b in zip(on, off, strict=True))
    return Sign(
        system.name,
        measure,
        (*system.mechanisms, *system.columns),
        differ,
        paired(values[1] - values[0]),
    )


def said(system: System, sign: Sign | None, accounts: int = 0) -> str:
    """What is said of a row: never nothing."""
    if system.shown_by == "accounts":
        return f"{accounts} accounts run"
    if system.shown_by:
        return f"told by {system.shown_by}"
    if not system.mechanisms:
        return NOTHING
    if sign is None or not sign.effect.pairs:
        return UNMEASURED
    return ACTS if sign.acting else NOT_SHOWN


def chosen(names: Iterable[str], rows: Sequence[System]) -> tuple[System, ...]:
    """The rows of these names, in the order of the rows; all of them where none is named.

    Raises
    ------
    ThawError
        For a name that no row has, or a row that has no mechanisms to switch off.
    """
    wanted = list(names)
    known = [r.name for r in rows if r.mechanisms]
    for name in wanted:
        if name not in known:
            near = nearest_name(name, known)
            raise ThawError(
                f"no row {name!r} can be measured", expected=", ".join(known), nearest=near
            )
    return tuple(r for r in rows if not wanted or r.name in wanted)


def using(system: System, accounts: Iterable[Account]) -> list[Account]:
    """Accounts that run any mechanism of a row."""
    return [a for a in accounts if {*a.steps} & {*system.mechanisms}]


def compared_on(case: Case) -> list[Path]:
    """Files of the accounts that a case is run with unless others are named."""
    every = shipped_accounts()
    return [every.get(a, Path(a)) for a in case.compare.accounts or ranked_accounts()]


def cases_of(system: System) -> list[str]:
    """Shipped cases that are compared under an account with a mechanism of the row."""
    return [name for name, accounts in _by_case().items() if using(system, accounts)]


@cache
def _by_case() -> dict[str, list[Account]]:
    """Shipped case to the accounts that it is compared under."""
    return {
        name: [read_account(a) for a in compared_on(load_case(file))]
        for name, file in shipped("cases").items()
    }


# -- measuring ---------------------------------------------------------------------------------


def measured(
    case: str | Path | Case,
    rows: Sequence[System] | None = None,
    accounts: Sequence[str | Path] | None = None,
    *,
    runs: int = 20,
    seed: int = 1,
    until: dt.date | None = None,
    keep: str | Path | None = None,
    way: Way | None = None,
) -> Measured:
    """Measure the sign of every row that has mechanisms.

    Parameters
    ----------
    case : name, path or Case
    rows : sequence of System, optional
        All shipped ones unless given.
    accounts : sequence of name or path, optional
        Those that the case is compared under, unless given.
    runs : int
        Pairs of each row; at least six for an interval.
    seed : int
        The first seed.
    until : date, optional
        Stop the runs after this day: quicker, and the sign is of these days only.
    keep : path, optional
        Folder in which what is done is kept, run by run; a second call goes on from there.
    way : Way, optional
        Processes or workers of one's own, and who is told how far it is.

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    way = way or Way()
    place = case if isinstance(case, Case) else load_case(case)
    last = _last(place, until)
    given = accounts or [str(file) for file in compared_on(place)]
    theories = [load_account(a) for a in dict.fromkeys(given)]
    rows = [r for r in (systems() if rows is None else rows) if r.mechanisms]
    pairs = {row.name: _pairs(using(row, theories), runs, seed) for row in rows}
    off = {row.name: row.off for row in rows}
    jobs: dict[tuple, None] = {}
    for n in range(runs):  # a stop leaves pairs of every row
        for row in rows:
            for account, number in pairs[row.name][n : n + 1]:
                jobs.setdefault((account, number, ()))
                jobs.setdefault((account, number, off[row.name]))
    hashes = hashes_of(place, theories)
    file = (
        None
        if keep is None
        else Path(keep) / f"systems.{place.name}.{digest([hashes, last])}.jsonl"
    )
    made = _made(place, theories, [(*job, last) for job in jobs], file, way)
    signs = {
        row.name: sign_of(
            row,
            [made[a, s, (), last] for a, s in pairs[row.name]],
            [made[a, s, off[row.name], last] for a, s in pairs[row.name]],
        )
        for row in rows
        if pairs[row.name]
    }
    return Measured(place.name, signs, tuple(a.name for a in theories), runs, seed, hashes, last)


def _last(case: Case, until: dt.date | None) -> str:
    """The day after which runs stop, ISO; "" for the whole case."""
    if until is not None and not case.start < until <= case.end:
        raise ThawError(
            f"{until} is no day to stop at", expected=f"after {case.start}, to {case.end}"
        )
    return "" if until in (None, case.end) else str(until)


def _pairs(accounts: Sequence[Account], runs: int, seed: int) -> list[tuple[str, int]]:
    """(account, seed) of each pair: round the accounts, a new seed each time."""
    if not accounts:
        return []
    names = islice(cycle([a.name for a in accounts]), runs)
    return [(name, seed + n) for n, name in enumerate(names)]


def _made(
    case: Case, accounts: Sequence[Account], jobs: Sequence[tuple], file: Path | None, way: Way
) -> dict[tuple, dict[str, Any]]:
    """What each job measured: read where an earlier call left it, else made now and kept."""
    done = kept(file, _read)
    where = {a.name: found_as("accounts", a.file) for a in accounts}
    place = found_as("cases", case.file)
    left = [(place, where[job[0]], *job) for job in jobs if job not in done]
    with way.bar(f"systems on {case.name}") as move:
        move(len(jobs) - len(left), len(jobs))
        for n, (job, told) in enumerate(each(one, left, way), 1):
            _, _, account, seed, off, until = job
            done[account, seed, off, until] = told
            keep(file, {"account": account, "seed": seed, "off": off, "until": until, **told})
            move(len(jobs) - len(left) + n, len(jobs))
    return done


def _read(told: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
    job = told.pop("account"), told.pop("seed"), tuple(told.pop("off")), told.pop("until")
    return job, told


def one(job: tuple) -> dict[str, Any]:
    """Outcomes of one run for the whole case, and a hash of all that it measured."""
    from thaw.jobs.label import label
    from thaw.jobs.replicate import run_once

    case, account, _, seed, off, until = job
    plan = _plan(case, account, off, until)
    result = run_once(plan, seed)
    data = label(plan, [seed], [result]).data
    kinds = {p.name: p.kind for p in plan.case.places}
    told: dict[str, Any] = {}
    for outcome in BY_NAME.values():
        value = outcomes.of_run(outcome, outcomes.by_step(outcome, data, kinds))
        told[outcome.name] = float(outcomes.whole(outcome, value)[0])
    told["bits"] = digest([result.polity.tobytes().hex(), result.place.tobytes().hex()])
    return told


@cache
def _plan(case: str, account: str, off: tuple[str, ...], until: str) -> Any:
    from thaw.jobs.plan import make_plan

    place = load_case(case)
    if until:
        place = replace(place, end=dt.date.fromisoformat(until), tail=None)
    mechanisms = tuple(name for name in off if "." not in name)
    place = _untouched(place, {*off} - {*mechanisms})
    levers = [Lever("off", "these mechanisms off", without=mechanisms)] if mechanisms else []
    return make_plan(load_account(account), place, levers)


def _untouched(case: Case, columns: set[str]) -> Case:
    """The case with dated events that leave these columns alone."""
    events = tuple(
        replace(e, changes=tuple(c for c in e.changes if f"{c.table}.{c.column}" not in columns))
        for e in case.events
    )
    return replace(case, events=events) if columns else case


# -- the shipped tables -------------------------------------------------------------------------


def hashes_of(case: Case, accounts: Iterable[Account]) -> dict[str, str]:
    """What signs hang on: the case, the code of runs and outcomes, each account."""
    return {
        "case": case_key(case),
        "code": digest([common_code(), code_digest([Path(outcomes.__file__)])]),
        **{f"account {a.name}": account_key(a) for a in accounts},
    }


def table_file(case: str) -> Path:
    """Where the shipped table of a case lies."""
    return data_folder("tables") / f"systems.{case}.json"


def as_text(made: Measured) -> str:
    """A table as its file holds it."""
    plain = asdict(made)
    plain["signs"] = [
        {k: v for k, v in asdict(s).items() if v or k not in ("until", "accounts")}
        | {"effect": s.effect._asdict()}
        for s in made.signs.values()
    ]
    return json.dumps(plain, indent=1, default=float) + "\n"


def joined(table: Measured, more: Measured) -> Measured:
    """A table with signs measured apart from it, over fewer days or accounts; these replace its own.

    Raises
    ------
    ThawError
        Where they are of another case, of other code, or of an account that the table has not, or has
        otherwise: signs of one table belong together.
    """
    if table.case != more.case or not more.hashes.items() <= table.hashes.items():
        raise ThawError(
            f"signs of {more.case} do not belong into the table of {table.case}: "
            "case, code or accounts are others",
            todo="measure the whole table anew",
        )
    until = more.until if more.until != table.until else ""
    fewer = more.accounts if set(more.accounts) != set(table.accounts) else ()
    signs = {name: replace(s, until=until, accounts=fewer) for name, s in more.signs.items()}
    order = [r.name for r in systems()]
    every = {**table.signs, **signs}
    return replace(table, signs={n: every[n] for n in sorted(every, key=order.index)})


def shipped_signs(case: str) -> Measured | None:
    """The shipped table of a case, or None."""
    file = table_file(case)
    if not file.exists():
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        signs = [
            Sign(
                s["system"],
                s["measure"],
                tuple(s["mechanisms"]),
                s["differ"],
                Paired(**s["effect"]),
                s.get("until", ""),
                tuple(s.get("accounts", ())),
            )
            for s in told.pop("signs")
        ]
        told["accounts"] = tuple(told["accounts"])
        return Measured(signs={s.system: s for s in signs}, **told)
    except (ValueError, KeyError, TypeError) as problem:
        raise ThawError(f"is no table of systems: {problem!r}", file=file) from None


def stale(made: Measured, rows: Sequence[System]) -> list[str]:
    """What has changed since a table was made, in words; empty where nothing has."""
    try:
        theories = [load_account(file) for file in compared_on(load_case(made.case))]
    except ThawError:
        return ["an account or the case cannot be read any more"]
    now = hashes_of(load_case(made.case), theories)
    changed = [key for key in now if made.hashes.get(key) not in (None, now[key])]
    changed += [f"{key} (new)" for key in now if key not in made.hashes]
    changed += [f"{key} (gone)" for key in made.hashes if key not in now]
    for row in rows:
        sign = made.signs.get(row.name)
        if sign is not None and (
            sign.mechanisms != (*row.mechanisms, *row.columns)
            or sign.measure not in (row.measure, *row.otherwise)
        ):
            changed.append(f"row {row.name}")
    return changed
