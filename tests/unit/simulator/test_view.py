"""Pictures of a run: the live view, its plain line, and the report."""

import io
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from rich.console import Console, RenderableType

from shared.models.booking import BookingState
from shared.models.facts import ZoneState
from simulator.board import Board
from simulator.invariants import Breach
from simulator.pushes import Pushed, Pushes
from simulator.report import report
from simulator.view import Moment, line, render
from simulator.world import Happening
from tests.builders import NOW, a_booking, a_provider, an_assigned_booking, an_offer
from tests.unit.simulator.test_figures import some_figures


def text_of(picture: RenderableType) -> str:
    console = Console(width=150, record=True, file=io.StringIO())
    console.print(picture)
    return console.export_text()


def a_board() -> Board:
    zone = ZoneState(zone_id="mitte", area_id="berlin", waiting=1, active=1, idle_providers=3, computed_at=NOW)
    providers = (a_provider(), a_provider(provider_id="provider-2", load=1))
    return Board((a_booking(), an_assigned_booking(booking_id="booking-2")), (an_offer(),), providers, (zone,), ())


def a_moment(**changes: Any) -> Moment:
    shown: dict[str, Any] = {
        "title": "Muster: Lisbon",
        "now": NOW,
        "timezone": ZoneInfo("Europe/Lisbon"),
        "rate": 12.0,
        "elapsed_s": 61.0,
        "board": a_board(),
        "zone_names": {"mitte": "Mitte"},
        "placed": 7,
        "wanted": 50,
        "ended": {"completed": 4, "cancelled": 1},
        "refused": {"B101 NOT_SERVICEABLE": 2},
        "notifications": 31,
        "pushes": (Pushed("ana", "assigned", "Somebody is on it", "Your booking has a provider."),),
        "happenings": (Happening(NOW, "Ana took courier abc123"),),
        "faults": 0,
    }
    return Moment(**{**shown, **changes})


def test_the_board_counts_by_state_zone_and_work() -> None:
    board = a_board()

    assert board.by_state() == {BookingState.SEARCHING: 1, BookingState.ASSIGNED: 1}
    assert board.by_duty_and_work() == {("online", "idle"): 1, ("online", "full"): 1}
    assert (board.waiting_in("mitte"), board.active_in("mitte"), board.idle_in("mitte")) == (1, 1, 3)
    assert board.idle_in("elsewhere") is None


@pytest.mark.parametrize(
    "shown",
    [
        "Mon 12:00:00",
        "x12",
        "7 placed, 5 of 50 ended",
        "notifications 31",
        "searching",
        "open offers",
        "refused B101 NOT SERVICEABLE",
        "Mitte",
        "Ana took courier abc123",
        "online",
    ],
)
def test_the_live_view_shows(shown: str) -> None:
    assert shown in text_of(render(a_moment()))


def test_client_faults_are_shown_when_there_are_any() -> None:
    assert "fault" not in text_of(render(a_moment()))
    assert "2 client faults" in text_of(render(a_moment(faults=2)))


def test_the_plain_line_says_the_same_in_one_line() -> None:
    told = line(a_moment())

    assert "placed=7 ended=5/50" in told
    assert "searching=1" in told
    assert "on_duty=2" in told
    assert "\n" not in told


def test_a_report_says_that_all_invariants_hold() -> None:
    told = text_of(report("Lisbon", some_figures(), [], []))

    assert "All invariants hold" in told
    assert "completed" in told
    assert "offer - accepted" in told


def test_a_report_names_broken_invariants_and_client_faults() -> None:
    broken = [Breach("one winner", "booking-1", "assigned again at seq 7 without a release")]

    told = text_of(report("Lisbon", some_figures(), broken, ["customer crashed"]))

    assert "1 broken invariants" in told
    assert "one winner: booking-1: assigned again at seq 7" in told
    assert "customer crashed" in told


def test_phones_show_a_message_once_however_often_it_comes() -> None:
    pushes = Pushes("127.0.0.1:1", httpx.AsyncClient())
    message = {"data": {"nid": "n-1", "kind": "assigned"}, "notification": {"title": "Somebody is on it", "body": ""}}

    for _ in range(3):
        pushes.take("simulated-token-of-ana", message)

    assert (pushes.count, pushes.copies) == (1, 2)
    assert [each.phone for each in pushes.latest] == ["ana"]


def test_the_view_shows_whose_phone_got_what() -> None:
    shown = text_of(render(a_moment()))

    assert "ana: Somebody is on it" in shown
