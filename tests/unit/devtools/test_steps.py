import re
import sys
from pathlib import Path

import pytest

from devtools import steps


def test_a_failed_step_shows_the_end_of_what_it_said(tmp_path: Path) -> None:
    failing = [sys.executable, "-c", "print('first\\nlast words'); raise SystemExit(3)"]

    with pytest.raises(steps.StepFailed, match=r"exit 3(?s:.*)last words"):
        steps.run("Doing", failing, log=tmp_path / "step.log")


def test_a_step_that_cannot_start_says_so(tmp_path: Path) -> None:
    with pytest.raises(steps.StepFailed, match="cannot start no-such-program"):
        steps.run("Doing", ["no-such-program"], log=tmp_path / "step.log")


def test_a_finished_step_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps.run("Doing", [sys.executable, "-c", "print('a lot')"], log=tmp_path / "step.log")

    assert re.fullmatch(r"Doing: done in \d+ s\n", capsys.readouterr().err)


def test_a_tail_leaves_colours_and_blank_lines_out() -> None:
    assert steps.tail("one\n\x1b[31mtwo\x1b[0m\n\n \nthree\n", lines=2) == "    two\n    three"
