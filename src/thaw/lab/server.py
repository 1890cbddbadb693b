"""The server of the lab: the page, its files, downloads, and the socket over which runs are watched."""

from __future__ import annotations

import asyncio
import datetime as dt
import mimetypes
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from thaw.account import accounts, shelves
from thaw.case import cases
from thaw.errors import ThawError
from thaw.lab.guard import ALONE, Guard
from thaw.lab.messages import MOST_BYTES, Malformed, decode, encode, trouble
from thaw.lab.session import Session, within
from thaw.lab.state import MOST_CLIENTS, Lab, Played
from thaw.showing.bundle import FOLDER as SHOWN

PAGE = Path(__file__).parent / "page"

MOST_LISTED = 500
"""Files of the folder of runs that are listed, the newest."""

FORMS = {".html": "text/html", ".csv": "text/csv", ".nc": "application/x-netcdf", ".json": ""}

TOO_MANY = 1013


def application(
    lab: Lab, port: int, hosts: Iterable[str] = (), abroad: bool = False, ready: Any = None
) -> Guard:
    """The whole application of a lab, guarded.

    Parameters
    ----------
    lab : Lab
    port : int
    hosts, abroad
        As in `thaw.lab.guard.Guard`.
    ready : callable, optional
        Called once the lab can be used.
    """

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        opening = asyncio.get_running_loop().create_task(lab.open())
        if ready is not None:
            ready()
        try:
            yield
        finally:
            opening.cancel()
            lab.opened.set()
            lab.close()

    routes = [
        Route("/", _home),
        Route("/page/{name:path}", _page),
        Route("/api/files", _files),
        Route("/api/files/{name:path}", _file),
        Route("/api/run/{name}", _run),
        WebSocketRoute("/ws", _socket),
    ]
    app = Starlette(routes=routes, lifespan=life)
    app.state.lab, app.state.port = lab, port
    return Guard(app, port, lab.token, hosts, abroad)


def _lab(asked: Request | WebSocket) -> Lab:
    return asked.app.state.lab


async def _home(request: Request) -> Response:
    made = FileResponse(PAGE / "lab.html", media_type="text/html")
    made.set_cookie(
        f"thaw_lab_{request.app.state.port}",
        _lab(request).token,
        httponly=True,
        samesite="strict",
        path="/",
    )
    return made


async def _page(request: Request) -> Response:
    name = request.path_params["name"]
    home, name = (SHOWN, name[5:]) if name.startswith("show/") else (PAGE, name)
    path = (home / name).resolve()
    if not path.is_relative_to(home.resolve()) or not path.is_file() or path.suffix == ".py":
        return _error(404, "there is no such file")
    kind = {".js": "text/javascript", ".css": "text/css"}.get(path.suffix)
    return FileResponse(path, media_type=kind or mimetypes.guess_type(name)[0])


def _error(status: int, why: str) -> JSONResponse:
    return JSONResponse({"error": why}, status)


async def _files(request: Request) -> Response:
    out = _lab(request).settings.out
    return JSONResponse({"files": await asyncio.to_thread(listed, out)})


def listed(out: Path) -> list[dict[str, Any]]:
    """Files of the folder of runs, the newest first; hidden ones and tables are left out."""
    found: list[dict[str, Any]] = []
    for path in out.rglob("*") if out.is_dir() else ():
        name = path.relative_to(out)
        if any(p.startswith(".") for p in name.parts) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(out.resolve()):
            continue
        told = path.stat()
        changed = dt.datetime.fromtimestamp(told.st_mtime, dt.UTC).isoformat(timespec="seconds")
        found.append(
            {
                "name": name.as_posix(),
                "bytes": told.st_size,
                "changed": changed,
                "what": _what(path),
            }
        )
    found.sort(key=lambda f: f["changed"], reverse=True)
    return found[:MOST_LISTED]


def _what(path: Path) -> str:
    if path.name == "comparison.json":
        return "comparison"
    return {".nc": "run", ".html": "page"}.get(path.suffix, "file")


async def _file(request: Request) -> Response:
    try:
        path = within(_lab(request).settings.out, request.path_params["name"])
    except (ThawError, ValueError, OSError) as problem:
        return _error(404, problem.problem if isinstance(problem, ThawError) else "no such file")
    if not path.is_file():
        return _error(404, "this is a folder")
    shown = path.suffix in (".html", ".svg") and "show" in request.query_params
    how = "inline" if shown else "attachment"
    return FileResponse(
        path,
        filename=path.name,
        content_disposition_type=how,
        headers={"content-security-policy": ALONE},
    )


