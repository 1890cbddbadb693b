"""What there is to choose from: cases, accounts, levers, parameters, published models, tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from thaw.account import Account, ranked_accounts, read_account
from thaw.case import Case, cases, load_case
from thaw.case.levers import lever_of
from thaw.engine.forecast import forecast
from thaw.errors import ThawError
from thaw.jobs.arguments import check_order
from thaw.jobs.bank_for import shipped_table
from thaw.jobs.occasions import in_words, occasions_of
from thaw.jobs.systems import compared_on
from thaw.lab.levers import days_of
from thaw.lab.messages import finite
from thaw.lab.tasks import tasks
from thaw.mechanism import Mechanism
from thaw.parameter import Parameter
from thaw.published import load_published, published_names
from thaw.report.names import account_name

MOVING = "moving"


def library(own: Sequence[str] = (), accounts: Sequence[str] = (), out: Path | None = None) -> Any:
    """All that a page offers.

    Parameters
    ----------
    own, accounts : sequence of str
        Cases and accounts of one's own, by file, offered first.
    out : path, optional
        Folder of runs, in which comparisons are looked for.

    Returns
    -------
    dict
        `files`: case to its file and to its accounts' files; `hello`: what a page is told.

    Raises
    ------
    ThawError
        For a file that was named and has a mistake.
    """
    named = {load_case(c).name: Path(load_case(c).file) for c in own}
    files: dict[str, Any] = {}
    told = []
    for name, file in {**named, **{n: f for n, f in cases().items() if n not in named}}.items():
        case = load_case(file)
        held = offered(case, accounts)
        files[name] = {"case": str(file), "accounts": {n: str(f) for n, f in held.items()}}
        told.append(of_case(case, held, out))
    return {
        "files": files,
        "hello": {
            "cases": told,
            "published": [of_model(n) for n in published_names()],
            "tasks": tasks(),
        },
    }


def offered(case: Case, own: Iterable[str] = ()) -> dict[str, Path]:
    """Accounts that a case can be run under, by name, and their files.

    One's own come first, then those that it is compared under, then all that are ranked.
    """
    found = [*map(Path, own), *compared_on(case), *ranked_accounts().values()]
    made: dict[str, Path] = {}
    for file in found:
        try:
            account = read_account(file)
            check_order(account, case)
        except ThawError:
            continue
        made.setdefault(account.name, account.file)
    return made


def of_case(case: Case, accounts: Mapping[str, Path], out: Path | None) -> dict[str, Any]:
    """A case as a page offers it."""
    read = {n: read_account(f) for n, f in accounts.items()}
    theories = [n for n, a in read.items() if a.family != "null"]
    people = forecast(case)
    return {
        "id": case.name,
        "title": case.title,
        "says": case.says,
        "span": [str(case.start), str(case.end)],
        "step_days": float(case.steps()[1][0]),
        "polities": [{"id": p.name, "name": p.title} for p in case.polities],
        "people": round(people.people),
        "cost": str(people),
        "record": case.record or "",
        "accounts": [of_account(a) for a in read.values()],
        "first": next(iter(theories or read), ""),
        "levers": [of_lever(case, name) for name in case.levers],
        "events": [
            {"id": e.name, "day": str(e.on), "words": e.name.replace("-", " ")} for e in case.events
        ],
        "verdict": _verdict(case, out),
    }


def of_account(a: Account) -> dict[str, Any]:
    """An account as a page offers it."""
    return {
        "id": a.name,
        "name": account_name(a.name, a.family == "null"),
        "title": a.title,
        "says": a.says,
        "written": a.written_as,
        "grade": a.grade,
    }


def of_lever(case: Case, name: str) -> dict[str, Any]:
    """A lever of a case as a page offers it."""
    days = days_of(case, name)
    lever = lever_of(case, name)
    occasions = occasions_of(case, lever, ())
    return {
        "id": name,
        "title": lever.title,
        "does": f"It can bite where {in_words(occasions, case)}." if occasions else "",
        "days": [str(d) for d in days],
        "movable": bool(days),
    }


def _verdict(case: Case, out: Path | None) -> str:
    """Where a verdict on the case can come from: a folder, the shipped table, or nowhere."""
    from thaw.lab.verdicts import newest

    if out is not None and newest(out, case.name) is not None:
        return "folder"
    return "table" if case.record and shipped_table(case.name).is_file() else ""


def of_model(name: str) -> dict[str, Any]:
    """A published model as a page offers it."""
    from thaw.lab.pictures import MOVES

    m = load_published(name)
    return {
        "id": name,
        "title": m.title,
        "says": m.says,
        "source": " ".join(m.source.split()),
        MOVING: name in MOVES,
        "presets": list(m.presets),
        "switches": [
            {
                "id": s.name,
                "values": list(s.values),
                "default": s.default,
                "about": s.about,
                "paper": s.paper,
                "silent": s.silent,
            }
            for s in m.switches.values()
        ],
        "inputs": [
            {
                "id": i.name,
                "value": i.value,
                "unit": i.unit,
                "support": [finite(x) for x in i.support],
                "source": i.source,
                "about": i.about,
                "whole": _whole(i.value),
            }
            for i in m.inputs.values()
        ],
    }


def _whole(value: Any) -> bool:
    return all(isinstance(v, int) for v in (value if isinstance(value, list) else [value]))


def told_of_account(account: Account, case: str) -> dict[str, Any]:
    """The message ``account``: parameters with unit, support, prior and source; mechanisms; denials."""
    denied = {d.name: d.cited for d in account.denies}
    return {
        "case": case,
        "account": account.name,
        "parameters": [
            of_parameter(account, m, word, p, denied)
            for m in account.mechanisms
            for word, p in m.parameters.items()
        ],
        "mechanisms": [
            {
                "id": m.name,
                "says": (m.doc or "").strip().split("\n")[0],
                "over": m.over,
                "can_stop": m.over == "polities",
            }
            for m in account.mechanisms
        ],
        "denies": [{"name": d.name, "cited": d.cited} for d in account.denies],
    }


def of_parameter(
    account: Account, m: Mechanism, word: str, p: Parameter, denied: Mapping[str, str]
) -> dict[str, Any]:
    """A parameter as a slider needs it."""
    name = f"{m.name}.{word}"
    prior = account.all_priors.get(name)
    value, how, usual = float(p.default), "default", None
    if prior is not None:
        value, how = float(prior.quantile(0.5)), "prior"
        usual = [float(prior.quantile(q)) for q in (0.05, 0.95)]
    if name in account.fixes:
        value, how, usual = float(account.fixes[name]), "fixed", None
    low, high = (finite(x) for x in p.support)
    return {
        "id": name,
        "mechanism": m.name,
        "name": word,
        "meaning": p.meaning,
        "unit": p.unit,
        "low": low,
        "high": high,
        "default": float(p.default),
        "value": value,
        "how": how,
        "usual": usual,
        "source": p.source,
        "denied": denied.get(name, denied.get(m.name, "")),
    }
