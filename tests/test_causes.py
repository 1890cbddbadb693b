"""By whose causes an account's runs are driven: asked of the mechanisms, told apart, set beside the author."""

from __future__ import annotations

import dataclasses
import importlib.util
import io
import itertools
import json
import math
import sys
from html import escape
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parent / "mechanisms"))
from toy import params, put, world

import thaw
from thaw.account import load_account, ranked_accounts
from thaw.account.named_causes import (
    STANCES,
    Named,
    Question,
    model,
    named_causes,
    shipped,
    signed,
    speaks,
    stance_of,
)
from thaw.case import load_case
from thaw.cli import main
from thaw.engine import codegen
from thaw.errors import ThawError
from thaw.jobs.cause_table import file_of, rows, standings
from thaw.jobs.cause_table import put as put_entry
from thaw.jobs.causes import HALF, Causes, Range, summed_up
from thaw.jobs.hazards import (
    FLOOR,
    REST,
    decision_parts,
    log_hazard,
    seen_before,
    told_apart,
    with_columns,
)
from thaw.jobs.plan import make_plan, parameters_of
from thaw.jobs.replicate import run_once
from thaw.jobs.watching import Fell, Watch, Watcher, looked_at, main_steps, watch_run
from thaw.mechanism import load_mechanism
from thaw.mechanisms import ORDER
from thaw.report.causes import OTHERS, UNKNOWN, causes_section, causes_table

QUESTIONS, TWINS = model()
DECISIONS = [q for q in QUESTIONS.values() if q.counted]


# ---- the data ------------------------------------------------------------------------------------


def test_every_cause_and_question_of_the_model_is_one_that_is_coded():
    drives, asked = {n.drive for n in shipped()}, {n.question for n in shipped()}
    carried = {
        d
        for q in QUESTIONS.values()
        for group in (*q.weights.values(), q.rest, *(c["carries"] for c in q.columns.values()))
        for d, _ in group
    }
    beside = {d for entry in TWINS.values() for group in entry.values() for d, _ in group}
    assert len(shipped()) == 506
    assert carried - drives <= {"exit"}  # no author names or denies exit
    assert beside <= drives and set(TWINS) <= drives
    assert {*QUESTIONS, *(a for q in QUESTIONS.values() for a in q.also)} <= asked
    assert {n.stance for n in shipped()} == set(STANCES)


@pytest.mark.parametrize("q", QUESTIONS.values(), ids=QUESTIONS)
def test_every_weight_of_a_question_is_a_parameter_and_every_column_is_read(q: Question):
    m = load_mechanism(q.mechanism)
    assert set(q.weights) <= set(m.parameters)
    read = {c for part in q.columns.values() for c in part["read"] if not c.startswith("at.")}
    assert read <= set(m.reads)
    assert not q.counted or q.counted in m.writes
    named = {k for k, p in m.parameters.items() if p.meaning.startswith("weight of")}
    assert named - set(q.weights) <= {"memory"}  # which weighs the past within unrest and bloc


def test_every_account_that_is_shipped_and_coded_has_works_that_are_cited():
    coded = {n.account for n in shipped()}
    assert {"stein_1956", "swp_1957", "cpc_1963", "deutscher_1956", "khrushchev_1956"} <= coded
    assert all(" par. " in n.passage or ", note " in n.passage for n in shipped())


def said(stance: str, drive: str = "unrest_home", question: str = "why_concede") -> Named:
    return Named("made_2000", question, drive, stance, "says")


@pytest.mark.parametrize(
    ("stances", "drive", "raises", "kind"),
    [
        ([said("names+")], "unrest_home", 1, "named"),
        ([said("names+")], "unrest_home", -1, "opposite"),
        ([said("names-")], "unrest_home", -1, "named"),
        ([said("denies")], "unrest_home", 1, "denied"),
        ([said("denies"), said("names+")], "unrest_home", 1, "named"),
        ([said("concedes+")], "unrest_home", 1, "conceded"),
        ([], "unrest_home", 1, "silent"),
        ([said("names+", question="why_disclose")], "unrest_home", 1, "silent"),
        ([said("names+", "mass_pressure")], "unrest_home", 1, "named"),
        ([said("denies", "elite_choice")], "doctrine", 1, "denied"),
        ([said("names+", "elite_choice")], "doctrine", 1, "named"),
        ([said("denies", "line"), said("names+", "elite_choice")], "doctrine", 1, "denied"),
        ([said("denies", "line"), said("names+", "doctrine")], "doctrine", 1, "named"),
        ([said("names+", "line")], "doctrine", 1, "silent"),
    ],
)
def test_how_an_author_stands_to_a_part(stances, drive, raises, kind):
    assert stance_of(stances, QUESTIONS["why_concede"], signed([drive]), raises).kind == kind


