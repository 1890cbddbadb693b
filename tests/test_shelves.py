"""Shelves of accounts, and general theories: told by one name, of no country, and none of them another."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import combinations

import pytest
from jsonschema import Draft202012Validator as Validator

from thaw.account import accounts, load_account, read_account, shelf, shelves
from thaw.account.claims import check_test
from thaw.account.dates_of_case import WORDS, account_in, dated
from thaw.account.shelves import as_typed, named
from thaw.case import cases, load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.files import find, parse_yaml, read_yaml
from thaw.jobs.claim_runs import opened
from thaw.jobs.schema import schema_of
from thaw.mechanism import load_mechanism

GENERAL = shelf("general")
WHERE = {"any", "same", "others", "satellites", "hegemon"}


def test_a_shelf_is_a_folder_beside_the_accounts() -> None:
    assert {"general", "apparatus", "invented"} <= set(shelves())
    assert len(GENERAL) >= 9
    assert [find("accounts", a) for a in GENERAL] == list(shelves()["general"].values())
    assert not {a.split("/")[1] for a in GENERAL} & set(accounts()), "compared where nobody asks"


def test_what_is_no_shelf_is_told() -> None:
    with pytest.raises(ThawError, match="did you mean: general"):
        shelf("generel")
    with pytest.raises(ThawError, match="stein_1956 is one account: give it with --account"):
        shelf("stein_1956")
    with pytest.raises(ThawError, match="write general/diffusion"):
        find("accounts", "diffusion")


@pytest.mark.parametrize("typed", ["elite_splt", "general/elite_splt"])
def test_a_name_nearly_right_is_found_on_its_shelf(typed: str) -> None:
    with pytest.raises(ThawError, match=r"did you mean: general/elite_split\?"):
        find("accounts", typed)
    with pytest.raises(ThawError, match=r"did you mean: stein_1956\?"):
        find("accounts", "stein_56")


def test_one_name_stands_for_all_and_is_what_the_report_prints() -> None:
    assert named(["mine.yaml"], "general") == [*GENERAL, "mine.yaml"]
    assert named(["mine.yaml"], None) == ["mine.yaml"]
    all_of_it = [load_account(a) for a in GENERAL]
    assert as_typed([*all_of_it, load_account("null")]) == ["--accounts general"]
    two = [load_account("general/diffusion"), load_account("stein_1956")]
    assert as_typed(two) == ["--account general/diffusion", "--account stein_1956"]


def test_commands_know_shelves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accounts", "general"]) == 0
    told = capsys.readouterr().out
    assert "general/elite_split" in told and "thaw compare CASE --accounts general" in told
    assert main(["accounts"]) == 0
    assert "invented/palace_1971" in capsys.readouterr().out
    assert main(["compare", "toy_two", "--accounts", "generel"]) == 2
    assert "no shelf of accounts is called 'generel'" in capsys.readouterr().err


@pytest.mark.parametrize("name", GENERAL)
def test_a_general_account_is_whole(name: str) -> None:
    a = load_account(name)
    data = json.loads(json.dumps(read_yaml(a.file).data, default=str))
    assert [e.message for e in Validator(schema_of("account")).iter_errors(data)] == []
    assert a.ranked and a.grade == "outside scholarship" and a.family != "outside scholarship"
    assert a.says.count(". ") == 0, "one sentence"
    assert a.objection and a.notes and a.sources and len(a.predicts) >= 2
    assert all(s.get("note") for s in a.sources), "how far the passage was seen"
    text = a.file.read_text(encoding="utf-8").split("priors:\n")[1].split("predicts:")[0]
    assert len(re.findall(r"\]\}\s+# \S", text)) == len(a.priors), "each prior with its reason"


@pytest.mark.parametrize("name", GENERAL)
def test_a_prior_says_something(name: str) -> None:
    """Its median is neither the shared one nor the default: nothing stands there for show."""
    a = load_account(name)
    for dotted, prior in a.priors.items():
        step, word = dotted.split(".")
        usual = a.shared.get(dotted)
        usual_value = (
            usual.quantile(0.5) if usual else load_mechanism(step).parameters[word].default
        )
        middle = float(prior.quantile(0.5))
        assert abs(middle - float(usual_value)) > 0.1 * abs(float(usual_value)), dotted


def test_no_general_account_is_another() -> None:
    every = [*GENERAL, *(n for n in accounts() if read_account(accounts()[n]).ranked)]
    made = {n: load_account(n) for n in every}
    for one, other in combinations(made, 2):
        a, b = made[one], made[other]
        assert (a.steps, a.prior_hash) != (b.steps, b.prior_hash), f"{one} runs as {other}"
    for one, other in combinations(GENERAL, 2):
        same = set(made[one].priors) & set(made[other].priors)
        fewer = min(len(made[one].priors), len(made[other].priors))
        assert len(same) <= fewer / 2, f"{one} and {other} are told apart by {same}"


def test_general_accounts_name_no_country_and_no_day() -> None:
    places = [load_case(f) for f in cases().values()]
    countries = {p.name for c in places for p in c.polities} | {
        p.title for c in places for p in c.polities
    }
    for name in GENERAL:
        a = read_account(find("accounts", name))
        for p in a.predicts:
            test = p["test"]
            used = {str(test[k]) for k in ("polity", "with_in", "first_in", "then_in") if k in test}
            assert used <= WHERE, (name, p["id"])
            days = [*test.get("between", []), *(test[k] for k in ("at", "from", "to") if k in test)]
            assert days and set(days) <= set(WORDS), (name, p["id"])
            words = set(re.findall(r"\w[\w ]*\w", str(p["claim"])))
            assert not countries & words, (name, p["id"])


def test_start_and_end_become_the_days_of_a_case() -> None:
    test = {"form": "compare", "between": ["start", "end"], "from": "start", "to": "1954-01-01"}
    first, last = dt.date(1953, 1, 1), dt.date(1957, 12, 31)
    assert dated(test, first, last) == {
        "form": "compare",
        "between": [first, last],
        "from": first,
        "to": "1954-01-01",
    }
    case = load_case("toy_two")
    p = account_in(load_account("general/diffusion"), case).predicts[0]
    assert p["test"]["between"] == [case.start, case.end]
    claims = opened(case, ["general/diffusion", "null"]).claims
    assert [c.test["between"] for c in claims] == [[case.start, case.end]] * len(claims)


@pytest.mark.parametrize(
    ("between", "told"),
    [
        (["start", "end"], ""),
        (["start", "1956-01-01"], ""),
        (["1956-01-01", "end"], ""),
        (["end", "start"], "before it begins"),
        (["begin", "end"], "between.0"),
        (["1957-01-01", "1956-01-01"], "before it begins"),
    ],
)
def test_a_span_in_words_is_held_to_be_one(between: list[str], told: str) -> None:
    test = {"form": "count", "kind": "strike", "polity": "any", "between": between, "at_least": 1}
    d = parse_yaml("a: 1")
    if not told:
        check_test(d, test, ("test",))
        return
    with pytest.raises(ThawError, match=told):
        check_test(d, test, ("test",))


@pytest.mark.thorough
def test_general_accounts_are_compared_by_one_name(tmp_path, capsys) -> None:
    """A run of one of them on the small case, with its predictions judged in the days of the case."""
    assert (
        main(["run", "general/elite_split", "toy_two", "--runs", "1", "--out", str(tmp_path)]) == 0
    )
    told = capsys.readouterr().out
    assert "change-then-opening" in told and "1 of 1" in told


def test_commands_that_read_a_table_take_a_shelf_by_one_name():
    """--accounts SHELF and --account beside it come as one list of accounts."""
    import click
    from click.testing import CliRunner

    from thaw.cli.table_options import several_accounts

    @click.command()
    @click.argument("case")
    @several_accounts
    def told(case: str, accounts: tuple[str, ...]) -> None:
        click.echo(f"{case}: {len(accounts)} {accounts[-1]}")

    run = CliRunner().invoke(told, ["--accounts", "general", "--account", "null", "zembla"])
    assert run.output == f"zembla: {len(GENERAL) + 1} null\n"
