"""Suggestions to move, for tests."""

from shared import paths
from shared.models.provider import Repositioning
from shared.models.supply import MoveTerm, Suggestion, ZoneReading
from tests.builders import NOW, a_point, later
from tests.world import AREA, World

TTL_S, TRAVEL_S = 300, 240


def a_suggestion_to(world: World, uid: str) -> str:
    """Ask a provider of the world to move north, and give the suggestion's id."""
    suggestion_id = f"{uid}.1"
    suggestion = Suggestion(
        suggestion_id=suggestion_id,
        area_id=AREA,
        provider_id=uid,
        from_zone="mitte",
        to_zone="nord",
        target=a_point(north_m=3000),
        travel_s=TRAVEL_S,
        gain_s=300,
        terms={MoveTerm.WAIT_SAVED: 540, MoveTerm.TRAVEL: -TRAVEL_S},
        cause="schedule",
        zone_before=ZoneReading(pressure=2.0, waiting=3, oldest_wait_s=400, at=NOW),
        made_at=NOW,
        deadline_at=later(TTL_S),
        due_at=later(TTL_S),
    )
    asked = Repositioning(suggestion_id=suggestion_id, zone_id="nord", asked_at=NOW, until=later(TTL_S))
    provider = world.provider(uid).model_copy(update={"repositioning": asked})
    world.store.seed({paths.suggestion(suggestion_id): suggestion, paths.provider(uid): provider})
    return suggestion_id