def test_safety_at_the_top_is_fear_of_the_other_sign():
    q, carries = QUESTIONS["why_disclose"], QUESTIONS["why_disclose"].weights["security"]
    fears = [said("names-", "elite_fear", "why_disclose")]
    assert carries == (("elite_fear", -1),)
    assert stance_of(fears, q, carries, 1).kind == "named"
    assert stance_of(fears, q, carries, -1).kind == "opposite"


def test_what_spares_a_country_is_what_holds_intervention_back():
    q = QUESTIONS["why_intervene"]
    armed = [said("names+", "armed_readiness", "why_spare")]
    assert stance_of(armed, q, signed(["armed_readiness"]), -1).kind == "named"
    assert stance_of(armed, q, signed(["armed_readiness"]), 1).kind == "opposite"
    assert speaks(armed, q)


# ---- hazards asked of the mechanism ----------------------------------------------------------------


def test_the_hazard_of_a_concession_is_the_one_worked_by_hand():
    q, m = QUESTIONS["why_concede"], load_mechanism("decide_concession")
    w = put(world(), 0, polities__unrest=0.5, polities__line=0.2, polities__concession=0.1)
    off = dict.fromkeys(("security", "succession", "doctrine", "pressure", "threat"), 0.0)
    p = params(m.function, base=0.002, unrest=3.0, line=1.0, refractory=2.0, **off)
    by_hand = math.log(0.002) + 3.0 * 0.5 + 1.0 * 0.2 - 2.0 * 0.1
    assert log_hazard(q, m, 0, w, p) == pytest.approx(by_hand, abs=1e-12)
    many = p._replace(unrest=60.0)  # more often than a body meets: asked without that cap
    assert log_hazard(q, m, 0, w, many) == pytest.approx(by_hand + 28.5, abs=1e-9)
    assert log_hazard(q, m, 0, w, p._replace(base=0.0)) == math.log(FLOOR)


def test_martial_law_is_asked_at_the_resolve_that_its_drives_lead_to():
    q, m = QUESTIONS["why_repress_or_purge"], load_mechanism("decide_repression")
    w = put(world(), 0, polities__unrest=0.6, polities__repression=0.9)
    none = dict.fromkeys(q.weights, 0.0)
    p = params(m.function, base=0.4, alarm=0.8, half_alarm=0.6, **none)
    assert log_hazard(q, m, 0, w, p) == pytest.approx(math.log(0.8 * 0.4 * 0.5), abs=1e-9)
    assert w.polities.repression[0] == 0.9


@pytest.mark.parametrize("q", DECISIONS, ids=[q.name for q in DECISIONS])
def test_parts_of_a_decision_sum_to_its_log_hazard_above_the_quiet_day(q: Question):
    m = load_mechanism(q.mechanism)
    quiet, now = world(officials=2), world(officials=2)
    for n, name in enumerate(m.reads):
        table, column = name.split(".")
        values = getattr(getattr(now, table), column)
        if values.dtype == np.float64 and table == "polities" and column != "intervention":
            values[:] = values + 0.03 * (n % 7 + 1)
    p = params(m.function)
    parts, total = decision_parts(q, m, 1, now, quiet, p)
    away = log_hazard(q, m, 1, now, p) - log_hazard(q, m, 1, quiet, p)
    assert sum(parts.values()) == pytest.approx(total, abs=1e-9)
    assert total == pytest.approx(away, abs=1e-9)
    assert set(parts) == {*q.weights, REST}
    assert sum(abs(v) > 1e-6 for v in parts.values()) >= 4


def test_parts_add_up_are_exact_and_share_what_two_do_together():
    height = lambda on: 2.0 * ("a" in on) + 1.0 * ("b" in on) + 4.0 * ({"a", "c"} <= on)  # noqa: E731
    parts = told_apart("abc", height)
    assert parts == pytest.approx({"a": 4.0, "b": 1.0, "c": 2.0})
    for order in itertools.permutations("abc"):
        assert told_apart(order, height) == pytest.approx(parts)


