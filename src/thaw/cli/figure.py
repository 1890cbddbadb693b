"""The commands `thaw figure KIND`: figures that stand by themselves, as SVG, PDF or PNG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from thaw.errors import ThawError, nearest_name


class Kinds(click.Group):
    """Kinds of figures; a misspelt one is told with the nearest."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the kind."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise ThawError(
                f"no kind of figure is called {args[0]!r}",
                expected=", ".join(self.commands),
                nearest=nearest_name(args[0], self.commands),
                todo="see `thaw figure --help`",
            )
        return super().resolve_command(context, args)


@click.group(cls=Kinds)
def figure() -> None:
    """Draw a figure that stands by itself, for a text, slides or a wall.

    Each has a title, units, and at its foot what it was made from; colours can be told apart with any common
    form of colour blindness. The same input gives the same bytes.

    \b
    Examples:
      thaw figure timeline out/stein_1956.toy_two.seeds1-20.nc
      thaw figure verdict out/bloc_1953 --out verdict.pdf
      thaw figure published granovetter_1978 --out granovetter.png
    """


def common(function: Callable) -> Callable:
    """--out, --size and --replace."""
    for option in (
        click.option(
            "--replace", is_flag=True, help="Take the place of a file that holds something else."
        ),
        click.option(
            "--size",
            default="page",
            show_default=True,
            help="page: 17 cm wide, as an A4 page takes it; column: 390 px, as a phone does.",
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            default=Path("out"),
            show_default=True,
            help="A file that ends in .svg, .pdf or .png; or a folder, in which the figure is named "
            "after what made it.",
        ),
    ):
        function = option(function)
    return function


def _draw(kind: str, what: tuple[str, ...], out: Path, replace: bool, **options: Any) -> None:
    """Draw and save; the place is tried before any work."""
    from thaw.cli import screen
    from thaw.figures.by_kind import figure as draw
    from thaw.figures.by_kind import named
    from thaw.figures.sheet import place, save

    given = {k: v for k, v in options.items() if v not in (None, ())}
    name = named(kind, what, {k: v for k, v in given.items() if v not in ("page", "auto")})
    place(out, name)
    path = save(draw(kind, *what, **given), out, name, replace)
    screen.say(f"saved: {path} ({path.stat().st_size / 1e3:,.0f} kB)")


@figure.command()
@click.argument("what", nargs=-1, required=True, metavar="RUN...|CASE")
@click.option(
    "--measure", default=None, help="One of `thaw measures`; people taking part unless given."
)
@click.option("--polity", "polities", multiple=True, help="Only these; repeat for more.")
@click.option("--case", default=None, help="The case of the runs, where it is not a shipped one.")
@click.option("--record", default=None, help="Another record than the case's own; none for none.")
@click.option("--scale", default=None, help="auto, linear or log.")
@common
def timeline(
    what: tuple[str, ...],
    measure: str | None,
    polities: tuple[str, ...],
    case: str | None,
    record: str | None,
    scale: str | None,
    out: Path,
    size: str,
    replace: bool,
) -> None:
    """Runs as median and bands, above the events that the record dates.

    RUN is a file that `thaw run` saved; up to four of one case stand in one figure. CASE alone draws its record.

    \b
    Examples:
      thaw figure timeline out/stein_1956.toy_two.seeds1-20.nc --record none
      thaw figure timeline bloc_1953 --polity HUN --polity POL --out record.pdf
    """
    options: dict[str, Any] = {"measure": measure, "polities": polities, "record": record}
    options |= {"scale": scale, "size": size, "case": case}
    files = tuple(w for w in what if w.endswith((".nc", ".nc4")))
    if files and len(files) < len(what):
        odd = next(w for w in what if w not in files)
        raise ThawError(f"{odd} cannot stand beside runs", expected="files of runs, ending in .nc")
    if not files:
        if len(what) > 1:
            raise ThawError(
                f"{len(what)} cases", expected="one case, or files of runs ending in .nc"
            )
        if case is not None:
            raise ThawError("--case goes with files of runs", todo=f"leave it out, or {what[0]}")
        options["case"] = what[0]
    _draw("timeline", files, out, replace, **options)


@figure.command()
@click.argument("comparison")
@click.option("--metric", default=None, help="log, brier or crps.")
@common
def verdict(comparison: str, metric: str | None, out: Path, size: str, replace: bool) -> None:
    """Scores beside the null account, and probabilities.

    COMPARISON is a folder that `thaw compare` wrote.

    \b
    Example:
      thaw figure verdict out/bloc_1953 --out verdict.pdf
    """
    _draw("verdict", (comparison,), out, replace, metric=metric, size=size)


@figure.command()
@click.argument("comparison")
@common
def recovery(comparison: str, out: Path, size: str, replace: bool) -> None:
    """How often a simulated record is traced back to the account that made it.

    COMPARISON is a folder that `thaw compare` wrote.

    \b
    Example:
      thaw figure recovery out/bloc_1953
    """
    _draw("recovery", (comparison,), out, replace, size=size)


@figure.command()
@click.argument("effects", nargs=-1, required=True, metavar="EFFECT...")
@click.option("--outcome", "outcomes", multiple=True, help="Only these; repeat for more.")
@common
def levers(
    effects: tuple[str, ...], outcomes: tuple[str, ...], out: Path, size: str, replace: bool
) -> None:
    """What levers change under each account, side by side.

    EFFECT is a file of `thaw lever` that ends in .effect.csv.

    \b
    Example:
      thaw figure levers out/toy_two.leader_lives.seeds1-20.effect.csv --outcome concessions
    """
    _draw("levers", effects, out, replace, outcomes=outcomes, size=size)


@figure.command("map")
@click.argument("run")
@click.option("--date", "dates", multiple=True, help="A day, as 1956-10-23; repeat for more.")
@click.option("--case", default=None, help="The case of the run, where it is not a shipped one.")
@click.option("--record", default=None, help="Another record than the case's own; none for none.")
@common
def map_(
    run: str,
    dates: tuple[str, ...],
    case: str | None,
    record: str | None,
    out: Path,
    size: str,
    replace: bool,
) -> None:
    """Where runs have unrest, and where the record has it, within a week of some dates.

    RUN is a file that `thaw run` saved.

    \b
    Example:
      thaw figure map out/stein_1956.bloc_1953.seeds1-20.nc --date 1953-06-17 --date 1956-10-24
    """
    _draw("map", (run,), out, replace, dates=dates, case=case, record=record, size=size)


@figure.command()
@click.argument("name")
@click.option("--preset", default=None, help="A preset of the model; `thaw published --list`.")
@click.option("--set", "changes", multiple=True, metavar="SETTING=VALUE", help="May be repeated.")
@click.option(
    "--seed", type=click.IntRange(0, 2**62), default=0, show_default=True, help="The first."
)
@common
def published(
    name: str,
    preset: str | None,
    changes: tuple[str, ...],
    seed: int,
    out: Path,
    size: str,
    replace: bool,
) -> None:
    """A published model: epstein_2002, granovetter_1978 or lohmann_1994.

    \b
    Example:
      thaw figure published epstein_2002 --set ratio=literal --out epstein.png
    """
    from thaw.cli.published import given_settings

    options: dict[str, Any] = {"preset": preset, "seed": seed, "size": size}
    _draw("published", (name,), out, replace, changes=given_settings(changes) or None, **options)
