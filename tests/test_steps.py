"""The order of steps: however an account writes it, one resolved order and one hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from thaw.account import Account, accounts, load_account, read_account
from thaw.account.steps import COMMON_STEPS, step_rows
from thaw.errors import ThawError
from thaw.jobs.identity import account_key
from thaw.jobs.resolve import resolve
from thaw.mechanisms import ORDER

FULL = "steps: [" + ", ".join(COMMON_STEPS) + "]\n"
SHORT = [name for name in accounts() if load_account(name).document.data["steps"] == "common"]
DENIED = "denies:\n  - {mechanism: contagion, passage: p. 1, why: invented}\n"


def written(folder: Path, steps: str, denies: str = "denies:\n", name: str = "stein_1956") -> Path:
    """A shipped account with other lines in the place of its steps and denials."""
    text = accounts()[name].read_text(encoding="utf-8")
    assert text.count("steps: common\n") == 1
    text = text.replace("steps: common\n", steps).replace("denies:\n", denies, 1)
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def hashes(a: Account) -> tuple[str, str, str]:
    return a.hash, a.prior_hash, account_key(a)


def fault(file: Path) -> ThawError:
    with pytest.raises(ThawError) as caught:
        load_account(file)
    return caught.value


def test_all_theories_are_written_as_what_differs() -> None:
    assert len(SHORT) == len(accounts()) - 1
    assert ORDER[1:] == COMMON_STEPS


@pytest.mark.parametrize("name", SHORT)
def test_a_shipped_account_written_in_full_has_the_same_hashes(name: str, tmp_path: Path) -> None:
    short, full = load_account(name), load_account(written(tmp_path, FULL, name=name))
    assert full.steps == short.steps == COMMON_STEPS
    assert hashes(full) == hashes(short)


def test_a_change_written_either_way_is_the_same_account(tmp_path: Path) -> None:
    one = load_account(
        written(
            tmp_path / "one",
            "steps: common\nwithout: [contagion]\nbefore: {see: base_rates}\n",
            DENIED,
        )
    )
    names = [n for n in COMMON_STEPS if n != "contagion"]
    names.insert(names.index("see"), "base_rates")
    two = load_account(written(tmp_path / "two", f"steps: [{', '.join(names)}]\n", DENIED))
    assert one.steps == two.steps == tuple(names)
    assert hashes(one) == hashes(two) != hashes(load_account("stein_1956"))
    spelled = [s["mechanism"] for s in resolve(one, "toy_two")["account"]["steps"]]
    assert spelled == names


def test_after_and_before_keep_the_order_of_a_list(tmp_path: Path) -> None:
    lines = "steps: common\nwithout: [councils, exit]\n"
    file = written(tmp_path, lines + "after: {see: [exit, councils]}\n")
    steps = read_account(file).steps
    at = steps.index("see")
    assert steps[at : at + 4] == ("see", "exit", "councils", "strike_news")
    file = written(tmp_path, lines + "before: {see: [exit, councils]}\n")
    steps = read_account(file).steps
    assert steps[steps.index("see") - 2 : steps.index("see")] == ("exit", "councils")


def test_a_step_left_out_by_name_still_needs_its_denial(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "steps: common\nwithout: [exit, contagion]\n", DENIED))
    assert error.problem == "'exit' is left out but not denied" and error.key == "without.0"
    assert "with the passage" in str(error) and not error.others


def test_a_denied_step_that_runs_is_told_to_go_under_without(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "steps: common\n", DENIED))
    assert "'contagion' is denied but stands among the steps" in str(error)
    assert "`without`" in str(error)


def test_a_short_list_names_all_it_lacks_at_once(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "steps: [see, speak_out]\n"))
    assert "is left out but not denied" in error.problem and "hegemon_decision" in error.problem
    assert "steps: common" in str(error) and not error.others


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("steps: comon\n", "did you mean: common?"),
        ("steps: common\nwithout: [contagoin]\n", "did you mean: contagion?"),
        ("steps: common\nafter: {se: base_rates}\n", "did you mean: see?"),
        ("steps: common\nafter: {see: base_rate}\n", "did you mean: base_rates?"),
        ("steps: common\nafter: {see: exit}\n", "'exit' appears twice"),
        ("steps: common\nafter: {see: [base_rates, base_rates]}\n", "'base_rates' appears twice"),
        ("steps: common\nwithout: [see]\nafter: {see: base_rates}\n", "'see' is left out"),
        ("steps: common\nafter: see\n", "after: is not a table of keys"),
        (FULL + "without: [exit]\n", "`steps` is a list of its own"),
        (FULL + "before: {see: base_rates}\n", "under `precedes`"),
        ("steps: {see: 1}\n", "is no list of mechanisms"),
    ],
)
def test_mistakes_in_what_differs_are_told(lines: str, says: str, tmp_path: Path) -> None:
    assert says in str(fault(written(tmp_path, lines)))


def test_the_order_is_shown_with_what_was_changed(tmp_path: Path) -> None:
    a = load_account(
        written(
            tmp_path,
            "steps: common\nwithout: [contagion]\nafter: {local_shocks: base_rates}\n",
            DENIED,
        )
    )
    _, rows = step_rows(a)
    at = str(a.steps.index("local_shocks") + 2)
    assert (at, "base_rates", "put in after local_shocks") in rows
    assert rows[-1] == ("-", "contagion", "common, left out")
    assert [row[1] for row in rows[:-1]] == list(a.steps)
