"""Words for people in place of the ids of measures and levers."""

from __future__ import annotations

import json
from collections.abc import Mapping

HAPPENED = {
    "n_fired": "fire opened on a crowd",
    "n_purge": "purge opened",
    "n_correction": "purge stopped from above",
    "n_call": "general strike called by councils",
    "n_talks": "talks between rulers and councils",
    "n_invited": "local rulers ask the hegemon for troops",
    "n_economic": "concession of pay, norms or prices",
    "n_political": "concession of law, press or institutions",
    "n_amnesty": "prisoners freed",
    "n_personnel": "persons in power given up",
    "n_farm_campaign": "campaign of collectivisation",
    "n_check": "campaign of collectivisation stopped",
    "n_leak": "leak of what rulers told in secret",
    "n_campaign": "mass campaign let loose",
    "n_concession": "concession",
    "n_disclosure": "disclosure of past repression",
    "n_leader": "change of leader",
    "n_cleared": "condemned officials cleared",
    "n_intervention": "foreign intervention",
    "n_norm_rise": "rise of norms or prices",
    "splits_abroad": "split of a party abroad",
    "dated_by_the_record": "events that the record dates",
}
"""A count that grows by one, as what happened that day."""


def measure_name(ident: str, meaning: str) -> str:
    """What a measure is called on an axis.

    Parameters
    ----------
    ident : str
    meaning : str
        As the code or a Run tells it; of a count, what stands before ", cumulative" is its name.

    Returns
    -------
    str
        ``changes of leader`` for ``n_leader``; the id with blanks where that says enough.
    """
    counted = meaning.partition(", cumulative")[0].partition(", summed")[0].rstrip(".")
    if ident.startswith("n_") and counted:
        return counted[:1].lower() + counted[1:]
    return ident.removeprefix("n_").replace("_", " ")


def measure_words(ident: str, meaning: str) -> dict[str, str]:
    """`name` of a measure for people, and `event`, one case of it, where it counts such."""
    words = {"name": measure_name(ident, meaning)}
    if ident in HAPPENED:
        words["event"] = HAPPENED[ident]
    return words


def lever_words(names: str, written: str, titles: Mapping[str, str]) -> str:
    """Titles of the levers of a Run, in its order.

    Parameters
    ----------
    names : str
        As a Run has them: ids with commas between.
    written : str
        JSON of the levers that came from a file or from Python, id to its keys; may be empty.
    titles : mapping
        Id of a lever of the case to its title.
    """
    try:
        own = json.loads(written) if written else {}
    except ValueError:
        own = {}
    named = {k: str(v["title"]) for k, v in own.items() if isinstance(v, dict) and v.get("title")}
    known = {**titles, **named}
    return "; ".join(known.get(n, n.replace("_", " ")) for n in names.split(",") if n)
