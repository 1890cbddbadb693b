"""One page: what it asks is checked and handed to a process, and what comes of it is sent back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from thaw.errors import ThawError
from thaw.lab.crew import Lost
from thaw.lab.messages import PROTOCOL, encode, trouble
from thaw.lab.playing import Wanted
from thaw.lab.state import Files, Lab, Played

MOST_WAITING = 64
"""Messages that are held for a page; then whoever makes them waits."""

DEFAULTS: dict[str, Any] = {"seed": 1, "draws": "prior", "speed": 20, "play": True, "jump": None}
"""Of the message ``start``."""

CONTROLS = ("play", "pause", "step", "speed", "jump")


class Session:
    """What one page has under way.

    Parameters
    ----------
    lab : Lab
    """

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.number = next(lab.numbers)
        self.folder = lab.folder / f"page{self.number}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files = Files(lab.offer["files"])
        self.queue: asyncio.Queue[str | bytes] = asyncio.Queue(MOST_WAITING)
        self.closed = False
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.control: Callable[[Mapping[str, Any]], None] | None = None
        self.live, self.told = False, list[dict[str, Any]]()
        self.ended: dict[str, Any] = {}

    async def send(self, message: str | bytes) -> None:
        """Hold a message for the page; waits while too many are held."""
        if not self.closed:
            await self.queue.put(message)

    async def take(self, message: dict[str, Any]) -> None:
        """Do what a message asks, or begin to.

        Raises
        ------
        ThawError
            For what is not there to be had.
        """
        kind = message["kind"]
        if kind in CONTROLS:
            await self._tell(message)
            return
        await getattr(self, f"_{kind}")(message)

    async def _tell(self, message: dict[str, Any]) -> None:
        """A control message, to the run; one that waits for its turn hears it when it begins."""
        if self.live:
            self.told.append(message)
            if self.control is not None:
                self.control(message)
        else:
            await self._too_late(message)

    async def _too_late(self, message: dict[str, Any]) -> None:
        """Answer a control message that no run hears any more: with how the last one ended, if it did."""
        if self.ended:
            await self.send(encode("state", **self.ended, **_id(message)))
        else:
            problem = ThawError("no run is under way", todo="start one")
            await self.send(trouble(problem, message["kind"], **_id(message)))

    async def _hello(self, message: dict[str, Any]) -> None:
        if message["protocol"] != PROTOCOL:
            raise ThawError(
                f"this page speaks protocol {message['protocol']}, the lab {PROTOCOL}",
                todo="load the page again",
            )
        await self.send(self.lab.hello(**_id(message)))

    async def _account(self, message: dict[str, Any]) -> None:
        names = (message["case"], message["account"])
        arguments = {
            "case": self.files.case(names[0]),
            "account": self.files.account(*names),
            "names": names,
            "ident": message.get("id"),
        }
        self._spawn(f"account {names}", self._ask("account", arguments, message))

    async def _file(self, message: dict[str, Any]) -> None:
        case = message.get("case")
        arguments = {
            "folder": str(self.folder),
            "name": message["name"],
            "content": (message.get("text"), message.get("parts")),
            "kind": message.get("as"),
            "case": self.files.case(case) if case else None,
            "ident": message.get("id"),
        }

        async def drop() -> None:
            found = await self._ask("file", arguments, message)
            if found.get("ok"):
                self.files.add(found)
            if "message" in found:
                await self.send(found["message"])

        self._spawn(f"file {message['name']}", drop())

    async def _start(self, message: dict[str, Any]) -> None:
        request = {**DEFAULTS, **{k: v for k, v in message.items() if k not in ("kind", "id")}}
        ground = request.pop("ground", None) or ""
        request["panes"] = [{"levers": [], "parameters": {}, **p} for p in request["panes"]]
        wanted = Wanted(
            request,
            Path(self.files.case(request["case"])),
            [Path(self.files.account(request["case"], p["account"])) for p in request["panes"]],
            self.files.levers(),
            message.get("id"),
            ground,
        )
        await self._end("run")
        self.live, self.told, self.ended = True, [], {}
        self._spawn("run", self._play(wanted, message))

    async def _play(self, wanted: Wanted, message: dict[str, Any]) -> None:
        run = next(self.lab.runs)

        async def waiting(before: int) -> None:
            await self.send(encode("waiting", before=before, **_id(message)))

        arguments = {"wanted": wanted, "run": run, "folder": self.folder}
        try:
            found = await self._work(self.lab.crew, "play", arguments, message, waiting)
        finally:
            self.control, self.live = None, False
        self.ended, unheard = found.get("state", {}), self.told[found.get("heard", 0) :]
        if "files" in found:
            files = tuple(self.folder / name for name in found["files"])
            accounts = tuple(map(str, wanted.accounts))
            self.lab.keep(run, Played(files, str(wanted.case), accounts, wanted.request))
            await self.send(encode("kept", run=run))
        for late in unheard:
            await self._too_late(late)

    async def _stop(self, _: dict[str, Any]) -> None:
        await self._end("run")
        self.ended = {}

    async def _effect(self, message: dict[str, Any]) -> None:
        case = message["case"]
        arguments = {
            "case": self.files.case(case),
            "lever": message["lever"],
            "accounts": [self.files.account(case, a) for a in message["accounts"]],
            "files": self.files.levers(),
            "runs": (message.get("pairs", 20), message.get("seed", 1)),
            "out": str(self.lab.settings.out),
            "ident": message.get("id"),
        }
        await self._begin("effect", arguments, message)

    async def _verdict(self, message: dict[str, Any]) -> None:
        folder = message.get("folder")
        out = self.lab.settings.out
        arguments = {
            "case": self.files.case(message["case"]),
            "name": message["case"],
            "folder": str(within(out, folder)) if folder else None,
            "out": str(out),
            "ident": message.get("id"),
        }
        await self._begin("verdict", arguments, message)

    async def _published(self, message: dict[str, Any]) -> None:
        arguments = {
            "model": message["model"],
            "preset": message.get("preset"),
            "settings": message.get("settings", {}),
            "seed": message.get("seed", 0),
            "frames": message.get("frames", False),
            "ident": message.get("id"),
        }
        await self._begin("published", arguments, message)

    async def _cancel(self, message: dict[str, Any]) -> None:
        await self._end(message["what"])

    async def _begin(self, kind: str, arguments: dict[str, Any], message: dict[str, Any]) -> None:
        await self._end(kind)
        self._spawn(kind, self._work(self.lab.crew, kind, arguments, message))

    async def _ask(self, name: str, arguments: dict[str, Any], message: dict[str, Any]) -> Any:
        return await self._work(self.lab.clerks, name, arguments, message)

    async def _work(
        self,
        crew: Any,
        name: str,
        arguments: dict[str, Any],
        message: dict[str, Any],
        waiting: Any = None,
    ) -> dict[str, Any]:
        """Have a job done; a process that is lost is told to this page alone."""
        try:
            return await crew.work(
                name,
                arguments,
                self.send,
                of=message["kind"],
                ident=message.get("id"),
                waiting=waiting,
                control=self._steer if name == "play" else None,
            )
        except Lost:
            problem = ThawError(
                "the process of the engine came to an end", todo="start again; other pages go on"
            )
            await self.send(trouble(problem, message["kind"], **_id(message)))
            return {}

    def _steer(self, control: Callable[[Mapping[str, Any]], None]) -> None:
        self.control = control
        for message in self.told:
            control(message)

    def _spawn(self, name: str, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks[name] = task
        task.add_done_callback(lambda done: self._finished(name, done))

    def _finished(self, name: str, done: asyncio.Task[None]) -> None:
        if self.tasks.get(name) is done:
            del self.tasks[name]
        if not done.cancelled() and done.exception() is not None:
            fault = done.exception()
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"the job {name} of a page failed", "exception": fault}
            )

    async def _end(self, name: str) -> None:
        """End what goes by a name, and wait until its process is free."""
        task = self.tasks.pop(name, None)
        if task is None:
            return
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def close(self) -> None:
        """End all that this page has under way."""
        self.closed = True
        for task in self.tasks.values():
            task.cancel()
        while not self.queue.empty():
            self.queue.get_nowait()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


def within(out: Path, name: str) -> Path:
    """A file or folder in the folder of runs.

    Raises
    ------
    ThawError
        For one that lies outside, is hidden, or is not there.
    """
    path = (out / name).resolve()
    parts = Path(name).parts
    if not path.is_relative_to(out.resolve()) or any(p.startswith(".") for p in parts):
        raise ThawError(
            f"{name!r} lies outside the folder of runs", expected="a name of /api/files"
        )
    if not path.exists():
        raise ThawError(f"there is no {name!r} in the folder of runs")
    return out / name


def _id(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": message["id"]} if "id" in message else {}
