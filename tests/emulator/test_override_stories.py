"""Each override as a story through the real functions: looked at, done, seen to hold, and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from benchmarks.person import Person
from benchmarks.town import Town
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.override import Override, OverrideState
from shared.models.override_change import OverrideKind
from shared.models.provider import Provider
from shared.models.zone import Zone
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import NO_WINDOW_S, booking, eventually, folds
from tests.overrides import WHY

K = OverrideKind


@dataclass
class Desk:
    """Olga's town: Ada holds two bookings, Bob none, and one waits; ``shown`` gives what there is to see."""

    town: Town
    olga: Person
    ada: Person
    bob: Person
    first: str
    second: str
    free: str

    def done(self, kind: OverrideKind, **change: Any) -> str:
        """Look at an override and do it."""
        return self.commit(self.preview(kind, **change))

    def preview(self, kind: OverrideKind, **change: Any) -> str:
        """Look at an override; gives its id."""
        return str(self.olga.call("preview_override", change={"kind": kind.value, **change})["override_id"])

    def commit(self, override_id: str) -> str:
        """Do it."""
        reason = WHY.get(self.override(override_id).kind.value, "local_knowledge")
        self.olga.call("commit_override", override_id=override_id, reason_code=reason)
        return override_id

    def override(self, override_id: str) -> Override:
        """As it is stored."""
        found = FirestoreStore(self.town.server).get(paths.override(override_id), Override)
        assert found is not None
        return found.value

    def provider(self, person: Person) -> Provider:
        """As stored."""
        found = FirestoreStore(self.town.server).get(paths.provider(person.uid), Provider)
        assert found is not None
        return found.value

    def zone(self) -> Zone:
        """As stored."""
        found = FirestoreStore(self.town.server).get(paths.zone(f"{self.town.area_id}-city"), Zone)
        assert found is not None
        return found.value

    def state(self, booking_id: str) -> tuple[str, str | None]:
        """State and holder of a booking."""
        seen = booking(self.town.server, booking_id)
        return seen.state.value, seen.provider_id


@dataclass(frozen=True)
class Story:
    """What is wanted, what shows that it holds, and what has to be so first."""

    kind: OverrideKind
    change: Callable[[Desk], dict[str, Any]]
    shown: Callable[[Desk], object]
    first: Callable[[Desk], object] = lambda _desk: None
    settles: Callable[[Desk], bool] = lambda _desk: True
    """What its follow-ups have brought about before it is taken back."""


def closure(desk: Desk) -> dict[str, Any]:
    # Bookings are placed for now: a closure that began would end those that wait.
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    window = {"start_at": start.isoformat(), "end_at": (start + timedelta(days=1)).isoformat()}
    return {"window": window, "reason": "flood"}


def on(attribute: str) -> Callable[[Desk], dict[str, Any]]:
    return lambda desk: {"booking_id": getattr(desk, attribute)}


def to_bob(attribute: str) -> Callable[[Desk], dict[str, Any]]:
    return lambda desk: {"booking_id": getattr(desk, attribute), "provider_id": desk.bob.uid}


def of(attribute: str) -> Callable[[Desk], object]:
    return lambda desk: desk.state(getattr(desk, attribute))


def both(desk: Desk) -> object:
    return {desk.state(desk.first), desk.state(desk.second), desk.state(desk.free)}


def order_of(desk: Desk) -> list[tuple[str, str]]:
    return [(stop.booking_id, stop.stop_id) for stop in desk.provider(desk.ada).route]


def other_order(desk: Desk) -> dict[str, Any]:
    """One booking after the other, beginning with the one that is not first now."""
    now = order_of(desk)
    starts = now[0][0]
    later = sorted(now, key=lambda stop: (stop[0] == starts, stop[1]))
    route = [{"booking_id": booking_id, "stop_id": stop_id} for booking_id, stop_id in later]
    return {"provider_id": desk.ada.uid, "route": route}


def ada(desk: Desk) -> dict[str, Any]:
    return {"provider_id": desk.ada.uid}


def the_zone(desk: Desk) -> dict[str, Any]:
    now = desk.zone().closures
    known = now[0].model_dump(mode="json") if now else closure(desk)
    return {"zone_id": f"{desk.town.area_id}-city", "closure": known}


def closures(desk: Desk) -> object:
    return len(desk.zone().closures)


def zone_and_free(desk: Desk) -> object:
    return len(desk.zone().closures), desk.state(desk.free)


def duty(desk: Desk) -> object:
    return desk.provider(desk.ada).duty


def together(desk: Desk) -> dict[str, Any]:
    return {"booking_ids": [desk.first, desk.free], "provider_id": desk.bob.uid}


STORIES = (
    Story(K.ASSIGN, to_bob("free"), of("free")),
    Story(K.REASSIGN, to_bob("first"), of("first")),
    Story(K.UNASSIGN, on("first"), of("first")),
    Story(K.BATCH, together, both),
    Story(K.UNBATCH, on("first"), of("first"), first=lambda desk: desk.done(K.BATCH, **together(desk))),
    Story(K.RESEQUENCE, other_order, order_of),
    Story(K.CANCEL, on("first"), of("first")),
    Story(K.REOPEN, on("free"), of("free"), first=lambda desk: desk.done(K.CANCEL, booking_id=desk.free)),
    Story(K.CLOSE_ZONE, the_zone, zone_and_free, settles=lambda desk: desk.state(desk.free)[0] == "cancelled"),
    Story(K.OPEN_ZONE, the_zone, closures, first=lambda desk: desk.done(K.CLOSE_ZONE, **the_zone(desk))),
    Story(K.PAUSE_PROVIDER, ada, duty),
    Story(K.RESUME_PROVIDER, ada, duty, first=lambda desk: desk.done(K.PAUSE_PROVIDER, **ada(desk))),
)


def begin(new_town: OpenTown) -> Desk:
    town = new_town(matching_window_hold_s=NO_WINDOW_S)
    bob = town.provider("bob", north_m=1500, capacity=3)
    desk = Desk(town, town.operator("olga"), town.provider("ada", capacity=3), bob, "", "", "")
    customer = town.customer()
    desk.first, desk.second, desk.free = (
        str(customer.call("place_booking", **town.order())["booking_id"]) for _ in "123"
    )
    for booking_id in (desk.first, desk.second):
        desk.done(K.ASSIGN, booking_id=booking_id, provider_id=desk.ada.uid)
    return desk


def test_every_override_has_a_story() -> None:
    assert {story.kind for story in STORIES} == set(OverrideKind)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.kind.value)
def test_an_override_is_looked_at_done_and_taken_back(story: Story, new_town: OpenTown) -> None:
    desk = begin(new_town)
    story.first(desk)
    before = story.shown(desk)

    override_id = desk.preview(story.kind, **story.change(desk))
    looked = story.shown(desk)
    desk.commit(override_id)
    eventually(lambda: story.settles(desk))
    done = story.shown(desk)
    told = desk.olga.call("undo_override", override_id=override_id)

    assert looked == before != done
    assert told["left_out"] == []
    assert story.shown(desk) == before
    assert desk.override(override_id).state is OverrideState.UNDONE
    eventually(lambda: all(folds(desk.town.server, one) for one in (desk.first, desk.second, desk.free)))
