"""Kill a command at random moments by every signal, and count what is lost of what was kept.

    python tools/kill_test.py --times 10                   # thaw run, of a toy case
    python tools/kill_test.py --times 10 --verb table      # thaw table, of the same

A command of several stages is tried by `kill_anywhere.py`, at moments over its whole length.

After each kill: no process is left, every part on disk is whole, none that was there before is gone, what the
command said is kept is there. At the end the command is let through, and what it writes equals what one
writes that was never stopped.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thaw.run import load_run

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL")
LEFT_SECONDS = 10.0
"""After which a process of a command that has ended is one left behind."""

WORDS = {
    "run": ["run", "null", "toy_two", "--runs"],
    "table": ["table", "toy_two", "--account", "null", "--runs"],
}


@dataclass(frozen=True)
class Trial:
    """What is killed, and how often."""

    verb: str = "run"
    times: int = 10
    runs: int = 20_000
    longest: float = 0.5
    """Seconds from the first run that is kept to the kill, at most."""
    seed: int = 1

    def command(self, out: Path) -> list[str]:
        words = [*WORDS[self.verb], str(self.runs), "--workers", "2", "--out", str(out)]
        return [sys.executable, "-m", "thaw", *words]


def entries(shard: bytes) -> list[bytes]:
    """The whole entries of a journal of runs; one cut short at its end is none."""
    found, at = [], 0
    while at + 8 <= len(shard):
        size, check = struct.unpack_from("<II", shard, at)
        body = shard[at + 8 : at + 8 + size]
        if not body or len(body) < size or zlib.crc32(body) != check:
            break
        found.append(body)
        at += 8 + size
    return found


def kept(out: Path) -> set[str]:
    """Names of what is kept, each opened: a damaged file raises."""
    found = set()
    for file in out.rglob("*.run.npz"):
        with np.load(file) as arrays:
            assert np.isfinite(arrays["polity"]).all()
        found.add(file.name)
    for file in out.rglob("*.shard"):
        found |= {f"{file.stem}:{zlib.crc32(body)}" for body in entries(file.read_bytes())}
    for file in out.rglob("*.nc"):
        load_run(file) if file.parent.name == "runs" else None
    return found


def whole_files(out: Path) -> dict[str, bytes]:
    """Finished results of a folder; those that only say where and when they were made left out."""
    files = (f for f in out.rglob("*") if f.suffix in (".table", ".csv", ".json", ".svg"))
    return {str(f.relative_to(out)): f.read_bytes() for f in files if f.name[0] != "."}


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _heard() -> None:
    """A shell starts what it puts in the background deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Count:
    """What went wrong, over all kills."""

    kills: int = 0
    lost: int = 0
    orphans: int = 0
    wrong: int = 0
    silent: int = 0
    """Kept runs that an orderly stop did not tell of."""
    ended: int = 0
    """Commands that were through before their kill."""


def one_kill(trial: Trial, out: Path, name: str, luck: random.Random, count: Count) -> str:
    """Begin the command, kill it, look; a line of what was seen."""
    before = kept(out)
    process = subprocess.Popen(
        trial.command(out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heard,
    )
    began, due = time.monotonic(), len(before) + luck.randint(1, 9)
    while _made(out) < due and process.poll() is None:
        time.sleep(0.02)  # starting takes longer than many runs: a kill then proves little
    time.sleep(luck.uniform(0.0, trial.longest))
    after = time.monotonic() - began
    if process.poll() is not None:
        count.ended += 1
        return f"{name}: the command was through after {after:.1f} s: {process.communicate()[1]}"
    process.send_signal(getattr(signal, name))
    told = process.communicate(timeout=60)[1]
    until = time.monotonic() + LEFT_SECONDS
    while group_lives(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    now = kept(out)
    said = re.search(r"(\d+) (?:of \d+ )?runs are finished and kept", told)
    count.kills += 1
    count.orphans += group_lives(process.pid)
    count.lost += len(before - now) if not whole_files(out) else 0
    count.wrong += bool(said) and int(said[1]) != len(now)
    count.wrong += "Traceback" in told
    count.silent += name != "SIGKILL" and not said
    words = f"{said[1]} said" if said else "nothing said"
    return f"{name} after {after:.1f} s: {len(now)} runs kept, {words}"


def _made(out: Path) -> int:
    """How many finished runs lie there; of a journal, counted while it grows."""
    runs = len(list(out.rglob("*.run.npz")))
    return runs + sum(len(entries(f.read_bytes())) for f in out.rglob("*.shard"))


def same_at_the_end(trial: Trial, out: Path, whole: Path) -> list[str]:
    """Let the command through where it was killed and where it never was; files that differ."""
    for at in (out, whole):
        subprocess.run(trial.command(at), check=True, capture_output=True)
    if trial.verb == "run":
        a, b = (load_run(next(at.glob("*.nc"))).data for at in (out, whole))
        return [] if a.identical(b) else ["the runs"]
    a, b = whole_files(out), whole_files(whole)
    assert a
    return sorted(k for k in a.keys() | b.keys() if a.get(k) != b.get(k))


def tried(trial: Trial, folder: Path) -> tuple[Count, list[str]]:
    """Every signal so many times in a folder; what went wrong, and files that differ at the end."""
    luck, count = random.Random(trial.seed), Count()
    out = folder / "killed"
    for _ in range(trial.times):
        for name in SIGNALS:
            print(one_kill(trial, out, name, luck, count), flush=True)
    return count, same_at_the_end(trial, out, folder / "whole")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verb", choices=[*WORDS], default="run")
    parser.add_argument("--times", type=int, default=10, help="kills by each signal")
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--longest", type=float, default=0.5, help="seconds from then to the kill")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    trial = Trial(asked.verb, asked.times, asked.runs, asked.longest, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        count, differ = tried(trial, Path(folder))
    print(count)
    if count.lost or count.orphans or count.wrong or differ:
        sys.exit(f"lost, left or wrong; files that differ: {differ}")
    print(f"{count.kills} kills: nothing lost, no process left, the same bytes at the end")


if __name__ == "__main__":
    main()
