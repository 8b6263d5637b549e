"""A thousand bookings go wrong at once: each customer hears of it once, and each group rings once a minute."""

from collections import Counter
from typing import Any

import pytest

from muster.services.notify_people import notify_people
from shared import paths
from shared.booking.customer_view import customer_view
from shared.messages import events as ev
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking
from shared.models.customer_view import CustomerState
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.models.eta import EtaCause, EtaWindow, RevisionReason
from shared.models.push import PushAnswer
from tests.builders import OPERATOR, a_booking, a_device, a_search, an_assigned_booking, an_assignment, an_event, later
from tests.world import AREA, World

BOOKINGS, CUSTOMERS = 1000, 700
"""Some customers have two bookings that are hit."""
LATE_S = 7200


def customer_of(number: int) -> str:
    return f"customer-{number % CUSTOMERS:04d}"


class Storm:
    """Bookings numbered from 0, each with its customer's phone in a city of fakes."""

    def __init__(self) -> None:
        self.world = World()
        phones = [*{customer_of(number) for number in range(BOOKINGS)}]
        self.world.store.seed(
            {
                paths.device(f"phone-{uid}"): a_device(
                    installation_id=f"phone-{uid}",
                    owner=uid,
                    app="customer",
                    target=f"token-of-{uid}",
                    refreshed_at=self.world.clock.real_now(),
                )
                for uid in phones
            }
        )

    def befalls(self, number: int, booking: Booking, *data: Any) -> None:
        """Let what was committed about a booking, and its events, reach the pipeline of notifications."""
        self.world.store.seed({paths.booking(booking.booking_id): booking})
        events = [
            an_event(booking_id=booking.booking_id, seq=booking.version + place, data=each)
            for place, each in enumerate(data)
        ]
        notify_people(self.world.backend, [TimelineEvent.model_validate(each.model_dump()) for each in events])

    def loses_its_provider(self, number: int) -> None:
        lost = a_booking(**_ids(number), assignment_epoch=1, search=a_search(), version=10)
        released = ev.AssignmentReleased(
            provider_id="provider-1", epoch=1, reason="bridge closed", search_deadline_at=later(1800)
        )
        self.befalls(number, lost, _executed(RecoveryAction.REASSIGN, "provider-1"), released)

    def finds_another(self, number: int) -> None:
        job = an_assignment(provider_id="provider-2", epoch=2)
        found = an_assigned_booking(**_ids(number), assignment=job, assignment_epoch=2, version=20)
        times = {"predicted_pickup_at": job.predicted_pickup_at, "predicted_end_at": job.predicted_end_at}
        won = ev.BookingAssigned(provider_id="provider-2", epoch=2, vehicle="bicycle", offer_id="offer-2", **times)
        self.befalls(number, found, won)

    def runs_late(self, number: int, by_s: float = LATE_S) -> None:
        end = EtaWindow(p10_at=later(by_s - 60), p50_at=later(by_s), p90_at=later(by_s + 60))
        job = an_assignment(eta_end=end, predicted_end_at=end.p50_at, cause=EtaCause.TRAFFIC)
        late = an_assigned_booking(**_ids(number), assignment=job, version=10 + int(by_s))
        late = late.model_copy(update={"customer_view": customer_view(late, self.world.clock.now())})
        assert late.customer_view.state is CustomerState.DELAYED
        self.befalls(number, late, _revised(end, RevisionReason.PROMISE_AT_RISK))

    def pass_time(self, seconds: float) -> None:
        self.world.clock.advance_real(seconds)
        self.world.run_tasks()

    def messages(self) -> Counter[str]:
        return Counter(push.device.owner for push in self.world.push.sent)


def _ids(number: int) -> dict[str, Any]:
    return {"booking_id": f"booking-{number:04d}", "customer_id": customer_of(number)}


def _revised(end: EtaWindow, reason: RevisionReason) -> ev.EtaRevised:
    return ev.EtaRevised(
        epoch=1, pickup=None, end=end, before=end, reason=reason, cause=EtaCause.TRAFFIC, shift_s=600, late_chance=0.9
    )


def _executed(action: RecoveryAction, uid: str | None) -> ev.RecoveryExecuted:
    kind = DisruptionKind.PROVIDER_INACTIVE
    return ev.RecoveryExecuted(disruption_id="d-1", kind=kind, action=action, by="playbook", provider_id=uid)


@pytest.fixture
def storm() -> Storm:
    return Storm()


