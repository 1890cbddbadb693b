"""The one fully spelled-out file behind a run: every default, prior and number, with a hash."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml

from thaw.account import Account, load_account
from thaw.bibliography import cited_source
from thaw.case import Case, load_case
from thaw.files import digest
from thaw.mechanism import Mechanism
from thaw.prior import Prior


def resolve(
    account: str | Path | Account, case: str | Path | Case, trust_code: bool | None = None
) -> dict[str, Any]:
    """Account and case with nothing left to look up.

    Parameters
    ----------
    account, case : str, Path or loaded object
    trust_code : bool, optional
        Whether Python files beside the account may run, as in `load_account`.

    Returns
    -------
    dict
        ``account`` (steps in order, each with its parameters: value, unit, support, source, and the
        prior or the reason for a fixed value), ``case`` (places with their polity's defaults put
        in), ``hash``.

    Raises
    ------
    ThawError
        As `load_account` and `load_case`.
    """
    from thaw import __version__

    account = account if isinstance(account, Account) else load_account(account, trust_code)
    case = case if isinstance(case, Case) else load_case(case)
    spelled = {"account": _account(account), "case": plain(case)}
    return {"thaw": __version__, "hash": digest(spelled), **spelled}


def as_yaml(resolved: dict[str, Any]) -> str:
    """The text that `thaw resolve` prints."""
    return yaml.safe_dump(resolved, sort_keys=False, allow_unicode=True, width=100)


def plain(value: Any) -> Any:
    """Dataclasses, priors, dates and tuples as plain dicts, lists and texts."""
    if isinstance(value, Prior):
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        kept = [f.name for f in fields(value) if f.name not in ("document", "file")]
        return {name: plain(getattr(value, name)) for name in kept}
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, dt.date | Path):
        return str(value)
    return value


def _account(account: Account) -> dict[str, Any]:
    steps = []
    for m in account.mechanisms:
        parameters = {
            name: _parameter(account, f"{m.name}.{name}", p) for name, p in m.parameters.items()
        }
        steps.append(
            {
                "mechanism": m.name,
                **_own(account, m),
                "family": m.family,
                "hot": m.hot,
                "over": m.over,
                "reads": list(m.reads),
                "writes": list(m.writes),
                "parameters": parameters,
            }
        )
    own = {n: digest(f.read_text(encoding="utf-8")) for n, f in account.measure_files.items()}
    return {
        "name": account.name,
        "title": account.title,
        "written": str(account.written),
        "grade": account.grade,
        "family": account.family,
        "hash": account.hash,
        "prior_hash": account.prior_hash,
        "sources": [cited_source(s) for s in account.sources],
        "denies": [{"name": d.name, "passage": d.cited, "why": d.why} for d in account.denies],
        "steps": steps,
        **({"measures": own} if own else {}),
    }


def _own(account: Account, m: Mechanism) -> dict[str, str]:
    """What tells a mechanism that stands beside the account from a shipped one: hash of its text."""
    if m.name not in account.code:
        return {}
    return {"text": digest(m.file.read_text(encoding="utf-8"))}


def _parameter(account: Account, dotted: str, parameter: Any) -> dict[str, Any]:
    entry = {
        "value": account.fixes.get(dotted, parameter.default),
        "unit": parameter.unit,
        "support": list(parameter.support),
        "source": parameter.source,
    }
    if dotted in account.fixes:
        entry["fixed"] = "by the account"
    elif dotted in account.all_priors:
        entry["prior"] = account.all_priors[dotted].to_dict()
    return entry
