"""Who may ask: the right host, the page's own origin, the token. All else is refused before anything is read."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

NAME = b"thaw-lab"
"""What a lab calls itself, so that a second one on its port knows it."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)

ALONE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; sandbox "
    "allow-scripts allow-popups"
)
"""Of files that are shown beside the lab, reports and pages: they can ask nothing of it."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")

OPEN = "/page/"
"""What holds no data: the page's own scripts."""

CLOSED = 1008
"""Code with which a socket is refused."""


class Guard:
    """Wraps the application of a lab.

    Parameters
    ----------
    app : ASGI application
    port : int
    token : str
    hosts : iterable of str
        Names beside those of this machine alone; empty where only this machine is served.
    abroad : bool
        Whether other machines are served: then every literal address is a host as well. A name in
        a foreign hand, which is what rebinding needs, is none.
    """

    def __init__(
        self, app: ASGIApp, port: int, token: str, hosts: Iterable[str] = (), abroad: bool = False
    ) -> None:
        self.app, self.port, self.token, self.abroad = app, port, token, abroad
        self.hosts = {h.lower() for h in (*LOOPBACK, *hosts)}
        self.cookie = f"thaw_lab_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status, why = self._refusal(scope)
        if status:
            await _refuse(scope, receive, send, status, why)
            return
        await self.app(scope, receive, _named(send) if scope["type"] == "http" else send)

    def _refusal(self, scope: Scope) -> tuple[int, str]:
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        host = headers.get("host", "").lower()
        if not self._is_host(host):
            return 421, "this is not the address of the lab"
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
            return 403, "another page may ask nothing of the lab"
        if scope["path"].startswith(OPEN) and scope["type"] == "http":
            return 0, ""
        if not self._knows(scope, headers.get("cookie", "")):
            return 403, "the address lacks the token: take the whole one that `thaw lab` printed"
        return 0, ""

    def _is_host(self, host: str) -> bool:
        name, _, port = host.rpartition(":")
        if not name or not port.isdigit():
            name, port = host, "80"
        name = name.strip("[]")
        if port != str(self.port):
            return False
        return name in self.hosts or (self.abroad and _is_address(name))

    def _knows(self, scope: Scope, cookie: str) -> bool:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        try:
            held = SimpleCookie(cookie).get(self.cookie)
        except CookieError:
            held = None
        said = [given, held.value if held else ""]
        return any(hmac.compare_digest(s.encode(), self.token.encode()) for s in said)


def _is_address(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def _named(send: Send) -> Send:
    """Adds to every answer what a lab calls itself and what browsers must not do with it."""

    async def more(message: Any) -> None:
        if message["type"] == "http.response.start":
            held = {k.lower() for k, _ in message.get("headers", ())}
            message = {**message, "headers": list(message.get("headers", ()))}
            for key, value in (
                (b"server", NAME),
                (b"x-content-type-options", b"nosniff"),
                (b"referrer-policy", b"no-referrer"),
                (b"cross-origin-resource-policy", b"same-origin"),
                (b"cache-control", b"no-store"),
                (b"content-security-policy", POLICY.encode()),
            ):
                if key not in held:
                    message["headers"].append((key, value))
        await send(message)

    return more


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": CLOSED, "reason": why})
        return
    body = (why + "\n").encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    sent = _named(send)
    await sent({"type": "http.response.start", "status": status, "headers": headers})
    await sent({"type": "http.response.body", "body": body})