@pytest.mark.parametrize("q", DECISIONS, ids=[q.name for q in DECISIONS])
def test_no_hazard_reads_a_column_that_two_mechanisms_write_in_a_step(q: Question):
    """What `seen_before` takes from before the step, though an earlier mechanism has written it too."""
    order = [load_mechanism(name) for name in ORDER]
    m = load_mechanism(q.mechanism)
    earlier = {c for other in order[: ORDER.index(m.name)] for c in other.writes}
    doubtful = [c for c in seen_before(m, order) if c in earlier]
    w, p = put(world(officials=2), polities__unrest=0.3), params(m.function)
    at = log_hazard(q, m, 1, w, p)
    for name in doubtful:
        table, column = name.split(".")
        moved = getattr(getattr(w, table), column) + 1.0
        assert log_hazard(q, m, 1, with_columns(w, {name: moved}), p) == at, name


# ---- runs ------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_run_that_is_watched_has_the_bits_of_one_that_is_not():
    plan = make_plan("stein_1956", "toy_two", sub_steps=2)
    steps = main_steps(plan)
    assert plan.what_if.events and steps >= 60
    bare = run_once(plan, 1, plain=True, steps=steps)
    watcher = Watcher(plan, parameters_of(plan, 1))
    seen = run_once(looked_at(plan, watcher.look), 1, plain=True, steps=steps)
    assert np.array_equal(bare.polity, seen.polity) and np.array_equal(bare.place, seen.place)
    for table in ("polities", "groups", "towns", "officials"):
        for a, b in zip(getattr(bare.world, table), getattr(seen.world, table), strict=True):
            assert np.array_equal(a, b)
    assert watcher.watch.fell


COMMON = {"base": 0.02}


def made_account(folder: Path, only: str, value: float) -> Path:
    """An account in which one weight of `decide_concession` alone is not nil."""
    m = load_mechanism("decide_concession")
    weights = dict.fromkeys(QUESTIONS["why_concede"].weights, 0.0) | {only: value, "memory": 0.0}
    assert set(weights) <= set(m.parameters)
    fixes = "".join(
        f"  decide_concession.{k}: {{value: {v}, why: a test}}\n"
        for k, v in {**weights, **COMMON}.items()
    )
    rest = (
        "account: made_2000\ntitle: Made up\nwritten: 2000\ngrade: invented\nfamily: mass pressure\n"
        "ranked: false\nsays: A test.\nsources:\n  - {cite: Made for a test}\nspeaks_to: [concession]\n"
        f"denies: []\nfixes:\n{fixes}steps: common\n"
    )
    file = folder / "made_2000.yaml"
    file.write_text(rest, encoding="utf-8")
    return file


def coded(folder: Path, *said_: tuple[str, str]) -> Path:
    file = folder / "made_2000.causes.csv"
    lines = [f"why_concede,{drive},{stance},a passage" for drive, stance in said_]
    file.write_text("\n".join(["question,drive,stance,passage", *lines]) + "\n", encoding="utf-8")
    return file


@pytest.mark.thorough
def test_an_account_of_one_weight_runs_on_that_cause_alone(tmp_path):
    account = made_account(tmp_path, "succession", 3.0)
    own = coded(tmp_path, ("succession", "names+"))
    found = thaw.causes(account, "toy_two", runs=2, seed=1, named=own, workers=1)
    answer = next(a for a in found.answers if a.question == "why_concede")
    assert answer.fell > 0 and answer.nats.value > 0
    assert found.own.value == answer.own.value == 1.0 and not found.on_others
    assert {p.name for p in answer.parts if abs(p.nats.value) > 1e-9} == {"succession"}
    again = thaw.causes(account, "toy_two", runs=2, seed=1, named=own, workers=1)
    assert json.dumps(again.to_dict()) == json.dumps(found.to_dict())
    other = thaw.causes(account, "toy_two", runs=2, seed=9, named=own, workers=1)
    assert other.answers != found.answers

    denied = coded(tmp_path, ("succession", "denies"), ("unrest_home", "names+"))
    found = thaw.causes(account, "toy_two", runs=2, seed=1, named=denied, workers=1)
    answer = next(a for a in found.answers if a.question == "why_concede")
    assert found.own.value == 0.0 and found.on_others and answer.shares["denied"].value == 1.0


