"""The command `thaw forecast`: fit up to a date, predict the rest, and see how it came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options
from thaw.cli.table_options import several_accounts, table_options

if TYPE_CHECKING:
    from thaw.jobs.forecast import ForecastMade

MOST = 12


@click.command()
@click.argument("case")
@click.option("--from", "start", required=True, metavar="DATE", help="First day foretold, ISO.")
@click.option(
    "--views",
    type=click.Path(path_type=Path),
    default=None,
    help="Also write draws as VIEWS takes forecasts, .csv or .parquet.",
)
@several_accounts
@table_options
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def forecast(
    case: str,
    start: str,
    views: Path | None,
    accounts: tuple[str, ...],
    table: Path | None,
    verified: bool,
    record: str | None,
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Weigh the accounts of CASE on its record up to DATE, predict the rest, and score what came.

    Scores stand beside those of persistence and of base rates. What the record cannot settle is told.

    \b
    Examples:
      thaw forecast twin_republics_1971 --from 1972-03-01
      thaw forecast bloc_1953 --from 1956-10-01 --views out/draws.csv
    """
    from thaw.cli import screen
    from thaw.jobs.cluster import connected
    from thaw.jobs.forecast import forecast_of, start_day, write_forecast
    from thaw.jobs.study import Way
    from thaw.jobs.tables_for import inputs, opened
    from thaw.jobs.views import INVENTED, numbered, write_views
    from thaw.writing import ready, ready_file

    with connected(scheduler) as executor:
        study = opened(
            case,
            accounts,
            record=record,
            verified=verified,
            quick=quick,
            seed=seed,
            way=Way(workers, executor, screen.bar),
        )
        day = start_day(start, study)
        ready(out)
        if views is not None:
            ready_file(views, "give another with --views")
        seen = inputs(study, out / "tables", table)
        made = forecast_of(seen, day)
    titles = {p.name: p.title for p in study.case.polities}
    tell(made, titles)
    if views is not None:
        screen.say(f"\ndraws: {write_views(made.draws, views, titles)}")
        for k, polity in enumerate(numbered(made.draws, titles)[1]):
            screen.say(f"note: {polity} is on no list of states: its country_id is {INVENTED + k}")
    screen.say(f"\nsaved: {write_forecast(seen, made, out)}")


def tell(made: ForecastMade, polities: Mapping[str, str]) -> None:
    """Print the forecast, what came, and what cannot be settled; `polities` are titles by name."""
    from thaw.cli import screen
    from thaw.report.reading import Estimate
    from thaw.report.words import odds

    def say(text: str) -> None:
        screen.say(fill(text, screen.out.width - 1))

    screen.say(f"\n{made.case} from {made.start}, record {made.record} ({made.table})")
    say(
        f"Fitted to {made.past} items that end before it; {made.astride} that it cuts through are left "
        f"out. {made.effective:.0f} effective runs. {_in_view(made.case)}"
    )
    if made.astride > 4 and not made.start.endswith("-01"):
        say(
            f"A month that {made.start} cuts through is neither fitted nor foretold: the first of a month "
            "cuts through fewer."
        )
    rows = [
        (
            s.account,
            odds(Estimate(s.probability, se=s.se)),
            f"{s.effective:.0f}",
            s.written + (" (hindsight)" if s.hindsight else "") + (" *" if s.outside else ""),
        )
        for s in made.shares
    ]
    screen.table("", ["account", "probability", "runs", "written"], rows)
    if any(s.outside for s in made.shares):
        say("* out of its scope: none of its predictions falls into the case")
    screen.say("")
    say(_pool(made))
    _expected(made, polities)
    _settled(made, say)


def _in_view(case: str) -> str:
    """What those who set the shared numbers had seen of the country."""
    from thaw.case import cases

    if case in cases():
        return (
            "Numbers that all accounts share were set with other countries and with the shipped cases in "
            "view, so the past was not hidden from them."
        )
    return (
        "Numbers that all accounts share were set on base rates of other closed regimes and on the shipped "
        "cases; nobody has fitted them to this country."
    )


