"""What contributors are handed works: forms, hooks, targets of make, the check of large files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
KINDS = {"markdown", "input", "textarea", "dropdown"}


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.stem)
def test_a_form_can_be_shown_and_asks_something(form: Path) -> None:
    """The keys that a form needs to be shown at all, and questions that differ."""
    data = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert data["name"] and data["description"] and data["body"]
    asked = [part for part in data["body"] if part["type"] != "markdown"]
    assert {part["type"] for part in data["body"]} <= KINDS
    assert all(part["attributes"]["label"] for part in asked)
    assert len({part["id"] for part in asked}) == len(asked)
    assert any(part.get("validations", {}).get("required") for part in asked)
    assert all(part["attributes"]["options"] for part in asked if part["type"] == "dropdown")


def test_contributing_names_forms_that_exist() -> None:
    names = {yaml.safe_load(f.read_text(encoding="utf-8"))["name"] for f in FORMS}
    assert names == {
        "New account",
        "Wrong date or figure",
        "Passage misread",
        "Published number not met",
        "Bug",
    }
    text = (
        read("CONTRIBUTING.md").lower().replace("a date or figure is wrong", "wrong date or figure")
    )
    text = text.replace("a passage is misread", "passage misread")
    text = text.replace("a published number is not met", "published number not met")
    assert all(name.lower() in text for name in names - {"Bug"})


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/start/index.md", "Makefile"]
)
def test_targets_that_pages_name_exist(page: str) -> None:
    text = read(page)
    said = set(re.findall(r"(?:^|`)#? *make ([a-z]+)", text, re.MULTILINE))
    assert said and said <= targets()


def test_the_workflow_covers_the_versions_that_are_promised() -> None:
    flow = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]["test"]
    versions = flow["strategy"]["matrix"]["python"]
    assert versions == ["3.11", "3.12", "3.13"]
    assert f'requires-python = ">={versions[0]}"' in read("pyproject.toml")
    assert any("make test" in step.get("run", "") for step in flow["steps"])


def test_hooks_run_what_is_there_and_need_no_network() -> None:
    repos = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert {repo["repo"] for repo in repos} == {"local"}
    words = [hook["entry"].split() for repo in repos for hook in repo["hooks"]]
    assert all(entry[0].startswith(".venv/bin/") for entry in words)
    assert {entry[0].removeprefix(".venv/bin/") for entry in words} == {"ruff", "mypy", "python"}
    assert all((ROOT / entry[1]).exists() for entry in words if entry[0].endswith("python"))


def test_large_files_are_refused(tmp_path: Path) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_bytes(b"0" * 500_000)
    large.write_bytes(b"0" * 500_001)
    tool = [sys.executable, str(ROOT / "tools" / "no_large_files.py")]
    assert subprocess.run([*tool, str(small), str(tmp_path)]).returncode == 0
    made = subprocess.run([*tool, str(small), str(large)], capture_output=True, text=True)
    assert made.returncode == 1
    assert "large.csv: 500,001 bytes" in made.stdout and "small.csv" not in made.stdout


def test_locked_versions_meet_what_is_declared() -> None:
    """Every dependency and tool that pyproject.toml names has an exact version in the lock."""
    named = re.findall(r'^ +"([a-z0-9_-]+)>=', read("pyproject.toml"), re.MULTILINE)
    locked = {
        line.split("==")[0].lower().replace("_", "-")
        for line in read("requirements.lock").splitlines()
        if "==" in line
    }
    assert {"deptry", "numba", "pytest-cov"} <= set(named)
    assert set(named) <= locked and "setuptools" not in locked
