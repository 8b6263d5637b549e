"""The command line: what a run is asked to be; what makes no sense is refused before anything starts."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from simulator.instance import Instance, read_instance
from simulator.replay import Slice, couriers_in, orders_in

DEFAULT_RATE = 12.0
MAX_RATE = 120.0
DEFAULT_PROVIDERS = 40
MAX_PROVIDERS = 400
DEFAULT_FROM, DEFAULT_MINUTES = "12:00", 30


@dataclass(frozen=True)
class Options:
    """What a run is asked to be. ``bookings`` None runs until Ctrl-C; ``instance`` None plays the city."""

    bookings: int | None
    providers: int | None
    rate: float
    seed: int
    is_plain: bool
    report_file: Path | None
    picture_file: Path | None
    instance: Instance | None
    part: Slice | None
    is_for_console: bool = False
    """Whether the console's link is told; the live view in the terminal, which would cover it, is left out then."""


class BadInput(Exception):
    """The command line asks for something that can not be played; the message says what to do."""


def read_options(arguments: list[str]) -> Options:
    """Read and check the command line, the instance folder included.

    Raises:
        BadInput: an option is missing, malformed or out of range.
        BadInstance: the folder of ``--replay`` is not an instance, or its slice is empty.
    """
    given = _parser().parse_args(arguments)
    instance = part = None
    if given.replay is not None:
        instance = read_instance(Path(given.replay))
        part = Slice(
            _minute_of_day(DEFAULT_FROM if given.start is None else given.start),
            _whole(given.minutes, "--minutes", 1, 1440, DEFAULT_MINUTES),
        )
        orders_in(instance, part)
        couriers_in(instance, part)
    elif given.start is not None or given.minutes is not None:
        raise BadInput("--from and --minutes choose a slice of a replay: give --replay FOLDER too.")
    return Options(
        bookings=None if given.bookings is None else _whole(given.bookings, "--bookings", 1, 100_000, 1),
        providers=None if given.providers is None else _whole(given.providers, "--providers", 1, MAX_PROVIDERS, 1),
        rate=_rate(given.rate),
        seed=_whole(given.seed, "--seed", 0, 2**31, 1),
        is_plain=given.plain or given.console,
        report_file=_writable("--report", given.report),
        picture_file=_writable("--picture", given.picture),
        instance=instance,
        part=part,
        is_for_console=given.console,
    )


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}\nSee python -m simulator --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--bookings", metavar="N", help="stop when N bookings have ended; until Ctrl-C when left out")
    parser.add_argument("--providers", metavar="N", help=f"size of the fleet ({DEFAULT_PROVIDERS}, or all of a replay)")
    parser.add_argument("--rate", metavar="X", help=f"business seconds a real second ({DEFAULT_RATE:g})")
    parser.add_argument("--seed", metavar="N", help="of demand, places and behaviour (1)")
    parser.add_argument("--replay", metavar="FOLDER", help="play a slice of an instance of github.com/grubhub/mdrplib")
    parser.add_argument("--from", metavar="HH:MM", dest="start", help=f"where the slice begins ({DEFAULT_FROM})")
    parser.add_argument("--minutes", metavar="N", help=f"length of the slice ({DEFAULT_MINUTES})")
    parser.add_argument("--report", metavar="FILE", help="write the report as JSON too")
    parser.add_argument("--picture", metavar="FILE", help="draw the busiest moment of the run as SVG")
    parser.add_argument(
        "--plain", action="store_true", help="one progress line every few seconds instead of a live view"
    )
    parser.add_argument(
        "--console", action="store_true", help="tell the link that opens the operators' console, signed in"
    )
    return parser


def _whole(text: str | None, option: str, least: int, most: int, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", text) or not least <= int(text) <= most:
        raise BadInput(f"{option} is {text!r}: give a whole number from {least} to {most}.")
    return int(text)


def _rate(text: str | None) -> float:
    try:
        rate = DEFAULT_RATE if text is None else float(text)
    except ValueError:
        rate = float("nan")
    if not 1 <= rate <= MAX_RATE:
        raise BadInput(f"--rate is {text!r}: give a number from 1 to {MAX_RATE:g}.")
    return rate


def _minute_of_day(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
    if found is None or int(found[1]) > 47 or int(found[2]) > 59:  # noqa: PLR2004 - hours may run into the next day
        raise BadInput(f"--from is {text!r}: give a time of day such as 12:00.")
    return int(found[1]) * 60 + int(found[2])


def _writable(option: str, text: str | None) -> Path | None:
    if text is None:
        return None
    path = Path(text)
    if not path.parent.is_dir() or path.is_dir():
        raise BadInput(f"{option} {text}: its folder does not exist, or it is a folder itself.")
    return path
