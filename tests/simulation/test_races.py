"""Every move against every other at each stage: the second gets in between the first one's reading and its commit.

Whoever comes second is answered what is true; nothing is broken, whichever landed first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import pytest

from shared import collection_names
from shared.errors import MusterError
from shared.messages.events import Actor, ActorKind
from shared.models.offer import Offer
from shared.models.triage import Triage
from tests.builders import ADMIN, CUSTOMER, OPERATOR, a_point, later
from tests.simulation.invariants import loose_ends, violations
from tests.world import AREA, World

ADA, BOB, CEM = (Actor(kind=ActorKind.PROVIDER, id=uid, areas=(AREA,)) for uid in ("ada", "bob", "cem"))


@dataclass(frozen=True)
class Scene:
    """A world in which one booking stands at some stage."""

    world: World
    booking_id: str

    def moves(self) -> Mapping[str, Callable[[], object]]:
        """Everything that anybody could do next."""
        do, booking_id = self.world.do, self.booking_id
        known = {"booking_id": booking_id, "reason": "because"}
        closed = {"start_at": later(0).isoformat(), "end_at": later(9000).isoformat()}
        later_on = {"start_at": later(7200).isoformat(), "end_at": later(9000).isoformat()}
        near = [{"stop_id": "s2", "point": a_point(700).model_dump()}]
        return {
            "ada accepts": lambda: do(ADA, "accept_offer", offer_id=self.offer("ada")),
            "bob accepts": lambda: do(BOB, "accept_offer", offer_id=self.offer("bob")),
            "ada declines": lambda: do(ADA, "decline_offer", offer_id=self.offer("ada")),
            "ada goes offline": lambda: do(ADA, "set_duty", duty="offline"),
            "customer cancels": lambda: do(CUSTOMER, "cancel_booking", **known),
            "customer moves the drop": lambda: do(CUSTOMER, "amend_booking", booking_id=booking_id, stops=near),
            "customer puts it off": lambda: do(
                CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=later_on
            ),
            "operator assigns cem": lambda: do(OPERATOR, "assign_booking", provider_id="cem", **known),
            "operator assigns ada": lambda: do(OPERATOR, "assign_booking", provider_id="ada", **known),
            "operator approves": lambda: do(
                OPERATOR, "decide_triage", triage_id=self.item(), approve=True, reason="fine"
            ),
            "operator rejects": lambda: do(
                OPERATOR, "decide_triage", triage_id=self.item(), approve=False, reason="no"
            ),
            "ada sets out": lambda: self.world.press(ADA, "start_stop", booking_id),
            "ada arrives": lambda: self.world.press(ADA, "arrive_at_stop", booking_id, override_reason="here"),
            "ada completes": lambda: self.world.press(ADA, "complete_stop", booking_id),
            "ada fails the stop": lambda: self.world.press(ADA, "fail_stop", booking_id, reason="closed"),
            "ada gives it back": lambda: self.world.release(ADA, booking_id),
            "operator reopens": lambda: do(OPERATOR, "reopen_booking", **known),
            "zone closes": lambda: do(
                ADMIN, "close_zone", zone_id="mitte", closure={"window": closed, "reason": "flood"}
            ),
            "time runs out": self.time_runs_out,
            "everything is delivered": self.world.settle,
        }

    def offer(self, uid: str) -> str:
        everything = self.world.store.documents(collection_names.OFFERS, Offer).values()
        return next((offer.offer_id for offer in everything if offer.provider_id == uid), "none")

    def item(self) -> str:
        return next(
            (item.triage_id for item in self.world.store.documents(collection_names.TRIAGE, Triage).values()), "none"
        )

    def time_runs_out(self) -> None:
        self.world.clock.advance(125)
        self.world.sweep()


def offered() -> Scene:
    return _scene(strategy="broadcast")


def held() -> Scene:
    return _scene(mode="manual", strategy="broadcast")


def given() -> Scene:
    scene = _scene(strategy="broadcast")
    scene.world.do(ADA, "accept_offer", offer_id=scene.offer("ada"))
    return scene


def at_the_pickup() -> Scene:
    scene = given()
    for move in ("ada sets out", "ada arrives"):
        scene.moves()[move]()
    return scene


def on_board() -> Scene:
    scene = at_the_pickup()
    for move in ("ada completes", "ada arrives"):
        scene.moves()[move]()
    return scene


def called_off() -> Scene:
    scene = given()
    scene.moves()["customer cancels"]()
    return scene


def _scene(**dispatch: str) -> Scene:
    world = World(dispatch=dispatch)
    for number, uid in enumerate(("ada", "bob", "cem")):
        world.a_provider_on_duty(uid, north_m=300 * number)
    booking_id = world.a_booking()
    world.run_tasks()
    return Scene(world, booking_id)


STAGES = (offered, held, given, at_the_pickup, on_board, called_off)
MOVES = tuple(offered().moves())


def try_to(move: Callable[[], object]) -> bool:
    """Make a move; whether it was let through. Anything but a coded refusal is a fault."""
    try:
        move()
    except MusterError:
        return False
    return True


def open_at(stage: Callable[[], Scene]) -> list[str]:
    """The moves that are let through at a stage; others are refused and race nobody."""
    return [name for name in MOVES if try_to(stage().moves()[name])]


def race(stage: Callable[[], Scene], first: str, rival: str) -> list[str]:
    """Let ``rival`` land inside ``first``, let all come to rest, and tell what is broken."""
    scene = stage()
    scene.world.store.before_next_commit(lambda: try_to(scene.moves()[rival]))
    try_to(scene.moves()[first])
    broken = violations(scene.world)
    scene.world.clock.advance(61)
    scene.world.settle()
    scene.world.sweep()
    scene.world.settle()
    return broken + violations(scene.world) + loose_ends(scene.world)


@pytest.mark.parametrize("stage", STAGES)
def test_no_race_of_two_moves_breaks_anything(stage: Callable[[], Scene]) -> None:
    moves = open_at(stage)
    decisive = [name for name in moves if name not in {"ada goes offline", "everything is delivered"}]

    for first, rival in product(decisive, moves):
        assert race(stage, first, rival) == [], f"{rival} inside {first}"


@pytest.mark.proof
@pytest.mark.parametrize("stage", STAGES)
def test_no_race_of_any_two_moves_breaks_anything(stage: Callable[[], Scene]) -> None:
    for first, rival in product(MOVES, MOVES):
        assert race(stage, first, rival) == [], f"{rival} inside {first}"
