"""What one decision needs of a learned model: plain numbers that are stored with the decision and replay with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.dispatch.acceptance.features import FEATURES
from shared.models.acceptance import AcceptanceModel
from shared.units import Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceView:
    """The learned numbers, and the effects of the providers in question; who is not named stands where the record says."""

    version: int
    typical: float
    weights: tuple[float, ...]
    calibration: tuple[float, ...]
    effects: Mapping[Uid, float]


def view_of(model: AcceptanceModel | None, providers: Iterable[Uid]) -> AcceptanceView | None:
    """Take what a decision about ``providers`` needs; None when nothing that still fits was learned."""
    if model is None or model.features != FEATURES:
        return None
    known = {uid: model.providers[uid].mean for uid in sorted(providers) if uid in model.providers}
    return AcceptanceView(
        version=model.version,
        typical=model.typical,
        weights=model.weights,
        calibration=model.calibration,
        effects=known,
    )
