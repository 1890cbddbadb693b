"""The command `thaw cite`: where a reader finds a work."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap

import click


@click.command()
@click.argument("name", required=False)
@click.option("--bibtex", is_flag=True, help="As entries for BibTeX.")
def cite(name: str | None, bibtex: bool) -> None:
    """Tell where a reader finds a work, or all works that an account cites.

    NAME is a work (stein-1956, or "Stein 1956") or an account (swp_1957); all works without it.

    \b
    Examples:
      thaw cite
      thaw cite stein-1956
      thaw cite khrushchev_1956 --bibtex
    """
    from thaw.bibliography import find_work, works, works_in
    from thaw.cli import screen

    if name is None:
        found = list(works().values())
    elif (path := _account(name)) is not None:
        from thaw.account import read_account

        account = read_account(path)
        named = {s["work"] for s in account.sources if "work" in s}
        passages = " ".join(str(p["passage"]) for p in account.predicts)
        beside = {w.name for w in works_in(f"{passages} {account.objection}")}
        found = [w for w in works().values() if w.name in named | beside]
        free = [str(s["cite"]) for s in account.sources if "cite" in s and not bibtex]
        for text in free:
            screen.say(f"{text}\n")
    else:
        found = [find_work(name)]
    if bibtex:
        click.echo("\n\n".join(w.bibtex for w in found))
        return
    width = screen.out.width - 2
    for n, work in enumerate(found):
        counted = f"Paragraphs are counted {work.counted}." if work.counted else ""
        told = [*wrap(work.entry, width), *wrap(counted, width), *([work.url] if work.url else [])]
        screen.say("\n" * (n > 0) + "\n  ".join([work.name, *told]))


def _account(name: str) -> Path | None:
    """The file of the shipped account of that name, or None."""
    from thaw.account import accounts

    return accounts().get(name)
