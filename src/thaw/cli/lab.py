"""The command `thaw lab`: a page on this machine on which runs are watched while they are made."""

from __future__ import annotations

from pathlib import Path

import click

from thaw.cli.shared import options


@click.command()
@click.argument("case", required=False, default="")
@click.option(
    "--account", "accounts", multiple=True, help="A file of your own account; repeat for more."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Another one, such as 0.0.0.0, serves a class: whoever has the printed "
    "address can start runs here.",
)
@click.option(
    "--runs",
    type=click.IntRange(1, 64),
    default=None,
    help="Runs at once; one per core unless given.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@options("out", "trust")
def lab(
    case: str,
    accounts: tuple[str, ...],
    port: int,
    host: str,
    runs: int | None,
    no_browser: bool,
    out: Path,
) -> None:
    """Open the lab: play a case under an account day by day, ask what if, and carry the answer away.

    A page in the browser, served from this machine alone; it asks nothing of any network. CASE is
    offered first. Needs the packages of thaw-sim[lab].

    \b
    Examples:
      thaw lab
      thaw lab bloc_1953
      thaw lab my_case.yaml --account my_account.yaml
    """
    from thaw.cli import screen
    from thaw.lab.opening import serve

    serve(
        case,
        accounts=accounts,
        out=out,
        host=host,
        port=port,
        runs=runs,
        browser=not no_browser,
        say=screen.say,
    )
