"""Brings an area's model up to date with the offers that ended since; each is learned from once, however often it is read."""

from collections.abc import Sequence

from shared.dispatch.acceptance.features import FEATURES
from shared.dispatch.acceptance.learning import Answer, learned, untrained
from shared.models.acceptance import AcceptanceModel
from shared.models.dispatch_settings import ScoreWeights
from shared.models.offer import Offer, OfferState
from shared.units import AreaId


def fitting(model: AcceptanceModel | None, area_id: AreaId, weights: ScoreWeights) -> AcceptanceModel:
    """Give the model to go on with: an untrained one where there is none, or what was learned no longer fits the code."""
    if model is not None and model.features == FEATURES:
        return model
    fresh = untrained(area_id, weights)
    return fresh if model is None else fresh.model_copy(update={"version": model.version})


def unlearned(model: AcceptanceModel, offers: Sequence[Offer]) -> list[Offer]:
    """Leave out what was learned from already, and put the rest in order."""
    ended = sorted((o for o in offers if o.answered_at is not None), key=lambda o: (o.answered_at, o.offer_id))
    return [offer for offer in ended if not _is_behind(model, offer)]


def advanced(model: AcceptanceModel, offers: Sequence[Offer], weights: ScoreWeights) -> AcceptanceModel:
    """Learn from offers as ``unlearned`` gives them, and move the watermark past them."""
    if not offers:
        return model
    until = offers[-1].answered_at
    at_once = [offer.offer_id for offer in offers if offer.answered_at == until]
    before = model.learned_at_once if model.learned_until == until else ()
    told = [answer for offer in offers if (answer := answer_of(offer)) is not None]
    update = {"version": model.version + 1, "learned_until": until, "learned_at_once": (*before, *at_once)}
    return learned(model, told, weights).model_copy(update=update)


def answer_of(offer: Offer) -> Answer | None:
    """Say what an ended offer tells: silence is a no, unless the phone was out of reach; an offer withdrawn tells nothing."""
    if offer.circumstances is None or offer.is_unheard:
        return None
    if offer.state not in {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED}:
        return None
    accepted = offer.state is OfferState.ACCEPTED
    return Answer(provider_id=offer.provider_id, about=offer.circumstances, accepted=accepted)


def _is_behind(model: AcceptanceModel, offer: Offer) -> bool:
    if model.learned_until is None or offer.answered_at is None or offer.answered_at > model.learned_until:
        return False
    return offer.answered_at < model.learned_until or offer.offer_id in model.learned_at_once
