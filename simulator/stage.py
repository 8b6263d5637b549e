"""Showing a run while it goes on: a live view on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.live import Live

from simulator.feed import ListenerRefused
from simulator.play import Play
from simulator.pushes import Pushes
from simulator.view import Moment, line, render

VIEW_EVERY_S = 0.5
LINE_EVERY_S = 5.0

Show = Callable[[Moment], None]


@contextlib.contextmanager
def screen(console: Console, *, is_plain: bool) -> Iterator[tuple[Show, float]]:
    """Give the way to show a moment, and how often to."""
    if is_plain or not console.is_terminal:
        yield lambda moment: console.print(line(moment), highlight=False, markup=False, soft_wrap=True), LINE_EVERY_S
        return
    with Live(console=console, auto_refresh=False, screen=True) as live:
        yield lambda moment: live.update(render(moment), refresh=True), VIEW_EVERY_S


class Stage:
    """Takes pictures of a play."""

    def __init__(self, play: Play, pushes: Pushes) -> None:
        """Hold the play, and what its phones get."""
        self._play = play
        self._pushes = pushes
        self._started_s = time.monotonic()

    async def show(self, watchers: Sequence[Show], every_s: float) -> None:
        """Show moments to all who watch, until cancelled."""
        while True:
            await self._pushes.refresh()
            try:
                moment = self.moment()
            except ListenerRefused as refusal:
                self._play.world.diary.faults.append(f"operator's listener ended: {refusal}")
                return
            for show in watchers:
                show(moment)
            await asyncio.sleep(every_s)

    def moment(self) -> Moment:
        """Take a picture."""
        world, scenario = self._play.world, self._play.scenario
        return Moment(
            title=f"Muster: {scenario.name}",
            now=world.clock.now(),
            timezone=world.timezone,
            rate=world.clock.rate,
            elapsed_s=time.monotonic() - self._started_s,
            board=self._play.operator.board(),
            zone_names={zone.zone_id: zone.name for zone in scenario.zones},
            placed=world.diary.placed,
            wanted=self._play.wanted,
            ended=world.diary.ended,
            refused=world.diary.refused,
            notifications=self._pushes.count,
            pushes=self._pushes.latest,
            happenings=tuple(world.diary.lines),
            faults=len(world.diary.faults),
        )
