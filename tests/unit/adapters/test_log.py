"""A log line is always one JSON object, and never holds what must not be in a log."""

import json
import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster import log
from muster.adapters.meter import Meter
from muster.log import JsonLog
from shared.models.booking import BookingState
from tests.builders import CENTRE, a_booking


def written(**fields: Any) -> dict[str, Any]:
    lines: list[str] = []
    JsonLog(write=lines.append).step("accept_offer", "ok", **fields)
    assert len(lines) == 1
    assert "\n" not in lines[0]
    entry: dict[str, Any] = json.loads(lines[0])
    return entry


def test_a_line_says_action_and_outcome() -> None:
    entry = written(booking_id="booking-1", latency_ms=12.5)

    assert entry == {
        "severity": "INFO",
        "message": "accept_offer ok",
        "action": "accept_offer",
        "outcome": "ok",
        "booking_id": "booking-1",
        "latency_ms": 12.5,
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 3, 2, 13, tzinfo=timezone(timedelta(hours=1))), "2026-03-02T13:00:00+01:00"),
        (date(2026, 3, 2), "2026-03-02"),
        (time(7, 30), "07:30:00"),
        (timedelta(minutes=1), 60.0),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (BookingState.SEARCHING, "searching"),
        (b"\xff", "[bytes]"),
        (ValueError("secret"), "[ValueError]"),
        (object(), "[object]"),
        ({BookingState.SEARCHING: (1, {2})}, {"searching": [1, [2]]}),
        ("x" * 1000, "x" * 500),
        ("line\nbreak \ud800", "line\nbreak \ud800"),
    ],
)
def test_any_value_is_written(value: Any, shown: Any) -> None:
    assert written(value=value)["value"] == shown


def test_a_value_that_holds_itself_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)

    assert "[list]" in str(written(value=endless)["value"])


@settings(max_examples=25)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.binary(), st.lists))
def test_no_value_breaks_a_line(value: Any) -> None:
    assert written(value=value)["outcome"] == "ok"


@pytest.mark.parametrize(
    "name", ["token", "lat", "lng", "point", "geohash", "phone", "name", "address", "notes", "pin"]
)
def test_personal_data_is_hidden_at_any_depth(name: str) -> None:
    entry = written(**{name: "secret"}, inner={"list": [{name: "secret"}]})

    assert "secret" not in json.dumps(entry)
    assert entry[name] == "[hidden]"


def test_a_point_and_a_document_are_never_written_out() -> None:
    entry = written(where=CENTRE, booking=a_booking())

    assert entry["where"] == "[hidden]"
    assert entry["booking"] == "[Booking]"


def test_a_field_can_not_take_the_place_of_the_lines_own() -> None:
    lines: list[str] = []

    JsonLog(write=lines.append).step("accept_offer", "ok", severity="DEBUG")

    assert json.loads(lines[0])["severity"] == "INFO"


@pytest.mark.parametrize("outcome", ["failed", "error X999", "dead_letter"])
def test_a_failure_is_an_error(outcome: str) -> None:
    lines: list[str] = []

    JsonLog(write=lines.append).step("sweep", outcome)

    assert json.loads(lines[0])["severity"] == "ERROR"


def test_lines_carry_the_trace_of_their_request() -> None:
    log.follow_trace("105445aa7843bc8bf206b12000100000/1;o=1", "muster-1")
    traced = written()
    log.follow_trace(None, "muster-1")

    key = "logging.googleapis.com/trace"
    assert traced[key] == "projects/muster-1/traces/105445aa7843bc8bf206b12000100000"
    assert key not in written()


def test_a_line_says_what_its_step_has_cost_and_the_next_one_starts_anew() -> None:
    lines: list[str] = []
    meter = Meter()
    steps = JsonLog(meter.take, lines.append)

    meter.count("reads", "get offers", 2)
    meter.count("writes", "commit offers", 1)
    steps.step("accept_offer", "ok")
    meter.count("reads", "get offers", 1)
    steps.step("accept_offer", "ok")

    costs = [{name: json.loads(line).get(name) for name in ("reads", "writes", "deletes")} for line in lines]
    assert costs == [{"reads": 2, "writes": 1, "deletes": None}, {"reads": 1, "writes": None, "deletes": None}]


def test_the_default_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().step("sweep", "ok", at=datetime(2026, 3, 2, tzinfo=UTC))

    assert json.loads(capsys.readouterr().out)["at"] == "2026-03-02T00:00:00+00:00"
