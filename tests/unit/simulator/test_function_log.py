"""Reading the functions' own lines out of the emulators' log."""

import json

from simulator.function_log import Step, steps_in


def a_line(**fields: object) -> str:
    return ">  " + json.dumps({"severity": "INFO", "action": "place_booking", "outcome": "done", **fields}) + "\n"


def only(line: str) -> Step:
    (step,) = steps_in([line])
    return step


def test_a_step_is_found_behind_the_emulators_prefix() -> None:
    step = only(a_line(latency_ms=12.5, reads=4, writes=6, trigger="callable"))

    assert step == Step("place_booking", "done", "callable", 12.5, 4, 6)


def test_deletes_count_as_writes() -> None:
    assert only(a_line(latency_ms=1, writes=2, deletes=1)).writes == 3


def test_a_line_without_a_latency_is_part_of_a_request() -> None:
    assert only(a_line(reads=2)).latency_ms is None


def test_other_lines_are_passed_over() -> None:
    noise = ["i  functions: Beginning execution\n", '{"action": broken\n', '["action"]\n', "\n", '{"x": "action"}\n']

    assert list(steps_in(noise)) == []


def test_positions_and_polls_are_told_apart() -> None:
    assert only(a_line(action="report_track")).is_position
    assert only(a_line(action="expire_offers", outcome="too_early")).is_poll
    assert not only(a_line()).is_position
    assert not only(a_line()).is_poll
