from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from simulator.auth import PASSWORD, Account
from simulator.business_clock import BusinessClock
from simulator.console_link import console_link


def test_the_link_carries_the_clock_and_the_operator() -> None:
    clock = BusinessClock(12, datetime(2026, 3, 6, 9, tzinfo=UTC), datetime(2026, 3, 6, 12, tzinfo=UTC))

    link = urlsplit(console_link("http://127.0.0.1:5000", clock, Account("operator-1", "operator")))

    assert link.netloc == "127.0.0.1:5000"
    assert parse_qs(link.query) == {
        "clock": ["12/2026-03-06T09:00:00+00:00/2026-03-06T12:00:00+00:00"],
        "email": ["operator-1@example.com"],
        "password": [PASSWORD],
    }
