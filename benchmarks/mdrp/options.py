"""Variants of a run, named on the command line and joined by commas."""

from dataclasses import replace
from typing import NamedTuple

from shared.dispatch.plan.settings import PlanSettings

SETTINGS = PlanSettings()
"""The one configuration for all instances; its unit is a minute."""
PAY_WEIGHT_MIN = 0.005
"""Minutes of lateness that a unit of pay is worth; as little as this only decides between couriers who are as good."""

_ON = {"on", "true", "yes", "1"}
_OFF = {"off", "false", "no", "0"}


class Options(NamedTuple):
    """What a run varies; ``estimated`` is about the world, the rest about the plan."""

    settings: PlanSettings = SETTINGS
    estimated: bool = False
    seed: int = 0
    pay_weight_min: float = PAY_WEIGHT_MIN


def parse_options(text: str) -> Options:
    """Read ``bundling=off,preparation=estimated,between_drops=off,drive_weight=0.05,prepositioning=off,seed=3``.

    Raises:
        ValueError: an unknown name, or a value that is none of its kind.
    """
    options = Options()
    for part in filter(None, (part.strip() for part in text.replace(" ", ",").split(","))):
        name, _, value = part.partition("=")
        options = _with(options, name, value)
    return options


def _with(options: Options, name: str, value: str) -> Options:
    settings = options.settings
    match name:
        case "bundling":
            return options._replace(settings=settings if _switch(name, value) else unbundled(settings))
        case "preparation" if value in {"estimated", "exact"}:
            return options._replace(estimated=value == "estimated")
        case "between_drops":
            return options._replace(settings=replace(settings, between_drops=_switch(name, value)))
        case "prepositioning":
            return options._replace(settings=replace(settings, preposition=_switch(name, value)))
        case "drive_weight":
            return options._replace(settings=replace(settings, drive_weight=float(value)))
        case "pay_weight":
            return options._replace(pay_weight_min=float(value))
        case "seed":
            return options._replace(seed=int(value))
        case _:
            raise ValueError(f"no such option: {name}={value}")


def unbundled(settings: PlanSettings) -> PlanSettings:
    """One order at a time on board: neither shared pickups nor pickups between drop-offs."""
    return replace(settings, max_group=1, max_on_board=1, between_drops=False)


def _switch(name: str, value: str) -> bool:
    if value.lower() in _ON | _OFF:
        return value.lower() in _ON
    raise ValueError(f"{name} is on or off, not {value}")
