"""The systems of the model: no row is empty in silence, none is called acting that is not shown to."""

from __future__ import annotations

import datetime as dt
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from thaw.account import accounts, load_account, read_account
from thaw.case import cases, load_case
from thaw.cli import main
from thaw.cli.systems import effect_of
from thaw.errors import ThawError
from thaw.inference.paired import paired
from thaw.jobs import journal
from thaw.jobs import systems as jobs
from thaw.jobs.study import Way
from thaw.jobs.systems import ACTS, NOT_SHOWN, NOTHING, UNMEASURED, Sign, System, said, sign_of
from thaw.mechanisms import APPARATUS, NULLS, ORDER
from thaw.own_code import trust_code
from thaw.run.outcomes import OUTCOMES

ROWS = jobs.systems()
ONE = Way(1, say=lambda _: None)
IDLE = '''
"""Leaves the line as it is.

Source       invented
Departures   none
Notice       nothing
Try          anything

Strength: none.
"""
from thaw.mechanism import mechanism

@mechanism(over="polities", reads="polities.line", writes="polities.line")
def idle(i, w, p, key):
    """The line, unchanged."""
    return w.polities.line[i]
'''


def told(value, bits="a"):
    return {**{o.name: value for o in OUTCOMES}, "bits": bits}


def row(measure="concessions", *mechanisms):
    return System("made_up", "Made up", "says", "missing", mechanisms or ("exit",), measure)


# -- what is said ------------------------------------------------------------------------------


def test_twenty_rows_none_empty_in_silence():
    assert len(ROWS) == 20 and len({r.name for r in ROWS}) == 20
    for r in ROWS:
        assert r.title and r.says and r.missing
        assert said(r, None, 7) in (NOTHING, UNMEASURED, "7 accounts run", f"told by {r.shown_by}")
        assert bool(r.mechanisms) == (said(r, None) == UNMEASURED)


def test_every_common_mechanism_has_a_row():
    """But for the null account and counts kept for others."""
    left = {*ORDER, *APPARATUS} - {m for r in ROWS for m in r.mechanisms}
    assert left == {*NULLS, "collective_memory", "circles_hear", "tolls"}


def test_what_moves_at_random_is_not_called_acting():
    """Differences that go both ways, with pairs that differ: an interval across nought is no sign."""
    rng = np.random.default_rng(2)
    on = rng.poisson(30, 40)
    off = on + rng.permutation(np.repeat([-6, -3, 3, 6], 10))
    sign = sign_of(row(), [told(x) for x in on], [told(x, "b") for x in off])
    assert sign.differ == 40 and sign.effect.low < 0 < sign.effect.high
    assert not sign.acting and said(row(), sign) == NOT_SHOWN


def test_what_moves_one_way_is():
    sign = sign_of(row(), [told(x) for x in range(20)], [told(x - 3, "b") for x in range(20)])
    assert sign.acting and said(row(), sign) == ACTS and sign.effect.mean == -3
    people = sign_of(row("took_part"), [told(99)] * 8, [told(9, "b")] * 8)
    assert people.effect.mean == pytest.approx(-1)  # a tenth as many, counting one more
    assert effect_of(people) == "x 0.1 [0.1, 0.1]"
    gone = sign_of(row("took_part"), [told(10**6)] * 8, [told(0, "b")] * 8)
    assert effect_of(gone) == "x <0.001 [<0.001, <0.001]"


def test_where_an_outcome_never_moves_the_next_is_taken():
    """By the runs with the row on alone, so that the choice cannot hang on what switching it off does."""
    either = replace(row("disclosures", "exit"), otherwise=("concessions", "deaths"))
    on = [told(2) | {"concessions": 2, "deaths": n} for n in range(8)]
    off = [told(0, "b") for _ in range(8)]
    assert sign_of(either, on, off).measure == "deaths"
    varied = [{**run, "disclosures": n} for n, run in enumerate(on)]
    assert sign_of(either, varied, off).measure == "disclosures"
    assert sign_of(either, [told(2)] * 8, off).measure == "disclosures"


def test_rows_are_chosen_by_name():
    assert [r.name for r in jobs.chosen(["councils", "terror"], ROWS)] == ["terror", "councils"]
    assert jobs.chosen([], ROWS) == ROWS
    with pytest.raises(ThawError) as problem:
        jobs.chosen(["council"], ROWS)
    assert problem.value.nearest == "councils"
    with pytest.raises(ThawError, match="no row 'merits' can be measured"):
        jobs.chosen(["merits"], ROWS)


