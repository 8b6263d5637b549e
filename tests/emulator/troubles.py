"""What goes wrong in each story about trouble, and what the area and its operators do about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.firestore import FieldFilter

from benchmarks.fleet import offset
from benchmarks.person import Person
from benchmarks.town import Town
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import collection_names, paths
from shared.models.disruption import Disruption, DisruptionKind, RecoveryAction
from tests.emulator.conftest import OpenTown

K, A = DisruptionKind, RecoveryAction
AT_ONCE: dict[str, Any] = {
    "late_start_s": 1,
    "inactive_s": 5,
    "away_s": 1,
    "away_m": 300,
    "long_stop_s": 1,
    "long_stop_factor": 0.0,
    "not_ready_s": 1,
    "slow_pace": 1.05,
    "slow_over_pace": 1.0,
    "slow_s": 1,
    "very_slow_s": 1,
    "settle_s": 0,
    "overload_after_s": 0,
    "overload_waiting": 2,
    "overload_wait_s": 0,
}
"""Thresholds that are passed within seconds."""
SOON_STALE: dict[str, Any] = {"stale_after_s": 2}
"""Who reports nothing for so long is looked at by the next watch; who reports is looked at when it is time."""
TRACK_S = 50
"""How far a phone's report reaches back: points older than a minute are not believed."""
ON_FOOT = "the test does not ride"


@dataclass
class Job:
    """Ada holds a booking from the centre northwards; she stands ``north_m`` from its pickup."""

    town: Town
    customer: Person
    ada: Person
    booking_id: str
    second_id: str = ""

    def press(self, verb: str, stop_id: str = "s1", **fields: Any) -> None:
        """Let Ada make a move."""
        self.ada.call(verb, booking_id=self.booking_id, epoch=1, stop_id=stop_id, **fields)

    def at_the_pickup(self) -> None:
        """Let her be there."""
        self.press("start_stop")
        self.press("arrive_at_stop", override_reason=ON_FOOT)

    def tracks(self, *norths_m: float) -> None:
        """Let her phone report where she was in the last minute, evenly spaced."""
        now, step_s = datetime.now(UTC), TRACK_S / (len(norths_m) - 1)
        points = [
            {
                "point": offset(self.town.centre, north_m=north_m).model_dump(),
                "accuracy_m": 8,
                "device_time": (now - timedelta(seconds=TRACK_S - step_s * number)).isoformat(),
            }
            for number, north_m in enumerate(norths_m)
        ]
        self.ada.call("report_track", points=points)


@dataclass(frozen=True)
class Story:
    """One kind of trouble.

    Attributes:
        kind: what is noticed.
        happens: what goes wrong.
        does: actions that run by themselves; with none an operator is asked, who chooses ``chosen``.
        chosen: what is done in the end.
        comes_to_bob: whether the job is offered to somebody else by it.
        goes_on: what has to be done again and again until it is noticed.
    """

    kind: DisruptionKind
    happens: Callable[[Job], None]
    chosen: RecoveryAction
    does: tuple[RecoveryAction, ...] = ()
    comes_to_bob: bool = False
    needs: dict[str, Any] = field(default_factory=dict)
    two_bookings: bool = False
    """Whether Ada holds another one besides."""
    goes_on: Callable[[Job], None] | None = None

    def noticed(self, job: Job) -> Disruption | None:
        """Let what goes on go on for a moment, and give what is noticed of it."""
        if self.goes_on is not None:
            self.goes_on(job)
        return noticed(job.town, self.kind)

    def play(self) -> dict[str, Any]:
        """What the area does about it."""
        return {
            "kind": self.kind.value,
            "automatic": [action.value for action in self.does],
            "least_gain_s": 0,
            "most_risk": 1.0,
        }


def begin(new_town: OpenTown, story: Story, north_m: float = -1200.0) -> Job:
    """Open a town where little is waited for, and let Ada have the booking."""
    town = new_town(offer_ttl_s=60, detection=AT_ONCE, **story.needs)
    town.admin.call("put_playbook", area_id=town.area_id, plays=[story.play()])
    customer, ada = town.customer(), town.provider("ada", north_m=north_m, seen_ago_s=TRACK_S + 5, capacity=2)
    ids = [given(town, customer, ada) for _ in range(2 if story.two_bookings else 1)]
    return Job(town, customer, ada, *ids)


