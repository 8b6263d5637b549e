"""Figures over the accounts of days: with the loops, without them, and calm."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean, median
from typing import Any

from benchmarks.figures import percentile
from benchmarks.loops.account import Account
from benchmarks.loops.causes import main_cause

_NOTICED_AS = {
    "silent": {"signal_lost", "provider_inactive", "late_start", "long_stop"},
    "pickup_not_ready": {"pickup_not_ready", "long_stop"},
    "traffic_delay": {"traffic_delay", "late_start"},
    "cancellation": {"cancellation"},
    "region_overloaded": {"region_overloaded"},
}
"""Injected trouble -> kinds of disruption as which it may be noticed."""
_IN_PACE = "traffic_delay, seen in the pace of tracks"
_GRACE_S = 60.0
_CALM_UNIT = 200
"""False alarms are counted for so many bookings."""


def lateness(accounts: Sequence[Account]) -> dict[str, Any]:
    """How many bookings were delivered late or not at all, of those whose customers wanted them to the end."""
    wanted = [one for account in accounts for one in account["bookings"] if one["state"] != "cancelled"]
    late = sum(one["late"] for one in wanted)
    undelivered = sum(one["undelivered"] for one in wanted)
    past_s = [max(0.0, one["end_s"] - one["promise_s"]) for one in wanted if one["late"]]
    took_s = [one["end_s"] - one["placed_s"] for one in wanted if one["state"] == "completed"]
    return {
        "bookings": len(wanted),
        "delivered_late": late,
        "never_delivered": undelivered,
        "late_or_never": late + undelivered,
        "late_or_never_unwidened": undelivered + sum(map(_is_late_unwidened, wanted)),
        "widened": sum(one["widened_s"] > 0 for one in wanted),
        "share": (late + undelivered) / max(1, len(wanted)),
        "mean_past_promise_s": fmean(past_s) if past_s else 0.0,
        "mean_to_door_s": fmean(took_s) if took_s else 0.0,
        "p90_to_door_s": percentile(took_s, 0.9) if took_s else 0.0,
        "stranded": sum(one["stranded"] for one in wanted),
        "states": dict(Counter(one["state"] for account in accounts for one in account["bookings"])),
    }


def _is_late_unwidened(booking: dict[str, Any]) -> bool:
    """Whether it came later than would have been promised if promises were never widened."""
    return bool(booking["state"] == "completed" and booking["end_s"] > booking["promise_s"] - booking["widened_s"])


def causes(accounts: Sequence[Account]) -> dict[str, Any]:
    """What those delivered late or never lost most of their time on, and how many of them nothing could have helped."""
    missed = [
        one
        for account in accounts
        for one in account["bookings"]
        if one["state"] != "cancelled" and (one["late"] or one["undelivered"])
    ]
    return {
        "by_cause": dict(Counter(main_cause(one["lost_s"]) for one in missed)),
        "hopeless": sum(one["hopeless"] for one in missed),
    }


def messages(accounts: Sequence[Account]) -> dict[str, Any]:
    """What customers were told, by booking."""
    counts = [one["messages"] for account in accounts for one in account["bookings"]]
    kinds: Counter[str] = Counter()
    for account in accounts:
        kinds.update(account["message_kinds"])
    return {
        "median": median(counts),
        "mean": fmean(counts),
        "p95": percentile(counts, 0.95),
        "most": max(counts),
        "kinds": dict(kinds),
    }


def coverage(accounts: Sequence[Account]) -> dict[str, Any]:
    """How often a booking ended within the window told: the first one, the last one, and any of them."""
    done = [one for account in accounts for one in account["bookings"] if one["state"] == "completed" and one["told"]]
    windows = {
        "first": [(one["end_s"], one["told"][0]) for one in done],
        "last": [(one["end_s"], one["told"][-1]) for one in done],
        "all": [(one["end_s"], told) for one in done for told in one["told"]],
    }
    return {name: _covered(told) for name, told in windows.items()}


def _covered(told: Sequence[tuple[float, Sequence[float]]]) -> dict[str, float]:
    return {
        "windows": len(told),
        "covered": fmean(p10 <= end <= p90 for end, (_, p10, _, p90) in told),
        "early": fmean(end < p10 for end, (_, p10, _, _) in told),
        "late": fmean(end > p90 for end, (_, _, _, p90) in told),
        "width_s": fmean(p90 - p10 for _, (_, p10, _, p90) in told),
        "mean_abs_error_s": fmean(abs(end - p50) for end, (_, _, p50, _) in told),
    }


def churn(accounts: Sequence[Account]) -> dict[str, Any]:
    """Stops moved that a re-plan was not about, of those in the plans it changed and of those in all plans."""
    replans = [one for account in accounts for one in account["replans"]]
    moved = sum(one["moved"] for one in replans)
    touched, everywhere = (sum(one[key] for one in replans) for key in ("touched", "everywhere"))
    return {
        "replans": len(replans),
        "moved": moved,
        "touched": touched,
        "everywhere": everywhere,
        "share_of_touched": moved / max(1, touched),
        "share_of_all": moved / max(1, everywhere),
    }


def detection(accounts: Sequence[Account]) -> dict[str, dict[str, Any]]:
    """By kind of injected trouble: how much of it was noticed, and how long after its onset."""
    rows: dict[str, list[float | None]] = {}
    for account in accounts:
        for trouble in account["injected"]:
            rows.setdefault(trouble["what"], []).append(_delay_s(trouble, account["disruptions"]))
            if trouble["what"] == "traffic_delay":
                rows.setdefault(_IN_PACE, []).append(_pace_delay_s(trouble, account["slow_paces"]))
    return {what: _delays(delays) for what, delays in sorted(rows.items())}


def _pace_delay_s(trouble: dict[str, Any], slow_paces: Iterable[tuple[float, str]]) -> float | None:
    """How long until tracks tell that the road is slow, whether or not that endangers a promise."""
    since_s, until_s = trouble["at_s"], trouble["until_s"]
    found = (at_s - since_s for at_s, uid in slow_paces if uid == trouble["provider"] and since_s <= at_s <= until_s)
    return min(found, default=None)


def _delay_s(trouble: dict[str, Any], noticed: Iterable[dict[str, Any]]) -> float | None:
    kinds = _NOTICED_AS[trouble["what"]]
    found = [
        one["detected_s"] - trouble["at_s"]
        for one in noticed
        if one["kind"] in kinds and _is_about(one, trouble) and one["detected_s"] >= trouble["at_s"] - _GRACE_S
    ]
    return min(found, default=None)


def _is_about(one: dict[str, Any], trouble: dict[str, Any]) -> bool:
    if trouble["what"] == "silent":
        return bool(one["provider"] == trouble["provider"])
    if trouble["what"] == "region_overloaded":
        return bool(one["zone"] == trouble["zone"])
    if trouble["what"] == "traffic_delay" and one["provider"] == trouble["provider"]:
        return True
    return bool(one["booking"] == trouble["booking"])


def _delays(delays: Sequence[float | None]) -> dict[str, Any]:
    known = [max(0.0, delay) for delay in delays if delay is not None]
    return {
        "injected": len(delays),
        "noticed": len(known),
        "median_s": median(known) if known else None,
        "p90_s": percentile(known, 0.9) if known else None,
    }


def alarms(accounts: Sequence[Account]) -> dict[str, Any]:
    """Disruptions noticed where there was nothing to notice."""
    bookings = sum(len(account["bookings"]) for account in accounts)
    noticed = [one for account in accounts for one in account["disruptions"]]
    return {
        "bookings": bookings,
        "alarms": len(noticed),
        "per_200": _CALM_UNIT * len(noticed) / max(1, bookings),
        "kinds": dict(Counter(f"{one['kind']} ({one['severity']})" for one in noticed)),
    }


def actions(accounts: Sequence[Account]) -> dict[str, Any]:
    """What was noticed and done, by kind."""
    noticed = Counter(one["kind"] for account in accounts for one in account["disruptions"])
    done = Counter(
        f"{one['kind']}: {one['action']} by {one['by']}" if one["action"] else f"{one['kind']}: none ({one['state']})"
        for account in accounts
        for one in account["recoveries"]
    )
    triage: Counter[str] = Counter()
    for account in accounts:
        triage.update(account["triage"])
    errors = [one["error_s"] for account in accounts for one in account["recoveries"] if one["error_s"] is not None]
    return {
        "noticed": dict(noticed),
        "done": dict(done.most_common()),
        "triage": dict(triage),
        "suggested": sum(account["suggestions"][0] for account in accounts),
        "followed": sum(account["suggestions"][1] for account in accounts),
        "end_error_mean_s": fmean(errors) if errors else None,
        "end_error_mean_abs_s": fmean(map(abs, errors)) if errors else None,
    }
