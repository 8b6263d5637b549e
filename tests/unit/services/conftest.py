"""A world with one provider and the job that she has."""

import pytest

from shared.messages.events import Actor
from tests.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ada(world: World) -> Actor:
    return world.a_provider_on_duty("ada")


@pytest.fixture
def job(world: World, ada: Actor) -> str:
    """Won by ada while nobody else was near."""
    return world.won_by(ada)