async def _run(request: Request) -> Response:
    name = Path(request.path_params["name"])
    lab = _lab(request)
    if name.suffix not in FORMS or not name.stem.isdigit():
        return _error(404, "a run can be had as .html, .csv, .nc or .json")
    played = lab.played.get(int(name.stem))
    if played is None:
        return _error(409, "this run is not there as a whole: play it to its end first")
    if name.suffix == ".json":
        return JSONResponse(
            recipe(played), headers={"content-disposition": f'attachment; filename="run{name}"'}
        )
    if name.suffix == ".nc":
        pane = request.query_params.get("pane", "0")
        if not pane.isdigit() or int(pane) >= len(played.files):
            return _error(404, "the run has no such pane")
        return FileResponse(played.files[int(pane)], filename=f"run{name.stem}.pane{pane}.nc")
    return await _exported(lab, played, name)


async def _exported(lab: Lab, played: Played, name: Path) -> Response:
    to = played.files[0].with_name(f"run{name}")
    heard: list[str] = []

    async def deliver(message: str | bytes) -> None:
        heard.append(str(message))

    if not to.is_file():
        arguments = {
            "files": [str(f) for f in played.files],
            "case": played.case,
            "form": name.suffix[1:],
            "to": str(to),
        }
        await lab.clerks.work("export", arguments, deliver, of="run")
    if not to.is_file():
        return _error(500, heard[-1] if heard else "the file could not be made")
    return FileResponse(to, filename=f"run{name}", headers={"content-security-policy": ALONE})


def recipe(played: Played) -> dict[str, Any]:
    """What makes a run again: on the page by `start`, on the command line where levers have names."""
    return {"thaw lab": 1, "start": played.request, "commands": commands(played)}


def commands(played: Played) -> list[str]:
    """The commands that make the same runs, where every lever has a name and no parameter is moved."""
    request, made = played.request, []
    for pane, account in zip(request["panes"], played.accounts, strict=True):
        plain = all(isinstance(lever, str) for lever in pane["levers"])
        if pane["parameters"] or not plain or request["draws"] != "prior":
            continue
        levers = "".join(f" --lever {lever}" for lever in pane["levers"])
        case = typed(played.case, cases())
        name = typed(
            account, {**accounts(), **{n: f for s in shelves().values() for n, f in s.items()}}
        )
        made.append(f"thaw run {name} {case} --runs 1 --seed {request['seed']}{levers}")
    return made


def typed(file: str, known: Mapping[str, Path]) -> str:
    """A shipped input by the name that commands take, a file of one's own by its file name."""
    found = [n for n, f in known.items() if Path(f).resolve() == Path(file).resolve()]
    return found[0] if found else Path(file).name


async def _socket(socket: WebSocket) -> None:
    lab = _lab(socket)
    await socket.accept()
    if lab.clients >= MOST_CLIENTS:
        await _bye(socket, f"{MOST_CLIENTS} pages watch this lab already: close one, or wait")
        return
    lab.clients += 1
    try:
        await lab.opened.wait()
        if lab.offer:
            await _serve(socket, Session(lab))
        else:
            await _bye(socket, lab.trouble)
    except asyncio.CancelledError:
        return  # the lab is being closed
    finally:
        lab.clients -= 1


async def _bye(socket: WebSocket, what: str) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.send_text(encode("bye", what=what, final=True))
        await socket.close(TOO_MANY, "refused")


async def _serve(socket: WebSocket, session: Session) -> None:
    """Hear a page and answer it, until it is gone."""
    sender = asyncio.get_running_loop().create_task(_forward(socket, session))
    try:
        await _hear(socket, session)
    finally:
        sender.cancel()
        await session.close()


async def _forward(socket: WebSocket, session: Session) -> None:
    """What is held for a page, to it; ends with the socket."""
    with suppress(WebSocketDisconnect, RuntimeError, OSError):
        while True:
            message = await session.queue.get()
            if isinstance(message, str):
                await socket.send_text(message)
            else:
                await socket.send_bytes(message)
    session.closed = True
    while True:  # a page that is gone holds nothing up
        await session.queue.get()


async def _hear(socket: WebSocket, session: Session) -> None:
    """Messages of a page, one after the other; what is no message ends the socket."""
    while True:
        try:
            came = await socket.receive()
        except RuntimeError:
            return
        if came["type"] == "websocket.disconnect":
            return
        text = came.get("text")
        if text is None or len(text) > MOST_BYTES:
            with suppress(RuntimeError):
                await socket.close(CLOSE_LARGE if text else CLOSE_ODD, "messages are texts")
            return
        kind = ""
        ident: dict[str, Any] = {}
        try:
            message = decode(text)
            kind = message["kind"]
            ident = {"id": message["id"]} if "id" in message else {}
            await session.take(message)
        except Malformed:
            with suppress(RuntimeError):
                await socket.close(CLOSE_ODD, "a message is one JSON object")
            return
        except ThawError as problem:
            await session.send(trouble(problem, kind, **ident))


CLOSE_ODD, CLOSE_LARGE = 1008, 1009
