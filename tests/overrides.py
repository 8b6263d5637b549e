"""Operators' hands in a world: shorthands for previews, commits and undoing."""

from typing import Any

from shared import paths
from shared.models.override import Override
from tests.builders import OPERATOR, later
from tests.world import World

WHY = {
    "cancel": "duplicate",
    "reopen": "ended_by_mistake",
    "close_zone": "weather",
    "open_zone": "back_to_normal",
    "pause_provider": "complaint",
    "resume_provider": "back_to_normal",
}
"""A reason that fits, where ``local_knowledge`` does not."""


def preview(world: World, kind: str, **change: Any) -> str:
    """Let the operator look at an override; gives its id."""
    return str(world.do(OPERATOR, "preview_override", change={"kind": kind, **change})["override_id"])


def commit(world: World, override_id: str, **fields: Any) -> dict[str, Any]:
    """Let the operator do it, for a reason that fits, and the pipelines hear of it."""
    fields.setdefault("reason_code", WHY.get(kept(world, override_id).kind.value, "local_knowledge"))
    told = world.do(OPERATOR, "commit_override", override_id=override_id, **fields)
    world.settle()
    return told


def done(world: World, kind: str, **change: Any) -> str:
    """Preview and do it at once."""
    override_id = preview(world, kind, **change)
    commit(world, override_id)
    return override_id


def undo(world: World, override_id: str) -> dict[str, Any]:
    """Let the operator take it back."""
    told = world.do(OPERATOR, "undo_override", override_id=override_id)
    world.settle()
    return told


def kept(world: World, override_id: str) -> Override:
    """The stored override."""
    return world.store.value(paths.override(override_id), Override)


def a_closure() -> dict[str, Any]:
    """An hour from now."""
    window = {"start_at": later(-60).isoformat(), "end_at": later(3600).isoformat()}
    return {"window": window, "reason": "flood"}
