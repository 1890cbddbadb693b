"""Kill `thaw run` at random moments by every signal, and count what is lost of what was kept.

    python tools/kill_test.py --times 10

After each kill: no process is left, every part on disk is whole, none that was there before is gone, what the
command said is kept is there. At the end the command is let through, and its runs equal those of one
that was never stopped.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from thaw.run import load_run


def command(out: Path, account: str, runs: int) -> list[str]:
    words = ["run", account, "toy_two", "--runs", str(runs), "--workers", "2", "--out", str(out)]
    return [sys.executable, "-m", "thaw", *words]


def parts(out: Path) -> set[str]:
    """Names of the finished runs, each opened: a damaged one raises."""
    found = set()
    for file in out.rglob("*.run.npz"):
        with np.load(file) as arrays:
            assert np.isfinite(arrays["polity"]).all()
        found.add(file.name)
    return found


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _heard() -> None:
    """A shell starts what it puts in the background deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10, help="kills by each signal")
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--account", default="null")
    parser.add_argument("--longest", type=float, default=0.5, help="seconds from then to the kill")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    luck = random.Random(asked.seed)
    lost = orphans = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "killed")
        for name in ("SIGINT", "SIGTERM", "SIGKILL"):
            for _ in range(asked.times):
                before = parts(out)
                process = subprocess.Popen(
                    command(out, asked.account, asked.runs),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                    start_new_session=True,
                    preexec_fn=_heard,
                )
                began, due = time.monotonic(), len(before) + luck.randint(1, 9)
                while len(list(out.rglob("*.run.npz"))) < due and process.poll() is None:
                    time.sleep(
                        0.02
                    )  # starting takes longer than many runs: a kill then proves little
                time.sleep(luck.uniform(0.0, asked.longest))
                after = time.monotonic() - began
                if process.poll() is not None:
                    sys.exit(f"the command ended before its kill: --runs {asked.runs} are too few")
                process.send_signal(getattr(signal, name))
                told = process.communicate(timeout=60)[1]
                until = time.monotonic() + 6
                while group_lives(process.pid) and time.monotonic() < until:
                    time.sleep(0.1)
                orphans += group_lives(process.pid)
                now = parts(out)
                lost += len(before - now)
                said = re.search(r"(\d+) of \d+ runs are finished and kept", told)
                wrong += bool(said) and int(said[1]) != len(now)
                wrong += "Traceback" in told
                print(
                    f"{name} after {after:.1f} s: {len(now)} runs kept, "
                    f"{f'{said[1]} said' if said else 'nothing said'}",
                    flush=True,
                )
        if lost or orphans or wrong:
            sys.exit(f"{lost} runs lost, {orphans} processes left, {wrong} wrong words")
        whole = Path(folder, "whole")
        for at in (out, whole):
            subprocess.run(command(at, asked.account, asked.runs), check=True, capture_output=True)
        a, b = (load_run(next(at.glob("*.nc"))).data for at in (out, whole))
        assert a.drop_vars([]).identical(b), "the runs differ from those made at once"
    print(f"{3 * asked.times} kills: nothing lost, no process left, the same bits at the end")


if __name__ == "__main__":
    main()
