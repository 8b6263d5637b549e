"""Goods on board of ada, and bob who could come for them."""

import pytest

from shared.messages.events import Actor
from tests.builders import a_point
from tests.world import World


@pytest.fixture
def job(world: World, ada: Actor, job: str) -> str:
    """On board of ada, who is two hundred metres on her way."""
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, job)
    world.is_seen("ada", a_point(north_m=200))
    world.settle()
    return job


@pytest.fixture
def bob(world: World, job: str) -> Actor:
    return world.a_provider_on_duty("bob", north_m=600)
