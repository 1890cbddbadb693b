"""The lab as a server: who is let in, what a page can do, and what becomes of many of them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab_messages import read, steps
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

import thaw
from thaw.lab.messages import MOST_BYTES
from thaw.lab.state import MOST_CLIENTS

pytestmark = pytest.mark.thorough

CASE, ACCOUNT = "toy_two", "stein_1956"
WAIT = 240.0
"""Seconds that a loaded machine is given."""


class Server:
    """A lab in a process of its own, started as a person starts it."""

    def __init__(self, out: Path, *more: str) -> None:
        self.out = out
        command = [
            sys.executable,
            "-m",
            "thaw",
            "lab",
            "toy_two",
            "--no-browser",
            "--out",
            str(out),
        ]
        self.process = subprocess.Popen(
            [*command, *("--port", "0"), *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", line)
        assert found, line + str(self.process.stderr and self.process.stderr.read())
        self.port, self.token = int(found[1]), found[2]

    def get(
        self, path: str, token: bool = True, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            if token:
                headers = {"Cookie": f"thaw_lab_{self.port}={self.token}", **headers}
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        finally:
            line.close()

    def json(self, path: str) -> Any:
        status, body, _ = self.get(path)
        assert status == 200, body
        return json.loads(body)

    @contextlib.contextmanager
    def page(self, token: str | None = None, **more: Any) -> Iterator[Page]:
        token = self.token if token is None else token
        address = f"ws://127.0.0.1:{self.port}/ws?token={token}"
        with connect(address, max_size=None, **more) as socket:
            yield Page(socket)

    def stop(self) -> tuple[str, str]:
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.communicate()


class Page:
    """A page without a browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.got: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []
        self.about: dict[str, Any] = {}

    def say(self, kind: str, **content: Any) -> None:
        self.socket.send(json.dumps({"kind": kind, **content}))

    def until(self, *kinds: str, **like: Any) -> dict[str, Any]:
        """The next message of one of these kinds and contents; an error is one unless it is asked for."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            message = read(self.socket.recv(timeout=WAIT))
            self.got.append(message)
            if message["kind"] == "about":
                self.about = message
            if message["kind"] == "steps":
                self.steps += steps(message, self.about)
            if message["kind"] in kinds and all(message.get(k) == v for k, v in like.items()):
                return message
            if message["kind"] == "error" and "error" not in kinds:
                raise AssertionError(message["what"])
        raise TimeoutError(kinds)

    def until_step(self, t: int) -> None:
        """Read on until step t has come."""
        while not any(step["t"] >= t for step in self.steps):
            self.until("steps")

    def start(self, **more: Any) -> dict[str, Any]:
        told = {"case": CASE, "panes": [{"account": ACCOUNT}], "seed": 3, "speed": 0, **more}
        self.say("start", **told)
        return self.until("about")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    out = tmp_path_factory.mktemp("lab") / "out"
    out.mkdir()
    (out / "note.txt").write_text("a note", encoding="utf-8")
    (out / ".hidden").write_text("no", encoding="utf-8")
    secret = out.parent / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    (out / "link.txt").symlink_to(secret)
    made = Server(out, "--runs", "2")
    try:
        yield made
    finally:
        _, err = made.stop()
        assert "Traceback" not in err, err


# -- who is let in -----------------------------------------------------------------------------


def test_without_the_token_nothing_is_told(server: Server) -> None:
    for path in ("/", "/api/files", "/api/files/note.txt", "/api/run/1.nc", "/nowhere"):
        assert server.get(path, token=False)[0] == 403
        assert server.get(f"{path}?token=x{server.token}", token=False)[0] == 403
        wrong = f"thaw_lab_{server.port}=no"
        assert server.get(path, token=False, Cookie=wrong)[0] == 403
    assert server.get("/page/main.js", token=False)[0] == 200
    with pytest.raises(InvalidStatus), server.page(token="wrong"):
        pass


def test_the_address_that_is_printed_opens_the_page(server: Server) -> None:
    status, body, headers = server.get(f"/?token={server.token}", token=False)
    assert status == 200 and b"<title>Thaw lab" in body
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert "default-src 'none'" in headers["content-security-policy"]
    assert server.get("/", token=False, Cookie=cookie.split(";")[0])[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"]
)
def test_another_host_is_refused(server: Server, host: str) -> None:
    assert server.get("/", Host=host if ":" in host else f"{host}:{server.port}x")[0] == 421
    with pytest.raises(InvalidStatus), server.page(additional_headers={"Host": "evil.example"}):
        pass


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "file://"])
def test_another_origin_is_refused(server: Server, origin: str) -> None:
    assert server.get("/api/files", Origin=origin)[0] == 403
    with pytest.raises(InvalidStatus), server.page(additional_headers={"Origin": origin}):
        pass


def test_the_pages_own_origin_is_let_in(server: Server) -> None:
    with server.page(additional_headers={"Origin": f"http://127.0.0.1:{server.port}"}) as page:
        page.say("hello", protocol=1, id=5)
        hello = page.until("hello")
    assert hello["id"] == 5 and hello["cases"][0]["id"] == CASE
    assert hello["trust_code"] is False


# -- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "x/../../secret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        ".hidden",
        "link.txt",
        "nothing.txt",
        "",
        "..",
        "note.txt%00",
    ],
)
def test_no_file_outside_the_folder_of_runs(server: Server, name: str) -> None:
    status, body, _ = server.get(f"/api/files/{name}")
    assert status == 404 and b"secret" not in body.replace(b"secret.txt", b"")


def test_no_file_but_the_pages_own(server: Server) -> None:
    for name in (
        "../server.py",
        "%2e%2e/server.py",
        "show/../../page.py",
        "show/%2e%2e/page.py",
        "x",
    ):
        assert server.get(f"/page/{name}")[0] == 404


def test_the_folder_of_runs_is_listed(server: Server) -> None:
    names = [f["name"] for f in server.json("/api/files")["files"]]
    assert "note.txt" in names and ".hidden" not in names and "link.txt" not in names
    status, body, headers = server.get("/api/files/note.txt")
    assert (status, body) == (200, b"a note")
    assert headers["content-disposition"].startswith("attachment")
    assert "sandbox" in headers["content-security-policy"]


# -- messages ----------------------------------------------------------------------------------


def test_what_is_no_message_closes_the_socket_and_what_is_wrong_does_not(server: Server) -> None:
    with server.page() as page:
        page.say("nonsense", id=3)
        assert "no message is called" in page.until("error")["what"]
        page.say("start", case="toy_tow", panes=[{"account": ACCOUNT}], id=4)
        told = page.until("error")
        assert (told["id"], told["problems"][0]["nearest"]) == (4, CASE)
        page.say("play")
        assert "no run is under way" in page.until("error")["what"]
        page.say("start", case=CASE, panes=[{"account": ACCOUNT, "parameters": {"exit.rat": 1}}])
        assert page.until("error")["problems"][0]["nearest"] == "exit.rate"
        page.socket.send("[1, 2]")
        with pytest.raises(ConnectionClosed) as closed:
            page.until("hello")
        assert closed.value.rcvd and closed.value.rcvd.code == 1008


def test_an_oversized_message_closes_the_socket(server: Server) -> None:
    with server.page() as page:
        page.socket.send(json.dumps({"kind": "file", "name": "x.yaml", "text": "x" * MOST_BYTES}))
        with pytest.raises(ConnectionClosed) as closed:
            page.until("file")
        assert closed.value.rcvd and closed.value.rcvd.code == 1009


# -- runs --------------------------------------------------------------------------------------


def test_a_run_of_the_lab_is_that_of_the_command_line(server: Server, tmp_path: Path) -> None:
    with server.page() as page:
        run = page.start(
            panes=[{"account": ACCOUNT}, {"account": ACCOUNT, "levers": ["more_police"]}]
        )["run"]
        page.until("kept", run=run)
    for pane, levers in enumerate(([], ["more_police"])):
        status, body, _ = server.get(f"/api/run/{run}.nc?pane={pane}")
        assert status == 200
        path = tmp_path / f"{pane}.nc"
        path.write_bytes(body)
        saved = thaw.simulate(ACCOUNT, CASE, [3], levers).save(tmp_path / f"own{pane}.nc")
        assert thaw.load_run(path).data.identical(thaw.load_run(saved).data)
    recipe = server.json(f"/api/run/{run}.json")
    assert recipe["commands"] == [
        f"thaw run {ACCOUNT} {CASE} --runs 1 --seed 3",
        f"thaw run {ACCOUNT} {CASE} --runs 1 --seed 3 --lever more_police",
    ]
    status, html, _ = server.get(f"/api/run/{run}.html")
    assert status == 200 and b"embedded" in html
    status, table, _ = server.get(f"/api/run/{run}.csv")
    assert status == 200 and b"strikers" in table
    for name in ("999.nc", f"{run}.nc?pane=2", f"{run}.exe", "x.nc", f"../{run}.nc"):
        assert server.get(f"/api/run/{name}")[0] in (404, 409)


def test_a_recipe_starts_the_same_run(server: Server) -> None:
    with server.page() as page:
        lever = {"lever": "more_police", "on": "1953-01-20"}
        pane = {"account": ACCOUNT, "levers": [lever], "parameters": {"exit.rate": 1e-3}}
        run = page.start(panes=[pane])["run"]
        page.until("kept")
        first = [m["polity"] for m in page.steps]
        page.steps.clear()
        page.say("start", **server.json(f"/api/run/{run}.json")["start"])
        page.until("kept")
        assert [m["polity"] for m in page.steps] == first != []


def test_a_run_is_played_at_its_speed(server: Server) -> None:
    with server.page() as page:
        page.start(play=False)
        page.say("step", n=2)
        page.until_step(1)
        page.say("jump", day="1953-01-10")
        page.until_step(9)
        page.say("play", speed=20, id=8)
        page.until_step(10)
        begun = time.monotonic()
        page.until_step(30)
        assert time.monotonic() - begun > 0.8  # 20 steps take a second, on a loaded machine more
        page.say("pause")
        page.until("state", playing=False)
        page.say("stop")
        page.say("play", id=9)
        assert page.until("error")["id"] == 9


def test_a_control_is_answered_whenever_it_comes(server: Server) -> None:
    """Before a run has begun, under way, in the moment in which it ends, and after."""
    with server.page() as page:
        page.say("start", case=CASE, panes=[{"account": ACCOUNT}], speed=0)
        for k in range(400):
            page.say("speed", speed=0, id=k)
        while not any(m.get("id") == 399 for m in page.got):
            page.until("state")
        if not any(m["kind"] == "kept" for m in page.got):
            page.until("kept")
        page.say("pause", id=400)
        after = page.until("state")
        told = [m["id"] for m in page.got if m["kind"] == "state" and "id" in m]
        assert told == list(range(401))
        assert after["playing"] is False and after["t"] == after["steps"] - 1


def test_a_new_start_ends_the_old_run(server: Server) -> None:
    with server.page() as page:
        old = page.start(speed=5)["run"]
        new = page.start(seed=4)["run"]
        page.got.clear()
        page.until("kept", run=new)
        assert {m["run"] for m in page.got if m["kind"] == "steps"} == {new} != {old}


def test_a_slow_page_holds_the_engine_up_and_loses_nothing(server: Server) -> None:
    panes = [{"account": "street_1971"}, {"account": "street_1971", "levers": ["no_army"]}]
    with server.page(max_queue=1, ping_interval=None) as page:
        page.say("start", case="twin_republics_1971", panes=panes, speed=0)
        page.until("about")
        time.sleep(3)
        page.until("end")
        for pane in (0, 1):
            told = [m["t"] for m in page.steps if m["pane"] == pane]
            assert told == list(range(731))


def test_further_runs_wait_in_order(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        pages = [stack.enter_context(server.page()) for _ in range(4)]
        for page in pages[:2]:
            page.start(play=False)
        for page in pages[2:]:
            page.say("start", case=CASE, panes=[{"account": ACCOUNT}], speed=0)
        assert [page.until("waiting")["before"] for page in pages[2:]] == [1, 2]
        pages[0].say("stop")
        pages[2].until("kept")
        pages[3].until("kept")
        pages[1].say("play", speed=0)
        pages[1].until("kept")


def engines(server: Server) -> list[int]:
    """Processes that the server has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == server.process.pid:
                found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc on this system")
