"""The command `thaw claims`: what accounts claim, by whom it is entailed, and whether the record bears it out."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options

if TYPE_CHECKING:
    from thaw.jobs.claim_runs import Inputs, Verdicts
    from thaw.jobs.claim_table import JudgedClaim, Share

ROWS = 8
"""Rows of the record named beside a claim."""


@click.command()
@click.argument("case")
@click.option("--account", "accounts", multiple=True, help="Tell all of these accounts' claims.")
@click.option("--record", default=None, help="A record other than the case's own.")
@click.option(
    "--claims",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file of further claims, beside the shipped ones; repeat for more.",
)
@click.option(
    "--runs", type=click.IntRange(1), default=None, help="Make anew, so many runs an account."
)
@click.option(
    "--pairs",
    type=click.IntRange(0),
    default=6,
    show_default=True,
    help="Of these, pairs with and without each what-if that a claim names.",
)
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    default=None,
    help="A table made with tools/make_claims_table.py or --runs, instead of the shipped one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print data instead of tables.")
@options("out", "seed", "workers", "trust")
def claims(
    case: str,
    accounts: tuple[str, ...],
    record: str | None,
    files: tuple[Path, ...],
    runs: int | None,
    pairs: int,
    table: Path | None,
    as_json: bool,
    out: Path,
    seed: int,
    workers: int | None,
) -> None:
    """List what accounts claim on CASE: entailed by whom, borne out or not, discriminating or not.

    Every claim is held against the runs of all accounts and against the record. What every model
    entails supports nobody. The shipped table of runs is read; --runs makes one into the folder of
    results, where a second call goes on.

    \b
    Examples:
      thaw claims bloc_1953
      thaw claims bloc_1953 --account swp_1957
      thaw claims twin_republics_1971 --runs 20
    """
    from thaw.account.claim_files import claim_files
    from thaw.cli import screen
    from thaw.jobs import claim_record, claim_runs, claim_table
    from thaw.jobs.study import Way
    from thaw.writing import ready

    inputs = claim_runs.opened(case, None, [*claim_files(), *files])
    chosen = _chosen(inputs, accounts)
    if runs:
        keep = ready(out)
        way = Way(workers, bar=screen.bar)
        anew = claim_runs.made(inputs, runs=runs, pairs=pairs, seed=seed, keep=keep, way=way)
        path = keep / f"claims.{inputs.case.name}.json"
        claim_runs.save(anew, path)
        made: Verdicts | None = anew
        if not as_json:
            screen.say(f"saved: {path}")
    else:
        made = _read(inputs, table, as_json)
    told = claim_record.answers(inputs.claims, inputs.case, _record(inputs, record))
    rows = claim_table.judged(inputs.claims, made, told)
    shown = [r for r in rows if not chosen or r.claim.account in chosen]
    if as_json:
        click.echo(
            json.dumps(
                {
                    "case": inputs.case.name,
                    "claims": [r.to_dict() for r in shown],
                    "accounts": [asdict(t) for t in claim_table.tallies(shown)],
                },
                indent=1,
                ensure_ascii=False,
            )
        )
        return
    _tell(inputs, shown, made, bool(chosen))


def _chosen(inputs: Inputs, accounts: tuple[str, ...]) -> list[str]:
    """The accounts asked for, held against those of the case."""
    from thaw.errors import ThawError, nearest_name

    known = [a.name for a in inputs.accounts]
    for name in accounts:
        if name not in known:
            raise ThawError(
                f"no claims of {name!r} are held against {inputs.case.name}",
                nearest=nearest_name(name, known),
                expected=", ".join(known),
            )
    return list(accounts)


def _record(inputs: Inputs, name: str | None):
    from thaw.record import load_record

    given = name or inputs.case.record
    return load_record(given) if given else None


def _read(inputs: Inputs, table: Path | None, quiet: bool) -> Verdicts | None:
    """The table asked for or shipped; what is stale is told."""
    from thaw.jobs import claim_runs

    path = table or claim_runs.table_file(inputs.case.name)
    if table is None and not path.is_file():
        if not quiet:
            _fill(
                f"No table of claims ships with {inputs.case.name}: only the record is asked. "
                "Give --runs to make one."
            )
        return None
    made = claim_runs.load(path)
    changed = claim_runs.stale(made, inputs)
    if changed and not quiet:
        _fill(
            f"The table of claims is older than what it judges. Changed since: {', '.join(changed)}. "
            f"thaw claims {inputs.case.name} --runs N makes it anew."
        )
    return made


def _fill(text: str) -> None:
    """A paragraph as wide as the screen."""
    from thaw.cli import screen

    screen.say(fill(text, screen.out.width - 1))


def _tell(inputs: Inputs, rows: list[JudgedClaim], made: Verdicts | None, full: bool) -> None:
    from thaw.cli import screen
    from thaw.jobs.claim_table import beyond_words, opposed, tallies

    left = 0 if full or not made else sum(r.beyond for r in rows)
    rows = [r for r in rows if not (left and r.beyond)]
    n = {a: len(h.seeds) for a, h in made.accounts.items()} if made else {}
    runs = (
        f"{min(n.values())} to {max(n.values())}"
        if len({*n.values()}) > 1
        else "".join(map(str, {*n.values()}))
    )
    screen.say(
        f"{inputs.case.name}: {len(rows)} claims"
        + (f", held against {runs} runs of each of {len(n)} accounts" if n else "")
    )
    if left:
        _fill(f"{beyond_words(left)} --account NAME and --json tell them too.")
    if full:
        for r in rows:
            _one(r)
    else:
        for account in dict.fromkeys(r.claim.account for r in rows):
            own = [r for r in rows if r.claim.account == account]
            screen.table(
                f"\n{account}",
                ["claim", ">own runs", ">rivals", "tells apart", "record"],
                [_cells(r) for r in own],
            )
    _pairs(opposed(rows))
    screen.table(
        "\nall claims, by account",
        [
            "account",
            ">claims",
            ">own",
            ">apart",
            ">yes",
            ">no",
            ">silent",
            ">disp.",
            ">for",
            ">against",
        ],
        [list(asdict(t).values()) for t in tallies(rows)],
    )
    _fill(
        "own runs: share in which it holds, 90 % interval. A model entails what holds in more than half of "
        "its runs, with the whole interval. rivals: that entail it, of those that can be judged; of a what-if "
        "only accounts that claim something of it can. tells apart: own model entails it, and some rival's "
        "runs seldomer. for, against: borne out or not, where own model entails it and not every rival does."
    )
    _fill("thaw claims CASE --account NAME tells each with its passage and rows.")
    _tell_waiting(inputs)


def _tell_waiting(inputs: Inputs) -> None:
    """Claims of authors whose account does not run yet."""
    from thaw.account import accounts as shipped
    from thaw.account.claim_files import waiting

    beside = {a.name for a in inputs.accounts} | set(shipped())
    left = waiting(beside, inputs.files)
    if left:
        told = ", ".join(f"{a} ({n})" for a, n in left.items())
        _fill(f"Not told: claims of accounts that do not run yet: {told}.")


def _cells(r: JudgedClaim) -> list[str]:
    apart = {None: "-", True: "yes", False: "no"}[r.discriminates]
    return [r.claim.name, share(r.own), rivals(r), apart, r.record.said]


def share(s: Share) -> str:
    """A share with its interval; a dash where no run can be judged."""
    if math.isnan(s.value):
        return "-"
    return f"{s.value:.0%} [{s.low:.0%}, {s.high:.0%}]"


def rivals(r: JudgedClaim) -> str:
    """How many rivals entail a claim, of those that can be judged."""
    return f"{len(r.entailed_by)}/{len(r.rivals)}" if r.rivals else "-"


def _one(r: JudgedClaim) -> None:
    """A claim in full."""
    from thaw.cli import screen

    width = screen.out.width - 3
    own = f"own runs: {share(r.own)}, {r.own.said} ({r.own.judged} of {r.own.runs} judged)"
    told = [f"rivals that entail it: {rivals(r)}"]
    if r.entailed_by:
        told[0] += f" ({', '.join(r.entailed_by)})"
    if r.told_from:
        told.append(f"told from: {', '.join(r.told_from)}")
    if r.common and r.rivals:
        told.append("every model entails it, so it supports nobody")
    rows = ", ".join(r.record.rows[:ROWS])
    more = len(r.record.rows) - ROWS
    record = f"record: {r.record.said}"
    record += f", {r.record.why}" if r.record.why else ""
    record += f"; rows: {rows}" if rows else ""
    record += f" and {more} more" if more > 0 else ""
    screen.say(f"\n{r.claim.name}")
    note = [f"note: {r.claim.about}"] if r.claim.about else []
    for text in (r.claim.claim, r.claim.passage, *note, own, *told, record):
        screen.say(fill(text, width, initial_indent="  ", subsequent_indent="    "))


def _pairs(pairs: list) -> None:
    """Claims of opposite sign side by side."""
    from thaw.cli import screen

    if not pairs:
        return
    rows = [
        [pair.name if n == 0 else "", f"{r.claim.account}", share(r.own), r.record.said]
        for pair in pairs
        for n, r in enumerate(pair.rows)
    ]
    screen.table(
        "\nwhere accounts claim the opposite", ["about", "account", ">own runs", "record"], rows
    )
