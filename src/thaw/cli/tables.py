"""Short tables of runs for the screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.cli.screen import count
from thaw.run import load_run
from thaw.run.names import SHOWN


def _peaks(path: Path) -> tuple[list[str], np.ndarray]:
    """Polities, and the largest value over time of the measures in `SHOWN`: (run, polity, m)."""
    made = load_run(path)
    values = [made.measure(name).max(axis=1) for name, _ in SHOWN]
    return [str(p) for p in made.data.polity.values], np.stack(values, axis=-1)


def run_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Columns and rows of a short table of one result: median over runs and 5% to 95% range."""
    return _rows(*_peaks(path))


def difference_table(plain: Path, changed: Path) -> tuple[list[str], list[list[str]]]:
    """As `run_table`, of `changed` minus `plain`, run by run: same people, same luck."""
    polities, before = _peaks(plain)
    _, after = _peaks(changed)
    return _rows(polities, after - before)


def run_caption(path: Path) -> str:
    """What the figures of `run_table` are."""
    made = load_run(path)
    few = "; with so few runs they say little" if len(made) < 10 else ""
    return (
        "Persons on the largest day of each run; deaths, concessions and interventions\n"
        f"over the whole run. 20 [14, 26] is the median of {len(made)} runs and the range\n"
        f"from 5 % to 95 % of them{few}."
    )


def difference_caption(plain: Path, changed: Path) -> str:
    """In how many pairs of runs a what-if changed anything, and what the figures are."""
    differ = _differing(plain, changed)
    some, every = int(differ.any(axis=1).sum()), len(differ)
    names = load_run(plain).polities
    by_polity = ", ".join(f"{n} {int(k)}" for n, k in zip(names, differ.sum(axis=0), strict=True))
    return (
        f"Anything differs in {some} of {every} pairs of runs with the same people and luck\n"
        f"({by_polity}). 20 [14, 26] is the median difference over all pairs\n"
        "and the range from 5 % to 95 % of them."
    )


def _differing(plain: Path, changed: Path) -> np.ndarray:
    """Whether anything that was measured differs, bool (pair, polity)."""
    before, after = (load_run(p).data.polity_measures.values for p in (plain, changed))
    same = (before == after) | (np.isnan(before) & np.isnan(after))
    return ~same.all(axis=(1, 3))


def prediction_table(
    path: Path, account: str | Account, case: str | Case
) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: each prediction of the account, and the share of runs in which it holds."""
    from thaw.account.dates_of_case import account_in
    from thaw.jobs.judge_claims import judge

    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    rows = []
    for p in judge(account_in(account, case), load_run(path), case):
        share = f"{p.share:.0%} [{p.low:.0%}, {p.high:.0%}]" if p.judged else "-"
        rows.append([p.name, p.claim, share, f"{p.judged} of {p.runs}"])
    return ["prediction", "", ">holds in", ">runs judged"], rows


def _rows(polities: list[str], values: np.ndarray) -> tuple[list[str], list[list[str]]]:
    rows = []
    for j, polity in enumerate(polities):
        low, middle, high = np.quantile(values[:, j, :], [0.05, 0.5, 0.95], axis=0)
        cells = [
            f"{count(b)} [{count(a)}, {count(c)}]"
            for a, b, c in zip(low, middle, high, strict=True)
        ]
        rows.append([polity, *cells])
    return ["polity", *(">" + title for _, title in SHOWN)], rows
