"""A record of one's own beside the runs: what rival sources say, and what two accounts expect.

    python examples/own_record.py [PICTURE]

The record is the folder `examples/toy_winter`. Its two sources contradict one another; both stay.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import thaw
from thaw.record import interval, load_record

HERE = Path(__file__).parent
plt.style.use(HERE / "plain.mplstyle")


def main(picture: Path = HERE.parent / "docs/examples/own_record.svg", runs: int = 120) -> None:
    """Read the record, simulate, draw both, save."""
    record = load_record(HERE / "toy_winter")
    strikes = record.attestations.query("unit == 'persons'").merge(record.sources, on="source_id")
    fig, panel = plt.subplots()
    for name in ("stein_1956", "null"):
        peaks = thaw.simulate(name, "toy_two", range(runs), workers=1).measure("strikers").max(1)
        sizes = np.arange(1, 161)
        panel.plot(sizes, (peaks[:, 1, None] >= sizes).mean(0), drawstyle="steps-mid", label=name)
    for k, (low, high) in enumerate(zip(*interval(strikes), strict=True)):
        panel.plot([low, high], [0.9 - 0.1 * k] * 2, "o-", color="black", markersize=3)
        panel.text(high + 3, 0.9 - 0.1 * k, strikes.title[k], va="center")
    panel.set(title="A strike in the rim: two sources, two accounts", xlim=(0, 160), ylim=(0, 1))
    panel.set(xlabel="people on strike on the largest day", ylabel="share of runs as large or more")
    panel.legend(loc="center right")
    fig.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
