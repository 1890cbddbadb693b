"""Set the shared block of priors by history matching on base rates of unrest under closed rule.

python tools/history_match.py --out out/history                all rounds, then priors and figures
python tools/history_match.py --out out/history --rounds 1     no more than the first round
python tools/history_match.py --out out/history --only-write   priors and figures from what is there

A round draws points over the region not yet ruled out, makes several runs a draw, fits an emulator to
each target on all draws to date, and rules out what those say is implausible. Parameters, ranges and
targets stand in tools/history_match.yaml; which years or places had risings is used nowhere. Every
round is kept in OUT (draws, runs, statistics, emulators as CSV or lines of JSON); a job that was ended
goes on where it was. The outcome is OUT/priors.yaml, OUT/report.md and figures (SVG) in --figures.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from base_rates import plan_for, stamp_of
from history_priors import SAMPLE, figure_margins, figure_targets, priors_yaml, report
from history_rounds import (
    Round,
    carry_out_round,
    emulators_of,
    left_by,
    next_points,
    write_emulators,
)
from history_setup import Setup, read_setup

from thaw.calibration.emulator import plausible_points

HERE = Path(__file__).parent
FIGURES = HERE.parent / "docs" / "ideas"


def conclude(setup: Setup, rounds: Sequence[Round], out: Path, figures: Path) -> None:
    """Priors, report and figures from all rounds."""
    emulators = emulators_of(setup, rounds)
    cutoff = setup.cutoff[min(len(rounds), len(setup.cutoff)) - 1]
    inside = left_by(setup, emulators, cutoff)
    best = np.vstack([r.points for r in rounds])
    points, share = plausible_points(inside, len(setup.axes), SAMPLE, 999, known=best)
    write_emulators(setup, emulators, len(rounds), share, cutoff, out)
    if len(points) == 0:
        raise SystemExit("no point is plausible: no priors can be written")
    points = points[np.random.default_rng(2).permutation(len(points))[:SAMPLE]]
    solved = next((a.solves for a in setup.axes if a.solves), None)
    some = points[:300]
    gap = np.array([v[solved] for v in setup.values(some)]) if solved else None
    (out / "priors.yaml").write_text(priors_yaml(setup, points, gap), encoding="utf-8")
    text = report(setup, rounds, points, some, gap, share, inside)
    (out / "report.md").write_text(text, encoding="utf-8")
    figure_targets(setup, rounds, figures / "base-rates-targets.svg")
    figure_margins(setup, points, figures / "base-rates-margins.svg")
    print(text)
    print((out / "priors.yaml").read_text(encoding="utf-8"))


def kept_stamp(setup: Setup, out: Path, again: bool) -> str:
    """The stamp under which the runs of this folder are made: a change of code is not passed over."""
    now = stamp_of(plan_for(setup.reference, setup.case, True))
    file = out / "stamp.txt"
    if file.exists() and file.read_text(encoding="utf-8").strip() != now and not again:
        raise SystemExit(
            f"{out}: the engine, the case or mechanisms have changed since its first round; "
            "use another --out, or --anyway to go on with runs of two kinds"
        )
    if not file.exists():
        file.write_text(now + "\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def rounds_there(setup: Setup, out: Path) -> list[Round]:
    """Rounds whose statistics were written, read back; variances are reckoned from their runs."""
    found: list[Round] = []
    for number in range(1, len(setup.draws) + 1):
        if not (out / f"round-{number}.csv").exists():
            break
        with (out / f"round-{number}.csv").open(encoding="utf-8") as stream:
            n = len(list(csv.DictReader(stream)))
        points = np.loadtxt(out / f"round-{number}-points.csv", delimiter=",", ndmin=2)[:n]
        stamp = (out / "stamp.txt").read_text(encoding="utf-8").strip()
        found.append(carry_out_round(setup, number, points, out, 1, stamp))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--setup", type=Path, default=HERE / "history_match.yaml")
    parser.add_argument("--out", type=Path, default=Path("out/history"))
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--accounts", nargs="*", help="by default all that are ranked")
    parser.add_argument("--rounds", type=int, help="stop after this many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--anyway", action="store_true", help="go on although code has changed")
    parser.add_argument("--only-write", action="store_true")
    options = parser.parse_args()
    setup = read_setup(options.setup, options.accounts)
    options.out.mkdir(parents=True, exist_ok=True)
    stamp = kept_stamp(setup, options.out, options.anyway)
    last = min(options.rounds or len(setup.draws), len(setup.draws))
    rounds: list[Round] = rounds_there(setup, options.out) if options.only_write else []
    if not options.only_write:
        for number in range(1, last + 1):
            points = next_points(setup, rounds, number, options.out)
            rounds.append(
                carry_out_round(setup, number, points, options.out, options.workers, stamp)
            )
    conclude(setup, rounds, options.out, options.figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
