"""The command line: a thin face on the verbs. Heavy imports wait until a command needs them."""

from __future__ import annotations

import datetime as dt
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from thaw import __version__
from thaw.cli import faults
from thaw.cli.authoring import new, schema
from thaw.cli.causes import causes
from thaw.cli.cite import cite
from thaw.cli.claims import claims
from thaw.cli.compare_dates import compare_dates
from thaw.cli.eliminate import eliminate
from thaw.cli.figure import figure
from thaw.cli.fit import fit
from thaw.cli.forecast import forecast
from thaw.cli.importing import import_
from thaw.cli.lab import lab
from thaw.cli.lever import lever
from thaw.cli.next import next_
from thaw.cli.odd import odd
from thaw.cli.published import published
from thaw.cli.sensitivity import sensitivity
from thaw.cli.shared import QUICK_RUNS, options
from thaw.cli.shipped import accounts, cases, record
from thaw.cli.show import show
from thaw.cli.spelling import measures, resolve
from thaw.cli.systems import systems
from thaw.cli.validate import validate
from thaw.errors import ThawError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="thaw")
def cli() -> None:
    """Simulate closed political regimes and weigh rival theories of them on a dated record.

    \b
    Begin with:
      thaw compare bloc_1953        which accounts does the record favour, how firmly
      thaw accounts                 the theories that can be run
      thaw cases bloc_1953          the place, its events, episodes and what-ifs
    """