def test_signs_over_fewer_days_join_a_table_of_the_same_code():
    one = sign_of(row(), [told(9)] * 8, [told(3, "b")] * 8)
    signs = {n: replace(one, system=n) for n in ("terror", "coercion")}
    table = jobs.Measured("toy_two", {"terror": signs["terror"]}, ("a",), 8, 1, {"code": "x"})
    short = replace(table, signs={"coercion": signs["coercion"]}, until="1953-03-31")
    both = jobs.joined(table, short)
    assert list(both.signs) == ["terror", "coercion"] and both.until == ""
    assert both.signs["coercion"].until == "1953-03-31" and not both.signs["terror"].until
    assert effect_of(both.signs["coercion"]).endswith(", to 1953-03-31")
    with pytest.raises(ThawError, match="do not belong"):
        jobs.joined(table, replace(short, hashes={"code": "y"}))


def test_signs_of_fewer_accounts_join_a_table_that_has_these():
    """As where the occasion of a row arises under one of them: the sign says under which."""
    one = replace(sign_of(row(), [told(9)] * 8, [told(3, "b")] * 8), system="councils")
    hashes = {"code": "x", "account a": "1", "account b": "2"}
    table = jobs.Measured("toy_two", {}, ("a", "b"), 8, 1, hashes)
    alone = jobs.Measured(
        "toy_two", {"councils": one}, ("b",), 40, 1, {"code": "x", "account b": "2"}
    )
    both = jobs.joined(table, alone)
    assert both.signs["councils"].accounts == ("b",) and both.runs == 8
    assert effect_of(both.signs["councils"]).endswith(", b")
    assert '"accounts": [\n    "b"' in jobs.as_text(both)
    assert not jobs.joined(table, replace(alone, accounts=("b", "a"))).signs["councils"].accounts
    for other in ({"code": "x", "account b": "3"}, {"code": "x", "account c": "2"}):
        with pytest.raises(ThawError, match="do not belong"):
            jobs.joined(table, replace(alone, hashes=other))


def test_few_pairs_are_not_called_acting():
    sign = sign_of(row(), [told(9)] * 4, [told(0, "b")] * 4)
    assert not sign.acting and effect_of(sign) == "-9 (4 pairs)"


@pytest.mark.parametrize(
    "text, match",
    [
        (
            "systems: [{id: a, title: A, says: b, missing: c, mechanisms: [exits], measure: deaths}]",
            "exit",
        ),
        (
            "systems: [{id: a, title: A, says: b, missing: c, mechanisms: [exit], measure: death}]",
            "deaths",
        ),
        (
            "systems: [{id: a, title: A, says: b, missing: c, mechanisms: [exit], measure: deaths, "
            "columns: [polities.new_abroad]}]",
            "polities.news_abroad",
        ),
        ("systems: [{id: a, titel: A, says: b, missing: c}]", "title"),
    ],
)
def test_a_mistake_in_the_rows_is_told(tmp_path, text, match):
    file = tmp_path / "rows.yaml"
    file.write_text(text)
    with pytest.raises(ThawError) as problem:
        jobs.systems(file)
    assert problem.value.nearest == match


def test_a_row_that_does_not_say_what_is_missing_is_refused(tmp_path):
    file = tmp_path / "rows.yaml"
    file.write_text("systems: [{id: a, title: A, says: b}]")
    with pytest.raises(ThawError, match="does not say what is missing"):
        jobs.systems(file)


def test_what_a_dated_event_writes_is_off_with_the_row():
    """News that the case itself brings from outside would else stay as it was, as nothing lets it age."""
    contagion = next(r for r in ROWS if r.name == "contagion")
    place = load_case("hungary_1956")
    held = {*contagion.columns}

    def touched(case):
        return {f"{c.table}.{c.column}" for e in case.events for c in e.changes}

    assert held <= touched(place)
    left = jobs._untouched(place, held)
    assert touched(left) == touched(place) - held and jobs._untouched(place, set()) is place
    assert {*contagion.off} == {*contagion.mechanisms} | held
    plan = jobs._plan(str(place.file), "swp_1957", contagion.off, "")
    assert not {m.name for m in plan.mechanisms} & {*contagion.mechanisms}
    assert plan.what_if.events == left.events


# -- measured ----------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_row_that_stops_people_from_leaving_acts(tmp_path):
    """On the twins: with exit off nobody leaves. A second call reads what the first has kept."""
    rows = [
        System("leaving", "Leaving", "s", "m", ("exit",), "refugees"),
        System("nobody", "Not used", "s", "m", ("base_rates",), "deaths"),
    ]
    ask = {"accounts": ["stein_1956", "swp_1957"], "runs": 7, "keep": tmp_path, "way": ONE}
    made = jobs.measured("twin_republics_1971", rows, **ask)
    sign = made.signs["leaving"]
    assert sign.acting and sign.effect.down == 7 and "nobody" not in made.signs
    assert said(rows[1], made.signs.get("nobody")) == UNMEASURED
    kept = next(tmp_path.glob("*.jsonl"))
    lines = kept.read_text().splitlines()
    assert len(lines) == 14
    kept.write_text("\n".join(lines[:13]) + '\n{"account": "stein')  # a stop in the midst of a line
    again = jobs.measured("twin_republics_1971", rows, **ask)
    assert again == made and len(journal.kept(kept, jobs._read)) == 14


