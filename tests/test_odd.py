"""ODD descriptions say what the declarations say, hold every element, and are fresh."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from thaw.account import accounts, load_account
from thaw.account.shelves import shelves
from thaw.case import cases, load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.evidence.from_record import items_for
from thaw.jobs.odd import account_delta, case_odd, numbers_of, odd
from thaw.jobs.odd_parts import order_of, shared_priors, submodels
from thaw.mechanism import load_mechanism
from thaw.record import load_record

ROOT = Path(__file__).parent.parent
ELEMENTS = (
    "1. Purpose and patterns",
    "2. Entities, state variables and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialisation",
    "6. Input data",
    "7. Submodels",
)


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("make_odd", ROOT / "tools" / "make_odd.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_pages_are_fresh(pages):
    folder = ROOT / "docs" / "reference" / "odd"
    assert {str(f.relative_to(folder)) for f in folder.rglob("*.md")} == set(pages)
    for name, text in pages.items():
        assert (folder / name).read_text(encoding="utf-8") == text, "run tools/make_odd.py"


def test_every_case_and_account_has_a_page_with_all_elements(pages):
    shelved = [name for files in shelves().values() for name in files]
    for name in cases():
        page = pages[f"cases/{name}.md"]
        assert re.findall(r"^## (.+)$", page, re.MULTILINE) == list(ELEMENTS)
    for name in [*accounts(), *shelved]:
        page = pages[f"accounts/{name.replace('/', '.')}.md"]
        assert [h for h in ELEMENTS if f"## {h}\n" in page] == list(ELEMENTS)


def test_a_case_tells_every_number_with_unit_and_source():
    case = load_case("twin_republics_1971")
    text = case_odd(case)
    for thing in (*case.polities, *case.places, *case.strata, *case.units):
        for whose, name, _, unit, _, _ in numbers_of(thing):
            assert f"| {whose} | {name} | " in text
            assert unit, f"{whose} {name} has no unit"
    for event in case.events:
        assert f"| {event.on} | `{event.name}` |" in text
    for official in case.officials:
        assert f"| {official.name} |" in text


def test_patterns_are_items_that_the_record_can_see():
    case = load_case("purge_1934")
    items = items_for(case, load_record(case.record))
    unseen = {i.what for i in items} - {i.what for i in items if i.visible}
    told = case_odd(case).split("## 2.")[0]
    assert unseen and not any(f"| {what} |" in told for what in unseen)


def test_a_submodel_tells_its_numbers_its_rule_and_the_prior_that_all_share():
    text, shared = submodels("society"), shared_priors("society")
    for name in order_of("society"):
        made = load_mechanism(name)
        part = text.split(f"### {name}\n")[1].split("\n### ")[0]
        assert f"def {name}(" in part and "@mechanism" not in part
        for word, p in made.parameters.items():
            assert f"| `{word}` | " in part and p.unit in part
            prior = shared.get(f"{name}.{word}")
            if prior is not None:
                assert f"{prior.form}({prior.a:g}, {prior.b:g})" in part


def test_a_delta_tells_what_an_account_changes_and_nothing_else():
    account = load_account("stein_1956")
    text = account_delta(account)
    for name in account.priors:
        assert f"| `{name}` | " in text
    for name in account.fixes:
        assert f"| `{name}` | " in text
    for denial in account.denies:
        assert f"| `{denial.name}` | {denial.cited} |" in text
    for told in account.predicts:
        assert f"| `{told['id']}` |" in text
    untouched = set(account.shared) - set(account.priors) - set(account.fixes)
    assert untouched and not any(f"| `{name}` |" in text for name in untouched)


def test_a_step_that_is_left_out_or_put_in_is_told(tmp_path):
    source = accounts()["stein_1956"].read_text(encoding="utf-8")
    source = source.replace("account: stein_1956", "account: mine_2025")
    source = source.replace(
        "denies:\n", "denies:\n  - {mechanism: national_grievance, passage: p. 12, why: invented}\n"
    ).replace("steps: common\n", "steps: common\nwithout: [national_grievance]\n")
    file = tmp_path / "mine_2025.yaml"
    file.write_text(source, encoding="utf-8")
    text = odd(file)
    assert "| left out | `national_grievance` |" in text and "| p. 12 | invented |" in text


def test_the_command(tmp_path, capsys):
    file = tmp_path / "odd.md"
    assert main(["odd", "twin_republics_1971", "--out", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Two republics, 1971-72: ODD description") and "def see(" in text
    assert main(["odd", "general/elite_split"]) == 0
    assert "delta ODD" in capsys.readouterr().out
    with pytest.raises(ThawError, match="twin_republics_1971"):
        odd("twin_republic_1971")
