"""Prints an incident: one booking's course, from what was noticed to what was done about it and what came of it.

``python -m devtools.incident --seed 1`` lives a small day with trouble over ports of memory and prints the booking about which
most was done; the same seed prints the same. ``--booking ID`` prints a booking of the suite around this process, or with
``--project`` one of a deployed project, for whoever may read its Firestore.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from devtools import steps

if TYPE_CHECKING:
    from muster.ports.store import Store
    from shared.models.disruption import Disruption

SEED = 1


def told(store: Store, booking_id: str) -> tuple[str, ...]:
    """Write a booking's course down, a line a step; nothing for a booking that nobody knows."""
    from shared import paths  # noqa: PLC0415
    from shared.models.disruption import Disruption  # noqa: PLC0415
    from shared.recovery.incident import incident  # noqa: PLC0415

    signals = store.signals(booking_id)
    about = sorted({signal.disruption_id for signal in signals if signal.disruption_id})
    found = store.get_many([paths.disruption(one) for one in about], Disruption) if about else {}
    return incident(store.timeline(booking_id), signals, [one.value for one in found.values()])


def lived(seed: int) -> tuple[str, ...]:
    """Live a small day with a good deal of trouble, and tell of the booking about which most was done."""
    from benchmarks.loops.city import Size, Trouble, build  # noqa: PLC0415
    from benchmarks.loops.day import Day  # noqa: PLC0415

    much = Trouble(silent=0.5, late_pickups=0.5)
    day = Day(build(seed, Size(bookings=8, providers=6, busy_s=900.0), much), looped=True).live()
    booking_id = most_troubled(day.town.disruptions())
    lines = told(day.town.store, booking_id) if booking_id else ()
    return (f"Booking {booking_id}, seed {seed}", *lines)


def most_troubled(disruptions: Iterable[Disruption]) -> str | None:
    """The booking with the most telling trouble: one that was recovered from before one that was only spoken of."""
    met = [
        (one.state.value == "recovered", one.recovery is not None, one.disruption_id, one.booking_id)
        for one in disruptions
        if one.booking_id is not None
    ]
    return max(met)[3] if met else None


def main(arguments: list[str]) -> int:
    """Print an incident; the exit code is 1 when there is none."""
    options = _parser().parse_args(arguments)
    lines = lived(options.seed) if options.booking is None else _stored(options.project, options.booking)
    for line in lines:
        sys.stdout.write(f"{line}\n")
    if not lines:
        steps.say(f"No booking {options.booking} in {options.project}.")
    return int(not lines)


def _stored(project: str | None, booking_id: str) -> tuple[str, ...]:
    from muster.adapters.firestore_client import connect  # noqa: PLC0415
    from muster.adapters.firestore_store import FirestoreStore  # noqa: PLC0415

    if project is None:
        steps.say("Which project? Name it with --project, or run me inside `python -m devtools.suite exec -- ...`.")
        raise SystemExit(2)
    return told(FirestoreStore(connect(project)), booking_id)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devtools.incident", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="of the day that is lived when no booking is named")
    parser.add_argument("--booking", help="id of a stored booking")
    parser.add_argument("--project", default=os.environ.get("GCLOUD_PROJECT"), help="where it is stored")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