def test_engines_that_are_lost_end_their_runs_alone(server: Server) -> None:
    with server.page() as one, server.page() as two:
        two.say("hello", protocol=1)
        two.until("hello")
        one.start(play=False)
        lost = engines(server)
        assert lost
        for pid in lost:
            os.kill(pid, signal.SIGKILL)
        assert "came to an end" in one.until("error")["what"]
        two.say("account", case=CASE, account=ACCOUNT)
        two.until("account")
        for page in (one, two):
            page.start()
            page.until("kept")


def test_two_hundred_pages_at_once_lose_no_run(server: Server) -> None:
    with contextlib.ExitStack() as stack, server.page() as watched:
        watched.start(speed=30)
        pages = [stack.enter_context(server.page()) for _ in range(MOST_CLIENTS + 9)]
        told = []
        for page in pages:
            with contextlib.suppress(ConnectionClosed):
                page.say("hello", protocol=1)
            told.append(page.until("hello", "bye")["kind"])
        assert told.count("hello") == MOST_CLIENTS - 1 and told.count("bye") == 10
        watched.until("kept")
        assert [m["t"] for m in watched.steps] == list(range(60))
    with server.page() as page:
        page.say("hello", protocol=1)
        page.until("hello")


# -- questions ---------------------------------------------------------------------------------


