"""The pages as a site: built by one command, and a check that finds what is broken."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def load(name: str):
    spec = importlib.util.spec_from_file_location(f"site_{Path(name).stem}", ROOT / "tools" / name)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_check_finds_what_is_broken(tmp_path: Path) -> None:
    faults = load("check_site.py").faults
    assert faults(tmp_path) == [f"{tmp_path}: no page"]
    good = '<h1 id="top">x</h1><a href="b.html#there">b</a><a href="#top">t</a><img src="p.svg">'
    (tmp_path / "a.html").write_text(good, encoding="utf-8")
    (tmp_path / "b.html").write_text('<p id="there">x</p><a href="https://x.org">', "utf-8")
    (tmp_path / "p.svg").write_text("<svg/>", encoding="utf-8")
    assert faults(tmp_path) == []
    (tmp_path / "c.html").write_text(
        '<a href="gone.html"></a><a href="b.html#nowhere"></a><script src="https://cdn.x/y.js"></script>',
        encoding="utf-8",
    )
    told = "\n".join(faults(tmp_path))
    assert "no file behind gone.html" in told and "no anchor behind b.html#nowhere" in told
    assert "loads https://cdn.x/y.js from elsewhere" in told and len(told.splitlines()) == 3


def test_every_page_stands_in_the_contents() -> None:
    """All folders of pages stand in the column at the side, or in an index that does."""
    made = load("site/conf.py")
    told = made.contents()
    folders = {p.parent.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md")}
    for folder in folders - {"docs"}:
        assert f"{folder}/*" in told, f"{folder} is in no table of contents"
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.stem}\n" in told


@pytest.mark.slow
def test_the_site_is_built_whole_and_its_links_hold(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-E", "--keep-going"]
    command += ["-c", str(ROOT / "tools/site"), str(ROOT), str(tmp_path)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert made.returncode == 0, made.stderr
    assert load("check_site.py").faults(tmp_path) == []
    assert (tmp_path / "index.html").exists() and (tmp_path / "search.html").exists()
