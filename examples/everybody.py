"""Everybody, one to one: one run of seven countries, 279 million inhabitants, day by day.

    python examples/everybody.py [PICTURE]

A single run is one way in which things might have gone, not a forecast and not the record. Nobody
is stored until he acts, so a run takes seconds.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import thaw

HERE = Path(__file__).parent
plt.style.use(HERE / "plain.mplstyle")


def main(picture: Path = HERE.parent / "docs/examples/everybody.svg", seed: int = 5) -> None:
    """Simulate once, draw who acts by country, save."""
    data = thaw.simulate("stein_1956", "bloc_1953", seeds=[seed]).data.isel(run=0)
    days = data.polity_measures.sel(time=slice("1953", "1957"))
    acting = days.sel(measure=["strikers", "demonstrators", "armed"]).sum("measure")
    fig, panels = plt.subplots(7, 1, sharex=True, sharey=True, figsize=(7.5, 6))
    for panel, polity in zip(panels, data.polity.values, strict=True):
        month = acting.sel(polity=polity).resample(time="MS").max()
        panel.vlines(month.time, 100, month.clip(100), linewidth=4, color="#0072B2")
        panel.set(yscale="log", ylim=(100, 3e6), yticks=[1e3, 1e6], ylabel=polity)
        panel.set_yticklabels(["1,000", "1 million"])
        panel.minorticks_off()
    panels[0].set_title(f"stein_1956 on bloc_1953, seed {seed}: people acting on the largest day")
    fig.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
