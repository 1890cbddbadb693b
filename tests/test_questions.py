"""Pages by question: each has something that is run, and the commands of the small ones are run as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from thaw.case import cases
from thaw.cli import main

ROOT = Path(__file__).parent.parent
INDEX = ROOT / "docs" / "questions.md"
PART = re.compile(
    r"^(?:`(?P<name>[\w.]+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
ROW = re.compile(r"^\| (.+\?) \| \[[^\]]+\]\(([^)#]+)", re.MULTILINE)
REFUSED = "# refused"
RUN = (
    "how-to/from-csv-to-verdict",
    "how-to/cite-a-report",
    "how-to/when-not-to-use-thaw",
    "how-to/make-the-same-result-again",
    "how-to/describe-a-model-for-a-journal",
    "how-to/take-numbers-elsewhere",
    "how-to/see-where-sources-disagree",
    "how-to/when-something-fails",
    "how-to/write-a-record",
    "how-to/look-at-runs",
)
"""Pages whose commands and scripts are run here, in the order of the page, in one folder."""

LONG = ("how-to/teach-with-a-small-case", "how-to/act-on-an-answer", "ideas/verdict")
"""The same with `--slow`: they make a hundred runs of each theory of the small case."""

LARGE = ("bloc_1953", "hungary_1956", "monopoly_1917", "purge_1934")
"""Cases whose commands are read and not run."""


def parts(page: Path) -> list[tuple[str, str, str]]:
    """Name of a file, kind and text of each block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [(m["name"] or "", m["kind"], m["text"]) for m in PART.finditer(text)]


def run(line: str) -> None:
    """One command of a page; one that is marked so must be refused as a mistake of the input."""
    refused = REFUSED in line
    words = shlex.split(line, comments=True)
    if words[:1] == ["python"]:  # a tool of the repository, told as from its root
        there = [str(ROOT / w) if w.startswith(("tools/", "src/")) else w for w in words[1:]]
        subprocess.run([sys.executable, *there], check=True)
    if not words or words[0] != "thaw" or set(words) & set(LARGE):
        return
    if words[1] == "show" and "out/twin" in words and not Path("out/twin/runs").exists():
        return  # the whole folder of a comparison, which a long page makes
    assert main(words[1:]) == (2 if refused else 0), line


def follow(page: Path) -> int:
    """Do what a page says, from its first block to its last; the number of commands and scripts."""
    done = 0
    for name, kind, text in parts(page):
        if name:
            Path(name).write_text(text, encoding="utf-8")
        elif kind == "sh":
            for line in text.splitlines():
                run(line)
                done += line.startswith("thaw")
        elif kind == "python":
            exec(compile(text, f"{page.stem}.py", "exec"), {"__name__": page.stem})
            done += 1
    return done


@pytest.mark.thorough
@pytest.mark.parametrize("page", RUN)
def test_a_page_runs_from_top_to_bottom(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = Path("out/twin")  # where the pages have it that compared the small case before
    made.mkdir(parents=True)
    shutil.copy(ROOT / "docs/ideas/verdict/comparison.json", made)
    assert follow(ROOT / "docs" / f"{page}.md") >= 2


@pytest.mark.slow
@pytest.mark.parametrize("page", LONG)
def test_a_long_page_runs_from_top_to_bottom(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert follow(ROOT / "docs" / f"{page}.md") >= 2


def test_at_least_fifteen_questions_have_a_page_with_something_that_is_run() -> None:
    rows = ROW.findall(INDEX.read_text(encoding="utf-8"))
    assert len(rows) >= 15
    pages = {(INDEX.parent / target).resolve() for _, target in rows}
    assert len(pages) == len(rows), "one page a question"
    how_to = set((ROOT / "docs" / "how-to").glob("*.md"))
    assert how_to <= pages, "every page of docs/how-to stands behind a question"
    run = [p for p in pages if any(kind == "python" for _, kind, _ in parts(p))]
    run += [p for p in pages if p not in run and str(p.relative_to(INDEX.parent))[:-3] in RUN]
    assert len(run) >= 15


def test_cases_that_are_not_run_are_those_of_full_size() -> None:
    assert set(LARGE) == {n for n in cases() if n not in ("toy_two", "twin_republics_1971")}


def test_the_page_of_a_case_of_ones_own_says_what_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """What the page on a table of events foretells about its rows is what the command tells."""
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / "how-to" / "from-csv-to-verdict.md"
    (name, _, text), *rest = parts(page)
    Path(name).write_text(text, encoding="utf-8")
    for line in rest[0][2].splitlines():
        run(line)
    told = capsys.readouterr().out
    assert re.search(r"used +7\nset aside +1\nrefused +0\ntogether +8", told)
