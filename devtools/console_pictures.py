"""Takes the pictures of the console that the README shows: ``python -m devtools.console_pictures``, on a live city.

The city is the simulator's; the pictures are taken in an installed Chrome or Chromium once the city is busy.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from playwright.sync_api import Locator, Page, sync_playwright

from devtools import browsers, project, steps

PICTURES = project.ROOT / "docs" / "pictures"
CITY = ("--rate", "6", "--providers", "60", "--seed", "11")
LINK = re.compile(r"http://\S+/\?\S+")
BUSY_WITH = 5
"""Jobs under way."""
BUSY_WITHIN_MS = 600_000
DRAWN_MS = 5_000
SIZE = {"width": 1280, "height": 800}


def main() -> int:
    """Run a city, wait until it is busy, take the pictures; returns the exit code."""
    with _city() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.ensure(), args=list(browsers.FLAGS))
        page = browser.new_page(viewport=SIZE, color_scheme="light", locale="en-GB")  # type: ignore[arg-type]
        page.set_default_timeout(60_000)
        page.goto(link)
        page.get_by_text("Live", exact=True).wait_for()
        _take_all(page)
        browser.close()
    return 0


def _take_all(page: Page) -> None:
    _visit(page, "bookings")
    page.get_by_role("row").filter(has_text="In progress").nth(BUSY_WITH - 1).wait_for(timeout=BUSY_WITHIN_MS)
    page.get_by_role("row").filter(has_text="In progress").get_by_role("link").first.click()
    page.locator(".plot canvas").wait_for()
    _reasons(page).wait_for()
    page.wait_for_timeout(DRAWN_MS)
    _shoot(page, "console-booking")
    _take(page, "map", "console-area")
    _take(page, "supply", "console-supply")
    page.get_by_role("button", name="Use dark colours").click()
    _take(page, "map", "console-area-dark")


def _reasons(page: Page) -> Locator:
    """The last decision's candidates with their scores, once the backend has explained it."""
    return (
        page.get_by_role("table", name="Candidates and the parts of their scores, in seconds").get_by_role("row").nth(1)
    )


def _take(page: Page, view: str, name: str) -> None:
    _visit(page, view)
    page.wait_for_timeout(DRAWN_MS)
    _shoot(page, name)


def _visit(page: Page, view: str) -> None:
    page.get_by_role("navigation", name="Views").locator(f"a[href$='/{view}']").click()


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    steps.say(f"docs/pictures/{name}.png")


@contextmanager
def _city() -> Iterator[str]:
    """Run the simulator beside; gives the console's link on it."""
    command = [sys.executable, "-m", "simulator", "--console", *CITY]
    with subprocess.Popen(command, cwd=project.ROOT, stderr=subprocess.PIPE, text=True) as city:
        try:
            yield _link_in(city.stderr)
        finally:
            city.terminate()
            city.communicate()


def _link_in(output: IO[str] | None) -> str:
    for line in output or ():
        steps.say(line.rstrip())
        if found := LINK.search(line):
            return found[0]
    raise steps.StepFailed("the city ended before it told the console's link")


if __name__ == "__main__":
    sys.exit(main())
