"""How an area dispatches: who decides, how far ahead, whom to ask, and what is weighed."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import Metres, Minor, SettingSeconds, Share


class AutonomyMode(StrEnum):
    """Who lets a dispatch decision out."""

    MANUAL = "manual"
    """Every decision waits for an operator."""
    ASSISTED = "assisted"
    """Decisions under ``approval_confidence`` wait for an operator."""
    AUTOMATIC = "automatic"
    """Only decisions under ``floor_confidence`` wait for an operator."""


class Planning(StrEnum):
    """How far ahead a window is decided."""

    ROLLING = "rolling"
    """All waiting bookings are planned into the routes of all providers; only what has to leave now is offered."""
    WINDOW = "window"
    """Each window is matched by itself and everything found is offered at once."""


class OfferStrategy(StrEnum):
    """How many providers are asked at a time."""

    SEQUENTIAL = "sequential"
    WAVES = "waves"
    BROADCAST = "broadcast"


Weight = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
"""A factor on seconds; 1 means that the second counts as one second of a customer's wait."""


class ScoreWeights(Document):
    """What each score term weighs: everything is priced in seconds of a customer's wait, so that terms can be added.

    A field ending in ``_s`` is itself a price in seconds; the others are factors on measured seconds. Raising one trades
    the customers' mean wait for what the field stands for. 0 turns a term off.
    """

    travel: Weight = 1.0
    """Seconds on the way to the pickup. Under 1 lets far providers win more often."""
    route: Weight = 1.0
    """Seconds until the provider has finished its present route. Over 1 favours idle providers."""
    early_wait: Weight = 0.5
    """Seconds a provider stands waiting for readiness. 1 makes near and far alike when both come early."""
    lateness: Weight = 2.0
    """Seconds past the promise, on top of the wait itself. Higher protects promises, lengthens the mean wait."""
    turn_round_s: SettingSeconds = 30
    """Price of heading straight away from the pickup."""
    staleness: Weight = 0.2
    """Seconds of expected error for each second of a position's age."""
    inaccuracy: Weight = 1.0
    """Factor on the time it takes to travel the position's accuracy radius."""
    refusal_s: SettingSeconds = 60
    """What a declined or expired offer costs: about its life and the next window. Higher shuns unreliable providers."""
    idle: Weight = 0.03
    """Bonus for each second idle, up to ``idle_cap_s``. Higher spreads work more evenly, at longer pickups."""
    idle_cap_s: SettingSeconds = 1800
    interruption_s: SettingSeconds = 15
    """What a working provider loses to reading an offer; a promise with less slack than this would be broken by it."""
    promise_harm: Weight = 4.0
    """Factor on the seconds by which promises that are late already get later."""
    pressure_s: SettingSeconds = 20
    """Price of one unit of supply pressure (open demand over effective supply) between the zones left and entered."""
    spare_capacity_s: SettingSeconds = 10
    """Price of using a vehicle wholly too large; keeps large ones for large jobs."""
    preference_s: SettingSeconds = 120
    """Bonus for the provider that the customer prefers."""
    waiting: Weight = 1.0
    """Bonus for each second that the booking has waited, up to ``waiting_cap_s``: who waited longer is served first."""
    waiting_cap_s: SettingSeconds = 7200
    unassigned_s: Annotated[int, Field(ge=1, le=1_000_000)] = 60_000
    """Price of leaving a booking without a provider in this window; low values leave costly bookings waiting."""
    prior_offers: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 5.0
    """How many imagined offers the acceptance rate of a new provider rests on."""
    prior_acceptance: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """The share of those that were accepted."""


