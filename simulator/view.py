"""The live view in the terminal: a pure picture of a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shared.models.booking import BookingState
from simulator.board import Board
from simulator.pushes import Pushed
from simulator.world import Happening

OPEN_ORDER = (
    BookingState.SCHEDULED,
    BookingState.SEARCHING,
    BookingState.AWAITING_APPROVAL,
    BookingState.ASSIGNED,
    BookingState.IN_PROGRESS,
)
ENDED_ORDER = ("completed", "returned", "cancelled", "failed", "unfulfilled", "expired")
WORK_ORDER = ("idle", "reserved", "busy", "full")
GOOD, BAD, QUIET = "green", "red", "dim"
STYLES = {"completed": GOOD, "unfulfilled": BAD, "failed": BAD, "searching": "yellow", "awaiting_approval": "magenta"}


@dataclass(frozen=True)
class Moment:
    """Everything the view shows."""

    title: str
    now: datetime
    timezone: ZoneInfo
    rate: float
    elapsed_s: float
    board: Board
    zone_names: Mapping[str, str]
    placed: int
    wanted: int | None
    ended: Mapping[str, int]
    refused: Mapping[str, int]
    notifications: int
    pushes: Sequence[Pushed]
    happenings: Sequence[Happening]
    faults: int


def render(moment: Moment) -> RenderableType:
    """Draw the whole view."""
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(ratio=2)
    grid.add_column(ratio=3)
    left = Group(_bookings(moment), _providers(moment))
    grid.add_row(left, Group(_zones(moment), _happenings(moment), _phones(moment)))
    return Group(_head(moment), grid)


def line(moment: Moment) -> str:
    """Give the view as one line, for logs and pipes."""
    states = moment.board.by_state()
    open_now = " ".join(f"{state.value}={states.get(state, 0)}" for state in OPEN_ORDER)
    ended = " ".join(f"{name}={moment.ended[name]}" for name in ENDED_ORDER if moment.ended.get(name))
    wanted = f"/{moment.wanted}" if moment.wanted else ""
    return (
        f"{_clock(moment)}  placed={moment.placed} ended={sum(moment.ended.values())}{wanted} "
        f"[{open_now}] offers={len(moment.board.offers)} on_duty={_on_duty(moment)} [{ended or 'none ended yet'}] "
        f"notifications={moment.notifications}"
    )


def _head(moment: Moment) -> RenderableType:
    wanted = f" of {moment.wanted}" if moment.wanted else ""
    text = Text.assemble(
        (f" {moment.title} ", "bold reverse"),
        f"  {_clock(moment)}  x{moment.rate:g}   ",
        ("bookings ", QUIET),
        f"{moment.placed} placed, {sum(moment.ended.values())}{wanted} ended   ",
        ("notifications ", QUIET),
        f"{moment.notifications}   ",
        ("running ", QUIET),
        f"{moment.elapsed_s:.0f} s   ",
        ("Ctrl-C: stop and report", QUIET),
    )
    if moment.faults:
        text.append(f"   {moment.faults} client faults", BAD)
    return text


def _bookings(moment: Moment) -> RenderableType:
    table = _table("Bookings", "state", "now")
    states = moment.board.by_state()
    for state in OPEN_ORDER:
        _row(table, state.value, states.get(state, 0))
    _row(table, "open offers", len(moment.board.offers))
    _row(table, "waiting for an operator", len(moment.board.triage))
    table.add_section()
    for name in ENDED_ORDER:
        _row(table, name, moment.ended.get(name, 0))
    table.add_section()
    for label, count in sorted(moment.refused.items()):
        _row(table, f"refused {label}", count)
    return table


def _providers(moment: Moment) -> RenderableType:
    table = _table("Providers", "duty", *WORK_ORDER)
    counts = moment.board.by_duty_and_work()
    for duty in sorted({duty for duty, _ in counts}, key=("online", "paused", "offline").index):
        table.add_row(duty, *(_number(counts.get((duty, work), 0)) for work in WORK_ORDER))
    return table


def _zones(moment: Moment) -> RenderableType:
    table = _table("Zones", "zone", "waiting", "active", "idle providers")
    for zone_id, name in moment.zone_names.items():
        idle = moment.board.idle_in(zone_id)
        waiting, active = moment.board.waiting_in(zone_id), moment.board.active_in(zone_id)
        table.add_row(Text(name, overflow="ellipsis", no_wrap=True), _number(waiting), _number(active), _number(idle))
    return table


def _happenings(moment: Moment) -> RenderableType:
    lines = [
        Text.assemble(
            (f"{each.at.astimezone(moment.timezone):%H:%M:%S} ", QUIET), each.text, overflow="ellipsis", no_wrap=True
        )
        for each in moment.happenings
    ]
    return Panel(Group(*lines), title="Last events", title_align="left", border_style=QUIET)


def _phones(moment: Moment) -> RenderableType:
    lines = [
        Text.assemble(
            (f"{each.phone}: ", QUIET), (each.title, "bold"), f"  {each.body}", overflow="ellipsis", no_wrap=True
        )
        for each in moment.pushes
    ]
    return Panel(Group(*lines), title="Phones, as notifications arrive", title_align="left", border_style=QUIET)


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        expand=True,
        border_style=QUIET,
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column(first, ratio=1)
    for other in others:
        table.add_column(other, justify="right")
    return table


def _row(table: Table, name: str, count: int) -> None:
    table.add_row(Text(name.replace("_", " "), style=STYLES.get(name, "") if count else QUIET), _number(count))


def _number(count: int | None) -> Text:
    return Text("-" if count is None else str(count), style="" if count else QUIET)


def _on_duty(moment: Moment) -> int:
    return sum(count for (duty, _), count in moment.board.by_duty_and_work().items() if duty == "online")


def _clock(moment: Moment) -> str:
    return f"{moment.now.astimezone(moment.timezone):%a %H:%M:%S}"
