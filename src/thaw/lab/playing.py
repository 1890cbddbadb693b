"""A run as it is played: paced, stopped, stepped and sent on, in the process of the engine."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from thaw.errors import ThawError
from thaw.jobs.plan import dates_of, make_plan
from thaw.lab.about import about, step_on, steps_message
from thaw.lab.levers import taken
from thaw.lab.messages import encode, trouble
from thaw.lab.noticing import Entry, Notice
from thaw.lab.shelf import the_account, the_case
from thaw.lab.stepping import Stepper

LONGEST_BATCH = 0.05
"""Seconds of steps after which they are sent, and the page is heard again."""

AT_ONCE = 8
"""Steps of quiet days that are made in one call of the program: a call costs up to half a step."""

PANEL_SECONDS = 0.25
"""Between two messages of a panel while a run plays."""

STATE_SECONDS = 1.0

LATE = 0.5
"""Seconds that a run may fall behind its speed before it gives up catching up."""

Send = Callable[[str | bytes], None]
Hear = Callable[[float], Mapping[str, Any] | None]
"""The next control message within so many seconds, or None."""


class Stopped(Exception):
    """The page wants no more of this."""


class Wanted(NamedTuple):
    """A run as it was asked for, every name resolved.

    Attributes
    ----------
    request : dict
        The message ``start``, defaults filled in.
    case : path
    accounts : list of path
        One a pane.
    files : dict
        Files that were dropped in, by name.
    ident : int or None
        Of the message.
    ground : str
        What the page knows of the case, as `thaw.lab.shelf.ground_of` tells it; empty for nothing.
    """

    request: dict[str, Any]
    case: Path
    accounts: list[Path]
    files: dict[str, Path]
    ident: int | None = None
    ground: str = ""


def steppers_of(wanted: Wanted) -> tuple[list[Stepper], list[list[Any]]]:
    """A stepper a pane, and the levers of each as they were resolved.

    Raises
    ------
    ThawError
        As `thaw.simulate`, for anything misspelt or out of range.
    """
    request = wanted.request
    case = the_case(wanted.case)
    made, levers = [], []
    for pane, account in zip(request["panes"], wanted.accounts, strict=True):
        given = [taken(case, lever, wanted.files) for lever in pane["levers"]]
        plan = make_plan(the_account(account), case, given, parameters=pane["parameters"] or None)
        made.append(Stepper(plan, request["seed"], request["draws"]))
        levers.append(given)
    return made, levers


class Player:
    """Plays a run for one page.

    Parameters
    ----------
    wanted : Wanted
    run : int
    send : callable(text or bytes)
        Sends a message; waits while the page is slow.
    hear : callable(seconds)
        Control messages of the page; raises `Stopped`.
    """

    def __init__(self, wanted: Wanted, run: int, send: Send, hear: Hear) -> None:
        self.run, self.send, self.hear = run, send, hear
        request = wanted.request
        words = "making the people; a program that is new to this machine takes a minute or two"
        more = {} if wanted.ident is None else {"id": wanted.ident}
        send(encode("progress", of="run", done=0, total=None, words=words, **more))
        self.steppers, levers = steppers_of(wanted)
        for stepper in self.steppers:
            stepper.compile()
        first = self.steppers[0]
        self.steps, self.t = first.steps, 0
        self.days = [str(d) for d in dates_of(first.plan)]
        self.playing, self.speed = bool(request["play"]), float(request["speed"])
        self.goal = step_on(self.days, request["jump"]) + 1 if request.get("jump") else 0
        self.notice = [
            Notice(s.plan, k, given)
            for k, (s, given) in enumerate(zip(self.steppers, levers, strict=True))
        ]
        self.due = self.panel_due = self.state_due = 0.0
        self.rate = 0.0
        self.clock = (time.monotonic(), 0)
        send(encode("about", **about(self.steppers, request, run, wanted.ground), **more))

    def play(self) -> None:
        """Play to the end, or until `Stopped` is raised."""
        self.state()
        self.due = time.monotonic()
        while self.t < self.steps:
            self._listen()
            if self.t < self.goal:
                self._go(self.goal - self.t)
                if self.t >= self.goal:
                    self.due = time.monotonic()
                    self._rest()
            elif self.playing:
                self._go(self._count())
        self._rest()
        self.send(encode("end", of="run", run=self.run))

    def _count(self) -> int:
        """Steps that are due now; at full speed all that are left."""
        if self.speed <= 0:
            return self.steps - self.t
        now = time.monotonic()
        if now - self.due > LATE:
            self.due = now
        return max(1, math.ceil(self.speed * (now - self.due)))

    def _listen(self) -> None:
        """Hear the page: at once while it goes on, for long while it stands."""
        wait = 0.0
        if self.t >= self.goal:
            if not self.playing:
                wait = 3600.0
            elif self.speed > 0:
                wait = max(0.0, self.due - time.monotonic())
        message = self.hear(wait)
        while message is not None:
            try:
                self._obey(message)
            except ThawError as problem:
                self.send(trouble(problem, str(message["kind"]), **_id(message)))
            message = self.hear(0.0)

    def _obey(self, message: Mapping[str, Any]) -> None:
        kind = message["kind"]
        if kind == "play":
            self.playing = True
            self.due = time.monotonic()
        elif kind == "pause":
            self.playing, self.goal = False, 0
        elif kind == "step":
            self.playing = False
            self.goal = min(self.t + int(message.get("n", 1)), self.steps)
        elif kind == "jump":
            self.goal = step_on(self.days, message["day"]) + 1
        if "speed" in message:
            self.speed = float(message["speed"])
            self.due = time.monotonic()
        self.state(**_id(message))

    def _go(self, n: int) -> None:
        """Make n steps of every pane, or as many as time allows; the log goes first, then values, a message a pane.

        A page that shows a day has then been told all of its events.
        """
        began, start = time.monotonic(), self.t
        last = min(self.t + n, self.steps)
        entries: list[list[Entry]] = [[] for _ in self.steppers]
        while self.t < last:
            first, upto = self.t, self._upto(last)
            for stepper, notice, seen in zip(self.steppers, self.notice, entries, strict=True):
                stepper.advance(upto)
                seen += notice.look(stepper, first)
            self.t = upto
            if time.monotonic() - began > LONGEST_BATCH:
                break
        for pane, seen in enumerate(entries):
            if seen:
                self.send(encode("log", run=self.run, pane=pane, entries=seen))
        for pane, stepper in enumerate(self.steppers):
            self.send(steps_message(stepper, pane, self.run, start, self.t))
        now = time.monotonic()
        if self.speed > 0:
            self.due += (self.t - start) / self.speed
        if now >= self.panel_due or not self.playing:
            self.panel()
        if now >= self.state_due:
            self.state()

    def _upto(self, last: int) -> int:
        """Where the next call of the program ends: quiet days go by in one, loud ones one by one."""
        quiet = all(n.is_quiet(s) for n, s in zip(self.notice, self.steppers, strict=True))
        if not quiet:
            return self.t + 1
        return min(self.t + AT_ONCE, last, *(s.next_act() for s in self.steppers))

    def _rest(self) -> None:
        self.panel()
        self.state()

    def panel(self) -> None:
        """Tell who rules and who bears arms, where that has changed."""
        self.panel_due = time.monotonic() + PANEL_SECONDS
        if self.t == 0:
            return
        for stepper, notice in zip(self.steppers, self.notice, strict=True):
            told = notice.panel(stepper.world)
            if told:
                t = self.t - 1
                self.send(
                    encode(
                        "panel",
                        run=self.run,
                        pane=notice.pane,
                        t=t,
                        day=self.days[t],
                        polities=told,
                    )
                )

    def state(self, **more: Any) -> None:
        """Tell how the run stands, and how fast it goes."""
        now = time.monotonic()
        self.state_due = now + STATE_SECONDS
        since, before = self.clock
        if now - since > STATE_SECONDS / 2:
            self.rate = (self.t - before) / (now - since)
            self.clock = (now, self.t)
        self.send(encode("state", **self.stands(), **more))

    def stands(self) -> dict[str, Any]:
        """How the run stands, as the message ``state`` tells it."""
        return {
            "run": self.run,
            "playing": self.playing and self.t < self.steps,
            "speed": self.speed,
            "t": self.t - 1,
            "steps": self.steps,
            "per_second": round(self.rate, 1),
        }


def _id(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": message["id"]} if "id" in message else {}


def keep(player: Player, folder: Path) -> list[str]:
    """Save what was played, one file a pane; their names."""
    made = []
    for pane, stepper in enumerate(player.steppers):
        path = folder / f"run{player.run}.pane{pane}.nc"
        stepper.run().save(path)
        made.append(path.name)
    return made
