"""The verdict for the terminal: one table of at most 80 columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from thaw.report import words
from thaw.report.basis import rests, score_words
from thaw.report.findings import doubts
from thaw.report.reading import Estimate, View, read_comparison
from thaw.report.ruled import ruled
from thaw.report.tables import recovered
from thaw.report.verdict import verdict

if TYPE_CHECKING:
    from thaw.inference.comparison import Comparison


class Notes:
    """Footnotes of a table, lettered in the order in which they come: a to z, then aa, ab and on."""

    def __init__(self) -> None:
        self.letter_of: dict[str, str] = {}

    def letter(self, note: str) -> str:
        """Return the letter of a note, a new one where it has none."""
        return self.letter_of.setdefault(note, _letters(len(self.letter_of)))

    def mark(self, notes: list[str]) -> str:
        """Return the letters of several notes, in the order of the alphabet."""
        letters = [self.letter(note) for note in notes]
        return " ".join(sorted(letters, key=lambda x: (len(x), x)))

    def caption(self) -> str:
        """Return all notes with their letters; empty when there are none."""
        told = "; ".join(f"{letter} {note}" for note, letter in self.letter_of.items())
        return f"Notes: {told}.\n" if told else ""


def _letters(n: int) -> str:
    """a, b, ... z, aa, ab, ... for n = 0, 1, ..."""
    text = ""
    while n >= 0:
        n, k = divmod(n, 26)
        text, n = ascii_lowercase[k] + text, n - 1
    return text


def verdict_table(
    comparison: Comparison | View, beside: Mapping[str, Sequence[str]] | None = None
) -> Table:
    """Lay out the last thing `thaw compare` prints: the verdict, then one row an account.

    Parameters
    ----------
    comparison : Comparison or View
        What `thaw compare` makes; read one from a file with `Comparison.from_dict`.
    beside : mapping, optional
        Account to further notes, as `thaw.report.causes.beside` makes them.

    Returns
    -------
    rich.table.Table
        At most 80 columns wide; its title is the sentence.
    """
    view = comparison if isinstance(comparison, View) else read_comparison(comparison)
    table = ruled(_said(view), gap=0)
    table.add_column("account", width=20, overflow="fold")
    table.add_column(f"score vs base\n({view.skill_unit})", width=16, justify="right")
    table.add_column("deci-\nbans", width=5, justify="right")
    table.add_column("proba-\nbility", width=11, justify="right")
    table.add_column("cover-\nage", width=6, justify="right")
    table.add_column("recov-\nered", width=6, justify="right")
    table.add_column("notes", ratio=1)
    shares = recovered(view)
    notes = Notes()
    firsts = view.firsts_of_groups()
    for ident in view.order:
        share, _ = view.coverage(ident)
        table.add_row(
            Text(_wrapped(ident), style="" if ident in view.ranked else "dim"),
            _score(view, ident),
            *(_of_group(view, ident) if ident in firsts else ('"', '"')),
            f"{share:.0%}" if math.isfinite(share) else "–",
            shares.get(ident, "–"),
            notes.mark([*doubts(view, ident, short=True), *(beside or {}).get(ident, ())]),
        )
    table.caption = Text(notes.caption() + CAPTION.format(score_words(view)))
    return table


def _score(view: View, ident: str) -> str:
    """Advantage over the null account, with its interval on a second line."""
    gain, split = view.headline(ident)
    if ident == view.null:
        return "0 (base rates)"
    digits = words.digits_of(gain)
    score = words.signed(gain.value, digits) + (" r" if split == "retrodiction" else "")
    if view.n_scored.get((ident, split)) == 1:
        return score + "\none episode"
    if math.isfinite(gain.low):
        score += f"\n[{words.signed(gain.low, digits)}, {words.signed(gain.high, digits)}]"
    return score


def _said(view: View) -> Text:
    """The sentence, then what fails first and what would help."""
    said = verdict(view)
    text = Text(said.sentence, style="bold")
    for line in (
        rests(view),
        said.fails,
        f"What would help: {'; '.join(said.helps)}." if said.helps else "",
    ):
        if line:
            text.append("\n" + line, style="not bold")
    return text


def _of_group(view: View, ident: str) -> tuple[str, str]:
    """Decibans and probability of a group, each with its Monte Carlo error; dashes for the group of all."""
    if view.one_group:
        return "–", "–"
    total = view.totals.get(ident, Estimate())
    weight = words.signed(total.value, 1)
    weight += f"\n±{words.plain(total.se, 1)}" if math.isfinite(total.se) else ""
    p, raw = (s.get(ident, Estimate()) for s in (view.joint, view.joint_untempered))
    odds = words.odds(p) + (f"\n({words.odds(raw)})" if raw.known else "")
    return weight, odds + ("\njointly" if len(view.group_of(ident)) > 1 else "")


def _wrapped(ident: str, width: int = 20) -> str:
    """Break an id at an underscore where it is longer than its column."""
    cut = ident.rfind("_", 0, width) + 1
    if len(ident) <= width or not cut:
        return ident
    return ident[:cut] + "\n" + _wrapped(ident[cut:], width)


CAPTION = (
    "Rows: by probability, highest first; accounts that the record cannot tell apart stand "
    'together and hold one probability and one weight (": as above); base rates come last. In '
    "front is who has the highest probability. Score: advantage over base rates, with 90% bootstrap "
    "interval over episodes, {}; prediction, or r: retrodiction where the record holds nothing "
    "later than the account. Decibans: prequential, summed over episodes; 10 = ten to one against "
    "the field. Probability: tempered (untempered in brackets), among these accounts as coded; "
    "± is the Monte Carlo error. Coverage: share of items inside 90% intervals. Recovered: share of "
    "an account's own runs that the method gives back to it or its group."
)