@pytest.mark.thorough
def test_everything_that_falls_is_told_whole_and_processes_change_nothing():
    plan = make_plan("stein_1956", "toy_two")
    watch = watch_run(plan, 1)
    assert {f.question for f in watch.fell} >= {"why_concede", "why_disclose"}
    for fell in watch.fell:
        assert sum(fell.parts.values()) == pytest.approx(fell.total, abs=1e-9)
    polity = run_once(plan, 1).polity
    names = [m.name for m in plan.account.measures("polities")]
    last = polity[main_steps(plan) - 1, :, names.index("n_concession")].sum()
    assert sum(f.question == "why_concede" for f in watch.fell) == last
    one = thaw.causes("stein_1956", "toy_two", runs=2, workers=1)
    two = thaw.causes("stein_1956", "toy_two", runs=2, workers=2)
    assert json.dumps(one.to_dict()) == json.dumps(two.to_dict())


def test_the_order_of_an_account_is_that_of_its_unit():
    plan = make_plan("stein_1956", "toy_two")
    order = [m.name for m in codegen.shared_order(plan.mechanisms)]
    assert [n for n in order if n in {m.name for m in plan.mechanisms}] == [
        m.name for m in plan.mechanisms
    ]


def watches() -> list[Watch]:
    """Two runs by hand: own and foreign parts of two concessions, and a martial law."""
    parameters = {"decide_concession.unrest": 2.0, "decide_concession.line": 1.0}
    return [
        Watch(parameters, [Fell("why_concede", 3.0, 0, 2.0, {"unrest": 3.0, "line": -1.0})]),
        Watch(
            parameters,
            [
                Fell("why_concede", 5.0, 1, 2.0, {"unrest": 1.0, "line": 1.0}),
                Fell("why_repress_or_purge", 6.0, 1, 9.0, {"rest": 9.0}),
            ],
            {"why_top_splits": 1},
        ),
    ]


def test_shares_are_of_positive_parts_and_each_decision_counts_the_same():
    plan = make_plan("stein_1956", "toy_two")
    found = summed_up(plan, watches(), named_causes("stein_1956"), 1)
    by = {a.question: a for a in found.answers}
    concede = by["why_concede"]
    assert concede.own.value == pytest.approx(4.0 / 5.0)
    assert concede.hegemon.value == 1.0 and (concede.fell, concede.in_hegemon) == (2, 1)
    assert concede.own.low == pytest.approx(0.5) and concede.own.high == 1.0
    assert concede.nats.value == 2.0
    assert [(p.name, p.share) for p in concede.parts] == [("unrest", 0.8), ("line", 0.2)]
    assert found.own.value == pytest.approx(0.8)  # martial law stands outside
    assert by["why_top_splits"].undrawn == 1 and by["why_top_splits"].fell == 0
    nobody = summed_up(plan, watches(), (), 1)
    assert math.isnan(nobody.own.value) and nobody.coded == 0 and not nobody.on_others


# ---- files, screen, report -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("question,drive,stance\n", "lacks the column 'passage'"),
        ("question,drive,stance,passage\nwhy_conced,line,denies,x\n", "did you mean: why_concede"),
        ("question,drive,stance,passage\nwhy_concede,lines,denies,x\n", "did you mean: line"),
        ("question,drive,stance,passage\nwhy_concede,line,denied,x\n", "did you mean: denies"),
        ("question,drive,stance,passage\nwhy_concede,line\n", "line 2 has not as many cells"),
    ],
)
def test_a_table_of_ones_own_that_is_wrong_is_told_with_what_was_meant(tmp_path, text, told):
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ThawError, match=told) as caught:
        named_causes("mine_2000", file)
    assert "mine.csv" in str(caught.value)
    with pytest.raises(ThawError, match="no such file"):
        named_causes("mine_2000", tmp_path / "none.csv")


def test_runs_that_are_none_are_refused():
    with pytest.raises(ThawError, match="runs=0"):
        thaw.causes("stein_1956", "toy_two", runs=0)


