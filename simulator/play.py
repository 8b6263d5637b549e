"""Playing a scenario: everybody on stage, until the wanted number of bookings has ended or somebody stops it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.customer import Customer
from simulator.opening import People
from simulator.provider import ProviderAgent
from simulator.scenario import BookingPlan, Scenario
from simulator.supervision import OperatorAgent
from simulator.world import World

CHECK_EVERY_S = 0.5
STALLED_AFTER_S, STALLED_AFTER_BUSINESS_S = 240.0, 5400.0
"""Nothing placed and nothing ended for so long (real seconds, and business seconds): something is stuck."""
LATER_SHARE = 0.6
"""Of a counted run, only so much of its beginning may be booked for later, so that it ends."""


@dataclass
class Play:
    """One run of a scenario."""

    world: World
    scenario: Scenario
    people: People
    wanted: int | None
    seed: int
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    is_demand_over: bool = False
    _placing: set[asyncio.Task[None]] = field(default_factory=set)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put everybody on stage; call on the event loop's thread."""
        self.operator = OperatorAgent(self.world, self.people.operator, self.seed)
        self.customers = [Customer(self.world, session) for session in self.people.customers]
        self.providers = [
            ProviderAgent(self.world, self.people.providers[plan.uid], plan, self.seed)
            for plan in self.scenario.providers
        ]

    async def run(self) -> None:
        """Play until it is over: the wanted bookings ended, the order book is played out, a stall, or ``stop``."""
        self._start(self.operator.run(), "operator")
        for provider in self.providers:
            self._start(provider.run(), "provider")
        self._start(self._demand(), "demand")
        await self._until_over()

    async def close(self) -> None:
        """Send everybody home."""
        for task in [*self._tasks, *self._placing]:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._placing, return_exceptions=True)
        leaving = [self.operator.close(), *(p.close() for p in self.providers), *(c.close() for c in self.customers)]
        await asyncio.gather(*leaving, return_exceptions=True)

    async def _demand(self) -> None:
        for plan in self.scenario.bookings:
            await self.world.clock.sleep_until(plan.at)
            while self._is_enough(in_hand=len(self._placing)):
                if self._is_enough(in_hand=0):
                    self.is_demand_over = True
                    return
                await asyncio.sleep(CHECK_EVERY_S)
            task = asyncio.create_task(self._guard(self.customers[plan.customer].book(self._in_time(plan)), "customer"))
            self._placing.add(task)
            task.add_done_callback(self._placing.discard)
        await asyncio.gather(*self._placing)
        self.is_demand_over = True

    def _is_enough(self, in_hand: int) -> bool:
        return self.wanted is not None and self.world.diary.placed + in_hand >= self.wanted

    def _in_time(self, plan: BookingPlan) -> BookingPlan:
        """Let the last bookings of a counted run be for now."""
        is_early = self.wanted is None or self.world.diary.placed < self.wanted * LATER_SHARE
        return plan if is_early else replace(plan, later_s=None)

    async def _until_over(self) -> None:
        diary = self.world.diary
        seen, since_s = (0, 0), time.monotonic()
        while not self.stop.is_set():
            if self.is_demand_over and diary.ended_count >= diary.placed:
                return
            if seen != (diary.placed, diary.ended_count):
                seen, since_s = (diary.placed, diary.ended_count), time.monotonic()
            if time.monotonic() - since_s > self._patience_s:
                diary.faults.append(f"nothing was placed or ended for {self._patience_s:.0f} s: stopped")
                return
            await asyncio.sleep(CHECK_EVERY_S)

    @property
    def _patience_s(self) -> float:
        return max(STALLED_AFTER_S, self.world.clock.real_s(STALLED_AFTER_BUSINESS_S))

    def _start(self, work: Coroutine[Any, Any, None], who: str) -> None:
        self._tasks.append(asyncio.create_task(self._guard(work, who)))

    async def _guard(self, work: Coroutine[Any, Any, None], who: str) -> None:
        """Let one agent's crash be a line of the report instead of the end of the run."""
        try:
            await work
        except Exception as crash:  # noqa: BLE001 - whatever it is, the others play on and the report names it
            self.world.diary.faults.append(f"{who} crashed: {type(crash).__name__}: {crash}")
