"""The built console in a real browser, on the real backend: each story has a town of its own."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.person import TIMEOUT_S
from benchmarks.town import Town, open_town
from devtools import browsers, project, suite
from shared.models.place import LatLng
from tests.console.screen import Screen

OpenTown = Callable[..., Town]
OpenScreen = Callable[..., Screen]
WITHIN_MS = 45_000
PATIENT = {"stale_after_s": 600, "lost_after_s": 900}
"""Nobody rides in these stories: who came on duty counts as seen however slow the machine is."""
BUILT = project.ROOT / "clients" / "console" / "dist" / "index.html"


@pytest.fixture(scope="package")
def running() -> Iterator[suite.Suite]:
    assert BUILT.exists(), "the console is not built: make console-build"
    with suite.attach_or_run() as around:
        yield around


@pytest.fixture(scope="package")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=TIMEOUT_S) as client:
        yield client


@pytest.fixture(scope="package")
def numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def new_town(running: suite.Suite, http: httpx.Client, numbers: Iterator[int]) -> OpenTown:
    def opened(**dispatch: object) -> Town:
        number = next(numbers)
        return open_town(
            running, http, f"console{number}", LatLng(lat=46.0, lng=float(number)), **{**PATIENT, **dispatch}
        )

    return opened


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with this folder: while it is open, the thread counts as being inside an event loop."""
    expect.set_options(timeout=WITHIN_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browsers.ensure(), args=list(browsers.FLAGS))
        yield opened
        opened.close()


@contextmanager
def device(browser: Browser) -> Iterator[Page]:
    """A browser that shares nothing with others: its own storage, its own sign-in."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(WITHIN_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(browser: Browser, running: suite.Suite) -> Iterator[Screen]:
    with device(browser) as page:
        yield Screen(page, running)


@pytest.fixture
def other_screen(browser: Browser, running: suite.Suite) -> Iterator[Screen]:
    """Another device."""
    with device(browser) as page:
        yield Screen(page, running)
