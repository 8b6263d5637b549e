"""Whatever happens to a plan, each kind of trouble with a subject is one document, and what is over is not open."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared import collection_names
from shared.errors import MusterError
from shared.models.disruption import Disruption
from shared.recovery.episodes import AFTERMATH
from tests.builders import CUSTOMER, OPERATOR
from tests.watched import Watched

MOVES = st.sampled_from(["start_stop", "arrive_at_stop", "start_service", "complete_stop"]).map(
    lambda verb: ("move", verb)
)
FAILS = st.just(("fail", None))
PASSING = st.tuples(st.sampled_from(["seen", "silent"]), st.integers(1, 7))
TRACKS = st.fixed_dictionaries(
    {},
    optional={
        "still_for": st.integers(0, 900),
        "away_for": st.integers(0, 900),
        "to_stop_m": st.sampled_from([50.0, 2000.0, 2600.0]),
        "pace": st.sampled_from([0.9, 1.2, 1.6]),
    },
).map(lambda told: ("track", told))
REPORTS = st.tuples(
    st.just("report"), st.sampled_from(["address_problem", "pickup_not_ready", "provider_trouble", "traffic_delay"])
)
HANDS = st.sampled_from([("release", None), ("assign", None), ("cancel", None), ("look", None), ("again", None)])
STORY = st.lists(MOVES | MOVES | FAILS | PASSING | TRACKS | REPORTS | HANDS, max_size=14)


class Story(Watched):
    """Lives through steps, of which many are refused, as it happens."""

    def lives(self, name: str, what: Any) -> None:
        """One step."""
        try:
            getattr(self, f"_{name}")(what)
        except MusterError:
            return

    def _move(self, verb: str) -> None:
        self.moves(verb)

    def _fail(self, _: None) -> None:
        self.moves("fail_stop", reason="nobody there")

    def _seen(self, minutes: int) -> None:
        self.minutes(minutes)

    def _silent(self, minutes: int) -> None:
        self.minutes(minutes, seen=False)

    def _track(self, told: dict[str, Any]) -> None:
        if self.provider("ada").route:
            ages = {"still_for": "still_since", "away_for": "away_since"}
            since = {ages[name]: self.ago(age) for name, age in told.items() if name in ages}
            self.tracked(**since, **{name: value for name, value in told.items() if name not in ages})
            self.look()

    def _report(self, kind: str) -> None:
        self.do(self.ada, "report_problem", booking_id=self.booking_id, kind=kind)

    def _release(self, _: None) -> None:
        self.release(self.ada, self.booking_id)

    def _assign(self, _: None) -> None:
        self.do(OPERATOR, "assign_booking", booking_id=self.booking_id, provider_id="ada", reason="knows it")

    def _cancel(self, _: None) -> None:
        self.do(CUSTOMER, "cancel_booking", booking_id=self.booking_id, reason="rain")

    def _look(self, _: None) -> None:
        self.look()

    def _again(self, _: None) -> None:
        messages = self.bus.drain()
        self.deliver([*messages, *messages])


@given(STORY)
def test_trouble_with_a_subject_is_one_document_and_ends_with_what_it_is_about(story: list[tuple[str, Any]]) -> None:
    world = Story(capacity=2, most_on_board=2)

    for name, what in story:
        world.lives(name, what)
    world.minutes(1)

    every = list(world.store.documents(collection_names.DISRUPTIONS, Disruption).values())
    subjects = Counter((one.kind, one.booking_id) for one in every if one.is_open)
    assert all(count == 1 for count in subjects.values())
    held = world.provider("ada").active_bookings
    for one in every:
        assert one.onset_at <= one.detected_at <= world.now
        assert one.is_open == (one.ended_at is None)
        if one.is_open and one.kind not in AFTERMATH:
            assert one.booking_id in held
            assert held[one.booking_id] == one.assignment_epoch
    opened = Counter(s.disruption_id for s in world.signals() if s.type == "disruption.opened")
    assert opened == {one.disruption_id: one.episodes for one in every if one.booking_id == world.booking_id}
