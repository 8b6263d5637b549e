"""A small Muster under any sequence of commands that the three kinds of people can think of, shrunk when it breaks."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared import collection_names
from shared.errors import MusterError
from shared.messages.events import Actor
from shared.models.offer import Offer
from shared.models.stop import StopState
from shared.models.triage import Triage
from tests.builders import ADMIN, CUSTOMER, OPERATOR, a_point, later
from tests.simulation.invariants import loose_ends, violations
from tests.simulation.trouble import HANDS_OVER
from tests.world import AREA, World

WHO = st.integers(0, 2)
WHICH = st.integers(0, 3)
NEAR = st.integers(-1500, 1500)
NEXT_MOVE = {StopState.PENDING: "start_stop", StopState.ENROUTE: "arrive_at_stop"}
STOP_MOVES = st.sampled_from(["start_stop", "arrive_at_stop", "start_service", "complete_stop", "fail_stop"])


class SmallMuster(RuleBasedStateMachine):
    """Three providers, up to four bookings, every command; people also press what they should not."""

    @initialize(
        mode=st.sampled_from(["automatic", "manual"]),
        strategy=st.sampled_from(["sequential", "waves", "broadcast"]),
        loaded=st.booleans(),
    )
    def opens(self, mode: str, strategy: str, *, loaded: bool) -> None:
        self.world = World(dispatch={"mode": mode, "strategy": strategy, "decline_cooldown_s": 30})
        self.people = [
            self.world.a_provider_on_duty(f"p{n}", north_m=300 * n, capacity=n or 1, max_open_offers=2)
            for n in range(3)
        ]
        self.bookings: list[str] = []
        self.world.do(ADMIN, "put_playbook", area_id=AREA, plays=HANDS_OVER)
        if loaded:
            self.brings(self.people[1])

    def brings(self, person: Actor) -> None:
        """Let somebody have goods on board."""
        self.bookings.append(self.world.a_booking())
        known = {"booking_id": self.bookings[-1], "reason": "to begin with"}
        self.world.do(OPERATOR, "assign_booking", provider_id=person.id, **known)
        for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
            self.world.is_seen(person.id, a_point())
            self.world.press(person, verb, self.bookings[-1])

    def try_to(self, actor: Actor, verb: str, **fields: Any) -> None:
        try:
            told = self.world.do(actor, verb, **fields)
        except MusterError:
            return
        if verb == "place_booking":
            self.bookings.append(told["booking_id"])

    def one(self, which: int) -> str:
        return self.bookings[which % len(self.bookings)] if self.bookings else "none-yet"

    @precondition(lambda self: len(self.bookings) < 4)
    @rule(north_m=NEAR, later_s=st.sampled_from([0, 0, 3000]), demand=st.sampled_from([1, 1, 2]))
    def books(self, north_m: int, later_s: int, demand: int) -> None:
        places = (("pickup", a_point()), ("dropoff", a_point(north_m)))
        stops = [{"type": kind, "point": point.model_dump()} for kind, point in places]
        window = {"pickup_window": self.window(later_s)} if later_s else {}
        needs = {"requirements": {"demand": demand}}
        self.try_to(CUSTOMER, "place_booking", service="courier", stops=stops, **needs, **window)

    def window(self, later_s: int) -> dict[str, str]:
        now = self.world.clock.now()
        return {"start_at": later(later_s, now).isoformat(), "end_at": later(later_s + 900, now).isoformat()}

    @rule(which=WHICH)
    def cancels(self, which: int) -> None:
        self.try_to(CUSTOMER, "cancel_booking", booking_id=self.one(which), reason="changed my mind")

    @rule(which=WHICH, north_m=NEAR, later_s=st.sampled_from([0, 0, 60, 3000]))
    def amends(self, which: int, north_m: int, later_s: int) -> None:
        stops = [{"stop_id": "s2", "point": a_point(north_m).model_dump()}]
        window = {"pickup_window": self.window(later_s)} if later_s else {}
        self.try_to(CUSTOMER, "amend_booking", booking_id=self.one(which), stops=stops, **window)

    @rule(who=WHO, which=WHICH, verb=st.sampled_from(["accept_offer", "accept_offer", "decline_offer", "ack_offer"]))
    def answers(self, who: int, which: int, verb: str) -> None:
        """Answer any offer one ever had, also somebody else's."""
        offers = list(self.world.store.documents(collection_names.OFFERS, Offer).values())
        if offers:
            self.try_to(self.people[who], verb, offer_id=offers[-1 - which % len(offers)].offer_id)

    @rule()
    def says_yes(self) -> None:
        """Let whoever is asked last accept."""
        for person in self.people:
            for offer in self.world.offers_to(person.id)[-1:]:
                self.try_to(person, "accept_offer", offer_id=offer.offer_id)

    @rule(which=WHICH)
    def goes_on(self, which: int) -> None:
        """Let those whose turn it is make their next move: at a meeting either of the two."""
        booking = self.world.booking(self.one(which)) if self.bookings else None
        stop = booking.next_stop if booking else None
        if booking is None or stop is None or stop.point is None:
            return
        receiver_id = booking.hand_over.receiver_id if booking.hand_over else None
        known = {"booking_id": booking.booking_id, "stop_id": stop.stop_id, "epoch": max(1, booking.assignment_epoch)}
        for person in self.people:
            if person.id in {booking.provider_id, receiver_id}:
                self.world.is_seen(person.id, stop.point)
                self.try_to(person, NEXT_MOVE.get(stop.state, "complete_stop"), **known)

    @rule(who=WHO, which=WHICH, verb=STOP_MOVES, epoch=st.integers(0, 1))
    def works(self, who: int, which: int, verb: str, epoch: int) -> None:
        if not self.bookings:
            return
        booking = self.world.booking(self.one(which))
        stop = booking.next_stop or booking.terms.stops[-1]
        if stop.point is not None:
            self.world.is_seen(self.people[who].id, stop.point)
        known = {"booking_id": booking.booking_id, "stop_id": stop.stop_id}
        reason = {"reason": "closed"} if verb == "fail_stop" else {}
        self.try_to(self.people[who], verb, epoch=max(1, booking.assignment_epoch - epoch), **known, **reason)

    @rule(who=WHO, which=WHICH)
    def breaks_down(self, who: int, which: int) -> None:
        known = {"booking_id": self.one(which), "kind": "provider_trouble"}
        self.try_to(self.people[who], "report_problem", **known)
        self.world.settle()

    @rule(who=WHO, which=WHICH)
    def gives_back(self, who: int, which: int) -> None:
        epoch = max(1, self.world.booking(self.one(which)).assignment_epoch) if self.bookings else 1
        known = {"booking_id": self.one(which), "epoch": epoch, "reason": "flat tyre"}
        self.try_to(self.people[who], "release_assignment", **known)

    @rule(who=WHO, duty=st.sampled_from(["online", "online", "paused", "offline"]))
    def changes_duty(self, who: int, duty: str) -> None:
        self.world.is_seen(self.people[who].id, a_point(200 * who))
        self.try_to(self.people[who], "set_duty", duty=duty)

    @rule(which=WHICH, who=WHO, verb=st.sampled_from(["assign_booking", "assign_booking", "reopen_booking"]))
    def operates(self, which: int, who: int, verb: str) -> None:
        chosen = {"provider_id": self.people[who].id} if verb == "assign_booking" else {}
        self.try_to(OPERATOR, verb, booking_id=self.one(which), reason="knows better", **chosen)

    @rule(approve=st.booleans())
    def decides(self, *, approve: bool) -> None:
        for item in self.world.store.documents(collection_names.TRIAGE, Triage).values():
            self.try_to(OPERATOR, "decide_triage", triage_id=item.triage_id, approve=approve, reason="looked")

    @rule(seconds=st.sampled_from([1, 20, 50, 130, 700]), swept=st.booleans())
    def time_passes(self, seconds: int, *, swept: bool) -> None:
        self.world.clock.advance(seconds)
        for number, person in enumerate(self.people):
            self.world.is_seen(person.id, a_point(200 * number))
        if swept:
            self.world.sweep()
        self.world.settle()

    @invariant()
    def nothing_is_broken(self) -> None:
        if hasattr(self, "world"):
            assert violations(self.world) == []

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.clock.advance(61)
            self.world.sweep()
            self.world.settle()
            assert violations(self.world) + loose_ends(self.world) == []


SmallMuster.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestSmallMuster = SmallMuster.TestCase
