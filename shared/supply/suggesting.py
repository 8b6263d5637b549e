"""The life of a suggestion: asked, answered or run out, and what came of it."""

from datetime import timedelta

from shared import paths
from shared.booking.change import Moment, wake_for_supply
from shared.errors import Code, Conflict, Denied
from shared.messages.commands import AnswerSuggestion
from shared.messages.routing import NOTIFICATIONS
from shared.models.change import Decision, Publish, Versioned, create, replace
from shared.models.facts import ZoneState
from shared.models.provider import Duty, Provider, Repositioning, Work
from shared.models.supply import Suggestion, SuggestionEffect, SuggestionState, SupplySettings, ZoneReading
from shared.supply.move import Move
from shared.units import SuggestionId

STAYS = timedelta(minutes=10)
"""How long somebody who moved counts as supply there, beyond twice the forecast way; then the effect is read."""


def may_be_asked(provider: Provider, settings: SupplySettings, moment: Moment) -> bool:
    """Whether a provider is idle and has not been asked within the cool-down."""
    asked = provider.repositioning
    rested = asked is None or moment.at - asked.asked_at >= timedelta(seconds=settings.cool_down_s)
    return provider.duty is Duty.ONLINE and provider.work is Work.IDLE and rested


def suggest(
    move: Move,
    provider: Versioned[Provider],
    there: ZoneState,
    *,
    suggestion_id: SuggestionId,
    settings: SupplySettings,
    cause: str,
    moment: Moment,
) -> Decision:
    """Ask a provider to move; the cool-down is kept in the provider's document, so that no two runs ask the same one."""
    deadline_at = moment.at + timedelta(seconds=settings.suggestion_ttl_s)
    suggestion = Suggestion(
        suggestion_id=suggestion_id,
        area_id=provider.value.area_id,
        provider_id=provider.value.provider_id,
        from_zone=move.from_zone,
        to_zone=move.to_zone,
        target=move.target,
        travel_s=move.travel_s,
        gain_s=move.gain_s,
        terms=dict(move.terms),
        cause=cause,
        zone_before=reading(there),
        made_at=moment.at,
        deadline_at=deadline_at,
        due_at=deadline_at,
    )
    asked = Repositioning(suggestion_id=suggestion_id, zone_id=move.to_zone, asked_at=moment.at, until=deadline_at)
    tell = Publish(
        topic=NOTIFICATIONS, key=f"{NOTIFICATIONS}.{suggestion_id}", payload={"suggestion_id": suggestion_id}
    )
    writes = (create(paths.suggestion(suggestion_id), suggestion), replace(provider, _with(provider.value, asked)))
    return Decision(writes, (tell,), {"suggestion_id": suggestion_id})


def reading(state: ZoneState) -> ZoneReading:
    """How a zone stands, as a suggestion keeps it."""
    return ZoneReading(
        pressure=state.pressure, waiting=state.waiting, oldest_wait_s=state.oldest_wait_s, at=state.computed_at
    )


def answer(
    command: AnswerSuggestion, known: Versioned[Suggestion], provider: Versioned[Provider], moment: Moment
) -> Decision:
    """Take a provider's answer.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D245 SUGGESTION_OVER`` when it was answered, has expired, or a job or a pause came first.
    """
    suggestion = known.value
    if moment.actor.id != suggestion.provider_id:
        raise Denied(Code.NOT_YOURS)
    if suggestion.state is not SuggestionState.OPEN or moment.at > suggestion.deadline_at:
        state = suggestion.state if suggestion.state is not SuggestionState.OPEN else SuggestionState.EXPIRED
        raise Conflict(Code.SUGGESTION_OVER, {"state": state.value})
    if command.accept and (provider.value.engagements or provider.value.duty is not Duty.ONLINE):
        raise Conflict(Code.SUGGESTION_OVER, {"state": "overtaken"})
    until = moment.at + 2 * timedelta(seconds=suggestion.travel_s) + STAYS if command.accept else moment.at
    state = SuggestionState.ACCEPTED if command.accept else SuggestionState.IGNORED
    changes = {"state": state, "answered_at": moment.at, "due_at": until if command.accept else None}
    told = {"suggestion_id": suggestion.suggestion_id, "state": state.value}
    writes = [replace(known, suggestion.model_copy(update=changes))]
    asked = provider.value.repositioning
    if asked is not None and asked.suggestion_id == suggestion.suggestion_id:
        moved = asked.model_copy(update={"until": until, "accepted": command.accept})
        writes.append(replace(provider, _with(provider.value, moved)))
    wake = (wake_for_supply(suggestion.area_id, moment.at),) if command.accept else ()
    return Decision(tuple(writes), wake, told)


def _with(provider: Provider, asked: Repositioning) -> Provider:
    return provider.model_copy(update={"repositioning": asked, "version": provider.version + 1})


def expired(suggestion: Suggestion) -> Suggestion:
    """A suggestion that nobody answered in time."""
    return suggestion.model_copy(update={"state": SuggestionState.EXPIRED, "due_at": None})


def measured(
    suggestion: Suggestion, *, went: bool, got_job: bool, after: ZoneState | None, moment: Moment
) -> Suggestion:
    """A suggestion with what came of it."""
    effect = SuggestionEffect(
        went=went, got_job=got_job, zone_after=reading(after) if after else None, measured_at=moment.at
    )
    return suggestion.model_copy(update={"effect": effect, "due_at": None})
