"""Claims and rules of elimination held against the runs of every account: made once, kept, shipped.

Every claim is held against the runs of every account, its own and its rivals'. A what-if that a claim names
is tried on the first of these runs, with the same people and luck. The same runs tell how often a rule of
elimination throws out a cause that the author of the run names.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from thaw.account import Account, load_account
from thaw.account import accounts as shipped_accounts
from thaw.account.claim_files import Claim, claim_files, claims_of
from thaw.account.dates_of_case import claim_in
from thaw.case import Case, load_case
from thaw.case.levers import lever_of
from thaw.errors import ThawError
from thaw.files import data_folder, digest
from thaw.jobs import cause_rules, journal
from thaw.jobs.claim_forms import differs
from thaw.jobs.history import History, cut, histories
from thaw.jobs.identity import account_key, case_key, code_digest, common_code
from thaw.jobs.judge_claims import holds
from thaw.jobs.study import Way, found_as
from thaw.jobs.watching import main_steps
from thaw.writing import write_whole

CODE = ("judge_claims.py", "claim_forms.py", "history.py", "cause_rules.py")
"""Files that turn runs into verdicts, beside those behind every run."""

RUNS, PAIRS = 20, 6
"""Runs of each account, and how many of them are repeated under each what-if that a claim names."""


@dataclass(frozen=True)
class Held:
    """What the runs of one account said.

    Attributes
    ----------
    key : str
        Hash of the account.
    seeds : tuple of int
    claims : claim id to what each run said: "1" it holds, "0" it does not, "-" no occasion
    rules : question, cause and rule to the same, "1" where the rule lets the cause stand
    """

    key: str
    seeds: tuple[int, ...]
    claims: dict[str, str]
    rules: dict[str, str]


@dataclass(frozen=True)
class Verdicts:
    """What the runs of all accounts on a case said, with what it hangs on.

    Attributes
    ----------
    case : str
    hashes : of the case, the code and the rules of elimination
    tests : claim id to the hash of its test
    accounts : account to Held
    """

    case: str
    hashes: dict[str, str]
    tests: dict[str, str]
    accounts: dict[str, Held] = field(default_factory=dict)


@dataclass(frozen=True)
class Inputs:
    """What verdicts are made of: a case, accounts, and files of further claims beside them."""

    case: Case
    accounts: tuple[Account, ...]
    files: tuple[Path, ...] = ()

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all accounts, with the days of the case."""
        return tuple(claim_in(c, self.case) for c in claims_of(self.accounts, self.files))

    @cached_property
    def hashes(self) -> dict[str, str]:
        """What verdicts hang on beside accounts and tests."""
        here = Path(__file__).parent
        return {
            "case": case_key(self.case),
            "code": digest([common_code(), code_digest(here / name for name in CODE)]),
            "rules": cause_rules.rules_key(self.case),
        }


def opened(
    case: str | Path | Case,
    accounts: Sequence[str | Path] | None = None,
    files: Sequence[str | Path] | None = None,
) -> Inputs:
    """A case, all accounts that claim something of it unless others are given, and files of claims.

    Those that are known by reports alone are never ranked, and claim all the same: where a case names no
    accounts of its own, all that ship are asked.
    """
    from thaw.jobs.systems import compared_on

    place = case if isinstance(case, Case) else load_case(case)
    every = compared_on(place) if place.compare.accounts else [*shipped_accounts().values()]
    given = [load_account(a) for a in dict.fromkeys(accounts or map(str, every))]
    beside = tuple(claim_files()) if files is None else tuple(map(Path, files))
    return Inputs(place, tuple(given), beside)


def levers_for(account: Account, claims: Iterable[Claim], case: Case) -> dict[str, Any]:
    """What-ifs to try under an account, by name: those that its own claims name, where the case knows them.

    An account in which nothing causes anything is held beside all others: it gets every one.
    """
    found: dict[str, Any] = {}
    for claim in claims:
        if claim.test["form"] == "effect" and (
            claim.account == account.name or account.family == "null"
        ):
            lever = claim.test["lever"]
            if _known(case, lever):
                found[name_of(lever)] = lever
    return dict(sorted(found.items()))


