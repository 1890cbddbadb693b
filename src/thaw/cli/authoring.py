"""Commands for authors: `thaw new` writes a skeleton, `thaw schema` prints what a file may hold."""

from __future__ import annotations

import json
from pathlib import Path

import click

from thaw.cli.importing import codes


@click.command()
@click.argument("kind", type=click.Choice(["mechanism", "account", "case", "record"]))
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    help="Folder to write into; made if missing. This folder unless given.",
)
@click.option("--from", "record", metavar="RECORD", help="Propose the case from this record.")
@click.option("--vdem", metavar="RECORD", help="With --from: a record that thaw import vdem made.")
@click.option(
    "--population",
    multiple=True,
    metavar="NAME=N",
    help="With --from: inhabitants of a country, by its code, or of a place; may be repeated.",
)
@click.option(
    "--only",
    multiple=True,
    callback=codes,
    metavar="CODE",
    help="With --from: only these countries.",
)
@click.option(
    "--start",
    metavar="MONTH",
    help="With --from: the first month, such as 1989-09; that of the first event unless given.",
)
@click.option(
    "--end", metavar="MONTH", help="With --from: the last; that of the last event unless given."
)
def new(
    kind: str,
    name: str,
    out: Path,
    record: str | None,
    vdem: str | None,
    population: tuple[str, ...],
    only: tuple[str, ...],
    start: str | None,
    end: str | None,
) -> None:
    """Write a commented, valid skeleton called NAME, or a case from a record; nothing is ever overwritten.

    \b
    Examples:
      thaw new mechanism weariness
      thaw new account mine_2025 --out theories
      thaw new case my_country
      thaw new record my_country_events
      thaw new case zembla --from records/zembla_2019 --population ZEM=4000000
      thaw new case zembla --from records/zembla_2019 --population ZEM=4000000 --population Onhava=900000
      thaw new case spring --from records/zembla_2019 --start 2019-03 --end 2019-06
    """
    from thaw.jobs.skeletons import write

    if record is not None and kind == "case":
        _propose(name, out, record, (vdem, population, only, (start, end)))
        return
    if record is not None or vdem or population or only or start or end:
        raise click.UsageError(
            "--from makes a case; --vdem, --population, --only, --start and --end go with it"
        )

    made = write(kind, name, out)
    for path in made.files:
        click.echo(f"wrote {path}")
    click.echo(f"next:  {made.command}\n       {made.then}")


@click.command()
@click.argument("kind", type=click.Choice(["account", "case", "record", "lever", "columns"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of input file, for editors and other programs.

    \b
    Examples:
      thaw schema account > account.schema.json
      thaw schema record
      thaw schema columns           what --columns of thaw import takes
    """
    from thaw.jobs.schema import schema_of

    click.echo(json.dumps(schema_of(kind), indent=2, ensure_ascii=False))


def _propose(name: str, out: Path, record: str, more: tuple) -> None:
    """Propose a case from a record, and say what it rests on."""
    from thaw.case import load_case
    from thaw.case.lacking import lacking
    from thaw.cli import screen
    from thaw.engine.forecast import forecast
    from thaw.importing.propose import Given, propose
    from thaw.jobs.skeletons import check_name

    check_name("case", name)
    vdem, population, only, span = more
    given = Given(vdem, dict(map(_inhabitants, population)), only, span)
    made = propose(name, record, out, given)
    case = load_case(made.file)
    screen.say(f"wrote {made.file}: {forecast(case)}")
    for title, lines in (
        ("from the record, or as given", made.taken),
        ("made up (source: assumed), to be replaced by what you know", made.made_up),
        ("missing, and not invented", lacking(case)),
    ):
        screen.say(f"\n{title}")
        for line in lines:
            screen.say(f"  {line}")
    screen.say(
        f"\nnext:  thaw run null {made.file} --runs 4\n       then thaw compare {made.file} --quick"
    )


def _inhabitants(text: str) -> tuple[str, float]:
    code, _, number = text.partition("=")
    try:
        people = float(number.replace(",", "").replace("_", ""))
        if not (code and 1 <= people <= 2e9 and people == int(people)):
            raise ValueError
    except ValueError:
        raise click.BadParameter(
            f"{text!r}: write NAME=INHABITANTS, such as ZEM=4000000 or Onhava=900000"
        ) from None
    return code.strip(), people
