"""A table made by workers of one's own: a cluster of which a worker is killed, pools, lost schedulers.

The same bytes as made in one process, whoever made which run; what was done is never done again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributed import Client, LocalCluster
from table_runs import always_deadly, blind, deadly, frail, noted, report

from thaw.errors import ThawError
from thaw.jobs.cluster import connected, width
from thaw.jobs.run_pool import Unusable, Wanted, make_table, read_journal

pytestmark = pytest.mark.thorough

ITEMS = [
    SimpleNamespace(id=f"i{j}", episode="e", kind=k, polity="A", what="x", topic="t")
    for j, k in enumerate(["cell"] * 12 + ["size", "date", "series"])
]
N = 60
ACCOUNTS = ("one", "two")


def make(out, run=report, **more):
    wanted = Wanted(ACCOUNTS, more.pop("n", N), 7, ITEMS, more.pop("hashes", {}))
    return make_table(run, wanted, out, **more)


def kept(out: Path) -> int:
    """Runs in the shards beside a table."""
    parts = out.with_name(out.name + ".parts")
    return sum(len(list(read_journal(f, len(ITEMS)))) for f in parts.glob("*.shard"))


@pytest.fixture(scope="module")
def serial(tmp_path_factory) -> bytes:
    out = tmp_path_factory.mktemp("serial") / "t"
    make(out, workers=1)
    return out.read_bytes()


def local(**more) -> LocalCluster:
    return LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", **more
    )


@pytest.fixture
def cluster():
    with local() as made:
        yield made


def test_a_killed_worker_changes_no_byte_and_its_runs_are_made_elsewhere(
    cluster, serial, tmp_path
) -> None:
    """Killed at half of the runs; of what it did at most the batches under way are done again."""
    word, out = tmp_path / "word", tmp_path / "t"
    word.mkdir()
    killed: list[int] = []
    with Client(cluster, set_as_default=False) as client:

        def kill_one(p) -> None:
            if not killed and p.done >= N:
                killed.append(next(iter(client.run(os.getpid).values())))
                os.kill(killed[0], signal.SIGKILL)

        executor = client.get_executor(pure=False)
        make(out, partial(noted, word), executor=executor, progress=kill_one)
    assert out.read_bytes() == serial
    runs = [f.name.split("-") for f in word.iterdir()]
    assert len({(a, i) for a, i, _, _ in runs}) == 2 * N
    assert len(runs) - 2 * N <= 4 * 10 / 2, "four batches of half a second of runs"
    by_killed = [int(t) for _, _, pid, t in runs if int(pid) == killed[0]]
    others = {pid for _, _, pid, t in runs if int(t) > max(by_killed)}
    assert by_killed and others and str(killed[0]) not in others


def test_by_address_and_in_any_executor_the_same_bytes(cluster, serial, tmp_path) -> None:
    with connected(cluster.scheduler_address) as executor:
        assert executor is not None and width(executor) == 2
        make(tmp_path / "a", executor=executor)
    with ThreadPoolExecutor(3) as threads, ProcessPoolExecutor(2) as processes:
        assert (width(threads), width(processes)) == (3, 2)
        make(tmp_path / "b", executor=threads)
        make(tmp_path / "c", executor=processes)
    for name in "abc":
        assert (tmp_path / name).read_bytes() == serial


def test_no_address_is_no_executor() -> None:
    with connected(None) as executor:
        assert executor is None


def test_a_run_that_kills_every_worker_ends_with_a_clear_error(cluster, tmp_path) -> None:
    """Tried on four workers in turn, as the scheduler is set; then told, and the rest is kept."""
    with connected(cluster.scheduler_address) as executor, pytest.raises(ThawError) as told:
        make(tmp_path / "t", always_deadly, executor=executor)
    assert "KilledWorker" in str(told.value) and "finished runs are kept" in str(told.value)
    assert kept(tmp_path / "t") > 0


def test_a_lost_scheduler_ends_with_a_clear_error_and_the_runs_kept(serial, tmp_path) -> None:
    word, out = tmp_path / "word", tmp_path / "t"
    word.mkdir()
    with local() as cluster, connected(cluster.scheduler_address) as executor:

        def lose(p) -> None:
            if p.done >= N:
                cluster.close()

        began = time.monotonic()
        with pytest.raises(ThawError, match="scheduler") as told:
            make(out, partial(noted, word), executor=executor, progress=lose)
        assert time.monotonic() - began < 60
    assert "finished runs are kept" in str(told.value)
    assert N <= kept(out) < 2 * N
    again = tmp_path / "again"
    again.mkdir()
    before = kept(out)
    make(out, partial(noted, again), workers=2)
    assert len(list(again.iterdir())) == 2 * N - before
    assert out.read_bytes() == serial


def test_a_scheduler_lost_under_whatever_else_runs_there_is_told() -> None:
    """As `thaw run` uses it: by `map`, without the care that a table takes."""
    with (
        local() as cluster,
        pytest.raises(ThawError, match="the cluster is lost"),
        connected(cluster.scheduler_address) as executor,
    ):
        assert executor is not None
        for _ in executor.map(time.sleep, [0.01] * 5 + [30] * 5):
            cluster.close()


def test_a_process_of_a_pool_that_dies_is_told_and_the_runs_are_kept(serial, tmp_path) -> None:
    word, out = tmp_path / "word", tmp_path / "t"
    word.mkdir()
    with pytest.raises(ThawError, match="a worker process died"):
        make(out, partial(deadly, word), workers=2)
    before = kept(out)
    assert before > 0
    make(out, partial(deadly, word), workers=2)
    assert len(list(word.iterdir())) <= 2 * N + 1 + 4 * 10
    assert out.read_bytes() == serial


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_cannot_make_runs_ends_the_table_and_fills_no_row(workers, tmp_path) -> None:
    """No table full of failed runs because files lie elsewhere; account "one" is kept."""
    out = tmp_path / "t"
    with pytest.raises(Unusable, match="look for them"):
        make(out, blind, workers=workers)
    shards = list((tmp_path / "t.parts").iterdir())
    assert [f.name.split(".")[0] for f in shards] == ["one"]
    assert all(x is not None for _, x, _, _ in read_journal(shards[0], len(ITEMS)))


def test_the_failures_told_are_those_of_the_first_runs_whatever_the_order(tmp_path) -> None:
    """In three threads later runs come in sooner; after a stop too the table is the same."""
    one = make(tmp_path / "a", frail, n=40, workers=1)
    with ThreadPoolExecutor(3) as pool:
        make(tmp_path / "b", frail, n=40, executor=pool)

    def stop(p) -> None:
        if p.done >= 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "c", frail, n=40, workers=1, progress=stop)
    make(tmp_path / "c", frail, n=40, workers=1)
    assert one.failures["one"] == [
        f"run {i}: ZeroDivisionError: by chance" for i in (0, 3, 6, 9, 12)
    ]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "c").read_bytes()


STOPPED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is born deaf to it
from functools import partial
from pathlib import Path
from thaw import cli
from thaw.jobs import reference_table
from table_runs import noted
from test_cluster import make

def table(study, out, runs):
    def tell(p):
        print(p.done, flush=True)
    return make(Path(out), partial(noted, Path(sys.argv[1])), workers=2, n=2000, progress=tell)

if __name__ == "__main__":
    reference_table.make_reference_table = table
    sys.exit(cli.main(["table", "bloc_1953", "--out", sys.argv[2]]))
"""


@pytest.mark.skipif(os.name == "nt", reason="a stop reaches a group of processes otherwise there")
def test_ctrl_c_ends_at_once_without_a_traceback_and_keeps_the_runs(tmp_path) -> None:
    """As at a terminal, where all processes of the group get it."""
    word, out, script = tmp_path / "word", tmp_path / "t", tmp_path / "stopped.py"
    word.mkdir()
    script.write_text(STOPPED)
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    with subprocess.Popen(
        [sys.executable, str(script), str(word), str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 30:
            pass
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130 and time.monotonic() - began < 20
    assert told.strip() == "thaw: stopped"  # this table says nothing: the command adds no claim
    assert 30 <= kept(out) <= len(list(word.iterdir()))
