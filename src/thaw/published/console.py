"""What `thaw published` prints, and the same as a file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from thaw.published.read import load_published, published_names
from thaw.published.target import FAILS, NOT_REPRODUCED, Outcome
from thaw.writing import write_whole

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "account",
    "target",
    "setting",
    "measure",
    "published",
    "known",
    "ours",
    "error",
    "z",
    "verdict",
    "reason",
    "runs",
)
_SHORT = {
    "read in the source": "read",
    "recomputed independently": "recomputed",
    "second-hand": "second-hand",
    "from memory": "memory",
    "exact by algebra": "algebra",
}
KEY = (
    "known: read = in the source; recomputed = by independent programs; second-hand; "
    "memory = from memory; algebra = follows exactly from the rules\n"
    "z: standard errors between ours and the published number; for a sign, of the difference from 0"
)


def number(value: float) -> str:
    """Six significant digits at most."""
    if math.isnan(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 1e5 else f"{value:.5g}"


def ours(outcome: Outcome) -> str:
    """Our number with its standard error."""
    if math.isnan(outcome.error):
        return number(outcome.ours)
    return f"{number(outcome.ours)} ± {outcome.error:.2g}"


def z_or_exact(outcome: Outcome) -> str:
    """Standard errors from the published number, or 'exact' where chance plays no part."""
    if math.isnan(outcome.error) or outcome.error == 0:
        return "exact"
    return "range" if math.isnan(outcome.z) else f"{outcome.z:+.1f}"


def wide(out: Console) -> Console:
    """The same place to print, 100 columns wide unless it is a narrower terminal."""
    width = min(out.width, 100) if out.is_terminal else 100
    return Console(file=out.file, highlight=False, width=width)


def show(outcomes: Sequence[Outcome], out: Console) -> None:
    """Print one block for each model, then the count of each verdict."""
    out = wide(out)
    for account, group in groupby(outcomes, key=lambda o: o.account):
        rows = list(group)
        out.print(Text(f"\n{account}  {load_published(account).title}", style="bold"))
        out.print(_block(rows))
        for row in rows:
            if row.reason:
                out.print(Text(f"  {row.target}: {row.verdict}: {row.reason}"))
    counts = {v: sum(o.verdict == v for o in outcomes) for v in ("pass", NOT_REPRODUCED, FAILS)}
    seconds = sum(o.seconds for o in outcomes)
    out.print(Text("\n" + ", ".join(f"{n} {v}" for v, n in counts.items()) + f"; {seconds:.0f} s"))
    out.print(Text(KEY))


def _block(rows: Sequence[Outcome]) -> Table:
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column("target", ratio=4, overflow="fold")
    made.add_column("setting", ratio=5, overflow="fold")
    made.add_column("published", justify="right", no_wrap=True)
    made.add_column("known", no_wrap=True)
    made.add_column("ours", justify="right", no_wrap=True)
    made.add_column("z", justify="right", no_wrap=True)
    made.add_column("result", no_wrap=True)
    style = {"pass": "", NOT_REPRODUCED: "yellow", FAILS: "bold red"}
    for row in rows:
        verdict = "not reproduced" if row.verdict == NOT_REPRODUCED else row.verdict
        cells = (
            row.target,
            f"{row.setting}; {row.measure}",
            row.published,
            _SHORT[row.known],
            ours(row),
            z_or_exact(row),
        )
        made.add_row(*(Text(c) for c in cells), Text(verdict, style=style[row.verdict]))
    return made


def published_rows() -> list[tuple[str, str]]:
    """Name and title of every published model."""
    return [(name, load_published(name).title) for name in published_names()]


def show_list(out: Console) -> None:
    """Print the models with their presets and counts of targets."""
    out = wide(out)
    for name in published_names():
        model = load_published(name)
        quick = sum(t.quick for t in model.targets)
        out.print(Text(f"{name}  {model.title}", style="bold"))
        out.print(
            Text(
                f"  {len(model.targets)} targets, {quick} quick; presets: "
                + (", ".join(model.presets) or "none")
            )
        )
        words = [
            f"{s.name}={'|'.join(map(str, s.values))}" for s in model.switches.values()
        ] + list(model.inputs)
        out.print(Text("  settings: " + ", ".join(words)))


def show_measures(frame: pd.DataFrame, title: str, out: Console) -> None:
    """Print mean, standard error and range of every measure over the seeds."""
    out = wide(out)
    out.print(Text(title))
    made = Table(box=None, pad_edge=False)
    for head in ("measure", "mean", "s.e.", "lowest", "highest", "defined in"):
        made.add_column(head, justify="left" if head == "measure" else "right")
    for name in frame.columns:
        kept = frame[name].dropna()
        if not len(kept):
            made.add_row(str(name), "-", "-", "-", "-", f"0 of {len(frame)}")
            continue
        error = float(kept.std(ddof=1)) / math.sqrt(len(kept)) if len(kept) > 1 else math.nan
        made.add_row(
            str(name),
            number(float(kept.mean())),
            number(error),
            number(float(kept.min())),
            number(float(kept.max())),
            f"{len(kept)} of {len(frame)}",
        )
    out.print(made)


def save(outcomes: Sequence[Outcome], file: Path) -> Path:
    """Write the outcomes as CSV; times are left out so that equal results give equal files."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    for o in outcomes:
        row = [getattr(o, c) for c in COLUMNS]
        writer.writerow([f"{v:.6g}" if isinstance(v, float) else v for v in row])
    return write_whole(file, sheet.getvalue())
