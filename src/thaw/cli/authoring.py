"""Commands for authors: `thaw new` writes a skeleton, `thaw schema` prints what a file may hold."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("kind", type=click.Choice(["mechanism", "account", "case", "record"]))
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    help="Folder to write into; made if missing. This folder unless given.",
)
def new(kind: str, name: str, out: Path) -> None:
    """Write a commented, valid skeleton called NAME; nothing is ever overwritten.

    \b
    Examples:
      thaw new mechanism weariness
      thaw new account mine_2025 --out theories
      thaw new case my_country
      thaw new record my_country_events
    """
    from thaw.jobs.skeletons import write

    made = write(kind, name, out)
    for path in made.files:
        click.echo(f"wrote {path}")
    click.echo(f"next:  {made.command}\n       {made.then}")


@click.command()
@click.argument("kind", type=click.Choice(["account", "case", "record", "lever"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of input file, for editors and other programs.

    \b
    Examples:
      thaw schema account > account.schema.json
      thaw schema record
    """
    from thaw.jobs.schema import schema_of

    click.echo(json.dumps(schema_of(kind), indent=2, ensure_ascii=False))
