"""A what-if: the same people with the same luck, with and without one event.

    python examples/what_if.py [PICTURE]

The lever `leader_lives` of the case drops the death of a leader. Run by run the two differ in
nothing else, so the difference of pairs is what the death does under this account.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import thaw

HERE = Path(__file__).parent
plt.style.use(HERE / "plain.mplstyle")


def main(picture: Path = HERE.parent / "docs/examples/what_if.svg", runs: int = 120) -> None:
    """Simulate both, draw the mean difference with its 95% interval, save."""
    seeds = range(runs)
    dies = thaw.simulate("stein_1956", "toy_two", seeds, workers=1)
    lives = thaw.simulate("stein_1956", "toy_two", seeds, levers=["leader_lives"], workers=1)
    pairs = (dies.measure("n_concession") - lives.measure("n_concession"))[:, :, 0]
    mean, error = pairs.mean(0), 1.96 * pairs.std(0, ddof=1) / np.sqrt(runs)
    fig, panel = plt.subplots()
    panel.fill_between(dies.data.time, mean - error, mean + error, alpha=0.25, linewidth=0)
    panel.plot(dies.data.time, mean)
    panel.axvline(np.datetime64("1953-01-15"), color="black", linewidth=0.8, linestyle=":")
    panel.text(np.datetime64("1953-01-14"), error.max(), "the leader dies", ha="right")
    panel.set_title(f"Concessions so far in the hub, dead minus alive; mean of {runs} pairs")
    fig.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
