"""Claims of authors, each with its passage and a test: those in the accounts' files, and those beside them.

A file of further claims has the keys `claims` (the account they belong to) and `holds` (a list of entries
like those under `predicts`). Two entries of one name under `opposes` speak of the same thing with opposite
sign; it is told where their accounts part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thaw.account.account import Account
from thaw.account.claims import check_test
from thaw.account.keys import PREDICTION
from thaw.account.steps import FIRST_ORDER
from thaw.bibliography import works_in
from thaw.errors import ThawError
from thaw.files import Document, data_folder, digest, read_yaml
from thaw.keys import NOTE, TEXT, Table, list_of, may, must

CLAIM = Table(
    {
        **PREDICTION,
        "test": must({"type": "object"}, "what a machine can check; see thaw.account.claims"),
    }
)
CLAIMS = Table(
    claims=must(TEXT, "the account that claims this"), holds=must(list_of(CLAIM)), notes=may(NOTE)
)


@dataclass(frozen=True)
class Claim:
    """One thing that an author claims, and how to find out.

    Attributes
    ----------
    account, name : str
    claim, passage : str
    test : dict
        See `thaw.account.claims`.
    opposes : str
        Name of the pair it belongs to, or "".
    about : str
        Where it goes past its passage, or "".
    """

    account: str
    name: str
    claim: str
    passage: str
    test: dict[str, Any]
    opposes: str = ""
    about: str = ""

    @property
    def id(self) -> str:
        """Account and name."""
        return f"{self.account}/{self.name}"

    @property
    def key(self) -> str:
        """Hash of its test: judged runs hang on it."""
        return digest(self.test)


def claim_files() -> list[Path]:
    """The shipped files of further claims, in order of name."""
    folder = data_folder("claims")
    return sorted(folder.rglob("*.yaml")) if folder.is_dir() else []


def read_claims(file: str | Path) -> tuple[Claim, ...]:
    """The claims of one file.

    Raises
    ------
    ThawError
        For unknown keys, a test that cannot be carried out, a passage of no known work, or a name that
        stands twice; with file, line and key.
    """
    d = read_yaml(file, collect=True)
    found: list[Claim] = []
    with d.problems.collecting():
        head = d.keys(d.data, CLAIMS)
        entries = head.get("holds") or []
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            claim = _read(d, entry, number, str(head.get("claims") or ""))
            if claim is not None:
                found.append(claim)
        if not isinstance(entries, list):
            d.note("is not a list", ("holds",))
        for name in {c.name for c in found if sum(o.name == c.name for o in found) > 1}:
            d.note(f"the id {name!r} appears twice", ("holds",))
    return tuple(found)


def _read(d: Document, entry: Any, number: int, account: str) -> Claim | None:
    path = ("holds", number)
    made: Claim | None = None
    with d.problems.apart() as sound:
        keys = d.keys(entry, CLAIM, path=path)
        if not isinstance(keys.get("test"), dict):
            d.note("is not a table of keys", (*path, "test"))
            return None
        check_test(d, keys["test"], (*path, "test"))
        if not works_in(str(keys.get("passage", ""))) and "invented" not in str(keys["passage"]):
            d.note(
                "names no work of the bibliography",
                (*path, "passage"),
                expected='such as "Stein 1956, Workers Revolt, par. 1-3"; thaw cite lists works',
            )
        if sound():
            name, says, passage = (str(keys[k]) for k in ("id", "claim", "passage"))
            opposes, about = (str(keys.get(k) or "") for k in ("opposes", "about"))
            made = Claim(account, name, says, passage, dict(keys["test"]), opposes, about)
    return made


def claims_of(
    accounts: Iterable[Account], files: Sequence[str | Path] | None = None
) -> tuple[Claim, ...]:
    """What these accounts predict with a test, then what further files have them claim.

    Parameters
    ----------
    accounts : sequence of Account
    files : sequence of path, optional
        Files of further claims; the shipped ones unless given. Those of other accounts are left out; the
        shipped ones are about a society, and the reading of the same author on officials makes none of them.

    Raises
    ------
    ThawError
        For a file that cannot be read, and for a claim whose name its account has already.
    """
    theories = list(accounts)
    shipped = files is None or [*files] == claim_files()
    beside = [c for file in (claim_files() if files is None else files) for c in read_claims(file)]
    made: list[Claim] = []
    for theory in theories:
        own = [
            Claim(
                theory.name,
                str(p["id"]),
                str(p["claim"]),
                str(p["passage"]),
                dict(p["test"]),
                str(p.get("opposes") or ""),
                about=str(p.get("about") or ""),
            )
            for p in theory.predicts
            if "test" in p
        ]
        society = str(theory.document.data.get("order", FIRST_ORDER)) == FIRST_ORDER
        made += own + [c for c in beside if c.account == theory.name and (society or not shipped)]
    for claim in made:
        if sum(c.id == claim.id for c in made) > 1:
            raise ThawError(
                f"the account {claim.account} has two claims {claim.name!r}",
                todo="give one of them another id",
            )
    return tuple(made)


def waiting(accounts: Iterable[str], files: Sequence[str | Path] | None = None) -> dict[str, int]:
    """Further claims of accounts that are not among these names: account to their number.

    Files in a folder of their own are those of invented accounts, which only some cases know.
    """
    known = set(accounts)
    found: dict[str, int] = {}
    given = claim_files() if files is None else files
    for file in (f for f in given if Path(f).parent == data_folder("claims")):
        for claim in read_claims(file):
            if claim.account not in known:
                found[claim.account] = found.get(claim.account, 0) + 1
    return found
