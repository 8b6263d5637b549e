"""How long Firestore is waited for, and what its errors mean for a read and for a commit.

The client's own retries are off. For a commit they would hide that an earlier attempt may have been stored: the retry
meets the effect of its own commit, and the winner is told that a precondition failed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from muster.ports.store import CommitLost, CommitUnknown
from shared.errors import Code, MusterError, Unavailable

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """Time limits in seconds; the pauses between attempts are random, up to a bound that doubles."""

    attempt_s: float = 8.0
    total_s: float = 20.0
    first_pause_s: float = 0.05
    longest_pause_s: float = 2.0


PATIENCE = Patience()
"""Well below the shortest timeout of a function, so that the caller still hears."""


def read(operation: str, attempt: Callable[[], T], patience: Patience) -> T:
    """Run a whole read until it succeeds: nothing but time is lost by doing it again.

    Raises:
        Unavailable: ``X908`` when ``patience`` is used up.
        MusterError: ``X999`` when Firestore refuses the request, which is a fault of ours.
    """
    from google.api_core import exceptions as google

    again = (google.Aborted, google.ServiceUnavailable, google.DeadlineExceeded, google.InternalServerError)
    try:
        found: T = _retrying((*again, google.ResourceExhausted), patience)(attempt)()
    except google.RetryError as exhausted:
        raise Unavailable(Code.UNAVAILABLE, {"operation": operation}) from exhausted
    except google.GoogleAPICallError as refused:
        raise MusterError(Code.INTERNAL, {"operation": operation}) from refused
    return found


def commit(attempt: Callable[[], object], patience: Patience) -> None:
    """Send a commit until it is certain what became of it, or certain that this can not be known from here.

    ``ABORTED`` and ``RESOURCE_EXHAUSTED`` say that nothing was written. After ``UNAVAILABLE`` something may have been: a
    second attempt is safe, since its preconditions fail if the first was stored, but then its failure tells nothing.

    Raises:
        CommitLost: a precondition failed and no earlier attempt can have been stored.
        CommitUnknown: it may have been stored.
        Unavailable: ``X908``: nothing was written and ``patience`` is used up.
        MusterError: ``X999`` when Firestore refuses the request, which is a fault of ours.
    """
    from google.api_core import exceptions as google

    doubts: list[Exception] = []

    def note(error: Exception) -> None:
        if isinstance(error, google.ServiceUnavailable):
            doubts.append(error)

    turned_away = (google.Aborted, google.ResourceExhausted, google.ServiceUnavailable)
    try:
        _retrying(turned_away, patience, note)(attempt)()
    except google.GoogleAPIError as error:
        raise _became_of_commit(error, doubtful=bool(doubts)) from error


def _became_of_commit(error: Exception, *, doubtful: bool) -> Exception:
    from google.api_core import exceptions as google

    if isinstance(error, google.AlreadyExists | google.FailedPrecondition | google.NotFound) and not doubtful:
        return CommitLost("a precondition failed")
    if isinstance(error, google.RetryError) and not doubtful:
        return Unavailable(Code.UNAVAILABLE, {"operation": "commit"})
    if isinstance(error, google.InvalidArgument | google.PermissionDenied | google.Unauthenticated):
        return MusterError(Code.INTERNAL, {"operation": "commit"})
    return CommitUnknown("whether the commit was stored is not known")


def no_retry() -> Any:
    """A retry policy that never retries. None would do, but a query's stream asks its policy about each error."""
    from google.api_core.retry import Retry, if_exception_type

    return Retry(predicate=if_exception_type())


def _retrying(
    errors: tuple[type[Exception], ...], patience: Patience, note: Callable[[Exception], None] | None = None
) -> Any:
    from google.api_core.retry import Retry, if_exception_type

    return Retry(
        predicate=if_exception_type(*errors),
        initial=patience.first_pause_s,
        maximum=patience.longest_pause_s,
        multiplier=2.0,
        timeout=patience.total_s,
        on_error=note,
    )
