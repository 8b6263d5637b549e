"""The report at the end of a run, as tables for people; the same figures go to a file as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulator.figures import Cost, Figures, Spread
from simulator.invariants import Breach

LISTED = 20


def report(title: str, figures: Figures, broken: Sequence[Breach], faults: Sequence[str]) -> RenderableType:
    """Lay the report out.

    Args:
        title: of the run.
        figures: what it came to.
        broken: the invariants that do not hold.
        faults: what clients met that should not happen.
    """
    return Group(
        Text(f"\nReport: {title}", style="bold"),
        _bookings(figures),
        _times(figures),
        _costs(figures),
        _counts("Notifications recorded", figures.notifications),
        _counts("Refusals and lost races, as the clients were told", figures.refusals),
        _calls(figures.call_latency_ms),
        _verdict(broken, [*faults, *figures.broken_calls]),
    )


def _bookings(figures: Figures) -> RenderableType:
    table = _table("Bookings", "outcome", "bookings", "share")
    for name, count in [*figures.outcomes.items(), *((f"{k} (open)", n) for k, n in figures.still_open.items())]:
        table.add_row(name.replace("_", " "), str(count), f"{count / figures.placed:.0%}")
    table.add_section()
    table.add_row("placed", str(figures.placed), "")
    offers = ", ".join(f"{count} {state}" for state, count in figures.offers.items())
    table.caption = f"Offers: {offers or 'none'}"
    return table


def _times(figures: Figures) -> RenderableType:
    table = _table("Times", "from - to", "n", "median", "p95", "mean", "unit")
    rows: Sequence[tuple[str, Spread, str]] = (
        ("decision of a matching window", figures.decision_ms, "real ms"),
        ("search opened - first offer", figures.first_offer_s, "business s"),
        ("search opened - first offer", figures.first_offer_real_s, "real s"),
        ("offer - accepted", figures.offer_to_accept_s, "business s"),
        ("offer - accepted", figures.offer_to_accept_real_s, "real s"),
        ("search opened - first stop done", figures.pickup_s, "business s"),
        ("search opened - completed", figures.delivery_s, "business s"),
        ("ETA error at assignment (late is +)", figures.eta_error_s, "business s"),
        ("ETA error at assignment, absolute", figures.eta_abs_error_s, "business s"),
    )
    for name, spread, unit in rows:
        table.add_row(name, str(spread.count), *_three(spread), unit)
    return table


def _costs(figures: Figures) -> RenderableType:
    table = _table("Cost", "what", "reads", "writes", "invocations", "reads*", "writes*", "invocations*")
    rows: Sequence[tuple[str, Cost]] = (
        ("bookings", figures.cost),
        ("positions", figures.positions),
        ("schedules", figures.schedules),
        ("set-up and duty", figures.set_up),
    )
    for name, cost in rows:
        each = (cost.reads_per_completed, cost.writes_per_completed, cost.invocations_per_completed)
        table.add_row(name, str(cost.reads), str(cost.writes), str(cost.invocations), *map(_number, each))
    table.caption = f"* per completed booking. Timers polled early by the tasks emulator, apart: {figures.timer_polls}"
    return table


def _counts(title: str, counts: Mapping[str, int]) -> RenderableType:
    table = _table(title, "what", "count")
    for name, count in sorted(counts.items(), key=lambda item: -item[1])[:LISTED]:
        table.add_row(name, str(count))
    if not counts:
        table.add_row("none", "0")
    return table


def _calls(latency_ms: Mapping[str, Spread]) -> RenderableType:
    table = _table("Callables, as the clients saw them (real ms)", "callable", "n", "median", "p95", "mean")
    for name, spread in latency_ms.items():
        table.add_row(name, str(spread.count), *_three(spread))
    return table


def _verdict(broken: Sequence[Breach], faults: Sequence[str]) -> RenderableType:
    lines = [Text(f"  {fault}", style="yellow") for fault in faults[:LISTED]]
    if faults:
        lines.insert(0, Text(f"\n{len(faults)} client faults (not invariants):", style="yellow"))
    if not broken:
        return Group(*lines, Text("\nAll invariants hold.", style="bold green"))
    more = len(broken) - LISTED
    breaches = [Text(f"  {breach}", style="red") for breach in broken[:LISTED]]
    rest = [Text(f"  and {more} more")] if more > 0 else []
    return Group(*lines, Text(f"\n{len(broken)} broken invariants:", style="bold red"), *breaches, *rest)


def _three(spread: Spread) -> tuple[str, str, str]:
    return _number(spread.median), _number(spread.p95), _number(spread.mean)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", caption_justify="left", box=SIMPLE_HEAD)
    table.add_column(first)
    for other in others:
        table.add_column(other, justify="right")
    return table
