"""How soon the console shows a change, and whether it stays quick: 500 open bookings and 1,000 providers, under load.

The delay counts from before the change is committed until the frame that shows it was painted.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx

from benchmarks.console import load
from benchmarks.console.city import City, build
from benchmarks.console.findings import Delays, Found, most_read, table_of
from benchmarks.console.screen import Screen, opened
from benchmarks.figures import Table
from benchmarks.person import TIMEOUT_S
from benchmarks.town import open_town
from devtools import project, suite
from devtools.steps import say
from shared.models.place import LatLng

BOOKINGS, PROVIDERS = 500, 1_000
SAMPLES = 40
PAUSE_MS = 300
LOAD_S = 60
WARM_UP_MS = 15_000
CENTRE = LatLng(lat=48.2082, lng=16.3738)
FIRST_ROW = "[role=region][aria-label='Open bookings'] tbody tr:first-child"
FIRST_WAITING = ".queue-list li:first-child"
IDLE = ".figures .figure:nth-child(5)"
IDLE_AT_FIRST = 300
WEIGHT = project.ROOT / "clients" / "console" / "dist" / ".vite" / "weight.json"


def run(bookings: int | None = None) -> Table:
    """Start a suite, fill it, open the console, and measure."""
    bookings = bookings or BOOKINGS
    with suite.run() as running, httpx.Client(timeout=TIMEOUT_S) as http:
        town = open_town(running, http, "busy", CENTRE, mode="manual")
        say(f"Console: storing {bookings} bookings and {PROVIDERS} providers")
        city = build(town, bookings, PROVIDERS)
        found = Found(script_kb=json.loads(WEIGHT.read_text(encoding="utf-8"))["first_kb"])
        with opened(running, town.operator("olga"), town.area_id) as screen:
            _first_view(screen, city, found)
            say("Console: how soon a change is on screen")
            found.delays_s = _delays(screen, city, load.BOOKING_EACH_S) | _map_alone(screen, city)
            say("Console: the same at twice the pace")
            found.pressed_s = _delays(screen, city, load.PRESSED_EACH_S)
            _under_load(screen, city, found)
    return table_of(found, bookings, PROVIDERS, LOAD_S)


def _first_view(screen: Screen, city: City, found: Found) -> None:
    found.documents = screen.probe("documents")
    screen.probe("isCounting = false")
    found.documents_bound = most_read(len(city.bookings), len(city.zones) + 1)
    found.renderer = screen.probe("renderer()")


def _delays(screen: Screen, city: City, each_s: float) -> dict[str, Delays]:
    delays_s = {}
    screen.visit("bookings")
    with load.running(city, booking_each_s=each_s):
        delays_s["booking, in the list"] = _sampled(screen, lambda n: _given(screen, city, n))
    screen.visit("triage")
    with load.running(city, booking_each_s=each_s, triage=False):
        delays_s["triage, in the queue"] = _sampled(screen, lambda _n: _asked(screen, city))
    screen.visit("map")
    with load.running(city, booking_each_s=each_s, fleet=False):
        delays_s["fleet snapshot, in the figures"] = _sampled(screen, lambda n: _ridden(screen, city, n))
    return delays_s


def _map_alone(screen: Screen, city: City) -> dict[str, Delays]:
    screen.settle()
    return {
        "fleet snapshot, on the map": _sampled(screen, lambda _n: screen.delay_s("drawn()", city.take_snapshots)),
    }


def _sampled(screen: Screen, measure: Callable[[int], tuple[float, float]]) -> Delays:
    measured = []
    for number in range(SAMPLES + 1):
        measured.append(measure(number))
        screen.page.wait_for_timeout(PAUSE_MS)
    return measured[1:]


def _given(screen: Screen, city: City, number: int) -> tuple[float, float]:
    uid = f"taker-{number:03d}"
    return screen.delay_s(f"seen({FIRST_ROW!r}, {uid!r})", lambda: city.give_first(uid))


def _asked(screen: Screen, city: City) -> tuple[float, float]:
    about = city.next_triage
    return screen.delay_s(f"seen({FIRST_WAITING!r}, {about!r})", city.open_triage)


def _ridden(screen: Screen, city: City, number: int) -> tuple[float, float]:
    idle = IDLE_AT_FIRST + number
    return screen.delay_s(f"seen({IDLE!r}, 'Idle{idle}0 not seen')", lambda: city.take_snapshots(idle))


def _under_load(screen: Screen, city: City, found: Found) -> None:
    say(f"Console: {LOAD_S} s of load on the map")
    with load.running(city, booking_each_s=load.PRESSED_EACH_S):
        screen.page.wait_for_timeout(WARM_UP_MS)
    heap_bytes = _held(screen)
    with load.running(city, booking_each_s=load.PRESSED_EACH_S):
        screen.page.wait_for_timeout(PAUSE_MS)
        tasks, frames = len(screen.probe("longTasks")), screen.probe("frames")
        screen.page.wait_for_timeout(LOAD_S * 1000)
        long_tasks, frames = screen.probe("longTasks")[tasks:], screen.probe("frames") - frames
    found.heap_mb = _held(screen) / 1e6
    found.longest_task_ms, found.long_tasks = max(long_tasks, default=0.0), len(long_tasks)
    found.frames_per_s = frames / LOAD_S
    found.heap_mb_per_min = (found.heap_mb - heap_bytes / 1e6) * 60 / LOAD_S


def _held(screen: Screen) -> float:
    """Bytes that are still held when what was under way has come: that itself is no growth."""
    screen.settle()
    return screen.heap_bytes()