def test_the_effect_is_that_of_thaw_lever(server: Server) -> None:
    with server.page() as page:
        page.say("effect", case=CASE, lever="leader_lives", accounts=[ACCOUNT], pairs=8, id=2)
        told = page.until("effect")
    made = thaw.lever_effect(CASE, "leader_lives", [ACCOUNT], seeds=range(1, 9))
    rows = made.table().to_dict("records")
    assert [r["mean"] for r in told["rows"]] == [
        None if r["mean"] != r["mean"] else r["mean"] for r in rows
    ]
    assert told["accounts"][0]["arises"] == int(made.pairs[ACCOUNT].arises.sum())
    assert told["id"] == 2 and [m for m in page.got if m["kind"] == "progress"]
    for name in told["files"]:
        assert server.get(f"/api/files/{name}")[0] == 200


def test_a_long_question_is_called_off(server: Server) -> None:
    with server.page() as page:
        page.say("effect", case=CASE, lever="leader_lives", accounts=[ACCOUNT], pairs=200)
        page.until("progress")
        page.say("cancel", what="effect")
        page.start()
        page.until("kept")
        assert not [m for m in page.got if m["kind"] == "effect"]


def test_dropped_files_are_used_and_are_one_pages_own(server: Server) -> None:
    with server.page() as page, server.page() as other:
        text = "title: Calm\ndrop: [hub-leader-dies]\n"
        page.say("file", name="calm.yaml", text=text, case=CASE, id=1)
        told = page.until("file")
        assert told["ok"] and told["ref"] == "file:calm.yaml"
        pane = {"account": ACCOUNT, "levers": [{"file": "calm.yaml"}]}
        assert page.start(panes=[pane], play=False)["panes"][0]["levers"] == "calm"
        other.say("start", case=CASE, panes=[pane])
        assert "no file was dropped in" in other.until("error")["what"]
        source = thaw.load_case(CASE).file.read_text(encoding="utf-8")
        page.say("file", name="mine.yaml", text=source.replace("case: toy_two", "case: mine"), id=2)
        told = page.until("file")
        assert told["ok"] and told["case"]["id"] == "file:mine.yaml"
        page.say("start", case="file:mine.yaml", panes=[{"account": ACCOUNT}], speed=0)
        page.until("kept")
        page.say("file", name="bad.yaml", text=source.replace("span:", "spam:"), id=3)
        told = page.until("file")
        assert not told["ok"] and "span" in [p["nearest"] for p in told["problems"]]
        page.say("file", name="../up.yaml", text="x: 1", id=4)
        assert page.until("error")["id"] == 4


