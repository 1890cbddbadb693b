"""Processes of the lab that die: a job that had not begun goes to another, one that was under way is told."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from thaw.account import accounts
from thaw.case import cases

pytest.importorskip("starlette", reason="the lab needs its extra")

from thaw.lab.crew import Crew, Hand, Lost

pytestmark = pytest.mark.thorough


async def ask(crew: Crew, heard: list[str]) -> dict[str, Any]:
    """A short job: what an account's parameters are."""

    async def deliver(text: str) -> None:
        heard.append(text)

    names = ("toy_two", "stein_1956")
    files = {"case": str(cases()[names[0]]), "account": str(accounts()[names[1]])}
    return await crew.work("account", {**files, "names": names, "ident": 1}, deliver, of="account")


def in_a_crew(body: Callable[[Crew], Awaitable[None]]) -> None:
    async def run() -> None:
        crew = Crew(1)
        try:
            await asyncio.wait_for(body(crew), 60)
        finally:
            crew.close()

    asyncio.run(run())


@pytest.mark.parametrize("seen", [True, False], ids=["its pipe is closed", "nobody has looked yet"])
def test_a_process_that_died_at_rest_is_asked_nothing_more(
    seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the moment in which its pipe is closed and the system still calls it alive."""

    async def body(crew: Crew) -> None:
        heard: list[str] = []
        await ask(crew, heard)
        (dead,) = crew.free
        monkeypatch.setattr(dead.process, "is_alive", lambda: True)
        pid = dead.process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while seen and not dead.ended:
            await asyncio.sleep(0.01)
        await ask(crew, heard)
        (after,) = crew.free
        assert after is not dead and len(heard) == 2 and heard[0] == heard[1]

    in_a_crew(body)


def test_a_new_process_that_cannot_work_is_not_tried_for_ever() -> None:
    class Dying(Hand):
        def begin(self, *given: Any) -> asyncio.Future:
            over = super().begin(*given)
            self.kill()
            return over

    async def body(crew: Crew) -> None:
        crew.free.append(Dying(asyncio.get_running_loop()))
        with pytest.raises(Lost):
            await ask(crew, [])

    in_a_crew(body)
