"""Real functions in the one suite: each story has an area of its own, far from the others."""

import itertools
from collections.abc import Callable, Iterator

import httpx
import pytest

from benchmarks.person import TIMEOUT_S
from benchmarks.town import Town, open_town
from devtools import suite
from shared.models.place import LatLng

OpenTown = Callable[..., Town]


@pytest.fixture(scope="session")
def functions_suite() -> Iterator[suite.Suite]:
    with suite.attach_or_run() as running:
        yield running


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=TIMEOUT_S) as client:
        yield client


@pytest.fixture(scope="session")
def new_town(functions_suite: suite.Suite, http: httpx.Client) -> OpenTown:
    numbers = itertools.count(1)

    def opened(**dispatch: object) -> Town:
        number = next(numbers)
        centre = LatLng(lat=45.0, lng=float(number))
        return open_town(functions_suite, http, f"town{number}", centre, **dispatch)

    return opened
