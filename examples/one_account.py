"""One account: what a theory lets happen in a small society, in sixty runs.

    python examples/one_account.py [PICTURE]

Each run draws its own people, parameters and luck. Most winters are quiet and a few are not, so the
picture shows every run: a median would say that nothing ever happens.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import thaw

HERE = Path(__file__).parent
plt.style.use(HERE / "plain.mplstyle")


def main(picture: Path = HERE.parent / "docs/examples/one_account.svg", runs: int = 60) -> None:
    """Simulate, draw, save."""
    data = thaw.simulate("stein_1956", "toy_two", seeds=range(runs), workers=1).data
    fig, panels = plt.subplots(1, 2)
    for panel, measure, unit in zip(
        panels, ("strikers", "fear"), ("people", "motive"), strict=True
    ):
        rim = data.polity_measures.sel(measure=measure, polity="RIM")
        panel.plot(data.time, rim.T, color="#0072B2", alpha=0.25, linewidth=0.8)
        panel.plot(data.time, rim.mean("run"), color="black", label=f"mean of {runs} runs")
        panel.set(title=f"{measure}, {unit}", ylim=(0, None))
    panels[1].legend(loc="lower right")
    fig.suptitle("stein_1956 on toy_two: the 250 people of the rim", x=0.01, ha="left")
    fig.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