@pytest.fixture
def table(tmp_path) -> Path:
    found = summed_up(make_plan("stein_1956", "toy_two"), watches(), named_causes("stein_1956"), 1)
    path = tmp_path / "toy_two.json"
    put_entry(path, load_case("toy_two"), load_account("stein_1956"), found)
    return path


def test_causes_come_back_from_a_file_and_say_what_is_stale(table):
    case, stein, swp = load_case("toy_two"), load_account("stein_1956"), load_account("swp_1957")
    here, none = standings(case, [stein, swp], table)
    assert here.stale == "" and none.causes is None
    assert here.causes is not None and here.causes.own.value == pytest.approx(0.8)
    assert Causes.from_dict(here.causes.to_dict()) == here.causes
    other = dataclasses.replace(case, step=case.step / 2)
    (moved,) = standings(other, [stein], table)
    assert moved.stale == "the case has changed"
    text = table.read_text(encoding="utf-8")
    table.write_text(text[:40], encoding="utf-8")
    with pytest.raises(ThawError, match="cannot be read as causes"):
        standings(case, [stein], table)


def test_the_table_of_a_comparison_fits_the_screen_and_marks_who_runs_on_others_causes(table):
    accounts_ = [load_account("stein_1956"), load_account("swp_1957")]
    told = rows(standings(load_case("toy_two"), accounts_, table))
    low = {
        **told[0],
        "account": "khrushchev_1956",
        "own": (0.2, 0.1, 0.3),
        "others": True,
        "sure": True,
    }
    unsure = {**low, "own": (0.45, 0.4, 0.52), "sure": False, "note": "stale: the case has changed"}
    screen = io.StringIO()
    Console(file=screen, width=80).print(causes_table([*told, low, unsure]))
    text = screen.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    assert "20% [10%, 30%]" in text and "80% [50%, 100%]" in text
    flat = " ".join(text.split())
    assert "not reckoned" in flat and "interval" in flat and "stale" in flat
    (uncoded,) = rows(
        standings(load_case("toy_two"), [load_account("succession_spillover")], table)
    )
    assert (
        uncoded["note"] == "no passage of its author is coded by cause"
    )  # `thaw causes` cannot tell it either
    html = causes_section([*told, low])
    assert html.count(escape(OTHERS)) == 1 and "concessions 80%" in html
    assert "Khrushchev 1956" in html
    assert causes_section([]) == ""
    unknown = {**low, "own": (math.nan,) * 3, "waves": (math.nan,) * 3, "kinds": {}}
    assert causes_table([unknown]).plain == UNKNOWN and "<table" not in causes_section([unknown])


def test_the_shipped_table_is_of_the_present_code_and_cases():
    case = load_case("bloc_1953")
    theories = [load_account(n) for n in ranked_accounts() if load_account(n).family != "null"]
    found = standings(case, theories)
    assert {s.account for s in found if s.causes is not None} == {a.name for a in theories}
    assert [(s.account, s.stale) for s in found if s.stale] == []
    coded_ = {n.account for n in shipped()}
    for s in found:
        assert s.causes is not None and s.causes.runs >= (10 if s.account in coded_ else 1)
        assert math.isnan(s.causes.own.value) is (s.account not in coded_)
        for answer in s.causes.answers:
            together = sum(p.nats.value for p in answer.parts)
            assert not answer.fell or together == pytest.approx(answer.nats.value, abs=2e-3)
    assert file_of("toy_two").exists() is False


def test_the_page_has_the_tables_of_the_shipped_causes():
    root = Path(__file__).parent.parent
    spec = importlib.util.spec_from_file_location("made", root / "tools" / "make_own_causes.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    parts, _ = tool.parts_of("bloc_1953")
    page = (root / "docs" / "ideas" / "own-causes.md").read_text(encoding="utf-8")
    assert tool.written(page, parts) == page
    assert len(parts) == 4 and all("cpc_1963" in text for text in parts.values())


@pytest.mark.thorough
def test_the_command_tells_each_decision_within_eighty_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["causes", "stein_1956", "toy_two", "--runs", "1", "--workers", "1"]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert "concessions: " in told and "Stein 1956, Workers Revolt, par. " in told
    assert "Decisions by causes that the author names" in told
    assert main(["causes", "stein_1956", "toy_two", "--named", "none.csv"]) == 2
    assert HALF == 0.5 and Range().value != Range().value
