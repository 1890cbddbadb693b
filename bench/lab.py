"""The lab's server measured: updates seen, speed beside a run without the lab, a run at full speed.

    python bench/lab.py [CASE ACCOUNT [SEED]]

Starts a lab of its own as `thaw lab` does. Times are of the wall; `engine` is processor time of the engine's
process against that of the same run without the lab, which a loaded machine moves less.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import struct
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

SENT = 20.0


def alone(case: str, account: str, seed: int) -> tuple[float, float, int]:
    """Wall and processor seconds of a run without the lab, and its steps; the second, once compiled."""
    from thaw.jobs.plan import make_plan
    from thaw.jobs.replicate import run_once

    plan = make_plan(account, case)
    run_once(plan, seed, steps=0)
    wall, busy = time.perf_counter(), time.process_time()
    made = run_once(plan, seed)
    return time.perf_counter() - wall, time.process_time() - busy, len(made.polity)


def processor(pid: int) -> float:
    """Processor seconds of all threads of a process so far."""
    told = [f.read_text().split()[0] for f in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(map(int, told)) / 1e9


def engines(server: int) -> list[int]:
    """Processes that a lab has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == server:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def read(data: str | bytes) -> dict[str, Any]:
    """A message; of one of bytes the head."""
    if isinstance(data, str):
        return json.loads(data)
    (size,) = struct.unpack_from("<I", data)
    return {**json.loads(data[4 : 4 + size]), "bytes": len(data)}


def until(socket: Any, kind: str) -> list[tuple[float, dict[str, Any]]]:
    """All messages up to one of a kind, each with the moment it came."""
    got = []
    while True:
        message = read(socket.recv(timeout=900))
        got.append((time.perf_counter(), message))
        if message["kind"] == "error":
            raise SystemExit(message["what"])
        if message["kind"] == kind:
            return got


def main(case: str = "twin_republics_1971", account: str = "stein_1956", seed: int = 1) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        wall, busy, steps = pool.apply(alone, (case, account, seed))
    print(
        f"{account} on {case}: {steps} steps; without the lab {wall:.2f} s, processor {busy:.2f} s"
    )
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-m",
            "thaw",
            "lab",
            case,
            "--no-browser",
            "--port",
            "0",
            "--out",
            out,
        ]
        lab = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert lab.stdout is not None
            found = re.search(r"127\.0\.0\.1:(\d+)/\?token=(\S+)", lab.stdout.readline())
            assert found
            address = f"ws://127.0.0.1:{found[1]}/ws?token={found[2]}"
            with connect(address, max_size=None, ping_interval=None) as socket:
                measure(socket, lab.pid, (case, account, seed), (wall, busy, steps))
        finally:
            lab.terminate()
            lab.wait()


def measure(
    socket: Any, server: int, what: tuple[str, str, int], bare: tuple[float, float, int]
) -> None:
    case, account, seed = what
    wall, busy, _ = bare
    start = {"kind": "start", "case": case, "seed": seed, "panes": [{"account": account}]}
    socket.send(json.dumps({**start, "play": False}))
    until(socket, "about")
    before = {pid: processor(pid) for pid in engines(server)}
    first = processor(server)
    begun = time.perf_counter()
    socket.send(json.dumps({"kind": "play", "speed": 0}))
    got = until(socket, "end")
    took = got[-1][0] - begun
    used = max(processor(pid) - before.get(pid, 0.0) for pid in engines(server))
    size = sum(m["bytes"] for _, m in got if m["kind"] == "steps")
    print(
        f"at full speed {took:.2f} s ({wall / took:.0%} of the pace without the lab); engine {used:.2f} s "
        f"({busy / used:.0%}), server {processor(server) - first:.1f} s; {size / 1e6:.1f} MB sent"
    )
    socket.send(json.dumps({**start, "speed": SENT}))
    until(socket, "about")
    seen = []
    while len(seen) < 200 and (not seen or seen[-1] - seen[0] < 10):
        message = read(socket.recv(timeout=60))
        if message["kind"] == "steps":
            seen.append(time.perf_counter())
        if message["kind"] == "end":
            break
    gaps = sorted(b - a for a, b in pairwise(seen))
    rate = (len(seen) - 1) / (seen[-1] - seen[0])
    print(f"at {SENT:.0f} a second: {rate:.1f} seen; longest gap {gaps[-1] * 1e3:.0f} ms")
    socket.send(json.dumps({"kind": "pause"}))
    trips = []
    for k in range(40):
        begun = time.perf_counter()
        socket.send(json.dumps({"kind": "speed", "speed": SENT, "id": k}))
        while read(socket.recv(timeout=60)).get("id") != k:
            pass
        trips.append(time.perf_counter() - begun)
    trips.sort()
    print(
        f"round trip of a control: median {trips[20] * 1e3:.1f} ms, 95 % {trips[37] * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:4]))
