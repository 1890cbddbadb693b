"""The process of the engine: it is handed one job after the other, and sends messages as it goes.

Over its pipe come ``(job, name, arguments)`` and, while a job runs, control messages of the page; back go a
byte for what follows and the number of the job: a message for the page as text or as bytes, or the end of the job.
"""

from __future__ import annotations

import os
import signal
import struct
import traceback
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from thaw.errors import ThawError
from thaw.lab.messages import trouble
from thaw.lab.playing import Player, Stopped, Wanted, keep

PAGE, BYTES, DONE = b"p", b"b", b"d"
HEAD = struct.Struct(">cI")
"""What follows, and the number of the job."""

STOP = {"kind": "stop"}


class Job:
    """One job: what it is told, and what it sends."""

    def __init__(self, line: Connection, number: int) -> None:
        self.line, self.number = line, number
        self.heard = 0

    def send(self, message: str | bytes) -> None:
        """A message for the page; waits while the server takes no more."""
        if isinstance(message, str):
            self.line.send_bytes(HEAD.pack(PAGE, self.number) + message.encode())
        else:
            self.line.send_bytes(HEAD.pack(BYTES, self.number) + message)

    def hear(self, seconds: float) -> Mapping[str, Any] | None:
        """The next control message within so many seconds; `Stopped` when there will be none."""
        try:
            if not self.line.poll(seconds):
                return None
            number, message = self.line.recv()
        except (EOFError, OSError):
            raise Stopped from None
        if number != self.number:
            return None
        self.heard += 1
        if message["kind"] == "stop":
            raise Stopped
        return message

    def breath(self) -> None:
        """Stop here if that was asked for."""
        while self.hear(0.0) is not None:
            pass

    def done(self, **found: Any) -> None:
        """Tell that the job is over, what the server should know of it, and how many controls it heard."""
        import json

        text = json.dumps({**found, "heard": self.heard})
        self.line.send_bytes(HEAD.pack(DONE, self.number) + text.encode())


def play(job: Job, wanted: Wanted, run: int, folder: Any) -> dict[str, Any]:
    """A run for a page, kept as files once it is over."""
    player = Player(wanted, run, job.send, job.hear)
    player.play()
    return {"run": run, "files": keep(player, folder), "state": player.stands()}


def _do(job: Job, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if name == "play":
        return play(job, **arguments)
    from thaw.lab import asking

    return asking.TASKS[name](job, **arguments) or {}


def main(line: Connection) -> None:
    """Do jobs until the pipe is closed. A fault of one is told to its page and ends nothing else."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("MPLBACKEND", "Agg")
    import thaw.jobs.simulate  # noqa: F401 (before the first job, so that it is not waited for)

    while True:
        try:
            number, job_of = line.recv()
        except (EOFError, OSError):
            return
        if "job" not in job_of:
            continue  # a control message for a job that is over
        job = Job(line, number)
        found: dict[str, Any] = {}
        name, arguments = job_of["job"], job_of["arguments"]
        more = {} if job_of.get("id") is None else {"id": job_of["id"]}
        with suppress(OSError, BrokenPipeError):
            try:
                found = _do(job, name, arguments)
            except Stopped:
                found = {"stopped": True}
            except ThawError as problem:
                job.send(trouble(problem, job_of["of"], **more))
                found = {"failed": True}
            except Exception as fault:
                job.send(trouble(_as_error(fault), job_of["of"], **more))
                found = {"failed": True}
            job.done(**found)


def _as_error(fault: Exception) -> ThawError:
    """A fault of Thaw itself, told without a traceback; where it is goes to the console."""
    traceback.print_exception(fault)
    return ThawError(
        f"a fault in Thaw: {type(fault).__name__}: {fault}",
        todo="please tell what you did; the console of the lab says where it is",
    )