@cli.command()
@click.argument("account")
@click.argument("case")
@click.option("--runs", type=click.IntRange(1), default=20, show_default=True, help="Replicates.")
@click.option(
    "--lever",
    "levers",
    multiple=True,
    help="A what-if: a lever of the case, or a YAML file that holds one; may be repeated.",
)
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def run(
    account: str,
    case: str,
    runs: int,
    levers: tuple[str, ...],
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Run ACCOUNT on CASE and save the results, one NetCDF file.

    With --lever the same people and luck are run with and without the what-if, and the paired
    difference is shown.

    \b
    Examples:
      thaw run stein_1956 bloc_1953 --runs 20 --seed 1
      thaw run swp_1957 bloc_1953 --lever no_intervention
      thaw run swp_1957 bloc_1953 --lever my/suez_on_the_twelfth.yaml
    """
    from thaw.account import load_account
    from thaw.case import load_case
    from thaw.case.levers import pull
    from thaw.cli import screen
    from thaw.cli.tables import (
        difference_caption,
        difference_table,
        prediction_table,
        run_caption,
        run_table,
    )
    from thaw.engine.forecast import forecast
    from thaw.jobs import run
    from thaw.jobs.cluster import connected
    from thaw.jobs.study import Way
    from thaw.writing import ready

    if quick:
        runs = min(runs, QUICK_RUNS)
    theory, place = load_account(account), load_case(case)  # once: both runs of a pair share them
    names = pull(place, levers).names  # a misspelt lever is told before the first run
    screen.say(f"{place.name}: {forecast(place)}")
    with connected(scheduler) as executor:
        ready(out)
        plain = run.run(
            theory, place, out, runs=runs, seed=seed, way=Way(workers, executor, screen.bar)
        )
        screen.say(f"\n{run_caption(plain)}")
        screen.table("", *run_table(plain))
        title = f"\nwhat {theory.name} predicts, in its own runs"
        screen.table(title, *prediction_table(plain, theory, place))
        screen.say(f"saved: {plain}")
        if levers:
            changed = run.run(
                theory,
                place,
                out,
                runs=runs,
                seed=seed,
                levers=levers,
                way=Way(workers, executor, screen.bar),
            )
            screen.say(f"\nWith {', '.join(names)}, difference from the run above")
            screen.say(difference_caption(plain, changed))
            screen.table("", *difference_table(plain, changed))
            screen.say(f"saved: {changed}")


@cli.command()
@click.argument("case")
@click.option("--account", "accounts", multiple=True, help="Only these accounts; repeat for more.")
@click.option("--record", default=None, help="A record other than the case's own.")
@click.option("--verified", is_flag=True, help="Leave out rows that rest on memory alone.")
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    default=None,
    help="A reference table made with `thaw table`, instead of the shipped one.",
)
@click.option(
    "--cover",
    type=click.Path(path_type=Path),
    default=None,
    help="Also draw the cover figure into this file, .svg or .png.",
)
@click.option(
    "--new-runs",
    is_flag=True,
    help="Make every run here, also those that ship with Thaw: the same bits, in longer time.",
)
@options("shelf", "out", "seed", "workers", "scheduler", "quick", "trust")
def compare(
    case: str,
    accounts: tuple[str, ...],
    shelf_of: str | None,
    record: str | None,
    verified: bool,
    table: Path | None,
    cover: Path | None,
    new_runs: bool,
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Hold all accounts of CASE against its record; print the verdict and write the report.

    \b
    Examples:
      thaw compare bloc_1953 --out out/bloc_1953
      thaw compare bloc_1953 --verified --account stein_1956 --account deutscher_1956
      thaw compare twin_republics_1971 --accounts general
      thaw compare twin_republics_1971 --new-runs
      thaw compare bloc_1953 --table out/tables/bloc_1953.table --cover out/cover.svg
    """
    from thaw.account.shelves import named
    from thaw.cli import screen
    from thaw.jobs import compare
    from thaw.jobs.bank_for import SHIPPED, with_null
    from thaw.jobs.cluster import connected
    from thaw.jobs.study import Study, Way, tell
    from thaw.report import verdict_table
    from thaw.report.accounting import accounting_table
    from thaw.report.causes import beside, causes_table
    from thaw.writing import ready, ready_file

    if table is not None and table.is_dir():
        raise ThawError(f"--table {table} is a folder", expected="a file made with `thaw table`")
    if table is not None and new_runs:
        raise ThawError(
            "--table names runs, and --new-runs asks for others", todo="give one of the two"
        )
    with connected(scheduler) as executor:
        if cover is not None:
            ready_file(cover, "give another with --cover")
        study = Study.open(
            case,
            with_null(named(accounts, shelf_of), tell, case),
            record,
            verified=verified,
            quick=quick,
            seed=seed,
            way=Way(workers, executor, screen.bar, anew=new_runs),
        )
        ready(out)
        comparison, report = compare.compare_case(study, out, table=table, cover=cover)
    own = compare.caused(study)
    screen.out.print(verdict_table(comparison, beside(own)))
    screen.say("")
    screen.out.print(causes_table(own))
    screen.out.print(accounting_table(compare.accounted(study)))
    if comparison.settings.table == SHIPPED:
        screen.say("runs: made beforehand, and shipped with Thaw; --new-runs makes them here")
    screen.say(f"report: {report}")
    if cover is not None:
        screen.say(f"cover: {cover}")


@cli.command()
@click.argument("case")
@click.option("--runs", type=click.IntRange(1), default=500, show_default=True, help="Per account.")
@click.option("--account", "accounts", multiple=True, help="Only these accounts; repeat for more.")
@options("shelf", "out", "seed", "workers", "scheduler", "quick", "trust")
def table(
    case: str,
    runs: int,
    accounts: tuple[str, ...],
    shelf_of: str | None,
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Make the reference table of CASE, which `compare` reads: many runs, summaries only.

    What is done is kept: a second call after a stop goes on from there.

    \b
    Examples:
      thaw table bloc_1953 --out out/tables
      thaw table bloc_1953 --out out/tables --scheduler tcp://login1:8786
    """
    from thaw.account.shelves import named
    from thaw.cli import screen
    from thaw.jobs.cluster import connected
    from thaw.jobs.reference_table import make_reference_table
    from thaw.jobs.study import Study, Way
    from thaw.writing import ready

    if quick:
        runs = min(runs, 10 * QUICK_RUNS)
    with connected(scheduler) as executor:
        chosen = named(accounts, shelf_of)
        study = Study.open(case, chosen, seed=seed, way=Way(workers, executor, screen.bar))
        ready(out)
        path = make_reference_table(study, out, runs)
    screen.say(f"saved: {path}")


for _command in (
    record,
    cases,
    accounts,
    resolve,
    measures,
    show,
    lab,
    published,
    new,
    schema,
    cite,
    causes,
    lever,
    systems,
    claims,
    eliminate,
    compare_dates,
    import_,
    figure,
    fit,
    sensitivity,
    next_,
    odd,
    validate,
    forecast,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    0 done, 2 a mistake in the input or a machine that refuses (told without a traceback), 1 a fault of
    the program (its log is saved), 130 stopped by the user, 143 by the system, 129 with its terminal.
    """
    faults.speak_any_encoding()
    try:
        with faults.stoppable():
            code = cli.main(args=arguments, prog_name="thaw", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except ThawError as problem:
        return _tell(problem, 2)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt) as problem:
        kept = "; ".join(faults.notes(problem))
        with suppress(OSError):  # the terminal may be gone
            click.echo(f"\nthaw: stopped{'; ' + kept if kept else ''}", err=True)
        return faults.stopped(problem)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except SystemExit as problem:
        # click's own way with a reader that has seen enough, as `head` has
        return 0 if isinstance(problem.__context__, BrokenPipeError) else _code(problem)
    except Exception as problem:
        told = faults.told(problem)
        if told is not None:
            return _tell(told, 2, problem)
        log = save_log(problem, sys.argv[1:] if arguments is None else arguments)
        click.echo(
            f"thaw: sorry, this is a fault of the program, not of your input ({problem}).\n"
            f"  the details are in {log}",
            err=True,
        )
        for note in faults.notes(problem):
            click.echo(f"  {note}", err=True)
        return 1


def _code(problem: SystemExit) -> int:
    return problem.code if isinstance(problem.code, int) else int(problem.code is not None)


def _tell(told: ThawError, code: int, behind: BaseException | None = None) -> int:
    """Tell a mistake, and what is kept in spite of it."""
    click.echo(f"thaw: {told}", err=True)
    for note in faults.notes(behind or told):
        click.echo(f"  {note}", err=True)
    return code


def save_log(problem: BaseException, arguments: Sequence[str]) -> Path:
    """Write the traceback with versions to a file, here or else in the temporary folder."""
    head = f"thaw {__version__}, Python {platform.python_version()}, {platform.system()}"
    lines = [head, "thaw " + " ".join(arguments), "", *traceback.format_exception(problem)]
    name = f"thaw-error-{dt.datetime.now():%Y%m%d-%H%M%S}.log"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            path = folder / name
            path.write_text("\n".join(lines), encoding="utf-8")
            return path
        except OSError:
            continue
    return Path("(no folder could be written)")


if __name__ == "__main__":
    sys.exit(main())
