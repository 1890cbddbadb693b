"""The command `thaw odd`: a model described as journals ask for it."""

from __future__ import annotations

from pathlib import Path

import click

from thaw.cli.shared import options


@click.command()
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@options("trust")
def odd(name: str, out: Path | None) -> None:
    """Describe NAME by the ODD protocol, as Markdown: a case whole, an account as what it changes.

    \b
    Examples:
      thaw odd twin_republics_1971 --out odd.md
      thaw odd general/elite_split
    """
    from thaw.jobs.odd import odd as described
    from thaw.writing import ready_file, write_whole

    if out is not None:
        ready_file(out)
    text = described(name)
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text)
    click.echo(f"saved: {out}")
