"""Causes reckoned beforehand: a file beside the package, an entry an account, each with what it hangs on.

They take minutes of runs, so `compare` does not make them; it tells what a file holds, and what is stale.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thaw.account import Account
from thaw.account.named_causes import named_causes
from thaw.case import Case
from thaw.errors import ThawError
from thaw.files import data_folder, digest
from thaw.jobs.causes import HALF, Causes
from thaw.jobs.identity import account_key, case_key, code_digest, common_code
from thaw.writing import write_whole

CODE = ("hazards.py", "watching.py", "causes.py", "../account/named_causes.py")
"""Files that turn runs into shares, beside those behind every run."""

CODED = ("named.csv", "model.yaml")

WORDS = {
    "case": "the case has changed",
    "account": "the account has changed",
    "code": "the code has changed",
    "coded": "the coded causes have changed",
}


@dataclass(frozen=True)
class Standing:
    """What is known of one account: its causes, and why they are stale; neither where there is none."""

    account: str
    causes: Causes | None = None
    stale: str = ""


def keys(case: Case, account: Account) -> dict[str, str]:
    """What an entry hangs on."""
    folder = data_folder("causes")
    here = Path(__file__).parent
    return {
        "case": case_key(case),
        "account": account_key(account),
        "code": digest([common_code(), code_digest(here / name for name in CODE)]),
        "coded": digest([(folder / name).read_text(encoding="utf-8") for name in CODED]),
    }


def file_of(case: str) -> Path:
    """Where the causes of a case lie, whether there are any or not."""
    return data_folder("causes") / f"{case}.json"


def put(path: Path, case: Case, account: Account, found: Causes) -> None:
    """Write an account's entry into the file; those of others stay."""
    entries = _entries(path) if path.is_file() else {}
    entries[account.name] = {"keys": keys(case, account), "causes": _plain(found.to_dict())}
    content = {"case": case.name, "accounts": dict(sorted(entries.items()))}
    write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    """Data as JSON has it: no number for one that is none, five digits for the others."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.5g}")
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def _entries(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries: dict[str, Any] = content["accounts"]
    except (ValueError, KeyError, TypeError, OSError) as problem:
        raise ThawError(
            f"cannot be read as causes: {problem}",
            file=path,
            todo="make it again with tools/make_cause_table.py",
        ) from None
    return entries


def standings(case: Case, accounts: Iterable[Account], path: Path | None = None) -> list[Standing]:
    """What the file of a case holds of these accounts, in their order.

    Parameters
    ----------
    case : Case
    accounts : sequence of Account
    path : path, optional
        Another file than the shipped one.
    """
    path = path or file_of(case.name)
    entries = _entries(path) if path.is_file() else {}
    made = []
    for account in accounts:
        entry = entries.get(account.name)
        if entry is None:
            made.append(Standing(account.name))
            continue
        now = keys(case, account)
        stale = [WORDS[k] for k in WORDS if entry["keys"].get(k) != now[k]]
        made.append(Standing(account.name, Causes.from_dict(entry["causes"]), "; ".join(stale)))
    return made


def rows(standing: Iterable[Standing]) -> list[dict[str, Any]]:
    """For a report: account, own and waves (value, low, high; NaN for none), runs, others, note."""
    made = []
    for s in standing:
        c = s.causes
        nothing = (math.nan,) * 3
        if not (c.coded if c else named_causes(s.account)):
            note = "no passage of its author is coded by cause"
        elif c is None:
            note = "not reckoned: thaw causes tells it"
        else:
            note = f"stale: {s.stale}" if s.stale else ""
        made.append(
            {
                "account": s.account,
                "own": (c.own.value, c.own.low, c.own.high) if c else nothing,
                "waves": (c.waves.value, c.waves.low, c.waves.high) if c else nothing,
                "kinds": {
                    a.title: (a.own.value, a.own.low, a.own.high)
                    for a in (c.answers if c else ())
                    if a.speaks and a.fell
                },
                "runs": c.runs if c else 0,
                "others": bool(c and c.on_others),
                "sure": bool(c and c.own.high < HALF),
                "note": note,
            }
        )
    return made
