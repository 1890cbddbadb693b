"""Four invented theories whose runs are made in one line each: banks of any size in no time."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from thaw.inference.table import Bank

POLITIES = ("A", "B", "C")
WHATS = ("strike", "demonstration", "concession", "leader")
ACCOUNTS = ["cascade", "spiral", "shock", "constant"]
EPISODES = [
    {
        "id": f"e{k}",
        "title": f"Episode {k}",
        "start": f"195{3 + k // 2}-{1 + 6 * (k % 2):02d}-01",
        "end": f"195{3 + k // 2}-{6 + 6 * (k % 2):02d}-28",
    }
    for k in range(6)
]
META = [
    {"id": "cascade", "says": "unrest feeds on itself", "family": "below", "written": None},
    {"id": "spiral", "says": "concessions feed unrest", "family": "below", "written": None},
    {"id": "shock", "says": "leaders come first", "family": "above", "written": "1954-03-01"},
    {
        "id": "constant",
        "says": "nothing is linked",
        "family": "null",
        "written": None,
        "ranked": False,
    },
]


def items(months: int = 36) -> list[SimpleNamespace]:
    """Cells of 3 polities, 4 kinds and `months` months; sizes, dates and series per episode."""
    made = []
    for m in range(months):
        for p in POLITIES:
            for w in WHATS:
                made.append(_item(f"{p}-{w}-{m}", m * 6 // months, "cell", p, w, m))
    for k in range(6):
        for p in POLITIES:
            made.append(_item(f"size-{p}-{k}", k, "size", p, "strikers", 6 * k))
        made.append(_item(f"date-{k}", k, "date", "A", "first_strike", 6 * k))
        made.append(_item(f"flight-{k}", k, "series", "A", "flight", 6 * k))
    return made


def _item(
    name: str, episode: int, kind: str, polity: str, what: str, month: int
) -> SimpleNamespace:
    topic = {"concession": "concession", "leader": "leader"}.get(what, "unrest")
    start = f"{1953 + month // 12}-{1 + month % 12:02d}"
    return SimpleNamespace(
        id=name,
        episode=f"e{episode}",
        kind=kind,
        polity=polity,
        what=what,
        topic=topic,
        start=start,
    )


def simulate(account: str, n: int, seed: int, months: int = 36) -> tuple[np.ndarray, np.ndarray]:
    """Reports [n, n_items] and parameters [n, 3] of one theory."""
    rng = np.random.default_rng([seed, ACCOUNTS.index(account)])
    base = rng.normal(-2.2, 0.4, n)
    gain = np.exp(rng.normal(0.5, 0.3, n))
    own = np.exp(rng.normal(0.3, 0.3, n))
    shape = (months, n, len(POLITIES))
    strike, demo, grant, fall = (np.zeros(shape, bool) for _ in range(4))
    push = np.zeros((n, len(POLITIES)))
    for m in range(months):
        x = (
            base[:, None]
            + {
                "cascade": gain[:, None] * push,
                "spiral": own[:, None] * 1.5 * (grant[m - 1] if m else 0),
                "shock": own[:, None] * 1.5 * (fall[m - 1] if m else 0),
                "constant": 0.35 + np.zeros(len(POLITIES)),
            }[account]
        )
        strike[m] = rng.random(x.shape) < 1 / (1 + np.exp(-x))
        demo[m] = strike[m] & (rng.random(x.shape) < 0.4)
        push = 0.6 * push + strike[m]
        answer = {
            "cascade": -2.0 + 1.0 * strike[m],
            "spiral": -1.2 + 0.8 * strike[m],
            "shock": -2.2,
            "constant": -1.7,
        }[account]
        grant[m] = rng.random(x.shape) < 1 / (1 + np.exp(-np.asarray(answer)))
        fall[m] = rng.random(x.shape) < (0.12 if account == "shock" else 0.05)
    cells = np.stack([strike, demo, grant, fall], axis=-1).astype(np.float32)
    X = cells.transpose(1, 0, 2, 3).reshape(n, -1)
    per = months // 6
    rest = []
    for k in range(6):
        here = strike[k * per : (k + 1) * per]
        n_strikes = here.sum(axis=0)
        size = 3 + 0.4 * n_strikes + rng.normal(0, 0.4, n_strikes.shape)
        rest.append(np.where(n_strikes > 0, size, np.nan))
        first = np.where(here[:, :, 0].any(axis=0), here[:, :, 0].argmax(axis=0), np.nan)
        rest.append((30.0 * first + rng.integers(0, 30, n) + 180 * k)[:, None])
        rest.append((100 + 20 * n_strikes.sum(axis=1) + rng.normal(0, 15, n))[:, None])
    return np.concatenate([X, *rest], axis=1).astype(np.float32), np.stack([base, gain, own], 1)


def bank(n: int = 300, seed: int = 1, accounts: list[str] | None = None) -> Bank:
    """`n` runs of each theory."""
    accounts = accounts or ACCOUNTS
    made = [simulate(a, n, seed) for a in accounts]
    return Bank(
        np.concatenate([x for x, _ in made]),
        np.repeat(np.arange(len(accounts)), n),
        np.concatenate([t for _, t in made]),
        np.arange(n * len(accounts)),
        list(accounts),
        items(),
        ["base", "gain", "own"],
        {"case": "toy", "accounts": {a: f"hash of {a}" for a in accounts}},
    )


def prior_ratio(theta: np.ndarray) -> np.ndarray:
    """Log density of `theta` under priors half and twice as wide, over the one `simulate` uses."""
    z = np.stack(
        [
            (theta[:, 0] + 2.2) / 0.4,
            (np.log(theta[:, 1]) - 0.5) / 0.3,
            (np.log(theta[:, 2]) - 0.3) / 0.3,
        ],
        axis=1,
    )

    def log_density(width: float) -> np.ndarray:
        return (-0.5 * (z / width) ** 2 - np.log(width)).sum(axis=1)

    return np.stack([log_density(0.5) - log_density(1), log_density(2) - log_density(1)], axis=1)
