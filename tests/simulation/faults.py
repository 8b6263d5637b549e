"""Faults on demand: ports that fail by chance, processes that die at a chosen call, messages lost, repeated and shuffled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from muster.ports.store import CommitLost, CommitUnknown
from shared.errors import Code, Unavailable
from tests.world import World


class Crash(Exception):
    """The process that was working died here. Nothing in Muster knows this error."""


def on_every_call(world: World, hook: Callable[[str], None]) -> None:
    """Let ``hook`` hear of every port call before it happens."""
    world.store.on_call = world.bus.on_call = world.tasks.on_call = world.push.on_call = hook


def no_faults(world: World) -> None:
    """Let all ports work from now on."""
    on_every_call(world, lambda _name: None)


@dataclass
class Unreliable:
    """Ports of which a share of all calls fails: before the effect, or for commits also after it, the answer lost."""

    world: World
    share: float
    random: Random

    @contextmanager
    def ports(self) -> Iterator[None]:
        """Use them so for the length of a block; whoever looks from outside sees the plain state."""
        before = self.world.store.on_call
        on_every_call(self.world, self._hear)
        try:
            yield
        finally:
            on_every_call(self.world, before)

    def _hear(self, name: str) -> None:
        if self.random.random() >= self.share:
            return
        if name == "commit" and self.random.random() < 0.5:
            lost = self.random.choice([CommitLost("own effect"), CommitUnknown("no answer")])
            self.world.store.fail_next_commit("after", lost)
            return
        raise Unavailable(Code.UNAVAILABLE, {"call": name})


class DiesAt:
    """Lets the process die once: before port call number ``call``, or after it where it is a commit."""

    def __init__(self, world: World, call: int, *, after_commit: bool = False) -> None:
        """Count from now; with ``call`` 0 it only counts."""
        self.calls = 0
        self.commits: list[int] = []
        self.happened = False
        self._world, self._call, self._after_commit = world, call, after_commit
        on_every_call(world, self._hear)

    def _hear(self, name: str) -> None:
        self.calls += 1
        if name == "commit":
            self.commits.append(self.calls)
        if self.calls != self._call:
            return
        if not self._after_commit:
            self.happened = True
            raise Crash(name)
        if name == "commit":
            self.happened = True
            self._world.store.fail_next_commit("after", Crash(name))
