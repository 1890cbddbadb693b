"""Measure base rates: prior draws of every ranked account, with the case's events and without.

python tools/base_rates.py --draws 200 --out out/base_rates        run what is missing, then write
python tools/base_rates.py --out out/base_rates --only-tables      write from the runs there are

Runs are appended to OUT/runs.jsonl one a line, so that a job that was ended goes on where it was; a
line is good for as long as the priors and mechanisms of its account, the case and the engine stay as
they are. Then
OUT/runs.csv, countries.csv and waves.csv are written anew from it, and the tables go to
docs/ideas/base-rates-table.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import numpy as np

from thaw.calibration.base_rate_tables import (
    account_table,
    answer_table,
    country_table,
    target_table,
    targets,
)
from thaw.calibration.base_rates import Rates, rates_of
from thaw.files import digest
from thaw.jobs.identity import account_key, case_key, common_code
from thaw.jobs.plan import Plan, make_plan, parameters_of, steps_of
from thaw.jobs.replicate import compile_program, run_once
from thaw.jobs.run_pool import run_seed

TABLE = Path(__file__).parent.parent / "docs" / "ideas" / "base-rates-table.md"
SETS = {"events": True, "quiet": False}
"""Runs of the case as it is, and of the same countries with none of its events."""


@dataclass(frozen=True)
class Task:
    """One run: what it is called and what it needs.

    Where one run of a `group` takes too long, the others are not made but count as that one does.
    """

    key: str
    account: str
    case: str
    events: bool
    seed: int
    parameters: dict[str, float]
    group: str = ""


@lru_cache(maxsize=32)
def plan_for(account: str, case: str, events: bool) -> Plan:
    """An account on a case, with the case's events or with none of them."""
    plan = make_plan(account, case)
    if events:
        return plan
    return replace(plan, what_if=replace(plan.what_if, events=()))


def shared_only(plan: Plan, values: dict[str, float]) -> dict[str, float]:
    """Those of `values` that the account leaves to the shared block: neither fixed nor its own."""
    free = set(parameters_of(plan, 0, "default")) - set(plan.fixed) - set(plan.account.priors)
    return {name: value for name, value in values.items() if name in free}


def main_steps(plan: Plan) -> int:
    """Steps of the main span; the tail is not run."""
    starts = steps_of(plan)[0]
    return int(np.sum(starts < (plan.case.end - plan.case.start).days + 1))


def carry_out(task: Task) -> dict[str, Any]:
    """Run a task: its base rates, parameters and time, ready for a line of JSON."""
    plan = plan_for(task.account, task.case, task.events)
    began = time.perf_counter()
    result = run_once(
        plan, task.seed, parameters=shared_only(plan, task.parameters), steps=main_steps(plan)
    )
    return {
        **named(task),
        "parameters": result.parameters,
        "seconds": round(time.perf_counter() - began, 2),
        "rates": rates_of(plan, result).to_dict(),
    }


def attempt(task: Task) -> dict[str, Any]:
    """As `carry_out`; a run that raises is told, and tried again when the job is started anew."""
    try:
        return carry_out(task)
    except Exception as problem:
        return {**named(task), "failed": f"{type(problem).__name__}: {problem}"}


def named(task: Task) -> dict[str, Any]:
    """What a line says of its task, whatever came out."""
    return {"key": task.key, "account": task.account, "events": task.events, "seed": task.seed}


