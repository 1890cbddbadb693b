"""Worker processes end with the one that owns them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from thaw.pool import pool

OWNER = """
import os, sys, time
from thaw.pool import pool

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
