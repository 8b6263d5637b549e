"""Reading a long list page by page, for as long as somebody wants more of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from shared.models.base import Document
from shared.models.change import Versioned

D = TypeVar("D", bound=Document)
Place = TypeVar("Place", datetime, str)


def paged(
    read: Callable[[Place | None, int], Sequence[Versioned[D]]],
    by: Callable[[D], Place],
    size: int,
    *,
    first: Sequence[Versioned[D]] | None = None,
) -> Iterator[Versioned[D]]:
    """Give the documents of a query in its order; a page is read when the one before it is used up.

    Args:
        read: reads the page of a size that begins at a place in that order; None is the beginning.
        by: a document's place: the field that the query is ordered by.
        size: of a full page; a page is as large as it takes where more than that are at one place.
        first: the first page, if it was read already.
    """
    page, known = read(None, size) if first is None else first, set[str]()
    while True:
        fresh = [one for one in page if one.path not in known]
        yield from fresh
        if len(page) < size:
            return
        size = size if fresh else 2 * size
        known = {one.path for one in page}
        page = read(by(page[-1].value), size)