def _pool(made: ForecastMade) -> str:
    """What the pool is made of."""
    w = made.pool
    if not w.cells:
        return (
            "Runs and base rates count alike below: the past holds no cell that both foretold, so nothing "
            "tells which of them to trust."
        )
    return (
        f"Below, runs count for {w.mean:.0%} [{w.low:.0%}, {w.high:.0%}] and base rates of this record for the "
        f"rest: so much did each foretell of the {w.cells} cells before the date, told before they came "
        "and with runs as they were drawn."
    )


def _expected(made: ForecastMade, polities: Mapping[str, str]) -> None:
    """What is expected to happen, most likely first."""
    from thaw.cli import screen
    from thaw.report.names import WHAT, item_name
    from thaw.report.reading import Estimate
    from thaw.report.words import odds

    cells = [i for i in made.items if i.p is not None]
    cells.sort(key=lambda i: -(i.p or 0.0))
    rows = []
    for i in cells[:MOST]:
        came = i.why or ("happened" if i.value else "did not happen")
        name = item_name(i.id, i.kind, i.what, i.polity, polities, (i.first, i.last))
        rows.append((name, odds(Estimate(i.p or 0.0, se=i.se or 0.0)), came))
    screen.table("\nlikeliest", ["event", "chance", "what came"], rows)
    totals = [
        (
            WHAT.get(t.what, t.what),
            f"{t.middle:.0f} [{t.low:.0f}, {t.high:.0f}]",
            f"{t.record}",
            f"{t.cells}",
        )
        for t in made.totals
    ]
    head = ["country-months with", "foretold, 90 %", "record", "of"]
    screen.table("\nin all, where it can be settled (runs alone)", head, totals)


def _better(made: ForecastMade) -> str:
    """Whether the forecast was better than those that know nothing of any account, in a sentence."""
    said = []
    for other in dict.fromkeys(v.other for v in made.versus):
        told = [v for v in made.versus if v.other == other and v.told]
        better, worse = (
            [v.score for v in told if (v.better > 0) is sign] for sign in (True, False)
        )
        words = [f"better by {', '.join(better)}"] * bool(better)
        words += [f"worse by {', '.join(worse)}"] * bool(worse)
        said.append(f"{' and '.join(words) or 'not shown to be better'} than {other}")
    return f"So the accounts with base rates were {'; '.join(said)}." if said else ""


def _settled(made: ForecastMade, say: Callable[[str], None]) -> None:
    """Scores, and what cannot be scored."""
    from thaw.cli import screen

    screen.say("")
    left = "; ".join(f"{n} items: {why}" for why, n in made.unsettled.items())
    if not made.settled:
        say(f"This forecast cannot be settled ({left or 'nothing is foretold'}).")
        return

    def number(x: float | None) -> str:
        return "-" if x is None else f"{x:.3f}"

    rows = [
        (s.name, number(s.log), number(s.brier), number(s.crps), number(s.interval))
        for s in made.scored
    ]
    cells, figures = made.scored[0].cells, made.scored[0].figures
    screen.table("", ["forecast by", "log", "Brier", "CRPS", "interval"], rows)
    say(
        f"(Means over the {cells} cells, and the {figures} sizes, dates and series, that all of these "
        f"foretell; {made.settled - cells - figures} more can be settled, for which the past gives "
        "persistence or base rates nothing to go by. Log: higher is better; the others: lower. CRPS and "
        "90 % interval score are in units of an item's spread. Mixture: runs of all accounts alone; with base "
        "rates: what stands under likeliest.)"
    )
    versus = [
        (
            f"{v.score} against {v.other}",
            f"{v.better:+.3f} [{v.low:+.3f}, {v.high:+.3f}]".replace("[+nan, +nan]", "[-]"),
            f"{v.n}",
            ("better" if v.better > 0 else "worse") if v.told else "not told",
        )
        for v in made.versus
    ]
    head = ["with base rates", "gain, 95 % over months", "items", ""]
    screen.table("\nabove nought is better", head, versus)
    say(_better(made))
    if left:
        say(f"Not settled: {left}.")
