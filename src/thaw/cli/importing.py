"""`thaw import`: a table of events that others made becomes a record; every row is accounted for."""

from __future__ import annotations

from pathlib import Path

import click

SHOWN = 12
"""Reasons, and figures that could not be read, that are told on the screen."""


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in given:
        name, sign, code = text.rpartition("=")
        if not (name and sign and code.strip()):
            raise click.BadParameter(f"{text!r}: write NAME=CODE, such as Ruritania=RUR")
        found[name.strip()] = code.strip()
    return found


def _kinds(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in given:
        type_, sign, kind = text.rpartition("=")
        if not (type_.strip() and sign):
            raise click.BadParameter(f"{text!r}: write TYPE=KIND, such as Battles=uprising")
        found[type_.strip()] = kind.strip()
    return found


def codes(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of countries, each by itself or parted by commas."""
    return tuple(code.strip() for text in given for code in text.split(",") if code.strip())


@click.command(name="import")
@click.argument("format_", metavar="FORMAT")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the record, made anew.",
)
@click.option(
    "--columns", type=click.Path(path_type=Path), help="YAML file that says which column is what."
)
@click.option(
    "--kinds",
    type=click.Path(path_type=Path),
    help="Table of types of event and the kinds they stand for.",
)
@click.option(
    "--kind",
    "as_kinds",
    multiple=True,
    callback=_kinds,
    metavar="TYPE=KIND",
    help="What a type of event, or all that begin so, counts as; TYPE= sets it aside; may be repeated.",
)
@click.option(
    "--country",
    "countries",
    multiple=True,
    callback=_pairs,
    metavar="NAME=CODE",
    help="Code for a country as the file writes it; may be repeated.",
)
@click.option(
    "--only",
    multiple=True,
    callback=codes,
    metavar="CODE",
    help="Only rows of this country; may be repeated.",
)
@click.option(
    "--covers",
    type=click.Choice(["all", "most", "few"]),
    help="How many of the events the file has: only then does silence mean anything.",
)
@click.option(
    "--dates", type=click.Choice(["day-first", "month-first"]), help="How 3/4/1989 is meant."
)
@click.option("--decimal", type=click.Choice(["point", "comma"]), help="The sign before decimals.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text that is not UTF-8.")
@click.option(
    "--separator",
    type=click.Choice(["comma", "semicolon", "tab", "bar"]),
    help="Between cells of a text.",
)
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook.")
@click.option(
    "--replace", is_flag=True, help="Replace a record that was imported and not changed since."
)
def import_(
    format_: str,
    file: Path,
    out: Path,
    columns: Path | None,
    kinds: Path | None,
    as_kinds: dict[str, str],
    countries: dict[str, str],
    only: tuple[str, ...],
    covers: str | None,
    dates: str | None,
    decimal: str | None,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
    replace: bool,
) -> None:
    """Make a record of FILE, a table of events or of yearly figures.

    FORMAT is acled, gdelt, mm, mmad, navco, ucdp-ged or vdem; or table (or csv), with --columns.

    \b
    Examples:
      thaw import acled zembla.csv --out records/zembla_2019 --country Zembla=ZEM
      thaw import acled zembla.csv --out records/zembla_2019 --kind Battles=uprising
      thaw import vdem V-Dem-CY-Full+Others.csv --out records/vdem_one --only ABC
      thaw import table strikes.xlsx --columns strikes.yaml --out records/strikes
    """
    from thaw.cli import screen
    from thaw.importing.bring import Ways, bring

    signs = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
    ways = Ways(
        columns,
        kinds,
        encoding,
        signs[separator] if separator else None,
        sheet,
        {"point": ".", "comma": ",", None: None}[decimal],
        {"day-first": "day", "month-first": "month", None: None}[dates],
        countries,
        only,
        covers,
        replace,
        as_kinds,
    )
    made = bring(format_, file, out, ways)
    screen.say(f"{file.name}: {made.layout.source['title']}, {made.layout.vintage}")
    for note in made.notes:
        screen.say(
            f"note: it {note}"
            if not note.startswith(("cells", "rows", "sheet"))
            else f"note: {note}"
        )
    if made.layout.warning:
        screen.say(f"warning: {made.layout.warning}")
    _show(made)
    _silence(made, covers)
    screen.say(
        f"wrote {made.folder}: what became of each row stands in import/rows.csv, kinds in import/kinds.csv"
    )
    screen.say(
        f"next:  thaw record {made.folder}\n       then thaw new case NAME --from {made.folder}"
    )


def _silence(made, covers: str | None) -> None:
    """What silence of the record means: of which kinds and days it counts as quiet."""
    from thaw.cli import screen
    from thaw.record import load_record

    if covers is None and not made.layout.series:
        screen.say(
            "silence: not told by --covers, so a time without rows counts as unknown, never as quiet, and a case\n"
            "of this record is weighed on what happened alone; give --covers most where the file has most events"
        )
    for cover in load_record(made.folder).declared.covers if covers else ():
        screen.say(
            f"silence: of {', '.join(sorted(cover.kinds))} counts as quiet from {cover.first} "
            f"to {cover.last}, whole months; see `covers` of record.yaml"
        )


def _show(made) -> None:
    from thaw.cli import screen

    screen.table(
        f"\n{made.rows:,} rows",
        ("outcome", ">rows"),
        [("used", f"{len(made.used):,}"), ("set aside", f"{len(made.aside):,}"), ("refused", f"{len(made.refused):,}"),
         ("together", f"{len(made.used) + len(made.aside) + len(made.refused):,}")],
    )  # fmt: skip
    reasons = made.reasons()
    told = [(o, f"{n:,}", str(line), why) for o, why, n, line in reasons[:SHOWN]]
    screen.table("\nrows not used, and why", ("outcome", ">rows", ">first line", "why"), told)
    lacking = {t for t in made.reading.types if made.reading.kinds.find(t) is None}
    if len(lacking) > 1:
        screen.say(f"{len(lacking)} types are not in the table of kinds: see import/kinds.csv")
    if len(reasons) > SHOWN:
        screen.say(f"and {len(reasons) - SHOWN} more reasons: see import/rows.csv")
    r = made.reading
    kinds: dict[str, int] = {}
    for type_, n in r.types.items():
        entry = r.kinds.find(type_)
        if entry and r.kinds.of[entry]:
            said = f"{r.kinds.spelt[entry]} -> {' + '.join(r.kinds.of[entry])}"
            kinds[said] = kinds.get(said, 0) + n
    screen.table(
        "\ntypes of event and what they count as",
        (">rows", "type -> kind"),
        [(f"{n:,}", k) for k, n in sorted(kinds.items(), key=lambda e: -e[1])[:SHOWN]],
    )
    for (said, state), n in r.renamed.items():
        screen.say(f"by date, {said} is {state}: {n:,} {'row' if n == 1 else 'rows'}")
    counted = r.counted
    zero = f", {counted['zero']:,} zeros that mean nothing known" if counted["zero"] else ""
    said_ = f"{counted['read']:,} read, {counted['not stated']:,} not stated{zero}"
    screen.say(f"figures: {said_}, {len(r.unread):,} not understood")
    for u in r.unread[:SHOWN]:
        screen.say(f"  line {u.line}, {u.column}: {u.why}")
    if len(r.unread) > SHOWN:
        screen.say(f"  and {len(r.unread) - SHOWN} more: see import/figures.csv")
