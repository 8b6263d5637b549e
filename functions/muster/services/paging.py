"""Reading a long list page by page, for as long as somebody wants more of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from shared.models.booking import Booking
from shared.models.change import Versioned

Page = Sequence[Versioned[Booking]]


def paged(
    first: Page, more: Callable[[datetime, int], Page], by: Callable[[Booking], datetime], size: int
) -> Iterator[Versioned[Booking]]:
    """Give the bookings of a query in its order; a page is read when the one before it is used up.

    Args:
        first: the first page.
        more: reads the page of a size that begins at an instant.
        by: the instant that the query is ordered by.
        size: of a full page; a page is as large as it takes where more than that are of one instant.
    """
    page, known = first, set[str]()
    while True:
        fresh = [one for one in page if one.path not in known]
        yield from fresh
        if len(page) < size:
            return
        size = size if fresh else 2 * size
        known = {one.path for one in page}
        page = more(by(page[-1].value), size)
