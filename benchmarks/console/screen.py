"""The console's page as the benchmark sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.person import Person
from devtools import browsers
from devtools.suite import Suite
from simulator.auth import PASSWORD

PROBE = Path(__file__).with_name("probe.js")
SIZE = {"width": 1280, "height": 860}
WITHIN_MS = 60_000
SETTLES_MS = 4_000
"""After the first view: what comes late still counts as read for it, and the map is there."""


@dataclass(frozen=True)
class Screen:
    """One tab of Chromium with the console in it."""

    page: Page
    cdp: CDPSession
    area_id: str

    def visit(self, view: str) -> None:
        """Go to a view and wait until it is quiet."""
        self.page.evaluate(f"location.hash = '#/{self.area_id}/{view}'")
        self.page.locator("[aria-busy=true]").first.wait_for(state="hidden")
        self.settle()

    def settle(self) -> None:
        """Wait until what came before is on screen."""
        self.page.wait_for_timeout(SETTLES_MS)

    def delay_s(self, awaited: str, change: Callable[[], object]) -> tuple[float, float]:
        """Make a change; gives how long after its commit began, and after it was acknowledged, it was painted.

        Args:
            awaited: call of the probe that resolves to the time when it was painted.
            change: commits.

        Raises:
            playwright.sync_api.Error: it was not painted within 30 s.
        """
        self.page.evaluate(f"() => {{ musterProbe.awaited = musterProbe.{awaited}; }}")
        began_s = time.time()
        change()
        known_s = time.time()
        painted_s = self.page.evaluate("() => musterProbe.inTime(musterProbe.awaited)") / 1000
        return painted_s - began_s, painted_s - known_s

    def probe(self, name: str) -> Any:
        """Read what the probe has noted."""
        return self.page.evaluate(f"() => musterProbe.{name}")

    def heap_bytes(self) -> float:
        """Collect garbage, and give what is still held."""
        for _ in range(2):
            self.cdp.send("HeapProfiler.collectGarbage")
        metrics = self.cdp.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "JSHeapUsedSize"))


@contextmanager
def opened(suite: Suite, person: Person, area_id: str) -> Iterator[Screen]:
    """Open the console on an area's map, signed in, in a Chromium of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.ensure(), args=list(browsers.FLAGS))
        page = browser.new_page(viewport=SIZE, locale="en-GB")  # type: ignore[arg-type]
        page.set_default_timeout(WITHIN_MS)
        page.add_init_script(path=PROBE)
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable")
        signed = f"?email={person.uid}@example.com&password={PASSWORD}"
        page.goto(f"{suite.hosting_url}/{signed}#/{area_id}/map")
        page.get_by_role("status").filter(has_text="Live").wait_for()
        page.locator(".map-canvas canvas").wait_for()
        page.wait_for_timeout(SETTLES_MS)
        yield Screen(page, cdp, area_id)
        browser.close()
