"""The lab's port: messages are not held back."""

from __future__ import annotations

import asyncio
import socket

from thaw.lab.opening import taken_port


def test_a_message_waits_for_no_answer_to_the_one_before() -> None:
    """Small messages go at once: held together, as systems do unasked, the second came 40 ms late."""

    async def held_back() -> int:
        loop = asyncio.get_running_loop()
        met: asyncio.Future[int] = loop.create_future()

        def meet(_: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            one = back.get_extra_info("socket")
            met.set_result(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            back.close()

        taken = taken_port("127.0.0.1", 0)
        async with await asyncio.start_server(meet, sock=taken):
            _, out = await asyncio.open_connection(*taken.getsockname())
            try:
                return await asyncio.wait_for(met, 10)
            finally:
                out.close()

    assert asyncio.run(held_back()) != 0
