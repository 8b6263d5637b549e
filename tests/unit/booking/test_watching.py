"""When a running job has to be looked at: never, for one in good order."""

from datetime import datetime

import pytest

from shared.booking.watching import check_at
from shared.models.booking import Booking, BookingState
from shared.models.eta import EtaWindow
from shared.models.stop import StopState
from tests.builders import NOW, a_booking, an_assignment, later
from tests.scenes import a_running_booking

TOLD = an_assignment(
    eta_pickup=EtaWindow(p10_at=later(200), p50_at=later(300), p90_at=later(500)),
    eta_end=EtaWindow(p10_at=later(800), p50_at=later(900), p90_at=later(1300)),
)
P, E, A, D = StopState.PENDING, StopState.ENROUTE, StopState.ARRIVED, StopState.DONE


def with_stay(booking: Booking, ready_s: float) -> Booking:
    pickup = booking.terms.stops[0].model_copy(update={"service_s": 60})
    terms = booking.terms.model_copy(update={"stops": (pickup, booking.terms.stops[1]), "ready_at": later(ready_s)})
    return booking.model_copy(update={"terms": terms})


@pytest.mark.parametrize(
    ("booking", "expected"),
    [
        (a_booking(), None),
        (a_running_booking(D, D, state=BookingState.COMPLETED), None),
        (a_running_booking(P, assignment=TOLD), later(500 + 180)),
        (a_running_booking(E, assignment=TOLD), later(500 + 180)),
        (a_running_booking(E), later(300 + 300 + 180)),
        (with_stay(a_running_booking(A, assignment=TOLD), 0), later(60 + 180)),
        (with_stay(a_running_booking(A, assignment=TOLD), 400), later(400 + 60 + 180)),
        (a_running_booking(D, E, assignment=TOLD), later(1300 + 180)),
        (a_running_booking(D, A, assignment=TOLD), NOW.replace(minute=3)),
        (a_running_booking(D, E, assignment=TOLD, returning=True), later(3600)),
    ],
)
def test_a_job_is_looked_at_when_it_is_past_what_was_told(booking: Booking, expected: datetime | None) -> None:
    assert check_at(booking) == expected