def name_of(lever: Any) -> str:
    """Name of a what-if that a claim names or writes out."""
    return str(lever if isinstance(lever, str) else lever["id"])


def _known(case: Case, lever: Any) -> bool:
    try:
        lever_of(case, lever)
    except ThawError:
        return False
    return True


def made(
    inputs: Inputs,
    *,
    runs: int = RUNS,
    pairs: int = PAIRS,
    seed: int = 1,
    keep: str | Path | None = None,
    minutes: float | None = None,
    way: Way | None = None,
) -> Verdicts:
    """Hold all claims, and the rules of elimination, against runs of all accounts.

    Parameters
    ----------
    inputs : Inputs
    runs, pairs : int
        Runs of each account; and of those, pairs with and without each what-if that a claim names.
    seed : int
        The first seed.
    keep : path, optional
        Folder in which what is done is kept, run by run; a second call goes on from there.
    minutes : float, optional
        Start no further run after so long.
    way : Way, optional
        Processes, and who is told how far it is.
    """
    way = way or Way()
    claims = inputs.claims
    tests = {c.id: c.key for c in claims}
    keys = {a.name: account_key(a) for a in inputs.accounts}
    jobs = [(account.name, seed + n, n < pairs) for n in range(runs) for account in inputs.accounts]
    file = None
    if keep is not None:
        name = digest([inputs.hashes, tests, keys])
        file = Path(keep) / f"claims.{inputs.case.name}.{name}.jsonl"
    done = journal.kept(file, _read)
    where = {a.name: found_as("accounts", a.file) for a in inputs.accounts}
    files = tuple(map(str, inputs.files))
    place = found_as("cases", inputs.case.file)
    every = tuple(where.values())
    left = [(place, every, files, where[j[0]], *j) for j in jobs if j not in done]
    until = None if minutes is None else time.monotonic() + 60 * minutes
    there = len(jobs) - len(left)
    with way.bar(f"claims on {inputs.case.name}") as move, journal.telling(file, jobs, done):
        move(there, len(jobs))
        for n, (job, told) in enumerate(journal.each(one, left, way, until), there + 1):
            journal.keep(file, dict(zip(("account", "seed", "pairs"), job[4:], strict=True)) | told)
            done[job[4:]] = told
            move(n, len(jobs))
    held = {
        a: _held(keys[a], [(j, done[j]) for j in jobs if j[0] == a and j in done]) for a in keys
    }
    return Verdicts(inputs.case.name, inputs.hashes, tests, {a: h for a, h in held.items() if h})


def _held(key: str, runs: Sequence[tuple[tuple, Mapping[str, Any]]]) -> Held | None:
    if not runs:
        return None
    said = {
        word: {
            name: "".join(told[word][name] for _, told in runs if name in told[word])
            for name in {n: None for _, told in runs for n in told[word]}
        }
        for word in ("claims", "rules")
    }
    return Held(key, tuple(job[1] for job, _ in runs), said["claims"], said["rules"])


