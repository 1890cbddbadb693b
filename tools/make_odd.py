"""Write docs/reference/odd: an ODD description of every shipped case, a delta of every shipped account.

Run it after a change of a case, an account or a mechanism: ``python tools/make_odd.py``. A test holds the pages
fresh. ``thaw odd NAME`` prints the same for files of one's own.
"""

from __future__ import annotations

from pathlib import Path

from thaw.account import accounts, load_account
from thaw.account.shelves import shelves
from thaw.case import cases, load_case
from thaw.jobs.odd import account_delta, case_odd, order_name
from thaw.jobs.odd_parts import joined, submodels, table
from thaw.mechanisms import ORDERS

FOLDER = Path(__file__).parent.parent / "docs" / "reference" / "odd"
NOTE = "Made by `tools/make_odd.py` from the declarations; do not edit."


def pages() -> dict[str, str]:
    """Path below docs/reference/odd to text of every page."""
    made = {f"submodels-{order}.md": submodel_page(order) for order in ORDERS}
    held = {name: load_case(name) for name in cases()}
    for name, case in held.items():
        further = f"All processes with their rules and numbers: [submodels](../submodels-{order_name(case)}.md)."
        made[f"cases/{name}.md"] = joined(case_odd(case), further)
    theories = {name: load_account(name) for name in accounts()}
    for files in shelves().values():
        theories |= {name: load_account(file) for name, file in files.items()}
    deltas = {name: f"accounts/{name.replace('/', '.')}.md" for name in theories}
    made |= {deltas[name]: account_delta(account) for name, account in theories.items()}
    lines = [
        "# ODD descriptions",
        NOTE,
        "A case is described whole, by the protocol that journals of agent-based models ask for; an account by what it "
        "changes in the common order of processes. For files of your own: `thaw odd NAME`.",
        table(["case", "what it is"], [(f"[{n}](cases/{n}.md)", c.title) for n, c in held.items()]),
        table(
            ["account", "what it is"],
            [(f"[{n}]({deltas[n]})", a.title) for n, a in theories.items()],
        ),
        "Processes: " + ", ".join(f"[{o}](submodels-{o}.md)" for o in ORDERS) + ".",
    ]
    return {"README.md": joined(*lines), **made}


def submodel_page(order: str) -> str:
    """All processes of one common order on a page."""
    return joined(
        f"# Submodels of the order {order}",
        NOTE,
        "Every process that theories of this order share, in the order in which they run within a step. The "
        "rule is the function that runs: `w` is the world by table and column, `i` the row, `p` the "
        "parameters, `key` the address of its luck.",
        submodels(order, "##"),
    )


def main() -> None:
    known = pages()
    for old in FOLDER.rglob("*.md"):
        if str(old.relative_to(FOLDER)) not in known:
            old.unlink()
    for name, text in known.items():
        file = FOLDER / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
