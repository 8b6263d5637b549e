"""Each guard of the core, taken away, is missed: the simulation reports what then goes wrong."""

from collections.abc import Callable

import pytest

from muster.services import execution
from shared.booking import moving
from shared.dispatch import changing_hands, handing_over, offers
from shared.models.change import Decision, Write, put
from shared.recovery import executing
from tests.fakes.memory_store import MemoryStore
from tests.simulation.day import Chances, Day
from tests.simulation.invariants import loose_ends, unfinished

Mutate = Callable[[pytest.MonkeyPatch], None]
MOST_DAYS = 20
ROUGH = Chances(bookings=12, providers=3, port_failures=0.1, copies=2, rivals=0.3, stale=0.6, meddling=0.1)

BREAKDOWNS = Chances(bookings=15, breakdowns=0.7, providers=12, check_every=5)


def any_offer_wins(patch: pytest.MonkeyPatch) -> None:
    """An accept that asks neither whether its booking lists the offer nor for which epoch it was made."""
    patch.setattr(offers, "_check_stands", lambda _offer, _booking: None)


def providers_are_overwritten(patch: pytest.MonkeyPatch) -> None:
    """Commits without a precondition on the provider."""
    check = MemoryStore._check

    def without_providers(store: MemoryStore, write: Write) -> None:
        if not write.path.startswith("providers/"):
            check(store, write)

    patch.setattr(MemoryStore, "_check", without_providers)


def nothing_is_remembered(patch: pytest.MonkeyPatch) -> None:
    """No record of what was done: a request that comes again is done again."""
    patch.setattr(execution, "_remembered", lambda _backend, _once: None)
    patch.setattr(execution, "create", put)


def anybody_moves_stops(patch: pytest.MonkeyPatch) -> None:
    """Moves at stops that ask neither for the holder nor for the epoch."""
    patch.setattr(moving, "check_holder", lambda *_known: None)


def the_timer_decides(patch: pytest.MonkeyPatch) -> None:
    """Expiry that believes its timer instead of the deadline."""
    patch.setattr(offers, "is_due", lambda _offer, _now: True)


def recoveries_are_silent(patch: pytest.MonkeyPatch) -> None:
    """Options that are carried out without a word on the booking's timeline."""
    patch.setattr(executing, "_say", lambda _order, _moment, *writes, messages=(), **_: Decision(writes, messages))


def the_holder_keeps_the_stops(patch: pytest.MonkeyPatch) -> None:
    """Somebody has agreed to come for the goods, and their holder still plans to bring them."""
    patch.setattr(handing_over, "without_stops_of", lambda provider, _booking: provider)


def nobody_is_let_go(patch: pytest.MonkeyPatch) -> None:
    """Goods that change hands and stay on the books of who gave them."""
    patch.setattr(changing_hands, "freeing", lambda _job, _at: ())


MUTANTS: dict[Mutate, tuple[str, ...]] = {
    any_offer_wins: ("are open", "after its deadline"),
    providers_are_overwritten: ("are open", "is nobody's", "is stuck with", "the jobs held", "the stops to do"),
    nothing_is_remembered: ("more bookings than were asked for",),
    anybody_moves_stops: ("which was over",),
    the_timer_decides: ("expired before their deadline",),
    recoveries_are_silent: ("timeline says nothing",),
    the_holder_keeps_the_stops: ("the stops to do",),
    nobody_is_let_go: ("is stuck with",),
}
"""Mutant -> what the first complaint is about."""


def complaints(chances: Chances) -> list[str]:
    """What the first day that goes wrong reports; nothing when all go right."""
    for seed in range(MOST_DAYS):
        day = Day(seed, chances).live()
        if said := day.broken or loose_ends(day.world) + unfinished(day.world):
            return said
    return []


@pytest.mark.parametrize("mutate", MUTANTS)
def test_without_the_guard_the_simulation_complains(mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(monkeypatch)

    said = complaints(BREAKDOWNS if mutate in {the_holder_keeps_the_stops, nobody_is_let_go} else ROUGH)

    assert any(about in complaint for complaint in said for about in MUTANTS[mutate]), said


@pytest.mark.proof
def test_with_all_guards_the_same_days_are_sound() -> None:
    assert complaints(ROUGH) + complaints(BREAKDOWNS) == []