def given_up(task: Task, seconds: float) -> dict[str, Any]:
    """The line of a run that took too long: kept, as one in which a country acts without end."""
    rates = Rates((), (), stopped=True).to_dict()
    return {**named(task), "parameters": task.parameters, "seconds": seconds, "rates": rates}


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Lines of JSON; a last line cut short by the end of a job is dropped from the file."""
    if not file.exists():
        return []
    good, rows = 0, []
    with file.open("rb") as stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            rows.append(json.loads(line))
            good += len(line)
    if good < file.stat().st_size:
        os.truncate(file, good)
    return rows


def run_all(
    tasks: Sequence[Task],
    file: Path,
    workers: int,
    limit: float,
    run: Callable[[Task], dict[str, Any]] = attempt,
) -> list[dict[str, Any]]:
    """Carry out the tasks that `file` does not hold yet, and give all their lines in order.

    Parameters
    ----------
    limit : float
        Seconds after which a run is given up.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    done = {row["key"]: row for row in read_lines(file) if "failed" not in row}
    missing = [task for task in tasks if task.key not in done]
    spoilt = {t.group for t in tasks if t.key in done and _stopped(done[t.key])} - {""}
    began = told = time.perf_counter()
    with file.open("a", encoding="utf-8") as stream:
        for number, row in enumerate(_results(missing, workers, limit, run, spoilt), 1):
            stream.write(json.dumps(row) + "\n")
            stream.flush()
            done[row["key"]] = row
            if time.perf_counter() - told > 30 or number == len(missing):
                told = time.perf_counter()
                _tell(file, number, len(missing), told - began)
    failed = [done[t.key] for t in tasks if "failed" in done[t.key]]
    if failed:
        print(f"{len(failed)} runs failed, the first: {failed[0]['failed']}", file=sys.stderr)
    return [done[t.key] for t in tasks]


def _results(
    tasks: Sequence[Task],
    workers: int,
    limit: float,
    run: Callable[[Task], dict[str, Any]],
    spoilt: set[str],
) -> Iterator[dict[str, Any]]:
    """Lines as runs end, on `workers` processes; a process that takes too long is replaced."""
    if run is attempt:
        for task in {t.account: t for t in tasks}.values():  # once, so that workers find it on disk
            compile_program(plan_for(task.account, task.case, task.events))
    left = list(reversed(tasks))
    crew: list[_Worker] = []
    try:
        while left or crew:
            for task in [t for t in left if t.group in spoilt]:
                left.remove(task)
                yield given_up(task, 0.0)
            while left and len(crew) < max(workers, 1):
                crew.append(_Worker(run, left.pop()))
            ready = wait([w.line for w in crew], timeout=0.5)
            for worker in list(crew):
                row = None
                if worker.line in ready:
                    row = worker.take()
                elif time.perf_counter() - worker.since > limit:
                    worker.end()
                    row = given_up(worker.task, limit)
                    spoilt |= {worker.task.group} - {""}
                if row is None:
                    continue
                if worker.alive and left and left[-1].group not in spoilt:
                    worker.give(left.pop())
                else:
                    worker.end()
                    crew.remove(worker)
                yield row
    finally:
        for worker in crew:
            worker.end()


def _stopped(row: dict[str, Any]) -> bool:
    return bool(row["rates"].get("stopped"))


class _Worker:
    """A process of its own that carries out one task after another."""

    def __init__(self, run: Callable[[Task], dict[str, Any]], task: Task) -> None:
        self.line, far = Pipe()
        self.process = Process(target=_serve, args=(far, run), daemon=True)
        self.process.start()
        far.close()
        self.alive = True
        self.give(task)

    def give(self, task: Task) -> None:
        """Hand over a task."""
        self.task, self.since = task, time.perf_counter()
        self.line.send(task)

    def take(self) -> dict[str, Any]:
        """The line of the present task; one that says so where the process has died."""
        try:
            return self.line.recv()
        except EOFError:
            self.alive = False
            self.process.join()
            why = f"the process ended with code {self.process.exitcode}"
            return {**named(self.task), "failed": why}

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.alive = False
        self.process.kill()
        self.process.join()


def _serve(line: Connection, run: Callable[[Task], dict[str, Any]]) -> None:
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            line.send(run(line.recv()))


def _tell(file: Path, done: int, of: int, seconds: float) -> None:
    left = seconds / done * (of - done)
    print(f"{file.name}: {done} of {of}, {left / 60:.0f} min left", file=sys.stderr, flush=True)


def ranked_accounts() -> list[str]:
    """Names of the ranked accounts; the null account has nothing to say on base rates."""
    from thaw.account import accounts, read_account

    read = [read_account(file) for file in accounts().values()]
    return sorted(a.name for a in read if a.ranked and a.grade != "null")


