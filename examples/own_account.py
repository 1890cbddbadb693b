"""An account of one's own beside the shipped one it departs from.

    python examples/own_account.py [PICTURE]

A theory is a YAML file anywhere. This one lets unrest weigh nothing when rulers decide to concede.
"""

import sys
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt

import thaw
from thaw.account import accounts, load_account

HERE = Path(__file__).parent
plt.style.use(HERE / "plain.mplstyle")
PRIOR = "decide_concession.unrest: {normal: [%s]}"


def main(picture: Path = HERE.parent / "docs/examples/own_account.svg", runs: int = 120) -> None:
    """Write the account, simulate it and its model with the same seeds, draw, save."""
    text = accounts()["stein_1956"].read_text(encoding="utf-8")
    text = text.replace("account: stein_1956", "account: mine_2025")
    text = text.replace(PRIOR % "5.5, 1.5", PRIOR % "0.0, 0.5")
    fig, panel = plt.subplots()
    panel.set(title=f"Share of {runs} runs with a concession in the rim so far", ylim=(0, 1))
    file = Path(mkdtemp()) / "mine_2025.yaml"
    file.write_text(text, encoding="utf-8")
    for account in (load_account("stein_1956"), load_account(file)):
        made = thaw.simulate(account, "toy_two", range(runs), workers=1)
        share = (made.measure("n_concession")[:, :, 1] > 0).mean(0)
        panel.plot(made.data.time, share, label=account.name)
    panel.legend()
    fig.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
