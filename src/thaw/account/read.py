"""From the text of an account to an `Account`; what its mechanisms must agree with is in `checks`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from thaw.account.account import FAMILIES, GRADES, Account, Denial
from thaw.account.keys import ACCOUNT, DENIAL, PREDICTION, SOURCE
from thaw.account.passages import MOVED, check_work, without_moved
from thaw.account.steps import as_names, read_steps
from thaw.files import Document, Path_, find, read_date, read_yaml, shipped
from thaw.keys import Table
from thaw.own_code import find_code, is_code, trusted


def accounts() -> dict[str, Path]:
    """Names and files of the shipped accounts."""
    return shipped("accounts")


@cache
def ranked_accounts() -> dict[str, Path]:
    """Those that are compared unless a case or a person names others: what is known by report alone is left out."""
    return {name: file for name, file in accounts().items() if read_account(file).ranked}


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
    from thaw.account.checks import complete

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
            f"is called {data['account']!r} in a file called {d.file.name!r}",
            ("account",),
            expected=d.file.stem,
        )
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
        name=data["account"],
        title=data["title"],
        says=" ".join(str(data["says"]).split()),
        written=read_date(d, data["written"], ("written",), end=True),
        written_as=str(data["written"]),
        family=family,
        ranked=ranked,
        grade=d.one_of(data["grade"], GRADES, "grade", ("grade",)),
        speaks_to=tuple(as_names(d, data.get("speaks_to"), ("speaks_to",))),
        sources=_read_sources(d),
        denies=_read_denials(d),
        steps=steps.names if steps else (),
        hot=(),
        fixes={},
        priors={},
        shared={},
        predicts=_read_predictions(d),
        objection=_one_line(data.get("objection")),
        objection_in={str(k): _one_line(v) for k, v in (data.get("objection_in") or {}).items()},
        file=d.file,
        document=d,
        where=steps.where if steps else {},
        code=steps.code if steps else {},
        measure_files=_read_measures(d),
        trusted=trust,
        notes=" ".join(str(data.get("notes") or "").split()),
    )


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _read_measures(d: Document) -> dict[str, Path]:
    """Files with measures of one's own, by name."""
    found = {}
    for number, entry in enumerate(as_names(d, d.data.get("measures"), ("measures",))):
        path = ("measures", number)
        if not is_code(entry):
            d.note(
                f"{entry!r} is no file of measures",
                path,
                expected="such as ./tired.py",
                todo="shipped measures are taken in every run; they need no line",
            )
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
        yield (
            (key, number),
            d.keys(without_moved(d, entry, (key, number)), table, path=(key, number)),
        )


def _read_sources(d: Document) -> tuple[dict[str, Any], ...]:
    made = []
    for path, entry in _entries(d, "sources", SOURCE):
        old = any(key in _raw(d, path) for key in MOVED)
        if not (old or any(word in entry for word in ("work", "cite", "record"))):
            d.note("names no source", path, expected="work, cite or record")
        check_work(d, entry, path)
        if "work" in entry and not (old or "passage" in entry):
            d.note("a work needs a passage", path, expected='such as "Workers Revolt, par. 1-3"')
        made.append(dict(entry))
    return tuple(made)


def _raw(d: Document, path: Path_) -> Any:
    """What stands in the file at ``(list, number)``."""
    key, number = path
    return d.data[key][number] or ()


def _read_denials(d: Document) -> tuple[Denial, ...]:
    made = []
    for path, entry in _entries(d, "denies", DENIAL):
        named = [word for word in ("mechanism", "parameter") if word in entry]
        if len(named) != 1:
            d.note("denies not one thing", path, expected="a mechanism or a parameter")
            made.append(Denial("", "", ""))
            continue
        check_work(d, entry, path)
        passage = str(entry.get("passage") or "").strip()
        if not (passage or any(key in _raw(d, path) for key in MOVED)):
            d.note(
                f"denies {entry[named[0]]!r} without a passage",
                path,
                expected="passage: where the author denies it",
            )
        work = str(entry.get("work") or "")
        made.append(Denial(str(entry[named[0]]), passage, str(entry.get("why", "")), work))
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
