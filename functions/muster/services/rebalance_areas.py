"""Ask idle providers to move from zones with plenty to zones that are short."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.area_look import judge_zones, look_at_area
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import provider_of
from shared.dispatch.solver import SolverFailedError
from shared.models.change import Decision
from shared.models.facts import ZoneState
from shared.models.supply import SupplyLevel
from shared.supply.move import Move
from shared.supply.pressure import Look
from shared.supply.rebalance import plan_moves
from shared.supply.suggesting import may_be_asked, suggest
from shared.units import AreaId, SuggestionId


def rebalance_area(backend: Backend, area_id: AreaId, cause: str) -> int:
    """Look at an area afresh and ask whom it pays to ask; the schedule does the same with its own look.

    Args:
        backend: the ports.
        area_id: the area.
        cause: kept with each suggestion.

    Returns:
        How many were asked.
    """
    look = look_at_area(backend, area_id).look
    return suggest_moves(backend, look, judge_zones(backend, look), cause)


def suggest_moves(backend: Backend, look: Look, states: Sequence[ZoneState], cause: str) -> int:
    """Plan moves on a look and ask each provider in a commit of its own; gives how many were asked."""
    if not look.area.supply.rebalancing or all(state.level is not SupplyLevel.SHORT for state in states):
        return 0
    try:
        moves = plan_moves(look.area, states, look.fleet, backend.clock.now())
    except SolverFailedError as trouble:
        backend.log.step("rebalance", "failed", area_id=look.area.area_id, cause=str(trouble))
        return 0
    asked = sum(_ask(backend, look, states, move, cause) for move in moves)
    backend.log.step("rebalance", "done", area_id=look.area.area_id, planned=len(moves), asked=asked)
    return asked


def _ask(backend: Backend, look: Look, states: Sequence[ZoneState], move: Move, cause: str) -> bool:
    """Ask one provider, unless they have been asked or taken since they were seen."""
    seen = next(one.provider for one in look.fleet if one.provider.provider_id == move.provider_id)
    there = next(state for state in states if state.zone_id == move.to_zone)
    suggestion_id = SuggestionId(f"{seen.provider_id}.{seen.version}")
    once = for_system("rebalance", suggestion_id)

    def decide() -> Decision:
        provider, moment = provider_of(backend, seen.provider_id), moment_of(backend, once)
        if not may_be_asked(provider.value, look.area.supply, moment):
            return Decision(())
        return suggest(
            move,
            provider,
            there,
            suggestion_id=suggestion_id,
            settings=look.area.supply,
            cause=cause,
            moment=moment,
        )

    return bool(perform(backend, once, decide))
