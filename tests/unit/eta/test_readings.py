"""What was believed, kept within bounds."""

from shared.eta.readings import MOST, with_reading
from shared.models.eta import EtaReading, EtaWindow, RevisionReason
from tests.builders import NOW, later


def a_reading(number: int, *, told: bool = False) -> EtaReading:
    end = EtaWindow(p10_at=NOW, p50_at=NOW, p90_at=NOW)
    return EtaReading(at=later(number), end=end, told=told, reason=RevisionReason.MINOR)


def after(many: int, *, told_every: int = 0) -> list[EtaReading]:
    kept: tuple[EtaReading, ...] = ()
    for number in range(many):
        kept = with_reading(kept, a_reading(number, told=number == 0 or bool(told_every and number % told_every == 0)))
    return list(kept)


def test_readings_are_kept_in_order_until_there_are_too_many() -> None:
    assert after(MOST) == [a_reading(number, told=number == 0) for number in range(MOST)]


def test_however_many_there_are_the_first_the_newest_and_a_spread_between_stay() -> None:
    kept = after(1000)

    assert len(kept) <= MOST
    assert (kept[0].at, kept[-1].at) == (NOW, later(999))
    assert kept == sorted(kept, key=lambda one: one.at)


def test_what_was_told_goes_last() -> None:
    told = [one for one in after(100, told_every=10) if one.told]

    assert [one.at for one in told] == [later(number) for number in range(0, 100, 10)]


def test_a_flood_of_told_ones_is_bounded_too() -> None:
    kept = after(100, told_every=1)

    assert len(kept) == MOST
    assert (kept[0].at, kept[-1].at) == (NOW, later(99))