class DispatchSettings(Document):
    """How an area dispatches. Stored with every decision, so a decision replays under its own settings."""

    version: Annotated[int, Field(ge=1)] = 1
    mode: AutonomyMode = AutonomyMode.AUTOMATIC
    strategy: OfferStrategy = OfferStrategy.SEQUENTIAL
    planning: Planning = Planning.ROLLING
    offer_lead_s: SettingSeconds = 300
    """A provider is asked this long before the last useful moment to leave: time for answers, and slack for readiness that is
    only estimated. Longer tells customers sooner who comes, and decides with less knowledge."""
    most_on_board: Annotated[int, Field(ge=1, le=8)] = 3
    """Bookings that one provider may have on board together, capacity allowing; 1 switches batching off, which leaves more
    bookings without a provider when supply is short."""
    between_drops: bool = True
    """Whether somebody who still carries goods may pick up at another place. Off makes plain trips: one pickup, then all
    drop-offs, so nothing waits on board for another kitchen; fewer bookings are served in time when supply is short."""
    drive_weight: Annotated[float, Field(ge=0, le=10)] = 0.0
    """What a second of driving costs the plan ahead, in seconds by which a customer is served later. Higher drives less and
    serves later; 0 drives as far as serves soonest."""
    max_extra_on_board_s: SettingSeconds = 900
    """How much longer than on a straight trip a batched booking may be on board. Lower keeps food fresher and batches rarer."""
    batch_confidence: Share = 0.5
    """Batches less sure than this are not offered."""
    matching_window_hold_s: SettingSeconds = 2
    """Business seconds a window collects bookings before it is decided; 0 decides at once."""
    offer_ttl_s: SettingSeconds = 45
    wave_size: Annotated[int, Field(ge=1, le=20)] = 3
    broadcast_size: Annotated[int, Field(ge=1, le=50)] = 20
    max_attempts: Annotated[int, Field(ge=1, le=100)] = 12
    """Offers made for one search before it ends as unfulfilled."""
    search_timeout_s: SettingSeconds = 1800
    alert_before_s: SettingSeconds = 300
    """An operator is alerted this long before a search ends, not after."""
    decline_cooldown_s: SettingSeconds = 900
    """A provider who declined a booking is not asked again for it within this time."""
    scheduled_lead_s: SettingSeconds = 1200
    candidates_enough: Annotated[int, Field(ge=1, le=50)] = 6
    max_radius_m: Metres = 8000
    stale_after_s: SettingSeconds = 60
    """Real seconds without a position after which a provider's link is stale."""
    lost_after_s: SettingSeconds = 180
    """Real seconds without a position after which a provider's link is lost."""
    pause_lost_after_s: SettingSeconds = 900
    """Real seconds without a position after which a provider without work is paused by the system; never sooner than lost."""
    approval_confidence: Share = 0.6
    floor_confidence: Share = 0.0
    triage_ttl_s: SettingSeconds = 120
    arrival_radius_m: Metres = 150
    free_cancel_s: SettingSeconds = 120
    cancel_fee_minor: Minor = 400
    reopen_within_s: SettingSeconds = 3600
    quote_ttl_s: SettingSeconds = 900
    fleet_speed_mps: Annotated[float, Field(ge=0.5, le=60)] = 5.5
    """Door-to-door speed over the straight line, used until a travel provider answers. Nobody is slower than a stroll."""
    exclude_stale: bool = False
    """Whether a provider with a stale link is left out; otherwise staleness only costs."""
    suspect_accuracy_m: Metres = 2000
    """A position less accurate than this says too little to dispatch on."""
    suspect_speed_mps: Annotated[float, Field(gt=0, le=400)] = 70.0
    """A reported speed above this marks the position as implausible."""
    plan_change_price_s: SettingSeconds = 60
    """Seconds of driving that a change in the order of a provider's plan must save: a stable plan is worth something."""
    forecast_error: Share = 0.15
    """Work leaves its holder by itself only for what saves more than this share of the time that it takes then: so far at least is the
    forecast of a way off that nobody has begun (the least spread of travel where nothing was learned). Less is churn."""
    promise_give_s: SettingSeconds = 0
    """By how much a booking that joins a plan may put off the end of one held before, past promise and present plan."""
    weights: ScoreWeights = ScoreWeights()
