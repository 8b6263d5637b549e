"""The link that opens the operators' console on a run: signed in as its operator, and keeping its business time."""

from urllib.parse import urlencode

from simulator.auth import PASSWORD, Account
from simulator.business_clock import BusinessClock


def console_link(page_url: str, clock: BusinessClock, operator: Account) -> str:
    """Give the link; the console heeds what it carries on the emulators alone.

    Args:
        page_url: where Hosting serves the console.
        clock: the run's business time.
        operator: who is to be signed in.
    """
    kept = f"{clock.rate:g}/{clock.real_at.isoformat()}/{clock.business_at.isoformat()}"
    return f"{page_url}/?{urlencode({'clock': kept, 'email': operator.email, 'password': PASSWORD})}"
