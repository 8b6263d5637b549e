"""Reading the functions' own lines out of the emulators' log."""

import json
from pathlib import Path

from simulator.function_log import FunctionLog, Step, log_of, read_log


def a_line(**fields: object) -> str:
    return ">  " + json.dumps({"severity": "INFO", "action": "place_booking", "outcome": "done", **fields}) + "\n"


def only(line: str) -> Step:
    (step,) = log_of([line]).steps
    return step


def a_start(name: str) -> str:
    return f'i  functions: Beginning execution of "us-central1-{name}"\n'


def test_a_step_is_found_behind_the_emulators_prefix() -> None:
    step = only(a_line(latency_ms=12.5, reads=4, writes=6, trigger="callable"))

    assert step == Step("place_booking", "done", latency_ms=12.5, reads=4, writes=6)


def test_a_decision_says_how_long_it_took() -> None:
    assert only(a_line(action="dispatch_window", outcome="decided", decision_ms=225.1)).decision_ms == 225.1


def test_deletes_count_as_writes() -> None:
    assert only(a_line(latency_ms=1, writes=2, deletes=1)).writes == 3


def test_a_line_without_a_latency_is_part_of_a_request() -> None:
    assert only(a_line(reads=2)).latency_ms is None


def test_other_lines_are_passed_over() -> None:
    noise = [
        "i  functions: Loaded\n",
        '{"action": broken\n',
        '["action"]\n',
        "\n",
        '{"x": "action"}\n',
        '{"action": 1}\n',
    ]

    assert log_of(noise) == FunctionLog((), {})


def test_positions_and_schedules_are_told_apart() -> None:
    assert only(a_line(action="report_track")).is_position
    assert only(a_line(action="sweep")).is_scheduled
    assert not only(a_line()).is_position
    assert not only(a_line()).is_scheduled


def test_timers_that_started_without_a_line_were_polls() -> None:
    log = log_of([a_start("expireoffer"), a_start("expireoffer"), a_line(action="expireoffer", latency_ms=3)])

    assert log.started == {"expireoffer": 2}
    assert log.polls == 1


def test_other_functions_are_never_polls() -> None:
    assert log_of([a_start("place_booking")]).polls == 0


def test_a_run_without_a_log_has_no_steps(tmp_path: Path) -> None:
    assert read_log(tmp_path / "emulators.log") == FunctionLog()
