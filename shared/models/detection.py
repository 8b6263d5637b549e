"""When a reading is a disruption: an area's thresholds, each with what raising or lowering it costs."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import Metres, SettingSeconds, Share


class DetectionSettings(Document):
    """An area's thresholds. Lower values notice sooner and cry wolf more often; each has a milder one at which it is over.

    The defaults are chosen for a calm day with hardly a false alarm: a detection costs recovery work, and perhaps a customer's nerves.
    """

    late_start_s: SettingSeconds = 240
    """Not under way this long after it was time. Under some two minutes it catches people who tie their shoes."""
    inactive_s: SettingSeconds = 300
    """Standing still on the way for this long. Traffic lights, level crossings and a flat chain take up to some minutes."""
    away_s: SettingSeconds = 150
    """Moving away from the next stop for this long, and"""
    away_m: Metres = 500
    """this much further from it than before. Rivers and one-way streets lead hundreds of metres astray; over is half of it."""
    long_stop_s: SettingSeconds = 480
    """Longer at a stop than planned by this. Stays vary by their own length: see ``long_stop_factor``."""
    long_stop_factor: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = 2.0
    """And by at least this many planned stays; a move of furniture may take an hour more, a parcel may not."""
    not_ready_s: SettingSeconds = 240
    """Waiting at a pickup this long after things should have been ready and handed over."""
    slow_pace: Annotated[float, Field(gt=1, le=10, allow_inf_nan=False)] = 1.35
    """Seconds needed over seconds assumed. Ordinary trips vary by a fifth or so."""
    slow_over_pace: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)] = 1.12
    """A slow road is over under this."""
    slow_s: SettingSeconds = 60
    """Time lost on the way to one stop, if that endangers a promise."""
    very_slow_s: SettingSeconds = 150
    """Time lost on the way to one stop, whatever it endangers."""
    warning_chance: Share = 0.3
    """Chance of a missed promise from which a disruption is a warning. A slow road is none below it."""
    critical_chance: Share = 0.7
    """Chance from which it is critical."""
    settle_s: SettingSeconds = 120
    """What was noticed stays noticed, and what is over stays over, for at least this long: signs that come and go are one episode."""
    again_after_s: SettingSeconds = 600
    """After a recovery the same signs are given this long to go away before they count as a new episode."""
    aftermath_s: SettingSeconds = 1800
    """A cancellation or failed hand-off that nobody did anything about is settled by then."""
    abandoned_after_s: SettingSeconds = 2700
    """A job whose provider has been gone for this long is given up once its promise is past: with things on board it ends as
    failed, else it is searched for again. Lower: an earlier honest word; higher: more who come back with it still deliver."""
    overload_after_s: SettingSeconds = 240
    """A zone that has been short of supply for this long (``supply.short_from`` says from when it is) is overloaded, if"""
    overload_waiting: Annotated[int, Field(ge=1, le=10_000)] = 5
    """at least so many bookings wait there: three bookings and nobody about are an ordinary minute, and"""
    overload_wait_s: SettingSeconds = 300
    """work on one of them could have begun so long ago: half of what a promise allows for the search. A booking whose goods are not
    ready yet waits for them, and not for a provider. It is over when the zone is no longer short."""
    overload_extra_s: Annotated[int, Field(ge=0, le=14_400)] = 900
    """By how much later promises end that are told in an overloaded zone, where its playbook widens them: half of the longest search.
    Lower: more of them are missed; higher: customers order elsewhere. 0 never widens."""
    overload_extra_for_s: SettingSeconds = 1800
    """and for how long, unless staff end it: about as long as a queue takes to be worked off."""
