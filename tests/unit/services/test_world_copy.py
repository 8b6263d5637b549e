"""A copy of the world: what is done on it is seen on it, and comes out as one commit with the first preconditions."""

from muster.services.world_copy import WorldCopy
from shared import paths
from shared.models.change import create, put, remove, replace
from shared.models.provider import Provider
from shared.models.zone import Zone
from tests.builders import a_provider
from tests.world import World

PATH = paths.provider("ada")


def a_copy() -> tuple[World, WorldCopy]:
    world = World()
    world.a_provider_on_duty("ada")
    return world, WorldCopy(world.backend)


def named(copy: WorldCopy) -> str | None:
    found = copy.get(PATH, Provider)
    return found.value.name if found else None


def test_what_is_changed_on_the_copy_is_seen_on_it_and_nowhere_else() -> None:
    world, copy = a_copy()
    known = copy.get(PATH, Provider)
    assert known is not None

    copy.commit([replace(known, known.value.model_copy(update={"name": "Grace"}))])

    assert (named(copy), named(copy.as_it_was()), world.provider("ada").name) == ("Grace", "Ada", "Ada")
    assert [one.name for one in copy.were(Provider)] == ["Ada"]


def test_changes_of_one_document_come_out_as_one_write_with_the_first_precondition() -> None:
    _, copy = a_copy()
    known = copy.get(PATH, Provider)
    assert known is not None

    copy.commit([replace(known, known.value.model_copy(update={"name": "Grace"}))])
    copy.commit([put(PATH, known.value.model_copy(update={"name": "Hedy"}))])

    (write,) = copy.writes
    assert (write.token, write.must_be_new) == (known.token, False)
    assert named(copy) == "Hedy"


def test_what_is_made_and_changed_must_still_be_new() -> None:
    _, copy = a_copy()
    path = paths.provider("eve")
    copy.commit([create(path, a_provider(provider_id="eve"))])
    made = copy.get(path, Provider)
    assert made is not None

    copy.commit([replace(made, made.value.model_copy(update={"name": "Eve"}))])

    assert [write.must_be_new for write in copy.writes] == [True]


def test_what_is_made_and_removed_never_was() -> None:
    _, copy = a_copy()
    path = paths.provider("eve")

    copy.commit([create(path, a_provider(provider_id="eve"))])
    copy.commit([remove(path)])

    assert copy.writes == ()
    assert copy.get(path, Provider) is None


def test_what_was_read_is_not_read_again() -> None:
    world, copy = a_copy()
    calls: list[str] = []
    world.store.on_call = calls.append

    for _ in range(3):
        copy.get(PATH, Provider)
    copy.as_it_was().get(PATH, Provider)

    assert calls == ["get_many"]


def test_zones_are_found_as_they_are_on_the_copy() -> None:
    world, copy = a_copy()
    zone = copy.get(paths.zone("mitte"), Zone)
    assert zone is not None

    copy.commit([replace(zone, zone.value.model_copy(update={"name": "Closed"}))])

    (found,) = copy.zones_by_cells(zone.value.cells[:1])
    assert found.name == "Closed"
    assert world.store.value(paths.zone("mitte"), Zone).name == "Mitte"
