"""The commands `thaw resolve` and `thaw measures`: what runs are made of and give, spelled out."""

from __future__ import annotations

from pathlib import Path

import click

from thaw.cli.shared import options


@click.command()
@click.argument("account")
@click.argument("case")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@options("trust")
def resolve(account: str, case: str, out: Path | None) -> None:
    """Print ACCOUNT and CASE fully spelled out: every number, unit, source, prior, and a hash.

    \b
    Example:
      thaw resolve stein_1956 bloc_1953 --out out/stein_1956.resolved.yaml
    """
    from thaw.jobs.resolve import as_yaml
    from thaw.jobs.resolve import resolve as spell_out
    from thaw.writing import ready_file, write_whole

    if out is not None:
        ready_file(out)
    text = as_yaml(spell_out(account, case))
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text)
    click.echo(f"saved: {out}")


@click.command()
def measures() -> None:
    """List what every run measures, with units.

    \b
    Example:
      thaw measures
    """
    from thaw.cli import screen
    from thaw.measure import measures as all_measures

    rows = [
        (m.name, m.unit, over, " ".join(m.doc.split()))
        for over in ("polities", "places")
        for m in all_measures(over)
    ]
    screen.table("", ["measure", "unit", "over", "what it counts"], rows)
