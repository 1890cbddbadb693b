"""Commands that show what can be run and held against it: accounts, cases, records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options

if TYPE_CHECKING:
    from thaw.account import Account


@click.command()
@click.argument("name", required=False)
@click.option("--verified", is_flag=True, help="Leave out rows that rest on memory alone.")
def record(name: str | None, verified: bool) -> None:
    """Show what a record holds: events by kind and polity, disagreements, sources.

    Without NAME the shipped one; where several are shipped, their names.

    \b
    Examples:
      thaw record
      thaw record bloc_1917_1968 --verified
    """
    from thaw.cli import screen
    from thaw.files import shipped
    from thaw.record import load_record
    from thaw.report.record_tables import print_record

    if name is None:
        names = list(shipped("records"))
        if len(names) > 1:
            made = [load_record(n) for n in names]
            rows_ = [(r.name, len(r.events), r.title) for r in made]
            screen.table("", ["record", ">events", "what it tells of"], rows_)
            return
        name = names[0]
    print_record(load_record(name, memory=not verified), screen.out, screen.out.width)


@click.command()
@click.argument("name", required=False)
def cases(name: str | None) -> None:
    """List the cases, or show one: its polities, events, episodes and levers.

    \b
    Examples:
      thaw cases
      thaw cases bloc_1953
    """
    from thaw.case import cases as shipped
    from thaw.case import describe, load_case
    from thaw.cli import screen

    if name is None:
        made = [describe(load_case(path)) for path in shipped().values()]
        words = ("case", "span", "polities", "places", "population")
        rows = [[f"{d[w]:,.0f}" if w == "population" else d[w] for w in words] for d in made]
        screen.table("", ["case", "span", ">polities", ">places", ">population"], rows)
        return
    from thaw.case.abroad import idle_forces
    from thaw.case.lacking import lacking
    from thaw.jobs.cited import notes_on_sources

    case = load_case(name)
    screen.say(f"{case.title}\n{case.says}\n{case.start} .. {case.end}")
    polities = [(p.name, p.title, f"{p.population.value:,.0f}") for p in case.polities]
    screen.table("\npolities", ["id", "title", ">population"], polities)
    for line in (*lacking(case), *idle_forces(case), *notes_on_sources(case)):
        screen.say(f"note: {line}")
    screen.table("\nevents from outside", ["on", "id"], [(e.on, e.name) for e in case.events])
    screen.table("\nepisodes", ["id", "title"], [(e.name, e.title) for e in case.episodes])
    screen.table("\nlevers", ["id", "title"], [(v.name, v.title) for v in case.levers.values()])


@click.command()
@click.argument("name", required=False)
@click.option("--mechanisms", is_flag=True, help="List the mechanisms instead.")
@options("trust")
def accounts(name: str | None, mechanisms: bool) -> None:
    """List the accounts, or show one: what it says, denies, assumes and predicts; or a shelf of them.

    \b
    Examples:
      thaw accounts
      thaw accounts stein_1956
      thaw accounts general
      thaw accounts --mechanisms
    """
    from thaw.account import shelves, survey_account
    from thaw.cli.shelf import tell_shelf

    if mechanisms:
        _tell_mechanisms()
    elif name is None:
        _tell_accounts()
    elif name in shelves():
        tell_shelf(name)
    else:
        _tell_account(survey_account(name))


def _tell_mechanisms() -> None:
    """A row a mechanism."""
    from thaw.cli import screen
    from thaw.mechanism import catalogue, load_mechanism

    made = [load_mechanism(word) for word in sorted(catalogue())]
    lines = [(m.name, m.family, m.over, m.doc.splitlines()[0]) for m in made]
    screen.table("", ["mechanism", "family", "over", "what it does"], lines)


def _tell_accounts() -> None:
    """A row an account, then the shelves, then the published models."""
    from thaw.account import accounts as shipped
    from thaw.account import read_account
    from thaw.cli import screen
    from thaw.cli.shelf import tell_shelves
    from thaw.published.console import published_rows

    read = [read_account(path) for path in shipped().values()]
    rows = [(a.name, a.written_as, a.grade, a.family, "yes" if a.ranked else "no") for a in read]
    screen.table("", ["account", "written", "grade", "family", "ranked"], rows)
    screen.say("\nthaw accounts NAME tells what one says, denies, assumes and predicts")
    tell_shelves()
    screen.table("\npublished models", ["account", "what it models"], published_rows())
    screen.say("\nthaw published NAME runs one and holds it against its published numbers")


def _tell_account(account: Account) -> None:
    """What one account says, denies, runs, assumes and predicts, and what is held against it."""
    from thaw.account.steps import step_rows
    from thaw.cli import screen

    screen.say(f"{account.title}\n{account.says}\nwritten {account.written_as}, {account.grade}")
    screen.say("ranked" if account.ranked else "run and audited, not ranked")
    screen.say(f"speaks to {', '.join(account.speaks_to) or 'all topics'}")
    denied = [(d.name, d.cited, d.why) for d in account.denies]
    screen.table("\ndenies", ["what", "passage", "why"], denied)
    screen.table("\nruns, in order", *step_rows(account))
    priors = [
        (k, "own" if k in account.priors else "shared", f"{p.form}({p.a:g}, {p.b:g})")
        for k, p in account.all_priors.items()
    ]
    screen.table("\npriors", ["parameter", "", "distribution"], priors)
    claims = [
        (p["id"], p["claim"], p["passage"] + (f" ({p['about']})" if p.get("about") else ""))
        for p in account.predicts
    ]
    screen.table("\npredicts", ["id", "claim", "passage"], claims)
    if account.objection:
        screen.say(f"\nobjection: {account.objection}")
    for record, more in account.objection_in.items():
        screen.say(f"in the record {record}: {more}")
    if account.notes:
        screen.say(f"\nnotes: {account.notes}")
    if not account.trusted and (account.code or account.measure_files):
        files = ", ".join(f.name for f in {**account.code, **account.measure_files}.values())
        screen.say(f"\nnot read, since it is code: {files}; --trust-code checks it as well")
