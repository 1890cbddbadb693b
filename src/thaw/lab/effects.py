"""What a lever does, as a message: every number from `thaw.lever_effect`."""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.jobs.lever_effect import FEWEST, LeverEffect
from thaw.report.names import account_name
from thaw.run.outcomes import BY_NAME, OUTCOMES


def told_of(effect: LeverEffect) -> dict[str, Any]:
    """The message ``effect``, without its kind."""
    rows = effect.table().to_dict("records")
    for row in rows:
        given = row["given"] == "occasion"
        row["says"] = str(
            effect.effect(row["account"], row["outcome"], given=given, polity=row["polity"])
        )
    months = [
        {
            "account": account,
            "outcome": outcome,
            "month": part["month"].tolist(),
            **{k: part[k].astype(float).tolist() for k in ("mean", "low", "high")},
        }
        for (account, outcome), part in effect.by_month().groupby(
            ["account", "outcome"], sort=False
        )
        if np.any(part["mean"].fillna(0.0) != 0.0)
    ]
    return {
        "case": effect.case,
        "lever": {"id": effect.lever, "title": effect.title},
        "occasion": effect.occasion,
        "pairs": len(effect.seeds),
        "fewest": FEWEST,
        "weighed": effect.weighed,
        "accounts": [
            {
                "id": name,
                "name": account_name(name),
                "differ": int(p.differ.sum()),
                "arises": int(p.arises.sum()),
            }
            for name, p in effect.pairs.items()
        ],
        "outcomes": [{"id": o.name, "title": o.title, "unit": o.unit} for o in OUTCOMES],
        "rows": [{str(k): v for k, v in row.items()} for row in rows],
        "months": months,
        "disagree": [
            f"{BY_NAME[o].title}: higher under {', '.join(up)}; lower under {', '.join(down)}"
            for o, up, down in effect.disagreements()
        ],
    }
