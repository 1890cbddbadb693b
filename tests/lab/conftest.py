"""A browser for the tests of this folder, and the lab's page in it, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lab_page import BROWSER, FLAGS, NARROW, WIDE, Lab
from stand_in import told


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install thaw-sim[browser]"
    )
    with playwright.sync_playwright() as run:
        made = run.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    return told()


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def lab(request: pytest.FixtureRequest, browser: Any, answers: dict[str, Any]) -> Iterator[Lab]:
    made = Lab(browser, answers, request.param)
    yield made
    made.close()


@pytest.fixture
def wide(browser: Any, answers: dict[str, Any]) -> Iterator[Lab]:
    made = Lab(browser, answers, WIDE)
    yield made
    made.close()
