"""What would have been without: the world is forked just before something is done, and one of the two waits instead.

The process itself is forked, so both worlds are the same to the bit up to that moment, kitchens included; after it people are in
the same mood about the same offers and stops (``riding``), so that what differs between the two worlds is what was done.
What only tells somebody is not compared: nobody in this city does anything else for being told.
The child lives on without anything being done about that booking, until the bookings concerned have ended or an hour and a
quarter is over, tells when each ended, and is gone.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.loops.day import Day
from shared.models.disruption import Disruption, RecoveryAction
from tests.fakes.clock import START

HORIZON_S = 4_500.0
_CHANGES_NOTHING = {RecoveryAction.WAIT, RecoveryAction.NOTIFY, RecoveryAction.REVIEW, RecoveryAction.REFUND}
_GO, _STOP = b"g", b"s"


@dataclass
class Pair:
    """An executed option and the child in which it was not."""

    disruption_id: str
    kind: str
    action: str
    by: str
    predicted_s: int
    at_s: float
    bookings: tuple[str, ...]
    pid: int
    answers: int


@dataclass
class Forks:
    """Forks a day's world at up to ``most`` executed options; the children live on beside it."""

    day: Day
    most: int
    pairs: list[Pair] = field(default_factory=list)
    _without: str | None = None
    """In a child: the booking about which nothing is done."""

    @contextmanager
    def around(self, disruption_id: str) -> Iterator[bool]:
        """Stand around one step of recovery; gives whether the step shall be taken in this world."""
        if not disruption_id:
            yield True
            return
        one = self.day.town.disruption(disruption_id)
        if self._without is not None:
            yield one.booking_id != self._without
            return
        if len(self.pairs) >= self.most or one.booking_id is None or _changed_something(one):
            yield True
            return
        words, answers = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(words[1])
            os.close(answers[0])
            yield self._is_child(one.booking_id, words[0], answers[1])
            return
        os.close(words[0])
        os.close(answers[1])
        yield True
        self._decides(self.day.town.disruption(disruption_id), pid, words[1], answers[0])

    def _decides(self, one: Disruption, pid: int, words: int, answers: int) -> None:
        """Let the child live on if something was done that it can be compared with."""
        bookings = _concerned(one)
        done = one.recovery
        goes = _changed_something(one) and bool(bookings)
        if goes and done is not None:
            saved_s = done.predicted_wait_saved_s or 0
            at_s = self.day.town.now_s
            os.write(words, _GO + json.dumps(bookings).encode())
            self.pairs.append(
                Pair(
                    one.disruption_id, one.kind.value, done.action.value, done.by, saved_s, at_s, bookings, pid, answers
                )
            )
        else:
            os.write(words, _STOP)
        os.close(words)
        if not goes:
            os.close(answers)
            os.waitpid(pid, 0)

    def _is_child(self, booking_id: str, words: int, answers: int) -> bool:
        said = _all_of(words)
        if said[:1] != _GO:
            os._exit(0)
        bookings = json.loads(said[1:])
        until_s = self.day.town.now_s + HORIZON_S
        self._without = booking_id
        self.day.becomes_child(lambda: self._is_known(bookings, until_s), lambda: self._tells(bookings, answers))
        return False

    def _is_known(self, bookings: list[str], until_s: float) -> bool:
        town = self.day.town
        return town.now_s >= until_s or all(town.booking(one).has_ended for one in bookings)

    def _tells(self, bookings: list[str], answers: int) -> None:
        os.write(answers, json.dumps({one: self._end_s(one) for one in bookings}).encode())
        os._exit(0)

    def _end_s(self, booking_id: str) -> float | None:
        ended_at = self.day.town.booking(booking_id).ended_at
        return (ended_at - START).total_seconds() if ended_at else None

    def outcomes(self) -> list[dict[str, Any]]:
        """Wait for the children, and give predicted against actual seconds saved; what had not ended ended at the horizon."""
        return [self._outcome(pair, _heard(pair)) for pair in self.pairs]

    def _outcome(self, pair: Pair, waited: dict[str, float | None]) -> dict[str, Any]:
        last_s = pair.at_s + HORIZON_S
        counted = [one for one in pair.bookings if one not in self.day.cancelled_s]
        saved_s = sum(_by(waited.get(one), last_s) - _by(self._end_s(one), last_s) for one in counted)
        return {
            "kind": pair.kind,
            "action": pair.action,
            "by": pair.by,
            "predicted_s": pair.predicted_s,
            "actual_s": round(saved_s),
            "bookings": len(counted),
        }


def _changed_something(one: Disruption) -> bool:
    """Whether more was done about it than to wait, to tell or to ask."""
    return one.recovery is not None and one.recovery.action not in _CHANGES_NOTHING


def _concerned(one: Disruption) -> tuple[str, ...]:
    """The bookings whose ends the option that was carried out was forecast to change."""
    if one.recovery is None:
        return ()
    done = (one.recovery.action, one.recovery.provider_id)
    chosen = [option for option in one.options if (option.action, option.provider_id) == done]
    return tuple(sorted({row.booking_id for option in chosen[:1] for row in option.impact.bookings}))


def _by(end_s: float | None, last_s: float) -> float:
    return last_s if end_s is None else min(end_s, last_s)


def _heard(pair: Pair) -> dict[str, float | None]:
    """When the bookings ended in the child."""
    told: dict[str, float | None] = json.loads(_all_of(pair.answers))
    os.close(pair.answers)
    os.waitpid(pair.pid, 0)
    return told


def _all_of(pipe: int) -> bytes:
    parts = iter(lambda: os.read(pipe, 65_536), b"")
    return b"".join(parts)