def prior_tasks(names: Iterable[str], case: str, draws: int, seed: int) -> list[Task]:
    """Prior draws of accounts, with events and without: the same seeds in both."""
    made = []
    for name in names:
        plan = plan_for(name, case, True)
        stamp = stamp_of(plan)
        for which, events in SETS.items():
            for k in range(draws):
                key = f"{name}/{which}/{k}/{stamp}"
                made.append(Task(key, name, case, events, run_seed(seed, name, k), {}))
    return sorted(made, key=lambda t: int(t.key.split("/")[2]))


def stamp_of(plan: Plan) -> str:
    """Short hash of all that moves a run: account and priors, case, engine."""
    return digest([account_key(plan.account), case_key(plan.case), common_code()])[:12]


def rates_in(rows: Iterable[dict[str, Any]]) -> list[Rates]:
    """Base rates of those lines that did not fail."""
    return [Rates.from_dict(row["rates"]) for row in rows if "rates" in row]


def write_csv(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Rows with all their columns, in order of appearance; empty where a row lacks one."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_tables_csv(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """runs.csv, countries.csv and waves.csv from the lines of runs."""
    runs, lands, waves = [], [], []
    for row in rows:
        name = {
            k: row.get(k, "") for k in ("key", "account", "events", "seed", "seconds", "failed")
        }
        runs.append({**name, **row.get("parameters", {})})
        if "rates" in row:
            found = Rates.from_dict(row["rates"])
            lands += [{"key": row["key"], **asdict(c)} for c in found.countries]
            waves += [{"key": row["key"], **asdict(w), "answer": w.answer} for w in found.waves]
    for stem, table in (("runs", runs), ("countries", lands), ("waves", waves)):
        write_csv(folder / f"{stem}.csv", table)


def fragment(rows: Sequence[dict[str, Any]]) -> str:
    """The tables of docs/ideas, in Markdown."""
    sets = {which: rates_in(r for r in rows if r.get("events") is on) for which, on in SETS.items()}
    names = list(dict.fromkeys(r["account"] for r in rows if "rates" in r))
    each = {
        name: rates_in(r for r in rows if r.get("account") == name and r["events"])
        for name in names
    }
    failed = sum("failed" in r for r in rows)
    stopped = sum(r.stopped for found in sets.values() for r in found)
    head = (
        f"{len(sets['events']):,} runs with the case's events, {len(sets['quiet']):,} without, of "
        f"{len(names)} accounts, each run with its own draw of the priors; {failed} failed, {stopped} "
        "were given up since they took too long and count as acting without end. "
        "Intervals are drawn over runs.\n"
    )
    return "\n".join(
        [
            "<!-- written by tools/base_rates.py -->",
            head,
            target_table(targets(*sets.values())),
            "By account, with the case's events (share of country-years; days of waves):\n",
            account_table(each),
            "What waves met with, and what followed:\n",
            answer_table(sets["events"]),
            "By country, with the case's events:\n",
            country_table(sets["events"]),
            "By country, without them:\n",
            country_table(sets["quiet"]),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", default="bloc_1953")
    parser.add_argument("--draws", type=int, default=200, help="runs an account and set")
    parser.add_argument("--accounts", nargs="*", help="by default all that are ranked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds a run may take")
    parser.add_argument("--out", type=Path, default=Path("out/base_rates"))
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--only-tables", action="store_true")
    options = parser.parse_args()
    names = options.accounts or ranked_accounts()
    tasks = prior_tasks(names, options.case, options.draws, options.seed)
    file = options.out / "runs.jsonl"
    if options.only_tables:
        held = {row["key"]: row for row in read_lines(file)}
        rows = [held[t.key] for t in tasks if t.key in held]
    else:
        rows = run_all(tasks, file, options.workers, options.limit)
    write_tables_csv(options.out, rows)
    options.table.write_text(fragment(rows), encoding="utf-8")
    print(fragment(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
