"""The command `thaw show`: runs, a case or a comparison as one page that opens offline."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

import click

from thaw.cli.shared import options


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="RUN...|CASE|COMPARISON")
@click.option("--case", default=None, help="The case of the runs, where it is not a shipped one.")
@click.option("--record", default=None, help="A record other than the case's own.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("show.html"),
    show_default=True,
    help="The file to write.",
)
@options("trust")
def show(what: tuple[str, ...], case: str | None, record: str | None, out: Path) -> None:
    """Make one page to play with: map, curves, the record and a log, day by day.

    It is a file of at most 2 MB with all that it shows inside; it opens without a network. RUN is a file
    that `thaw run` saved, and several stand side by side; CASE shows its record and its start;
    COMPARISON is a folder that `thaw compare` wrote.

    \b
    Examples:
      thaw show out/stein_1956.toy_two.seeds1-20.nc
      thaw show out/with.nc out/without.nc --out out/what_if.html
      thaw show out/bloc_1953 --out out/bloc_1953.html
    """
    from thaw.cli import screen
    from thaw.showing.opening import opened
    from thaw.writing import ready_file

    ready_file(out)
    page = opened(what, case, record)
    page.save(out)
    if page.left_out:
        screen.say("left out:")
        for line in page.left_out:
            screen.say(
                fill(line, screen.out.width - 1, initial_indent="  ", subsequent_indent="  ")
            )
    screen.say(f"saved: {out} ({out.stat().st_size / 1e3:,.0f} kB)")
