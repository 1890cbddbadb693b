"""Worker processes end with the one that owns them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from thaw.pool import held_signals, pool

OWNER = """
import os, sys, time
from thaw.pool import held_signals, pool

if __name__ == "__main__":
    with pool(2) as made:
        print(*{made.submit(os.getpid).result() for _ in range(8)}, flush=True)
        made.submit(time.sleep, 120)
        time.sleep(120)
"""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
def test_workers_of_a_killed_owner_end(tmp_path):
    script = tmp_path / "owner.py"
    script.write_text(OWNER)
    owner = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    workers = [int(word) for word in owner.stdout.readline().split()]
    assert workers and all(alive(w) for w in workers)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    until = time.monotonic() + 20
    while any(alive(w) for w in workers) and time.monotonic() < until:
        time.sleep(0.2)
    assert not any(alive(w) for w in workers)


def test_a_failure_does_not_wait_for_work_under_way():
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError), pool(1) as made:
        made.submit(time.sleep, 60)
        raise ZeroDivisionError
    assert time.monotonic() - began < 30


HELD = """
import os, signal, time
from functools import partial
from thaw.pool import spread_here

def slow(n):
    time.sleep(0.05)
    return n, bytes(20_000_000)

if __name__ == "__main__":
    print("begun", flush=True)
    got = 0
    try:
        for _ in spread_here(slow, range(10_000), 2):
            got += 1
            if got == 1:
                print("going", flush=True)
    except KeyboardInterrupt:
        print("stopped", got, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.thorough
def test_a_stop_at_any_moment_ends_at_once(tmp_path):
    """Messages of 20 MB: nearly every stop falls into the middle of one."""
    script = tmp_path / "held.py"
    script.write_text(
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n" + HELD
    )
    for moment in range(6):
        work = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
        assert work.stdout is not None
        assert work.stdout.readline() == "begun\n" and work.stdout.readline() == "going\n"
        time.sleep(0.07 * moment)
        work.send_signal(signal.SIGINT)
        told = work.communicate(timeout=30)[0]
        assert told.startswith("stopped ") and work.returncode == 0


def test_a_signal_waits_for_a_safe_point_and_the_second_does_not():
    reached = []
    with pytest.raises(KeyboardInterrupt), held_signals() as check:
        signal.raise_signal(signal.SIGINT)
        reached.append("went on")
        check()
    with pytest.raises(KeyboardInterrupt), held_signals():
        signal.raise_signal(signal.SIGINT)  # acted on at the end
        reached.append("went on")
    with pytest.raises(KeyboardInterrupt), held_signals():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        reached.append("never")
    assert reached == ["went on", "went on"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
