"""An hour of play does not grow the lab's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lab_page import IN_A_BROWSER, WIDE, Lab
from stand_in import told

pytestmark = [*IN_A_BROWSER, pytest.mark.slow]


@pytest.fixture
def lab(browser: Any) -> Iterator[Lab]:
    made = Lab(browser, told("bloc_1953"), WIDE)
    yield made
    made.close()


def test_an_hour_of_steps_does_not_grow_it(lab: Lab, capsys: pytest.CaptureFixture) -> None:
    """72,000 steps, as many as an hour has at 20 a second, sent as fast as the page takes them."""
    page, link = lab.page, lab.context.new_cdp_session(lab.page)
    link.send("Performance.enable")
    page.select_option("#speed", "0")
    steps = int(page.get_attribute("#slider", "max")) + 1

    def held() -> tuple[float, int]:
        link.send("HeapProfiler.collectGarbage")
        found = {m["name"]: m["value"] for m in link.send("Performance.getMetrics")["metrics"]}
        return found["JSHeapUsedSize"] / 1e6, int(found["Nodes"])

    sizes, passed, seed = [], 0, 100
    while passed < 72_000:
        seed += 1
        page.click("#again")
        page.fill("#seed", str(seed))
        lab.after("start", lambda: page.press("#seed", "Tab"))
        page.click("#play")
        lab.until("document.getElementById('status').textContent.includes('whole run')")
        passed += steps
        sizes.append(held())
    third = len(sizes) // 3
    with capsys.disabled():
        print(
            f"\n{passed:,} steps in {len(sizes)} runs: "
            f"heap {sizes[third][0]:.1f} to {sizes[-1][0]:.1f} MB, nodes {sizes[third][1]} to {sizes[-1][1]}"
        )
    assert sizes[-1][0] <= sizes[third][0] * 1.1 + 1
    assert sizes[-1][1] <= sizes[third][1] * 1.1 + 50
