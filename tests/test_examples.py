"""Every script of examples/ runs from its own file, at a small size, and draws a picture."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
SMALL = {"everybody": {"seed": 2}}
"""Arguments that keep the test short; four runs for all others."""

pytestmark = pytest.mark.thorough


@pytest.fixture(autouse=True)
def _plain_settings():
    """Scripts choose a style and a back end; what comes after them finds neither."""
    before = matplotlib.get_backend()
    with matplotlib.rc_context():
        plt.switch_backend("Agg")
        yield
        plt.close("all")
    plt.switch_backend(before)


def load(script: Path):
    spec = importlib.util.spec_from_file_location(f"example_{script.stem}", script)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


def marks(picture: str) -> int:
    """Drawn paths inside the axes."""
    return len(re.findall(r"<path [^>]*clip-path", picture))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)
def test_it_draws(script: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    load(script).main(picture, **SMALL.get(script.stem, {"runs": 4}))
    text = picture.read_text(encoding="utf-8")
    assert marks(text) > 0


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)
def test_it_is_short_and_shown(script: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 40
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert f"]({script.name})" in page and f"docs/examples/{script.stem}.svg)" in page
    assert (ROOT / "docs" / "examples" / f"{script.stem}.svg").exists()
