"""The lab in parts: messages, levers placed by date, files of strangers, pictures, and runs bit for bit."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from lab_messages import read, steps

import thaw
from thaw.case import load_case
from thaw.cli import main
from thaw.engine.start import start_world, streams_for
from thaw.errors import ThawError
from thaw.jobs.plan import make_plan
from thaw.lab import opening, starting
from thaw.lab.about import step_on
from thaw.lab.dropped import checked, put
from thaw.lab.guard import Guard
from thaw.lab.levers import days_of, taken
from thaw.lab.library import library, told_of_account
from thaw.lab.messages import KINDS, Malformed, decode, encode, problems
from thaw.lab.noticing import Notice
from thaw.lab.pictures import curve, lattice, weeks
from thaw.lab.playing import Player, Stopped, Wanted
from thaw.lab.state import Files
from thaw.lab.stepping import Stepper
from thaw.lab.tasks import tasks
from thaw.own_code import trust_code
from thaw.published import load_published, settings_of, simulate_published
from thaw.published.models.epstein_2002.model import record

CASE = "toy_two"
ACCOUNT = "stein_1956"


# -- runs --------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("case", "draws", "levers"),
    [
        (CASE, "prior", ["more_police", {"move": {"border-opens": dt.date(1953, 1, 20)}}]),
        (CASE, "default", ["more_police"]),
        ("twin_republics_1971", "median", ["no_army"]),
        ("twin_republics_1971", "prior", []),
    ],
)
def test_a_run_made_step_by_step_has_the_bits_of_simulate(
    case: str, draws: str, levers: list
) -> None:
    given = {"exit.rate": 1e-3, "speak_out.noise": 0.9}
    whole = thaw.simulate(ACCOUNT, case, [5], levers, draws=draws, parameters=given)
    for by in (1, 7):
        stepper = Stepper(make_plan(ACCOUNT, case, levers, parameters=given), 5, draws)
        while not stepper.done:
            stepper.advance(stepper.t + by)
        assert stepper.run().data.identical(whole.data)


@pytest.mark.thorough
def test_people_who_were_drawn_once_run_again_with_the_same_bits() -> None:
    starting._HELD.clear()
    given: list[dict[str, float]] = [{}, {"exit.rate": 1e-3}, {"speak_out.noise": 0.9}, {}]
    for draws in ("prior", "median"):
        for parameters in given:
            stepper = Stepper(make_plan(ACCOUNT, CASE, parameters=parameters), 5, draws)
            stepper.advance(stepper.steps)
            whole = thaw.simulate(ACCOUNT, CASE, [5], draws=draws, parameters=parameters)
            assert stepper.run().data.identical(whole.data)
    # by prior and by median, with the noise of the account and with another
    assert len(starting._HELD) == starting.MOST == 4
    for held in starting._HELD.values():
        spread, who = next((k[2], k[3]) for k, v in starting._HELD.items() if v is held)
        fresh = start_world(held.plan, 5, spread=spread)
        again, streams = streams_for(fresh, held.plan, *who, 1.0, 60.0)
        assert np.array_equal(streams.best, held.best)
        for name in again._fields:
            if name != "people":
                pairs = zip(getattr(again, name), getattr(held.world, name), strict=True)
                assert all(np.array_equal(a, b) for a, b in pairs), name


@pytest.mark.thorough
def test_looking_at_the_world_moves_nothing() -> None:
    plan = make_plan(ACCOUNT, CASE)
    stepper = Stepper(plan, 5)
    notice = Notice(plan, 0)
    entries = []
    for t in range(stepper.steps):
        stepper.advance(t + 1)
        entries += notice.look(stepper, t)
        notice.panel(stepper.world)
    assert stepper.run().data.identical(thaw.simulate(ACCOUNT, CASE, [5]).data)
    told = [e["words"] for e in entries if e["from"] == "outside"]
    assert told == [e.name.replace("-", " ") for e in plan.case.events]
    assert all(e["day"] == str(plan.case.start + dt.timedelta(days=e["t"])) for e in entries)
    dead = [e for e in entries if e["from"] == "ruler" and "first post" in e["words"]]
    assert dead and dead[0]["polity"] == plan.case.hegemon


@pytest.mark.thorough
def test_the_panel_tells_every_polity_once_and_then_what_changes() -> None:
    plan = make_plan(ACCOUNT, CASE)
    stepper = Stepper(plan, 5)
    notice = Notice(plan, 0)
    stepper.advance(1)
    first = notice.panel(stepper.world)
    assert [p["id"] for p in first] == [p.name for p in plan.case.polities]
    assert notice.panel(stepper.world) == []
    strong = {u["unit"]: u["strength"] for p in first for u in p["forces"]}
    assert strong == {u.name: u.strength.value for u in plan.case.units}
    named = {o["name"] for p in first for o in p["leaders"]}
    assert named == {o.name for o in plan.case.officials}


class Page:
    """Stands for a page: what it is sent, and what it says when it is heard."""

    def __init__(self, says: list[dict] | None = None) -> None:
        self.got: list[dict] = []
        self.says = says or []

    def send(self, data: str | bytes) -> None:
        self.got.append(read(data))

    def hear(self, seconds: float) -> dict | None:
        if self.says:
            return self.says.pop(0)
        if seconds > 60:
            raise Stopped
        return None

    def of(self, kind: str) -> list[dict]:
        return [m for m in self.got if m["kind"] == kind]

    @property
    def steps(self) -> list[dict]:
        (about,) = self.of("about")
        return [step for m in self.of("steps") for step in steps(m, about)]


def wanted(**request: object) -> Wanted:
    case = load_case(CASE)
    told = {
        "seed": 5,
        "draws": "prior",
        "speed": 0,
        "play": True,
        "panes": [{"account": ACCOUNT, "levers": [], "parameters": {}}],
        **request,
    }
    account = thaw.load_account(ACCOUNT).file
    return Wanted(told, case.file, [account] * len(told["panes"]), {}, 4)  # type: ignore[arg-type]


@pytest.mark.thorough
def test_what_a_page_is_sent_is_the_run() -> None:
    page = Page()
    panes = [
        {"account": ACCOUNT, "levers": levers, "parameters": {}} for levers in ([], ["more_police"])
    ]
    Player(wanted(panes=panes), 9, page.send, page.hear).play()
    (about,) = page.of("about")
    assert (about["run"], about["id"]) == (9, 4)
    assert [m["kind"] for m in page.got][-1] == "end"
    assert [p["levers"] for p in about["panes"]] == ["", "more_police"]
    for pane, levers in enumerate(([], ["more_police"])):
        run = thaw.simulate(ACCOUNT, CASE, [5], levers)
        told = [m for m in page.steps if m["pane"] == pane]
        assert [m["t"] for m in told] == list(range(len(about["days"])))
        for over, values, axis in (
            ("polity", run.data.polity_measures, "measure"),
            ("place", run.data.place_measures, "place_measure"),
        ):
            sent = np.array([[m[over][n] for n in run.data[axis].values] for m in told])
            assert np.array_equal(sent.transpose(0, 2, 1), values.values[0])
    assert {m["id"] for m in about["measures"]} >= {"strikers", "n_concession"}


@pytest.mark.thorough
def test_ground_that_a_page_holds_is_not_told_again() -> None:
    pages = [Page(), Page(), Page()]
    Player(wanted(), 1, pages[0].send, pages[0].hear)
    ground = pages[0].of("about")[0]["ground"]
    Player(wanted()._replace(ground=ground), 1, pages[1].send, pages[1].hear)
    Player(wanted()._replace(ground="other"), 1, pages[2].send, pages[2].hear)
    first, second, third = (p.of("about")[0] for p in pages)
    assert first == third and "days" in first and "marks" in first
    assert "days" not in second and "marks" not in second
    assert {**first, **second} == first


@pytest.mark.thorough
def test_a_run_stands_steps_and_jumps_as_it_is_told() -> None:
    page = Page([{"kind": "step", "n": 3, "id": 1}])
    player = Player(wanted(play=False, jump="1953-01-10"), 1, page.send, page.hear)
    with pytest.raises(Stopped):  # nothing more is said, and it stands
        player.play()
    assert player.t == 3  # the step takes the place of the jump
    page.says = [{"kind": "jump", "day": "1953-01-20"}]
    with pytest.raises(Stopped):
        player.play()
    assert player.t == 20
    page.says = [{"kind": "jump", "day": "1800-01-01", "id": 7}]
    with pytest.raises(Stopped):
        player.play()
    assert player.t == 20 and page.of("error")[0]["id"] == 7
    page.says = [{"kind": "speed", "speed": 1000}, {"kind": "play"}]
    player.play()
    assert player.t == player.steps
    assert [m["t"] for m in page.steps] == list(range(player.steps))
    assert page.of("state")[-1]["t"] == player.steps - 1


@pytest.mark.thorough
def test_quiet_days_that_go_by_in_one_call_are_told_alike() -> None:
    plan = make_plan(ACCOUNT, CASE, ["more_police"])
    stepper, page = Stepper(plan, 5), Page()
    notice, single = Notice(plan, 0, ["more_police"]), []
    while not stepper.done:
        stepper.advance(stepper.t + 1)
        single += notice.look(stepper, stepper.t - 1)
    panes = [{"account": ACCOUNT, "levers": ["more_police"], "parameters": {}}]
    player = Player(wanted(panes=panes), 1, page.send, page.hear)
    calls: list[int] = []
    advance = player.steppers[0].advance
    player.steppers[0].advance = lambda upto: (calls.append(upto), advance(upto))  # type: ignore[method-assign]
    player.play()
    assert len(calls) < player.steps / 2
    told = [e for m in page.of("log") for e in m["entries"]]
    dated = ("outside", "lever", "run", "ruler")
    assert [e for e in told if e["from"] in dated] == [e for e in single if e["from"] in dated]
    assert {e["words"] for e in told} == {e["words"] for e in single}


def test_a_day_is_found_among_steps() -> None:
    days = ["1953-01-01", "1953-02-01", "1953-03-01"]
    assert [step_on(days, d) for d in ("1953-01-31", "1953-02-01", "1999-01-01")] == [0, 1, 2]
    with pytest.raises(ThawError, match="before the case begins"):
        step_on(days, "1952-12-31")


# -- messages ----------------------------------------------------------------------------------

GOOD = [
    {"kind": "hello", "protocol": 1, "id": 3},
    {"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT}], "jump": None},
    {"kind": "jump", "day": "1953-02-01"},
    {"kind": "effect", "case": CASE, "lever": {"event": "x", "drop": True}, "accounts": ["a"]},
]
BAD = [
    ({"kind": "helo", "protocol": 1}, "hello"),
    ({"kind": "hello"}, "needs 'protocol'"),
    ({"kind": "hello", "protocol": "1"}, "protocol"),
    ({"kind": "hello", "protocol": True}, "protocol"),
    ({"kind": "hello", "protocol": 1, "more": 1}, "no 'more'"),
    ({"kind": "start", "case": CASE, "panes": []}, "panes"),
    ({"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT}] * 3}, "panes"),
    ({"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT, "seed": 1}]}, "panes"),
    ({"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT}], "seed": -1}, "seed"),
    ({"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT}], "seed": 1.5}, "seed"),
    ({"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT}], "speed": 1e9}, "speed"),
    (
        {"kind": "start", "case": CASE, "panes": [{"account": ACCOUNT, "levers": [{"path": "x"}]}]},
        "panes",
    ),
    ({"kind": "jump", "day": "1953-02-30"}, "day"),
    ({"kind": "step", "n": 0}, "n"),
    ({"kind": ["hello"]}, "no message"),
    ({}, "no message"),
]


@pytest.mark.parametrize("message", GOOD)
def test_a_message_that_is_one_is_taken(message: dict) -> None:
    assert decode(json.dumps(message)) == message


@pytest.mark.parametrize(("message", "told"), BAD)
def test_a_message_of_another_form_is_refused(message: dict, told: str) -> None:
    with pytest.raises(ThawError) as problem:
        decode(json.dumps(message))
    assert told in str(problem.value)


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "null", '"hello"', "[" * 100_000])
def test_what_is_no_object_is_no_message(text: str) -> None:
    with pytest.raises(Malformed):
        decode(text)


def test_numbers_that_are_none_become_null() -> None:
    told = json.loads(encode("x", a=float("nan"), b=[1.0, float("inf")], c={"d": (float("-inf"),)}))
    assert told == {"kind": "x", "a": None, "b": [1.0, None], "c": {"d": [None]}}


def test_every_kind_is_told_in_the_decision() -> None:
    text = (Path(__file__).parent.parent / "docs/decisions/the-lab.md").read_text(encoding="utf-8")
    assert [k for k in KINDS if f"`{k}`" not in text] == []


# -- levers ------------------------------------------------------------------------------------


def test_a_lever_is_moved_whole() -> None:
    case = load_case(CASE)
    assert days_of(case, "more_police") == [dt.date(1953, 1, 10)]
    made = taken(case, {"lever": "more_police", "on": "1953-02-03"}, {})
    assert made["set"][0]["on"] == dt.date(1953, 2, 3)
    (setting,) = make_plan(ACCOUNT, case, [made]).what_if.settings
    assert setting.on == dt.date(1953, 2, 3)
    assert case.document.data["levers"][1]["set"][0]["on"] == dt.date(1953, 1, 10)


def test_days_of_a_lever_keep_their_distance_and_end_with_the_case() -> None:
    case = load_case("hungary_1956")
    name = next(n for n in case.levers if len(days_of(case, n)) > 1)
    days = days_of(case, name)
    made = taken(case, {"lever": name, "on": str(days[0] - dt.timedelta(days=5))}, {})
    lever = make_plan("null", case, [made]).what_if
    moved = sorted({d for s in lever.settings for d in (s.on, s.until) if d})
    assert moved == [d - dt.timedelta(days=5) for d in days]
    late = taken(case, {"lever": name, "on": str(case.end)}, {})
    make_plan("null", case, [late])  # no day lies beyond the case


def test_events_are_moved_and_dropped() -> None:
    case = load_case(CASE)
    moved = taken(case, {"event": "border-opens", "on": "1953-01-20"}, {})
    gone = taken(case, {"event": "hub-leader-dies", "drop": True}, {})
    events = make_plan(ACCOUNT, case, [moved, gone]).what_if.events
    assert [(e.name, e.on) for e in events] == [("border-opens", dt.date(1953, 1, 20))]


def test_a_mechanism_is_switched_off_for_a_time() -> None:
    case = load_case(CASE)
    given = {"off": "contagion", "polities": ["RIM"], "from": "1953-01-10", "until": "1953-01-20"}
    (off,) = make_plan(ACCOUNT, case, [taken(case, given, {})]).what_if.off
    assert (off.mechanism, off.polities) == ("contagion", ("RIM",))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("more_polic", "more_police"),
        ("/etc/passwd.yaml", "no lever"),
        ("../x.yaml", "no lever"),
        ({"lever": "leader_lives", "on": "1953-01-02"}, "no day that could be moved"),
        ({"event": "border-open", "drop": True}, "border-opens"),
        ({"file": "/etc/passwd"}, "no file was dropped in"),
    ],
)
def test_no_text_of_a_page_is_taken_for_a_path(given: object, told: str) -> None:
    with pytest.raises(ThawError) as problem:
        taken(load_case(CASE), given, {})
    assert told in str(problem.value)


# -- what there is to choose from ---------------------------------------------------------------


def test_the_library_offers_what_can_be_run() -> None:
    found = library()
    for case in found["hello"]["cases"]:
        files = found["files"][case["id"]]
        assert load_case(files["case"]).name == case["id"]
        assert [a["id"] for a in case["accounts"]] == list(files["accounts"])
        assert case["first"] in files["accounts"]
        for name in (case["first"], case["accounts"][-1]["id"]):
            make_plan(files["accounts"][name], files["case"])


def test_tasks_can_be_started() -> None:
    found = library()
    files = Files(found["files"])
    assert len({t["id"] for t in tasks()}) == len(tasks()) > 3
    for task in tasks():
        if task["start"]:
            case = load_case(files.case(task["start"]["case"]))
            for pane in task["start"]["panes"]:
                levers = [taken(case, lever, {}) for lever in pane["levers"]]
                make_plan(files.account(task["start"]["case"], pane["account"]), case, levers)
        if task["published"]:
            asked = task["published"]
            settings_of(load_published(asked["model"]), asked["preset"], asked["settings"])


def test_sliders_come_from_declarations() -> None:
    account = thaw.load_account(ACCOUNT)
    told = told_of_account(account, CASE)["parameters"]
    declared = {f"{m.name}.{n}": p for m in account.mechanisms for n, p in m.parameters.items()}
    assert [p["id"] for p in told] == list(declared)
    for p in told:
        d = declared[p["id"]]
        assert (p["unit"], p["source"], p["default"]) == (d.unit, d.source, d.default)
        assert (p["how"] == "fixed") == (p["id"] in account.fixes)
        if p["how"] == "prior":
            low, high = p["usual"]
            assert low <= p["value"] <= high
    assert {p["id"] for p in told if p["denied"]} >= {
        d.name for d in account.denies if d.name in declared
    }


def test_names_of_a_page_are_looked_up_never_opened() -> None:
    files = Files(library()["files"])
    case = load_case(CASE)
    assert files.case(CASE) == str(case.file)
    for name in (str(case.file), "../cases/toy_two", "file:x.yaml", ""):
        with pytest.raises(ThawError):
            files.case(name)
    with pytest.raises(ThawError):
        files.account(CASE, str(thaw.load_account(ACCOUNT).file))


# -- files of strangers ------------------------------------------------------------------------


def test_mistakes_are_told_as_on_the_command_line(tmp_path: Path) -> None:
    source = thaw.load_account(ACCOUNT).file.read_text(encoding="utf-8")
    spoilt = source.replace("account: stein_1956", "account: mine").replace("grade:", "grad:")
    path = put(tmp_path, "mine.yaml", spoilt, None)
    told = checked(path, tmp_path, None, None)
    with pytest.raises(ThawError) as problem:
        thaw.load_account(path)
    assert not told["ok"] and told["what"] == "account"
    assert told["text"] == str(problem.value)
    assert told["problems"] == problems(problem.value)
    assert told["problems"][0]["where"].startswith("mine.yaml:") and told["problems"][0]["line"]


def test_a_lever_a_case_an_account_and_a_record_are_read(tmp_path: Path) -> None:
    case = load_case(CASE)
    lever = put(tmp_path, "calm.yaml", "title: Calm\ndrop: [hub-leader-dies]\n", None)
    told = checked(lever, tmp_path, None, case.file)
    assert (told["ok"], told["what"], told["title"]) == (True, "lever", "Calm")
    own = case.file.read_text(encoding="utf-8").replace("case: toy_two", "case: mine")
    told = checked(put(tmp_path, "mine.yaml", own, None), tmp_path, None, None)
    assert (told["ok"], told["what"]) == (True, "case")
    source = thaw.load_account(ACCOUNT).file.read_text(encoding="utf-8")
    source = source.replace("account: stein_1956", "account: other")
    told = checked(put(tmp_path, "other.yaml", source, None), tmp_path, None, None)
    assert (told["ok"], told["what"]) == (True, "account")
    home = Path(str(thaw.load_record("twin_republics_1971").folder))
    parts = {f.name: f.read_text(encoding="utf-8") for f in home.iterdir() if f.is_file()}
    told = checked(put(tmp_path, "twin.yaml", None, parts), tmp_path, "record", None)
    assert (told["ok"], told["what"]) == (True, "record"), told


@pytest.mark.parametrize(
    "name", ["../x.yaml", "/x.yaml", "a/b.yaml", ".x.yaml", "x.txt", "x", "a\\b.yaml"]
)
def test_a_name_is_no_more_than_a_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(ThawError, match="cannot be the name of a file"):
        put(tmp_path, name, "x: 1", None)
    with pytest.raises(ThawError, match="cannot be the name of a file"):
        put(tmp_path, "r.yaml", None, {name: "x: 1"})
    assert list(tmp_path.rglob("*.yaml")) == []


def test_code_is_refused_unless_it_is_trusted(tmp_path: Path) -> None:
    source = thaw.load_account(ACCOUNT).file.read_text(encoding="utf-8")
    source = source.replace("account: stein_1956", "account: mine")
    source = source.replace("steps: common\n", "steps: common\nafter: {speak_out: ./mark.py}\n", 1)
    assert "mark.py" in source
    (tmp_path / "mark.py").write_text("raise SystemExit('it ran')\n", encoding="utf-8")
    path = put(tmp_path, "mine.yaml", source, None)
    told = checked(path, tmp_path, None, None)
    assert not told["ok"] and "brings code" in told["text"] and "--trust-code" in told["text"]
    with pytest.raises(ThawError, match="would run on this machine"):
        put(tmp_path, "code.py", "raise SystemExit", None)
    with trust_code():
        assert put(tmp_path, "code.py", "x = 1\n", None).is_file()


def test_a_file_may_not_name_others_outside(tmp_path: Path) -> None:
    own = load_case(CASE).file.read_text(encoding="utf-8").replace("case: toy_two", "case: mine")
    for named in ("../../secret", "/etc", "./../x"):
        text = own.replace("record: null", f"record: {named}")
        told = checked(put(tmp_path, "mine.yaml", text, None), tmp_path, None, None)
        assert not told["ok"] and "was not dropped in" in told["text"]


# -- pictures ----------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("preset", "changes"), [("paper_run2", {}), ("mesa", {}), ("paper_run8", {}), ("netlogo", {})]
)
def test_the_moving_lattice_is_the_run(preset: str, changes: dict) -> None:
    settings = settings_of(load_published("epstein_2002"), preset, {"ticks": 40, **changes})
    frames = list(lattice(settings, 3))
    out, done = record(settings, 3)
    assert [f["tick"] for f in frames] == list(range(done + 1))
    told = [[f["counts"][n] for n in ("active", "jailed", "cops")] for f in frames[1:]]
    assert np.array_equal(told, out[:done, :3])
    for frame in frames:
        drawn = frame["cells"].count
        assert len(frame["cells"]) == settings["width"] * settings["height"]
        if settings["jail_place"] == "off_lattice":
            assert drawn("2") == frame["counts"]["active"]
            assert drawn("3") == 0
            assert drawn("4") == frame["counts"]["cops"]


@pytest.mark.parametrize("crowd", ["ladder", "ladder_changed", "quantiles", "random"])
def test_the_staircase_ends_where_the_model_does(crowd: str) -> None:
    changes = {"crowd": crowd} | ({"crowds": 1} if crowd == "random" else {})
    settings = settings_of(load_published("granovetter_1978"), None, changes)
    told = curve(settings, 2)
    row = simulate_published("granovetter_1978", [2], **changes).iloc[0]
    assert told["joined"] == row["joined"]
    assert told["steps"][0] == [0, 0] and told["steps"][-1] == [told["joined"]] * 2
    assert len(told["x"]) == settings["people"] + 1


def test_mondays_are_those_of_the_model() -> None:
    settings = settings_of(load_published("lohmann_1994"), None, {})
    told = weeks(settings, 1)
    row = simulate_published("lohmann_1994", [1]).iloc[0]
    ends = [*settings["starts"][1:], settings["weeks"]]
    peaks = [max(told["turnout"][a:b]) for a, b in zip(settings["starts"], ends, strict=True)]
    assert peaks == [row[f"peak_{k}"] for k in range(1, len(peaks) + 1)]
    assert dt.date.fromisoformat(told["days"][0]).weekday() == 0


# -- the door ----------------------------------------------------------------------------------


def test_what_is_missing_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda n, *a: None if n == "uvicorn" else real(n, *a)
    )
    assert main(["lab", "--no-browser"]) != 0
    told = capsys.readouterr().err
    assert "needs uvicorn" in told and 'pip install "thaw-sim[lab]"' in told


def test_one_file_of_a_record_is_told_to_be_too_few(tmp_path: Path) -> None:
    path = put(tmp_path, "alone.yaml", "record: alone\nevents: 3\n", None)
    found = checked(path, tmp_path, None, None)
    assert not found["ok"] and "drop all files of the record at once" in found["text"]


def test_a_port_in_use_is_told(capsys) -> None:
    held = opening.taken_port("127.0.0.1", 0)
    try:
        port = held.getsockname()[1]
        assert main(["lab", "--no-browser", "--port", str(port)]) != 0
        told = capsys.readouterr().err
        assert f"port {port} is in use by another program" in told and "--port" in told
    finally:
        held.close()


def test_an_unknown_case_is_told_before_anything_starts(capsys) -> None:
    assert main(["lab", "toy_tow", "--no-browser", "--port", "0"]) != 0
    assert "toy_two" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "abroad", "right"),
    [
        ("127.0.0.1:80", False, False),
        ("127.0.0.1:8765", False, True),
        ("LOCALHOST:8765", False, True),
        ("[::1]:8765", False, True),
        ("evil.example:8765", False, False),
        ("evil.example:8765", True, False),
        ("192.168.1.5:8765", False, False),
        ("192.168.1.5:8765", True, True),
        ("", False, False),
    ],
)
def test_a_host_is_one_of_this_machine(host: str, abroad: bool, right: bool) -> None:
    assert Guard(None, 8765, "t", abroad=abroad)._is_host(host.lower()) is right  # type: ignore[arg-type]