def test_a_thousand_bookings_that_go_wrong_at_once_are_one_message_to_each_customer(storm: Storm) -> None:
    for number in range(BOOKINGS):
        storm.loses_its_provider(number) if number % 2 else storm.runs_late(number)
    for number in range(0, BOOKINGS, 2):
        storm.runs_late(number, LATE_S + 900)
    storm.pass_time(30)

    told = storm.messages()

    assert len(told) == CUSTOMERS, "nobody is left in the dark"
    assert set(told.values()) == {1}


def test_what_happened_together_is_one_trouble_however_late_it_is_worked_off(storm: Storm) -> None:
    storm.loses_its_provider(0)
    storm.pass_time(600)
    storm.loses_its_provider(CUSTOMERS)
    storm.pass_time(600)

    assert len(storm.world.push.sent) == 1


def test_its_end_is_told_at_most_once_and_nothing_comes_after(storm: Storm) -> None:
    hit = [*range(100), *range(CUSTOMERS, CUSTOMERS + 50)]
    for number in hit:
        storm.loses_its_provider(number)
    storm.pass_time(20)
    for number in hit:
        storm.finds_another(number)
    for _ in range(60):
        storm.pass_time(60)

    kinds = Counter((push.device.owner, push.message.kind) for push in storm.world.push.sent)

    assert {kind for _, kind in kinds} == {"searching_again", "assigned_again"}
    assert set(kinds.values()) == {1}
    assert len(kinds) == 2 * 100


def test_of_several_words_about_one_booking_only_the_newest_is_said_and_it_is_not_put_off_for_ever(
    storm: Storm,
) -> None:
    for minute in range(20):
        storm.runs_late(0, LATE_S + 60 * minute)
        storm.pass_time(20)

    assert 3 <= len(storm.world.push.sent) <= 5, "every two minutes, and no more"


def test_a_trouble_that_was_over_before_it_was_told_needs_no_all_clear(storm: Storm) -> None:
    storm.loses_its_provider(CUSTOMERS)
    storm.pass_time(100)
    storm.runs_late(0)
    before = len(storm.world.push.sent)
    end = later(600)
    window = EtaWindow(p10_at=end, p50_at=end, p90_at=end)
    job = an_assignment(eta_end=window, predicted_end_at=end)
    fine = an_assigned_booking(**_ids(0), assignment=job, version=99_999)

    storm.befalls(0, fine, _revised(window, RevisionReason.PROMISE_SAFE_AGAIN))
    storm.pass_time(300)

    assert before == len(storm.world.push.sent) == 1


def test_operators_are_rung_once_a_minute_however_many_bookings_need_them(storm: Storm) -> None:
    console = a_device(
        installation_id="console-1",
        owner=OPERATOR.id,
        app="operator",
        areas=(AREA,),
        refreshed_at=storm.world.clock.real_now(),
    )
    storm.world.store.seed({paths.device("console-1"): console})

    def escalate() -> None:
        for number in range(100):
            booking = an_assigned_booking(**_ids(number), version=10)
            asked = ev.RecoveryEscalated(
                disruption_id=f"d-{number}",
                kind=DisruptionKind.SIGNAL_LOST,
                triage_id=f"t-{number}",
                recommended=RecoveryAction.HAND_OVER,
                deadline_at=later(300),
            )
            storm.befalls(number, booking, asked)

    escalate()
    assert [push.message.kind for push in storm.world.push.sent] == ["disruption"]

    storm.pass_time(60)
    escalate()
    assert [push.message.kind for push in storm.world.push.sent] == ["disruption"] * 2


def test_events_of_two_bookings_handled_side_by_side_show_one_message_on_the_phone(storm: Storm) -> None:
    def rival(_call: str) -> None:
        storm.world.push.on_call = lambda _call: None
        storm.loses_its_provider(CUSTOMERS)

    storm.world.push.on_call = rival
    storm.loses_its_provider(0)

    assert len(storm.world.push.sent) == 2, "neither knew of the other"
    assert len({push.message.nid for push in storm.world.push.sent}) == 1


def test_an_event_that_comes_again_is_not_told_again_now_or_later(storm: Storm) -> None:
    for _ in range(3):
        storm.loses_its_provider(0)
        storm.pass_time(200)

    assert len(storm.world.push.sent) == 1


def test_news_that_did_not_get_through_is_tried_again_under_the_same_id(storm: Storm) -> None:
    storm.world.push.answers[f"phone-{customer_of(0)}"] = [PushAnswer(status=503)]

    storm.loses_its_provider(0)
    storm.pass_time(60)

    assert [push.message.kind for push in storm.world.push.sent] == ["searching_again"] * 2
    assert len({push.message.nid for push in storm.world.push.sent}) == 1