def _read(told: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
    job = told.pop("account"), told.pop("seed"), told.pop("pairs")
    return job, {word: dict(told[word]) for word in ("claims", "rules")}


def one(job: tuple) -> dict[str, dict[str, str]]:
    """What one run says of every claim and rule; with pairs also under the what-ifs."""
    case, every, files, account, name, seed, pairs = job
    inputs, claims = _opened(case, every, files)
    plain = history_of(account, case, seed, "", inputs.case)
    told = {
        c.id: MARK[holds(c.test, plain)]
        for c in claims
        if c.test["form"] not in ("effect", "noted")
    }
    theory = next(a for a in inputs.accounts if a.name == name)
    what_ifs = levers_for(theory, claims, inputs.case) if pairs else {}
    for lever, written in what_ifs.items():
        changed = history_of(account, case, seed, json.dumps(written, default=str), inputs.case)
        for c in claims:
            if c.test["form"] == "effect" and name_of(c.test["lever"]) == lever:
                told[c.id] = MARK[differs(c.test, cut(plain, len(changed.days)), changed)]
    rules = cause_rules.stand(_main(plain, inputs.case))
    return {"claims": told, "rules": {name: MARK[said] for name, said in rules.items()}}


MARK = {True: "1", False: "0", None: "-"}


def _main(history: History, case: Case) -> History:
    """The main span of a run."""
    return cut(history, int((history.days <= case.end).sum()))


def history_of(account: str, where: str, seed: int, lever: str, case: Case) -> History:
    """One run as claims see it; under a what-if its main span alone."""
    from thaw.jobs.label import label
    from thaw.jobs.replicate import run_once

    plan = _plan(account, where, lever)
    steps = main_steps(plan) if lever else None
    run = label(plan, [seed], [run_once(plan, seed, steps=steps)])
    found = histories(run, case, _outside(where))[0]
    return cut(found, steps) if steps else found


@cache
def _opened(case: str, accounts: tuple[str, ...], files: tuple[str, ...]) -> tuple[Inputs, Any]:
    inputs = opened(case, accounts, files)
    return inputs, inputs.claims


@cache
def _plan(account: str, case: str, lever: str) -> Any:
    from thaw.jobs.plan import make_plan

    return make_plan(load_account(account), load_case(case), [json.loads(lever)] if lever else [])


@cache
def _outside(case: str) -> Mapping[str, Any]:
    return cause_rules.outside(load_case(case))


# -- the shipped table --------------------------------------------------------------------------


def table_file(case: str) -> Path:
    """Where the shipped table of a case lies, whether there is one or not."""
    return data_folder("tables") / f"claims.{case}.json"


def save(verdicts: Verdicts, path: Path) -> None:
    """Write a table: names of claims and rules once, then a line of marks an account."""
    write_whole(path, _packed(verdicts))


def _packed(verdicts: Verdicts) -> str:
    held = verdicts.accounts.values()
    names = {
        word: [*dict.fromkeys(n for h in held for n in getattr(h, word))]
        for word in ("claims", "rules")
    }
    lines = [
        f"  {json.dumps(a)}: "
        + json.dumps(
            {
                "key": h.key,
                "seeds": h.seeds,
                **{w: [getattr(h, w).get(n) for n in names[w]] for w in names},
            },
            separators=(",", ":"),
        )
        for a, h in verdicts.accounts.items()
    ]
    head = {k: v for k, v in asdict(verdicts).items() if k != "accounts"}
    text = json.dumps({**head, **names}, indent=1)
    return text.removesuffix("\n}") + ',\n "accounts": {\n' + ",\n".join(lines) + "\n }\n}\n"


def load(path: Path) -> Verdicts:
    """Read a table.

    Raises
    ------
    ThawError
        When it is none.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        names = {word: told.pop(word) for word in ("claims", "rules")}
        held = {
            a: Held(
                h["key"],
                tuple(h["seeds"]),
                *(
                    {n: v for n, v in zip(names[w], h[w], strict=True) if v is not None}
                    for w in names
                ),
            )
            for a, h in told.pop("accounts").items()
        }
        return Verdicts(accounts=held, **told)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
        raise ThawError(
            f"is no table of claims: {problem!r}",
            file=path,
            todo="make it again with tools/make_claims_table.py",
        ) from None


def stale(verdicts: Verdicts, inputs: Inputs) -> list[str]:
    """What has changed since a table was made, in words; empty where nothing has."""
    words = {"case": "the case", "code": "the code", "rules": "the rules of elimination"}
    now = inputs.hashes
    changed = [words[k] for k in words if verdicts.hashes.get(k) != now[k]]
    keys = {a.name: account_key(a) for a in inputs.accounts}
    changed += [f"account {a}" for a, h in verdicts.accounts.items() if keys.get(a, h.key) != h.key]
    changed += [f"account {a} (new)" for a in keys if a not in verdicts.accounts]
    tests = {c.id: c.key for c in inputs.claims}
    other = sorted(i for i, key in tests.items() if verdicts.tests.get(i) != key)
    if other:
        changed.append(f"{len(other)} claims, from {other[0]} on")
    return changed


def usable(verdicts: Verdicts, inputs: Inputs) -> Callable[[Claim], bool]:
    """Whether what a table says of a claim is about the test that the claim has now."""
    tests = {c.id: c.key for c in inputs.claims}
    return lambda claim: verdicts.tests.get(claim.id) == tests.get(claim.id)
