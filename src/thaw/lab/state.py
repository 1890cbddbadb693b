"""What a lab holds while it runs: what it offers, its processes, the runs that were played."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thaw import __version__
from thaw.errors import ThawError, nearest_name
from thaw.lab.crew import Crew, Lost
from thaw.lab.messages import MOST_BYTES, PROTOCOL, encode

MOST_CLIENTS = 200
"""Pages at once; further ones are told so and closed."""

MOST_KEPT = 60
"""Runs whose files are kept for downloads; the oldest go first."""

OWN = "file:"
"""Begins the name of a file that was dropped in."""


@dataclass(frozen=True)
class Played:
    """A run that was played to its end.

    Attributes
    ----------
    files : tuple of Path
        NetCDF, one a pane.
    case : str
        Its file.
    accounts : tuple of str
        The file of each pane's account.
    request : dict
        What was asked for.
    """

    files: tuple[Path, ...]
    case: str
    accounts: tuple[str, ...]
    request: dict[str, Any]


@dataclass
class Settings:
    """How a lab was started.

    Attributes
    ----------
    out : Path
        Folder of runs: comparisons are looked for in it, and its files can be had.
    cases, accounts : files of one's own
    runs : int
        Runs at once; more wait.
    trust : bool
        Whether code beside accounts may run.
    first : str
        The case that is offered first; empty for none.
    """

    out: Path
    cases: Sequence[str] = ()
    accounts: Sequence[str] = ()
    runs: int = 2
    trust: bool = False
    first: str = ""


@dataclass
class Lab:
    """A lab that runs."""

    settings: Settings
    crew: Crew = field(init=False)
    clerks: Crew = field(init=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="thaw-lab-")))
    offer: dict[str, Any] = field(default_factory=dict)
    played: OrderedDict[int, Played] = field(default_factory=OrderedDict)
    clients: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    trouble: str = "what the lab offers could not be read"

    def __post_init__(self) -> None:
        self.crew, self.clerks = Crew(self.settings.runs), Crew(1)
        self.runs, self.numbers = itertools.count(1), itertools.count(1)

    async def open(self) -> None:
        """Start a process and read what there is to offer; pages that come meanwhile wait for it."""
        heard: list[str] = []

        async def deliver(message: str | bytes) -> None:
            heard.append(str(message))

        s = self.settings
        arguments = {"own": s.cases, "accounts": s.accounts, "out": str(s.out)}
        self.crew.warm()
        try:
            found = await self.clerks.work("library", arguments, deliver, of="hello")
            if "files" in found:
                found["hello"]["cases"].sort(key=lambda c: c["id"] != s.first)
                self.offer = found
            elif heard:
                self.trouble = json.loads(heard[-1])["what"]
        except Lost:
            pass
        finally:
            self.opened.set()

    def hello(self, **more: Any) -> str:
        """What a page is told first."""
        return encode(
            "hello",
            protocol=PROTOCOL,
            thaw=__version__,
            **self.offer["hello"],
            limits={"message": MOST_BYTES, "clients": MOST_CLIENTS, "runs": self.settings.runs},
            trust_code=self.settings.trust,
            **more,
        )

    def keep(self, run: int, played: Played) -> None:
        """Remember a run for downloads, and forget the oldest."""
        self.played[run] = played
        while len(self.played) > MOST_KEPT:
            _, old = self.played.popitem(last=False)
            for file in old.files:
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """End all processes and remove what was kept beside the folder of runs."""
        self.crew.close()
        self.clerks.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Files:
    """Names that a page may use, and the files behind them: no text of a page is taken for a path.

    Parameters
    ----------
    offered : mapping
        Case to its file and to the files of its accounts, as `thaw.lab.library` gives it.
    """

    def __init__(self, offered: Mapping[str, Any]) -> None:
        self.offered = dict(offered)
        self.dropped: dict[str, tuple[str, str]] = {}

    def add(self, found: Mapping[str, Any]) -> None:
        """A file that was dropped in and is sound."""
        name = f"{OWN}{found['name']}"
        self.dropped[name] = (str(found["what"]), str(found["file"]))
        if found["what"] == "case":
            self.offered[name] = {"case": found["file"], "accounts": found["accounts"]}

    def case(self, name: str) -> str:
        """The file of a case."""
        return str(self._of(name, self.offered, "no case is called")["case"])

    def account(self, case: str, name: str) -> str:
        """The file of an account that is offered for a case, or was dropped in."""
        held = dict(self._of(case, self.offered, "no case is called")["accounts"])
        held |= {n: f for n, (what, f) in self.dropped.items() if what == "account"}
        return str(
            self._of(name, held, f"for the case {case} no account is offered that is called")
        )

    def levers(self) -> dict[str, Path]:
        """Levers that were dropped in, by file name."""
        return {
            n.removeprefix(OWN): Path(f) for n, (what, f) in self.dropped.items() if what == "lever"
        }

    @staticmethod
    def _of(name: str, held: Mapping[str, Any], problem: str) -> Any:
        if name not in held:
            raise ThawError(
                f"{problem} {name!r}",
                expected=", ".join(held) or "none is offered",
                nearest=nearest_name(name, held),
            )
        return held[name]