def test_published_models_are_shown(server: Server) -> None:
    with server.page() as page:
        page.say("published", model="granovetter_1978", settings={"crowd": "ladder"}, id=1)
        told = page.until("published")
        assert told["picture"]["joined"] == 100 and told["id"] == 1
        page.say("published", model="epstein_2002", settings={"ticks": 5}, frames=True, id=2)
        page.until("end", of="published")
        frames = [m for m in page.got if m["kind"] == "frame"]
        assert [f["tick"] for f in frames] == list(range(6))
        page.say("published", model="epstein_2002", settings={"tick": 5}, id=3)
        assert page.until("error")["problems"][0]["nearest"] == "ticks"


def test_a_case_without_record_or_table_has_no_verdict(server: Server) -> None:
    with server.page() as page:
        page.say("verdict", case=CASE, id=1)
        assert "no record" in page.until("error")["what"]
        page.say("verdict", case="twin_republics_1971", folder="../..", id=2)
        assert "outside" in page.until("error")["what"]
        page.say("verdict", case="hungary_1956", id=3)
        assert "thaw compare" in page.until("error")["what"]


# -- the end -----------------------------------------------------------------------------------


def test_a_second_lab_on_the_port_is_told(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    from thaw.cli import main

    assert main(["lab", "--no-browser", "--port", str(server.port)]) != 0
    told = capsys.readouterr().err
    assert "in use by another lab" in told and f"--port {server.port + 1}" in told


def test_ctrl_c_ends_a_lab_and_all_its_processes(tmp_path: Path) -> None:
    server = Server(tmp_path)
    with server.page() as page:
        page.start(speed=1)
        held = engines(server)
        _, err = server.stop()
    assert server.process.returncode == 0 and "Traceback" not in err, err
    time.sleep(1)
    assert not [
        pid
        for pid in held
        if Path(f"/proc/{pid}/cmdline").exists()
        and b"thaw" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
