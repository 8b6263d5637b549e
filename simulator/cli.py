"""Plays what the command line asks for, and tells by its exit code what came of it."""

from __future__ import annotations

import sys

from simulator.instance import BadInstance
from simulator.options import BadInput, read_options

OK, BROKEN, BAD_INPUT, NO_EMULATORS, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: list[str]) -> int:
    """Run the simulator.

    Returns:
        0 when all is well, 1 when an invariant is broken, 2 for bad input, 3 when the emulators do not start, 130 when interrupted before the city was open.
    """
    try:
        options = read_options(arguments)
    except (BadInput, BadInstance) as problem:
        print(f"simulator: {problem}", file=sys.stderr)
        return BAD_INPUT
    from devtools.suite import SuiteError  # noqa: PLC0415 - bad input is answered before anything heavy is loaded
    from simulator.run import run  # noqa: PLC0415 - the same, for the cloud clients

    try:
        return BROKEN if run(options) else OK
    except SuiteError as problem:
        print(f"simulator: {problem}", file=sys.stderr)
        return NO_EMULATORS
    except KeyboardInterrupt:
        return INTERRUPTED
