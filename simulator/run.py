"""One run from start to report: emulators, clocks, city, play, settling, invariants, figures."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
from google.cloud.firestore import Client
from rich.console import Console

from devtools import schedule_clock, suite
from simulator.auth import Account, AuthEmulator
from simulator.backend_client import BackendClient
from simulator.business_clock import BusinessClock, real_now
from simulator.casting import cast, clock_of
from simulator.console_link import console_link
from simulator.evidence import Evidence, admin_client, gather
from simulator.figures import figures
from simulator.function_log import read_log
from simulator.invariants import Breach, breaches
from simulator.opening import OPERATOR, open_city, sign_everybody_in
from simulator.options import Options
from simulator.picture import Picture
from simulator.play import Play
from simulator.pushes import Pushes
from simulator.report import report
from simulator.stage import Stage, screen
from simulator.world import World

LOG_FILE = "emulators.log"
SETTLE_WITHIN_S = 60.0
SETTLE_EVERY_S = 1.0
SLACK_REAL_S, SLACK_BUSINESS_S = 30.0, 180.0
"""How far timers and sweeps may lag: schedules run at least five real seconds apart."""
CONNECTIONS = 64
PIPE_WIDTH = 120


@dataclass(frozen=True)
class Result:
    """How a run ended."""

    evidence: Evidence
    broken: list[Breach]
    world: World


def run(options: Options) -> bool:
    """Play what is asked for and report.

    Returns:
        Whether an invariant was broken.

    Raises:
        devtools.suite.SuiteError: the emulators do not start.
    """
    console = _console()
    clock = clock_of(options, real_now())
    with (
        suite.run(extra_env=clock.variables, say=_say) as emulators,
        schedule_clock.running(emulators, rate=clock.rate, business_now=clock.now, say=_say),
    ):
        result = asyncio.run(_play(options, clock, emulators, console))
        log = read_log(emulators.log_dir / LOG_FILE)
    diary = result.world.diary
    outcome = figures(result.evidence, log, result.world.backend.stats)
    title = cast(options, clock.business_at).name
    console.print(report(title, outcome, result.broken, diary.faults))
    if options.report_file is not None:
        whole = {
            "scenario": title,
            "seed": options.seed,
            "rate": options.rate,
            **outcome.model_dump(mode="json"),
            "client_faults": diary.faults,
            "broken_invariants": [str(breach) for breach in result.broken],
        }
        options.report_file.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    return bool(result.broken)


def _console() -> Console:
    """Give the terminal, or for a pipe a width in which tables keep their lines."""
    console = Console()
    return console if console.is_terminal else Console(width=PIPE_WIDTH)


async def _play(options: Options, clock: BusinessClock, emulators: suite.Suite, console: Console) -> Result:
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(limits=limits) as http:
        backend = BackendClient(emulators.callable_url, http)
        plan = cast(options, clock.now())
        auth = AuthEmulator(emulators.host("auth"), emulators.project_id, http)
        people = await sign_everybody_in(auth, plan, _say)
        await open_city(backend, people, plan, _say)
        if options.is_for_console:
            _say(f"Console: {console_link(emulators.hosting_url, clock, Account(OPERATOR, 'operator'))}")
        scenario = cast(options, clock.now())
        area = scenario.area
        timezone = ZoneInfo(area.timezone)
        world = World(clock, backend, emulators.project_id, scenario.roads, area.area_id, timezone)
        play = Play(world, scenario, people, options.bookings, options.seed)
        _stop_on_interrupt(play.stop)
        return await _show(play, Pushes(emulators.host("fcm"), http), console, options)


async def _show(play: Play, pushes: Pushes, console: Console, options: Options) -> Result:
    world = play.world
    admin = admin_client(world.project_id)
    stage = Stage(play, pushes)
    try:
        with screen(console, is_plain=options.is_plain) as (show, every_s):
            watchers = [show] if options.picture_file is None else [show, Picture(options.picture_file).see]
            showing = asyncio.create_task(stage.show(watchers, every_s))
            await play.run()
            showing.cancel()
        if play.stop.is_set():
            await play.close()
        evidence, broken = await _settle(play, admin)
    finally:
        await play.close()
    return Result(evidence, broken, world)


async def _settle(play: Play, admin: Client) -> tuple[Evidence, list[Breach]]:
    """Look until everything holds, or give it up: consumers and sweeps need a moment after the last booking."""
    clock = play.world.clock
    slack = timedelta(seconds=max(SLACK_BUSINESS_S, clock.business_s(SLACK_REAL_S)))
    deadline_s = time.monotonic() + SETTLE_WITHIN_S
    _say("Waiting until everything has settled")
    while True:
        evidence = await asyncio.to_thread(gather, admin, clock.now())
        broken = breaches(evidence, slack)
        is_late = time.monotonic() > deadline_s
        if is_late and evidence.facts_missing:
            play.world.diary.faults.append(f"analytics has no facts of {evidence.facts_missing} ended bookings")
        if is_late or not (broken or evidence.facts_missing):
            return evidence, broken
        await asyncio.sleep(SETTLE_EVERY_S)


def _stop_on_interrupt(stop: asyncio.Event) -> None:
    """Let the first Ctrl-C end the play in good order; the next one interrupts as usual."""
    loop = asyncio.get_running_loop()

    def on_interrupt() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)

    loop.add_signal_handler(signal.SIGINT, on_interrupt)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
