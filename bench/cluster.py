"""What a table sends, brings back, stores and waits for, with many workers: sizes measured, no run made.

    python bench/cluster.py                                   10,000 workers, runs of a minute
    python bench/cluster.py --workers 200 --runs 500 --seconds 20

Sizes are those of real pickles and files. Reports are rows of the shipped table, so their length and
how well they compress are those of real runs; only how long a run takes is a guess, `--seconds`.
"""

from __future__ import annotations

import argparse
import pickle
import tempfile
import time
from concurrent.futures import wait
from functools import partial
from logging import CRITICAL
from pathlib import Path

import numpy as np

from thaw.inference.table import Bank, load, save
from thaw.jobs.compare import shipped_table
from thaw.jobs.reference_table import run_account
from thaw.jobs.run_pool import BATCH_SECONDS, MOST_RUNS, TASKS_A_SECOND, journal_entry, run_batch
from thaw.jobs.study import Study

CASE = "bloc_1953"


def task_bytes() -> int:
    """A task of one run: the function to call, what it needs to find its inputs, and the address."""
    job = Study.open(CASE).job
    return len(pickle.dumps((run_batch, partial(run_account, job), job.accounts[0][0], [250], 1)))


def answer_bytes(bank: Bank, runs: int) -> float:
    """What a batch of `runs` brings back, for each of them."""

    def made(account: str, index: int, seed: int):
        theta = zip(bank.theta_names, bank.theta[index].tolist(), strict=True)
        return bank.X[index], {k: v for k, v in theta if not np.isnan(v)}

    return len(pickle.dumps(run_batch(made, bank.accounts[0], range(runs), 1))) / runs


def stored(bank: Bank, runs: int) -> tuple[float, float]:
    """Bytes a run in a file of `runs` of them, and seconds to write it."""
    rows = np.random.default_rng(0).integers(0, len(bank.y), runs)
    many = Bank(
        bank.X[rows],
        bank.y[rows],
        bank.theta[rows],
        np.arange(runs),
        bank.accounts,
        bank.items,
        bank.theta_names,
        bank.hashes,
    )
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        size = save(many, Path(folder) / "t").stat().st_size
    return size / runs, time.perf_counter() - began


def kept(bank: Bank, runs: int) -> tuple[float, float]:
    """Bytes and seconds of each of `runs` runs on its way into the file of its account, as they come in."""
    rows = np.random.default_rng(0).integers(0, len(bank.y), runs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shard"
        began = time.perf_counter()
        with path.open("ab") as file:
            for k, row in enumerate(rows):
                theta = dict(zip(bank.theta_names, bank.theta[row].tolist(), strict=True))
                file.write(journal_entry(k, bank.X[row], theta, ""))
                file.flush()
        return path.stat().st_size / runs, (time.perf_counter() - began) / runs


def tasks_a_second(n: int = 3000) -> float:
    """Empty tasks that a scheduler and two workers on this machine get through."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=CRITICAL
        ) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor(pure=False)
        wait([executor.submit(abs, 1) for _ in range(20)])
        began = time.perf_counter()
        wait([executor.submit(abs, k) for k in range(n)])
        return n / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=500, help="an account")
    parser.add_argument("--seconds", type=float, default=60.0, help="one run takes, assumed")
    args = parser.parse_args()
    bank = load(shipped_table(CASE))
    accounts = len(bank.accounts)
    total, busy = args.runs * accounts, min(args.workers, args.runs * accounts)
    wanted = max(BATCH_SECONDS, args.workers / TASKS_A_SECOND)
    batch = max(1, round(min(wanted / args.seconds, MOST_RUNS, total / (2 * args.workers))))
    task, answer = task_bytes(), answer_bytes(bank, batch)
    size, whole = stored(bank, len(bank.y))
    kept_size, kept_seconds = kept(bank, min(args.runs, 5000))
    lines = [
        ("runs", f"{total:,} = {accounts} accounts x {args.runs:,}"),
        ("workers with something to do", f"{busy:,} of {args.workers:,}"),
        ("items a run reports", f"{len(bank.items):,}"),
        ("runs to a task", f"{batch}"),
        ("a task, pickled", f"{task:,} bytes"),
        ("a run's answer, pickled", f"{answer:,.0f} bytes"),
        ("sent in all", f"{task * total / batch / 1e6:,.1f} MB"),
        ("brought back in all", f"{answer * total / 1e6:,.1f} MB"),
        ("brought back a second", f"{answer * busy / args.seconds / 1e6:,.2f} MB"),
        ("tasks a second", f"{busy / args.seconds / batch:,.1f}"),
        ("empty tasks a second, two workers here", f"{tasks_a_second():,.0f}"),
        ("a run in a table of the shipped size", f"{size:,.0f} bytes"),
        ("the table", f"{size * total / 1e6:,.2f} MB"),
        ("runs that 20 MB hold", f"{20e6 / size:,.0f}"),
        ("a run in the file of its account", f"{kept_size:,.0f} bytes"),
        ("writing it there", f"{1000 * kept_seconds:,.2f} ms"),
        ("files of all accounts, until the table is whole", f"{kept_size * total / 1e6:,.1f} MB"),
        ("writing the table of the shipped size", f"{whole:,.1f} s"),
        ("rows held by the calling process", f"{answer * total / 1e6:,.0f} MB"),
        ("running", f"{-(-total // busy) * args.seconds:,.0f} s"),
    ]
    for name, value in lines:
        print(f"{name:48s}{value:>32s}")


if __name__ == "__main__":
    main()
