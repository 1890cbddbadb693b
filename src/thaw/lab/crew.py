"""Processes of the engine from the server's side: started, handed jobs, heard, and put away."""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from thaw.lab.worker import BYTES, DONE, HEAD, STOP, main

GRACE = 3.0
"""Seconds that a process has to leave off a job before it is ended."""

Deliver = Callable[[str | bytes], Coroutine[Any, Any, None]]
"""Takes a message for a page; waits while the page is slow."""


class Lost(Exception):
    """The process is gone before its job was done."""


class Hand:
    """One process, which does one job at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=main, args=(theirs,), name="thaw-lab-engine")
        self.process.start()
        theirs.close()
        self.loop = loop
        self.lock = threading.Lock()
        self.number, self.ended = 0, False
        self.jobs, self.heard = 0, False
        self.deliver: Deliver | None = None
        self.over: asyncio.Future[dict[str, Any]] | None = None
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether the process can take a job."""
        return not self.ended and self.process.is_alive()

    def begin(self, number: int, work: Mapping[str, Any], deliver: Deliver) -> asyncio.Future:
        """Hand over a job; the future gives what the process tells at its end, or raises `Lost`."""
        self.number, self.deliver = number, deliver
        self.jobs, self.heard = self.jobs + 1, False
        self.over = self.loop.create_future()
        self.over.add_done_callback(_looked_at)
        if self.ended:
            self._lost()
        self.tell(work)
        return self.over

    def tell(self, message: Mapping[str, Any]) -> None:
        """A job, or a control message for the one under way."""
        with suppress(OSError, ValueError), self.lock:
            self.line.send((self.number, dict(message)))

    def _read(self) -> None:
        """In a thread: what the process sends, in order; full queues hold it up, and the engine with it."""
        while True:
            try:
                data = self.line.recv_bytes()
            except (EOFError, OSError):
                break
            what, number = HEAD.unpack_from(data)
            body = data[HEAD.size :]
            try:
                if what == DONE:
                    self.loop.call_soon_threadsafe(self._ended, number, body.decode())
                elif number == self.number and self.deliver is not None:
                    self.heard = True
                    message = body if what == BYTES else body.decode()
                    asyncio.run_coroutine_threadsafe(self.deliver(message), self.loop).result()
            except RuntimeError:  # the server is closing
                break
            except BaseException:  # a page that is gone hears nothing more
                continue
        # The pipe of a process closes before the system calls it dead: it takes no job from here on.
        self.ended = True
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._lost)

    def _ended(self, number: int, text: str) -> None:
        if number == self.number and self.over is not None and not self.over.done():
            self.over.set_result(json.loads(text))

    def _lost(self) -> None:
        if self.over is not None and not self.over.done():
            self.over.set_exception(Lost())

    def kill(self) -> None:
        """End the process at once."""
        self.ended = True
        if self.process.is_alive():
            self.process.kill()
        with suppress(OSError):
            self.line.close()


def _looked_at(over: asyncio.Future) -> None:
    """A process that is lost after nobody waits for it any more is no fault to be told of."""
    if not over.cancelled():
        over.exception()


class Crew:
    """All processes of a lab.

    Parameters
    ----------
    most : int
        Jobs at once; more wait in order.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.free: list[Hand] = []
        self.busy: set[Hand] = set()
        self.queue: list[asyncio.Future[None]] = []
        self.numbers = itertools.count(1)
        self.taken = 0
        self.closed = False

    def warm(self) -> None:
        """Start one process ahead of the first job."""
        if not self.free and not self.closed and len(self.busy) < self.most:
            self.free.append(Hand(asyncio.get_running_loop()))

    async def work(
        self,
        name: str,
        arguments: Mapping[str, Any],
        deliver: Deliver,
        *,
        of: str,
        ident: int | None = None,
        waiting: Callable[[int], Awaitable[None]] | None = None,
        control: Callable[[Callable[[Mapping[str, Any]], None]], None] | None = None,
    ) -> dict[str, Any]:
        """Do one job from beginning to end.

        Parameters
        ----------
        name, arguments
            See `thaw.lab.worker`.
        deliver : coroutine function of a message, text or bytes
        of : str
            Kind of message that asked for it, for errors.
        ident : int, optional
            Of that message.
        waiting : coroutine function of an int, optional
            Told the place in the queue, from 1, where it has to wait.
        control : callable, optional
            Given a function that sends control messages to the job.

        Raises
        ------
        Lost
            The process came to an end.
        """
        work = {"job": name, "arguments": arguments, "of": of, "id": ident}
        await self._turn(waiting)
        try:
            while True:
                hand = self._take()
                try:
                    return await self._with(hand, work, deliver, control)
                except (
                    Lost
                ):  # one that died while nothing was asked of it is found out here: another does it
                    if hand.heard or hand.jobs == 1:
                        raise
                finally:
                    self._put_back(hand)
        finally:
            self._release()

    async def _with(
        self,
        hand: Hand,
        work: Mapping[str, Any],
        deliver: Deliver,
        control: Callable[[Callable[[Mapping[str, Any]], None]], None] | None,
    ) -> dict[str, Any]:
        """Have one process do a job."""
        over = hand.begin(next(self.numbers), work, deliver)
        if control is not None:
            control(hand.tell)
        try:
            return await asyncio.shield(over)
        except asyncio.CancelledError:
            await self._leave_off(hand, over)
            raise

    async def _turn(self, waiting: Callable[[int], Awaitable[None]] | None) -> None:
        """Wait until there is room for one more job."""
        if self.taken < self.most:
            self.taken += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.queue.append(mine)
        try:
            if waiting is not None:
                await waiting(len(self.queue))
            await mine
        except asyncio.CancelledError:
            if mine in self.queue:
                self.queue.remove(mine)
            elif mine.done() and not mine.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        """Give the room of a job that is over to the first who waits."""
        while self.queue:
            first = self.queue.pop(0)
            if not first.done():
                first.set_result(None)
                return
        self.taken -= 1

    def _take(self) -> Hand:
        while self.free:
            hand = self.free.pop()
            if hand.alive:
                self.busy.add(hand)
                return hand
        hand = Hand(asyncio.get_running_loop())
        self.busy.add(hand)
        return hand

    async def _leave_off(self, hand: Hand, over: asyncio.Future) -> None:
        """Ask a process to stop, and end it where it does not hear."""
        hand.deliver = None
        hand.tell(STOP)
        try:
            await asyncio.wait_for(asyncio.shield(over), GRACE)
        except (TimeoutError, Lost, asyncio.CancelledError):
            hand.kill()

    def _put_back(self, hand: Hand) -> None:
        hand.deliver = None
        self.busy.discard(hand)
        if hand.alive and not self.closed and len(self.free) < 2:
            self.free.append(hand)
        else:
            hand.kill()

    def close(self) -> None:
        """End all processes."""
        self.closed = True
        for hand in (*self.free, *self.busy):
            hand.kill()
        self.free.clear()
