"""A lab started: its port taken, its address told, its server run until it is stopped."""

from __future__ import annotations

import http.client
import os
import socket
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from thaw.errors import ThawError

PORT = 8765
LOOPBACK = "127.0.0.1"

NEEDED = ("starlette", "uvicorn", "websockets")


def check_installed() -> None:
    """Refuse where a package is missing, and say what to install.

    Raises
    ------
    ThawError
        With the command.
    """
    from importlib.util import find_spec

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ThawError(
            f"the lab needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            todo='run: pip install "thaw-sim[lab]" (in a copy of the source: pip install ".[lab]")',
        )


def taken_port(host: str, port: int) -> socket.socket:
    """A socket bound to a port; 0 takes any that is free.

    Raises
    ------
    ThawError
        The port is in use, by another lab or another program, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small messages at once only where the protocol is named: else 40 ms late
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(512)
    except OSError as problem:
        made.close()
        raise _not_bound(host, port, problem) from None
    return made


def _not_bound(host: str, port: int, problem: OSError) -> ThawError:
    import errno

    if problem.errno == errno.EADDRINUSE:
        lab = is_lab(port)
        return ThawError(
            f"port {port} is in use by {'another lab' if lab else 'another program'}",
            todo=("open the address that it printed, or " if lab else "")
            + f"give another port: --port {port + 1}, or --port 0 for any that is free",
        )
    if problem.errno == errno.EACCES:
        return ThawError(f"port {port} may not be taken by you", todo="give one above 1023")
    return ThawError(f"{host} is no address of this machine: {problem.strerror}")


def is_lab(port: int) -> bool:
    """Whether a lab answers on a port of this machine."""
    line = http.client.HTTPConnection(LOOPBACK, port, timeout=1.0)
    try:
        line.request("GET", "/page/")
        return line.getresponse().getheader("server") == "thaw-lab"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def serve(
    case: str = "",
    *,
    accounts: Sequence[str] = (),
    out: Path = Path("out"),
    host: str = LOOPBACK,
    port: int = PORT,
    runs: int | None = None,
    browser: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Run a lab until it is stopped.

    Parameters
    ----------
    case : str
        Offered first: a shipped name or a file of one's own; empty for none in particular.
    accounts : sequence of str
        Files of one's own.
    out : Path
        Folder of runs.
    host : str
        Address to listen on; another than this machine's own serves others as well.
    port : int
    runs : int, optional
        Runs at once; a core each, two at least, unless given.
    browser : bool
        Open the page.
    say : callable

    Raises
    ------
    ThawError
        For a package that is missing, a port in use, a case or account with a mistake.
    """
    check_installed()
    import uvicorn

    from thaw.account import read_account
    from thaw.case import cases, load_case
    from thaw.lab.messages import MOST_BYTES
    from thaw.lab.server import application
    from thaw.lab.state import Lab, Settings
    from thaw.own_code import trusted

    made = load_case(case) if case else None
    own = [str(made.file)] if made is not None and made.name not in cases() else []
    held = [str(read_account(a).file) for a in accounts]
    bound = taken_port(host, port)
    port = bound.getsockname()[1]
    abroad = host not in (LOOPBACK, "localhost", "::1")
    most = runs or max(2, os.cpu_count() or 1)
    settings = Settings(out, own, held, most, trusted(), made.name if made else "")
    lab = Lab(settings)
    shown = _shown(host)
    address = f"http://{shown}:{port}/?token={lab.token}"

    def ready() -> None:
        _greet(address, abroad, say)
        if browser:
            webbrowser.open(address)

    app = application(lab, port, [shown, socket.gethostname()], abroad, ready)
    config = uvicorn.Config(app, ws_max_size=MOST_BYTES, **QUIET)
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        pass
    finally:
        lab.close()
        bound.close()


QUIET: dict[str, Any] = {
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "date_header": False,
    "ws_ping_interval": 60.0,
    "ws_ping_timeout": 600.0,
    "ws_per_message_deflate": False,
    "timeout_graceful_shutdown": 2,
    "lifespan": "on",
    "proxy_headers": False,
}
"""Settings of the server: no log of who asks, no headers of its own, patience with an idle page."""


def _greet(address: str, abroad: bool, say: Callable[[str], None]) -> None:
    """Tell where the lab is, and what an address that others reach means."""
    say(f"lab: {address}")
    if abroad:
        say("Whoever has this address can start runs on this machine: give it to your class alone.")
    say("Ctrl-C ends it.")


def _shown(host: str) -> str:
    """The address as others type it."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
