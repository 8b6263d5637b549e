from datetime import timedelta

import pytest

from shared.eta.revision import Revision, Told, revise
from shared.models.area import RevisionSettings
from shared.models.customer_view import CustomerState
from shared.models.eta import EtaWindow
from shared.models.eta import RevisionReason as Reason
from tests.builders import NOW

MIN = 60
PROMISED_MIN = 45


def window(middle_min: float, half_min: float = 5) -> EtaWindow:
    """Around ``middle_min`` minutes after now."""
    at = [NOW + timedelta(minutes=middle_min + step) for step in (-half_min, 0, half_min)]
    return EtaWindow(p10_at=at[0], p50_at=at[1], p90_at=at[2])


CASES = {
    "the same again": (20, 20, 10, 0, Revision.NONE, Reason.UNCHANGED),
    "half a minute": (20, 20.5, 10, 0, Revision.NONE, Reason.UNCHANGED),
    "two minutes later": (20, 22, 10, 0, Revision.SILENT, Reason.MINOR),
    "just under the threshold": (20, 24.9, 10, 0, Revision.SILENT, Reason.MINOR),
    "five minutes later": (20, 25, 10, 0, Revision.TELL, Reason.LATER),
    "five minutes earlier": (20, 15, 10, 0, Revision.SILENT, Reason.MINOR),
    "eight minutes earlier": (20, 12, 10, 0, Revision.TELL, Reason.EARLIER),
    "five minutes later, an hour ahead of a far promise": (40, 45, 10, 0, Revision.SILENT, Reason.MINOR),
    "later again after being told later": (20, 25, 10, 6, Revision.TELL, Reason.LATER),
    "later after being told earlier": (20, 25, 10, -6, Revision.SILENT, Reason.MINOR),
    "much later after being told earlier": (20, 27.5, 10, -6, Revision.TELL, Reason.LATER),
    "earlier after being told later": (20, 12, 10, 6, Revision.SILENT, Reason.MINOR),
    "much earlier after being told later": (25, 13, 10, 6, Revision.TELL, Reason.EARLIER),
    "later, told a minute ago": (20, 26, 1, 0, Revision.SILENT, Reason.TOLD_JUST_NOW),
    "past the promise": (44, 46, 10, 0, Revision.TELL, Reason.PROMISE_AT_RISK),
    "past the promise, told a minute ago": (44, 46, 1, 0, Revision.TELL, Reason.PROMISE_AT_RISK),
    "past the promise, as told already": (46, 47, 10, 6, Revision.SILENT, Reason.MINOR),
    "within the promise again": (60, 40, 10, 0, Revision.TELL, Reason.PROMISE_SAFE_AGAIN),
    "surely within the promise again": (46, 39, 10, 6, Revision.TELL, Reason.PROMISE_SAFE_AGAIN),
    "surely within the promise again, told a minute ago": (46, 39, 1, 6, Revision.SILENT, Reason.TOLD_JUST_NOW),
    "hardly within the promise again": (46, 44, 10, 6, Revision.SILENT, Reason.MINOR),
    "the time told has passed": (-6, 1, 10, 0, Revision.TELL, Reason.TOLD_TIME_PASSED),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_kept_or_passed_over(case: str) -> None:
    told_min, new_min, ago_min, shift_min, revision, reason = CASES[case]
    told = Told(window=window(told_min), at=NOW - timedelta(minutes=ago_min), shift_s=shift_min * MIN)

    verdict = revise(
        told,
        window(new_min),
        state=CustomerState.ASSIGNED,
        promise_end_at=NOW + timedelta(minutes=PROMISED_MIN),
        now=NOW,
        settings=RevisionSettings(),
    )

    assert (verdict.revision, verdict.reason) == (revision, reason)
    assert verdict.shift_s == round((new_min - told_min) * MIN)


def verdict_of(told: Told | None, new: EtaWindow, state: CustomerState = CustomerState.ASSIGNED) -> Revision:
    promise = NOW + timedelta(minutes=PROMISED_MIN)
    return revise(told, new, state=state, promise_end_at=promise, now=NOW, settings=RevisionSettings()).revision


def test_the_first_window_is_told() -> None:
    assert verdict_of(None, window(20)) is Revision.TELL


@pytest.mark.parametrize("state", [CustomerState.DELIVERED, CustomerState.CANCELLED, CustomerState.NOT_SERVED])
def test_nothing_is_told_of_what_has_ended(state: CustomerState) -> None:
    assert verdict_of(None, window(20), state) is Revision.NONE


def test_a_window_that_only_gets_wider_is_kept_silently() -> None:
    told = Told(window=window(20), at=NOW - timedelta(minutes=10))

    assert verdict_of(told, window(20, half_min=8)) is Revision.SILENT


def test_a_window_that_swings_within_the_thresholds_is_told_once() -> None:
    told, words = Told(window=window(20), at=NOW - timedelta(minutes=10)), 0
    for middle in (26, 21, 26, 21, 27, 20):
        new = window(middle)
        if verdict_of(told, new) is Revision.TELL:
            shift_s = round((new.p50_at - told.window.p50_at).total_seconds())
            told, words = Told(window=new, at=NOW - timedelta(minutes=10), shift_s=shift_s), words + 1

    assert words == 1
