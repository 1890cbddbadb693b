"""Shelves: folders of shipped accounts beside the main ones, told and compared together by one name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from thaw.account.account import Account
from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder, shipped

NO_THEORY = "null"
"""Family of an account in which nothing causes anything: it stands beside every shelf."""


def shelves() -> dict[str, dict[str, Path]]:
    """Shelf to its accounts, each under the address that commands take, such as ``general/elite_split``."""
    home = data_folder("accounts")
    folders = sorted(f for f in home.iterdir() if f.is_dir()) if home.is_dir() else []
    held = {
        f.name: {f"{f.name}/{file.stem}": file for file in sorted(f.glob("*.yaml"))}
        for f in folders
    }
    return {name: files for name, files in held.items() if files}


def shelf(name: str) -> list[str]:
    """Addresses of the accounts of a shelf, in order of name.

    Parameters
    ----------
    name : str
        Such as ``general``.

    Raises
    ------
    ThawError
        Where there is no such shelf, with the nearest.
    """
    known = shelves()
    if name in known:
        return list(known[name])
    one = name in shipped("accounts")
    raise ThawError(
        f"no shelf of accounts is called {name!r}",
        expected=", ".join(known),
        nearest=None if one else nearest_name(name, known),
        todo=f"{name} is one account: give it with --account"
        if one
        else "`thaw accounts` tells what stands on each",
    )


def as_typed(accounts: Iterable[Account]) -> list[str]:
    """Options of a command that name these accounts: a whole shelf by one, others one by one."""
    chosen = list(accounts)
    theories = {a.file.resolve() for a in chosen if a.family != NO_THEORY}
    known = shelves()
    for name, files in known.items():
        if theories == {f.resolve() for f in files.values()}:
            return [f"--accounts {name}"]
    every = {**shipped("accounts"), **{a: f for files in known.values() for a, f in files.items()}}
    home = {f.resolve(): address for address, f in every.items()}
    return [f"--account {home.get(a.file.resolve(), a.file.name)}" for a in chosen]


def named(accounts: Sequence[str], shelf_of: str | None) -> list[str]:
    """Accounts given one by one, after those of a shelf if one is named."""
    return [*(shelf(shelf_of) if shelf_of else ()), *accounts]