@pytest.mark.thorough
def test_runs_may_stop_early(capsys):
    rows = [System("leaving", "Leaving", "s", "m", ("exit",), "refugees")]
    ask = {"accounts": ["stein_1956"], "runs": 6, "way": ONE}
    whole = jobs.measured("toy_two", rows, **ask)
    part = jobs.measured("toy_two", rows, until=dt.date(1953, 1, 31), **ask)
    assert part.until == "1953-01-31" and whole.until == ""
    assert part.signs["leaving"].effect != whole.signs["leaving"].effect
    with pytest.raises(ThawError, match="is no day to stop at"):
        jobs.measured("toy_two", rows, until=dt.date(1954, 1, 1), **ask)


@pytest.mark.slow
def test_a_mechanism_without_effect_is_not_called_acting(tmp_path):
    """One made up that writes what it reads: no pair differs, and the row is not called acting."""
    (tmp_path / "idle.py").write_text(IDLE)
    text = accounts()["stein_1956"].read_text().replace("account: stein_1956", "account: mine_2025")
    file = tmp_path / "mine_2025.yaml"
    file.write_text(text + "\nafter: {aftermath: ./idle.py}\n")
    made_up = System("idle", "Idle", "s", "m", ("idle",), "took_part")
    with trust_code():
        made = jobs.measured("toy_two", [made_up], [str(file)], runs=6, way=ONE)
    sign = made.signs["idle"]
    assert sign.differ == 0 and sign.effect == paired(np.zeros(6))
    assert said(made_up, sign) == NOT_SHOWN


# -- the shipped tables ------------------------------------------------------------------------


def test_shipped_tables_are_read_and_written_alike():
    found = [m for m in map(jobs.shipped_signs, cases()) if m is not None]
    assert found
    for made in found:
        assert jobs.as_text(made) == jobs.table_file(made.case).read_text()
        assert set(made.signs) <= {r.name for r in ROWS if r.mechanisms}
    assert {n for made in found for n in made.signs} == {r.name for r in ROWS if r.mechanisms}


def test_a_table_of_other_code_is_told():
    made = next(m for m in map(jobs.shipped_signs, cases()) if m is not None)
    theories = [load_account(f) for f in jobs.compared_on(load_case(made.case))]
    now = replace(made, hashes=jobs.hashes_of(load_case(made.case), theories))
    signs = made.signs
    rows = [
        replace(r, mechanisms=signs[r.name].mechanisms, columns=(), measure=signs[r.name].measure)
        for r in ROWS
        if r.name in signs
    ]
    assert jobs.stale(now, rows) == []
    older = replace(now, hashes={**now.hashes, "code": "0"})
    assert jobs.stale(older, rows) == ["code"]
    first = rows[0]
    moved = replace(first, mechanisms=(*first.mechanisms, "exit"))
    other = replace(first, measure="refugees", otherwise=(signs[first.name].measure,))
    assert jobs.stale(now, [other]) == []
    assert jobs.stale(now, [moved]) == [f"row {first.name}"]


def test_the_screen_fills_every_row(capsys):
    assert main(["systems"]) == 0
    text = capsys.readouterr().out
    for r in ROWS:
        assert f" {r.title}: " in text
    idle = [r for r in ROWS if not r.mechanisms and not r.shown_by]
    assert text.count(NOTHING) == len(idle) and "missing: " in text
    assert max(map(len, text.splitlines())) <= 80 or "\x1b" in text


def test_runs_need_a_case(capsys):
    assert main(["systems", "--runs", "3"]) == 2
    assert "thaw systems CASE --runs N" in capsys.readouterr().err


def test_accounts_that_use_a_row():
    every = [read_account(f) for f in accounts().values()]
    using = {a.name for a in jobs.using(row("concessions", "exit"), every)}
    assert "stein_1956" in using and "null" not in using
    assert Sign("a", "deaths", ("exit",), 0, paired(np.zeros(0))).acting is False


def test_the_page_is_fresh():
    tool = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "systems_page.py"))
    assert tool["PAGE"].read_text(encoding="utf-8") == tool["page"](), "run tools/systems_page.py"