def given(town: Town, customer: Person, provider: Person) -> str:
    """A booking that an administrator gave to the provider."""
    booking_id = str(customer.call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=provider.uid, reason="to begin with")
    return booking_id


def noticed(town: Town, kind: DisruptionKind) -> Disruption | None:
    """Let a minute's schedules run, and give what the town's disruption of a kind says."""
    for name in ("snapshot", "watch"):
        schedule_clock.fire(town.suite, name)
    in_area = town.server.collection(collection_names.DISRUPTIONS).where(
        filter=FieldFilter("area_id", "==", town.area_id)
    )
    ids = [one.id for one in in_area.stream() if one.get("kind") == kind.value]
    return stored(town, ids[0]) if ids else None


def stored(town: Town, disruption_id: str) -> Disruption:
    """A disruption, read past the rules."""
    found = FirestoreStore(town.server).get(paths.disruption(disruption_id), Disruption)
    assert found is not None
    return found.value


def _rides_away(job: Job) -> None:
    job.press("start_stop")
    job.tracks(-1200, -1300, -1450, -1600, -1750)


def _sets_out(job: Job) -> None:
    job.press("start_stop")


def _stands(job: Job) -> None:
    job.tracks(-1200, -1200, -1200)


def _crawls(job: Job) -> None:
    job.press("start_stop")
    job.tracks(-1200, -1150, -1100, -1050, -1000, -960)


def _cannot_go_on(job: Job) -> None:
    job.ada.call("report_problem", booking_id=job.booking_id, kind="provider_trouble")


def _wrong_address(job: Job) -> None:
    job.customer.call("report_problem", booking_id=job.booking_id, kind="address_problem", stop_id="s2")


def _works_on_and_on(job: Job) -> None:
    job.at_the_pickup()
    job.press("start_service")


def _nobody_home(job: Job) -> None:
    job.at_the_pickup()
    job.press("complete_stop")
    job.press("arrive_at_stop", "s2", override_reason=ON_FOOT)
    job.press("fail_stop", "s2", reason="nobody there")


def _calls_one_off(job: Job) -> None:
    job.customer.call("cancel_booking", booking_id=job.second_id, reason="rain")


def _nothing(_job: Job) -> None:
    """Nobody does anything, which is the trouble."""


def _all_want_it(job: Job) -> None:
    for _ in range(3):
        job.customer.call("place_booking", **job.town.order())


STORIES = (
    Story(K.PROVIDER_INACTIVE, _sets_out, A.REASSIGN, (A.REASSIGN,), comes_to_bob=True, goes_on=_stands),
    Story(K.LATE_START, _nothing, A.NOTIFY, (A.NOTIFY,), needs=SOON_STALE),
    Story(K.OFF_ROUTE, _rides_away, A.NOTIFY),
    Story(K.LONG_STOP, _works_on_and_on, A.NOTIFY, (A.NOTIFY,), needs=SOON_STALE),
    Story(K.TRAFFIC_DELAY, _crawls, A.REASSIGN, comes_to_bob=True, needs={"fleet_speed_mps": 12}),
    Story(K.PICKUP_NOT_READY, Job.at_the_pickup, A.NOTIFY, (A.NOTIFY,), needs=SOON_STALE),
    Story(K.CANCELLATION, _calls_one_off, A.REVIEW, two_bookings=True),
    Story(K.ADDRESS_PROBLEM, _wrong_address, A.NOTIFY),
    Story(K.FAILED_HANDOFF, _nobody_home, A.REFUND),
    Story(K.SIGNAL_LOST, _nothing, A.NOTIFY, (A.NOTIFY,), needs={**SOON_STALE, "lost_after_s": 3}),
    Story(K.PROVIDER_TROUBLE, _cannot_go_on, A.REASSIGN, (A.REASSIGN,), comes_to_bob=True),
    Story(K.REGION_OVERLOADED, _all_want_it, A.REBALANCE, (A.REBALANCE,)),
    Story(K.REGION_OVERLOADED, _all_want_it, A.WIDEN_WINDOWS),
)
