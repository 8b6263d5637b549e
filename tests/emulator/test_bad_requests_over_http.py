"""A sample of the bad requests, over HTTP to the real functions."""

import random

import httpx
import pytest

from benchmarks.town import Town
from shared import collection_names
from tests.emulator.conftest import OpenTown
from tests.in_process import id_token
from tests.unit.triggers.bad_requests import Bad, bad_requests

WARM = ("place_booking", "cancel_booking", "accept_offer", "register_device", "put_zone")
"""Functions that the other stories use too: each further one would start a process."""
EACH = 12
SAMPLE = [
    bad
    for name in WARM
    for bad in random.Random(name).sample([each for each in bad_requests() if each.command == name], EACH)
]


@pytest.fixture(scope="module")
def town(new_town: OpenTown) -> Town:
    opened = new_town()
    opened.customer().call("place_booking", **opened.order())
    return opened


def send(town: Town, bad: Bad, number: int) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    if bad.role is not None:
        claims = {"role": bad.role, "areas": [town.area_id]}
        headers["Authorization"] = f"Bearer {id_token(f'sampled-{number}', claims, town.suite.project_id)}"
    return town.http.post(town.suite.callable_url(bad.command), content=bad.body, headers=headers)


def counted(town: Town) -> dict[str, int]:
    """Documents by collection; the count of refused demand grows by design."""
    names = [collection.id for collection in town.server.collections() if collection.id != collection_names.REFUSALS]
    return {name: int(town.server.collection(name).count().get()[0][0].value) for name in names}


def test_bad_requests_over_http_are_refused_with_a_code_and_change_nothing(town: Town) -> None:
    before = counted(town)

    answers = [(bad, send(town, bad, number)) for number, bad in enumerate(SAMPLE)]

    wrong = [(bad.command, bad.about, answer.text) for bad, answer in answers if code_of(answer) not in bad.told]
    assert len(SAMPLE) == len(WARM) * EACH
    assert not wrong
    assert all(400 <= answer.status_code < 500 for _, answer in answers)
    assert counted(town) == before


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["details"]["code"]).split(" ", maxsplit=1)[0]
