"""Whatever operators do and take back, in whatever order: what is stored stays consistent, and refusals change nothing."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared import collection_names, paths
from shared.errors import MusterError
from shared.models.booking import Booking
from shared.models.override import Override, OverrideState
from shared.models.provider import Provider
from tests.builders import OPERATOR
from tests.overrides import WHY
from tests.world import World

PEOPLE = ("ada", "bob", "pia")
BOOKINGS = ("bkg_0001", "bkg_0002", "bkg_0003")
booking_ids, people = st.sampled_from(BOOKINGS), st.sampled_from(PEOPLE)
on_bookings = st.fixed_dictionaries(
    {"kind": st.sampled_from(["unassign", "unbatch", "cancel", "reopen"]), "booking_id": booking_ids}
)
givings = st.fixed_dictionaries(
    {"kind": st.sampled_from(["assign", "reassign"]), "booking_id": booking_ids, "provider_id": people}
)
batchings = st.fixed_dictionaries(
    {
        "kind": st.just("batch"),
        "booking_ids": st.lists(booking_ids, min_size=2, max_size=3, unique=True),
        "provider_id": people,
    }
)
pauses = st.fixed_dictionaries({"kind": st.sampled_from(["pause_provider", "resume_provider"]), "provider_id": people})
steps = st.lists(st.tuples(st.one_of(givings, on_bookings, batchings, pauses), st.booleans()), max_size=8)


@settings(max_examples=60)
@given(steps)
def test_any_overrides_and_their_undoing_leave_a_consistent_world(drawn: list[tuple[dict[str, Any], bool]]) -> None:
    world = World()
    for number, uid in enumerate(PEOPLE):
        world.a_provider_on_duty(uid, north_m=300 * number, capacity=2)
    for _ in BOOKINGS:
        world.a_booking()

    for change, takes_back in drawn:
        before, had = documents(world), holders(world)
        override_id = attempt(world, change)
        if override_id is None:
            assert documents(world) == before
            continue
        assert_consistent(world)
        if takes_back:
            undone_whole = undo(world, override_id)
            assert_consistent(world)
            assert holders(world) == had or not undone_whole


def attempt(world: World, change: dict[str, Any]) -> str | None:
    reason = WHY.get(change["kind"], "local_knowledge")
    try:
        override_id = str(world.do(OPERATOR, "preview_override", change=change)["override_id"])
    except MusterError:
        return None
    world.do(OPERATOR, "commit_override", override_id=override_id, reason_code=reason)
    return override_id


def undo(world: World, override_id: str) -> bool:
    """Take it back; gives whether that could be done wholly."""
    before = documents(world)
    try:
        told = world.do(OPERATOR, "undo_override", override_id=override_id)
    except MusterError:
        assert documents(world) == before
        return False
    assert world.store.value(paths.override(override_id), Override).state is OverrideState.UNDONE
    return not told["left_out"]


def holders(world: World) -> dict[str, str | None]:
    """Who has which booking."""
    return {
        one.booking_id: one.provider_id for one in world.store.documents(collection_names.BOOKINGS, Booking).values()
    }


def assert_consistent(world: World) -> None:
    """Bookings and providers say the same of who has what, and every timeline folds."""
    world.assert_timelines_fold()
    bookings = world.store.documents(collection_names.BOOKINGS, Booking).values()
    for provider in world.store.documents(collection_names.PROVIDERS, Provider).values():
        held = [one for one in bookings if one.provider_id == provider.provider_id]
        assert provider.active_bookings == {one.booking_id: one.assignment_epoch for one in held}
        assert provider.load == sum(one.terms.requirements.demand for one in held) <= provider.capacity
        to_do = {(one.booking_id, stop.stop_id) for one in held for stop in one.stops_to_do}
        assert {(stop.booking_id, stop.stop_id) for stop in provider.route} == to_do
        live = [path for path in world.store if path.startswith(f"{collection_names.LIVE}/")]
        assert len(live) == sum(one.provider_id is not None for one in bookings)


def documents(world: World) -> dict[str, str]:
    return {path: str(world.store._row(path)) for path in world.store if not path.startswith("commits/")}
