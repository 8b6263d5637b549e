"""What each of Firestore's errors means for a commit and for a read."""

from collections.abc import Callable

import pytest
from google.api_core import exceptions as google

from muster.adapters import firestore_patience
from muster.adapters.firestore_patience import Patience
from muster.ports.store import CommitLost, CommitUnknown
from shared.errors import Code, MusterError, Unavailable

QUICK = Patience(attempt_s=0.05, total_s=0.2, first_pause_s=0.001, longest_pause_s=0.01)
ABORTED = google.Aborted("lock")
UNAVAILABLE = google.ServiceUnavailable("connection reset")
FAILED = google.FailedPrecondition("stale")


def answering(*answers: Exception | None) -> Callable[[], str]:
    """Give the answers in turn, the last one for ever; None is success."""
    left = list(answers)

    def attempt() -> str:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer is not None:
            raise answer
        return "done"

    return attempt


def test_a_commit_that_was_aborted_is_sent_again() -> None:
    attempt = answering(ABORTED, google.ResourceExhausted("busy"), UNAVAILABLE, None)

    firestore_patience.commit(attempt, QUICK)

    assert attempt() == "done"


@pytest.mark.parametrize("failed", [FAILED, google.AlreadyExists("there"), google.NotFound("gone")])
def test_a_failed_precondition_is_a_lost_commit(failed: Exception) -> None:
    with pytest.raises(CommitLost):
        firestore_patience.commit(answering(failed), QUICK)


def test_a_failed_precondition_after_an_abort_is_a_lost_commit() -> None:
    with pytest.raises(CommitLost):
        firestore_patience.commit(answering(ABORTED, FAILED), QUICK)


def test_a_failed_precondition_after_a_lost_connection_may_be_our_own_effect() -> None:
    with pytest.raises(CommitUnknown):
        firestore_patience.commit(answering(UNAVAILABLE, FAILED), QUICK)


@pytest.mark.parametrize(
    "unclear", [google.DeadlineExceeded("late"), google.InternalServerError("?"), google.Cancelled("?")]
)
def test_an_unclear_answer_is_not_repeated(unclear: Exception) -> None:
    with pytest.raises(CommitUnknown):
        firestore_patience.commit(answering(unclear, None), QUICK)


def test_patience_that_ends_in_aborts_means_nothing_was_written() -> None:
    with pytest.raises(Unavailable) as exhausted:
        firestore_patience.commit(answering(ABORTED), QUICK)

    assert exhausted.value.code is Code.UNAVAILABLE


def test_patience_that_ends_without_any_answer_leaves_the_commit_unknown() -> None:
    with pytest.raises(CommitUnknown):
        firestore_patience.commit(answering(UNAVAILABLE), QUICK)


def test_a_request_that_firestore_refuses_is_a_fault_of_ours() -> None:
    with pytest.raises(MusterError) as refused:
        firestore_patience.commit(answering(google.InvalidArgument("nested array")), QUICK)

    assert refused.value.code is Code.INTERNAL


@pytest.mark.parametrize("passing", [ABORTED, UNAVAILABLE, google.DeadlineExceeded("late")])
def test_a_read_is_repeated_until_it_succeeds(passing: Exception) -> None:
    assert firestore_patience.read("get offers", answering(passing, passing, None), QUICK) == "done"


def test_a_read_gives_up_in_time() -> None:
    with pytest.raises(Unavailable) as exhausted:
        firestore_patience.read("get offers", answering(UNAVAILABLE), QUICK)

    assert exhausted.value.details == {"operation": "get offers"}


def test_a_read_that_firestore_refuses_is_not_repeated() -> None:
    with pytest.raises(MusterError) as refused:
        firestore_patience.read("offers_due", answering(google.FailedPrecondition("no index"), None), QUICK)

    assert refused.value.code is Code.INTERNAL
