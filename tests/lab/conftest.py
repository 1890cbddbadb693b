"""A browser for the tests of this folder, and the lab's page in it, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lab_page import BROWSER, FLAGS, NARROW, WIDE, Lab, missing
from stand_in import told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where pages were not opened in a browser."""
    if missing():
        terminalreporter.write_line(f"tests in a browser were left out: {missing()}")


@pytest.fixture(
    scope="module"
)  # its loop of events would be in the way of tests that have their own
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as run:
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
