"""The figures of the live loops beside what is wanted of them."""

from collections.abc import Mapping, Sequence
from statistics import fmean, median
from typing import Any

from benchmarks.figures import Table
from benchmarks.loops import findings
from benchmarks.loops.account import Account
from benchmarks.loops.causes import CAUSES

HALVED, MESSAGES, CHURN, COVERED, RIGHT_SIGN, FALSE_ALARMS, CALM_ON_TIME = 0.5, 3, 0.10, (0.77, 0.83), 0.90, 1.0, 0.95
_SAME_S = 30.0
"""Seconds saved that count as none."""
_BEYOND_HELP = (
    "Beyond help: the goods were with a rider who fell silent for good, or the goods were ready too late for the fastest "
    "vehicle on free roads to keep the promise. As that day went, no recovery could have saved them."
)


def numbers_of(accounts: Mapping[str, Sequence[Account]]) -> dict[str, Any]:
    """All figures over all seeds, and the main ones by seed."""
    off, on, calm = accounts["off"], accounts["on"], accounts["calm"]
    return {
        "off": findings.lateness(off),
        "on": findings.lateness(on),
        "causes_off": findings.causes(off),
        "causes": findings.causes(on),
        "by_seed": [_by_seed(*pair) for pair in zip(off, on, strict=True)],
        "messages_off": findings.messages(off),
        "messages": findings.messages(on),
        "coverage_off": findings.coverage(off),
        "coverage": findings.coverage(on),
        "churn": findings.churn(on),
        "detection": findings.detection(on),
        "calm": findings.alarms(calm),
        "calm_lateness": findings.lateness(calm),
        "calm_lateness_off": findings.lateness(accounts["calm_off"]),
        "actions": findings.actions(on),
        "impact": impact([pair for account in (*on, *accounts["more"]) for pair in account["pairs"]]),
        "impact_seeds": [account["seed"] for account in on],
        "impact_more": [account["seed"] for account in accounts["more"]],
    }


def _by_seed(off: Account, on: Account) -> dict[str, Any]:
    return {
        "seed": off["seed"],
        "off": findings.lateness([off]),
        "on": findings.lateness([on]),
        "median_messages": findings.messages([on])["median"],
        "covered_last": findings.coverage([on])["last"]["covered"],
        "process_s": [off["process_s"], on["process_s"]],
    }


def impact(pairs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Predicted against actual seconds saved, where both worlds were lived."""
    if not pairs:
        return {"pairs": 0}
    return {
        "pairs": len(pairs),
        "right_sign": fmean(_is_right(pair) for pair in pairs),
        "mean_predicted_s": fmean(pair["predicted_s"] for pair in pairs),
        "mean_actual_s": fmean(pair["actual_s"] for pair in pairs),
        "mean_abs_error_s": fmean(abs(pair["actual_s"] - pair["predicted_s"]) for pair in pairs),
        "by_action": {what: _of_action(pairs, what) for what in sorted(map(_what, pairs))},
    }


def _what(pair: dict[str, Any]) -> str:
    return f"{pair['kind']}: {pair['action']} by {pair['by']}"


def _of_action(pairs: Sequence[dict[str, Any]], what: str) -> dict[str, Any]:
    own = [pair for pair in pairs if _what(pair) == what]
    return {
        "pairs": len(own),
        "right": sum(_is_right(pair) for pair in own),
        "predicted_s": sorted(pair["predicted_s"] for pair in own),
        "actual_s": sorted(pair["actual_s"] for pair in own),
    }


def _is_right(pair: dict[str, Any]) -> bool:
    predicted, actual = pair["predicted_s"], pair["actual_s"]
    both_none = abs(predicted) <= 2 * _SAME_S and abs(actual) <= _SAME_S
    return bool(predicted * actual > 0 or both_none)


def tables_of(numbers: Mapping[str, Any]) -> list[Table]:
    """What was wanted and what came out, by seed, and how fast trouble was noticed."""
    return [_wanted(numbers), _why(numbers), _seeds(numbers), _noticed(numbers), _done(numbers), _impact(numbers)]


def _wanted(numbers: Mapping[str, Any]) -> Table:
    off, on, covered = numbers["off"], numbers["on"], numbers["coverage"]
    ratio = on["late_or_never"] / max(1, off["late_or_never"])
    told, churn, calm, right = numbers["messages"], numbers["churn"], numbers["calm"], numbers["impact"]
    low, high = COVERED
    rows = [
        _row("late or never delivered, without -> with", f"{off['late_or_never']} -> {on['late_or_never']}", "", None),
        _row("ratio", f"{ratio:.2f}", f"<= {HALVED}", ratio <= HALVED),
        _row(
            "late or never by promises that nothing had widened",
            f"{off['late_or_never_unwidened']} -> {on['late_or_never_unwidened']}, {on['widened']} were widened",
            "",
            None,
        ),
        _row("stranded bookings, without -> with", f"{off['stranded']} -> {on['stranded']}", "0", on["stranded"] == 0),
        _row(
            "customer messages a booking, median", f"{told['median']:g}", f"<= {MESSAGES}", told["median"] <= MESSAGES
        ),
        _row(
            "stops moved that were not concerned",
            f"{churn['share_of_touched']:.1%}",
            f"<= {CHURN:.0%}",
            churn["share_of_touched"] <= CHURN,
        ),
        *(
            _row(
                f"80 % windows hold, {name} told",
                f"{covered[name]['covered']:.1%}",
                f"{low:.0%}..{high:.0%}" if name == "all" else "",
                low <= covered[name]["covered"] <= high if name == "all" else None,
            )
            for name in ("first", "last", "all")
        ),
        _row(
            "impact has the right sign",
            f"{right['right_sign']:.0%} of {right['pairs']}" if right["pairs"] else "no pairs",
            f">= {RIGHT_SIGN:.0%}",
            right["pairs"] > 0 and right["right_sign"] >= RIGHT_SIGN,
        ),
        _row("impact, mean error (s)", f"{right['mean_abs_error_s']:.0f}" if right["pairs"] else "-", "", None),
        _row(
            "on time on a calm day, without the loops",
            f"{1 - numbers['calm_lateness_off']['share']:.1%}",
            f">= {CALM_ON_TIME:.0%}",
            1 - numbers["calm_lateness_off"]["share"] >= CALM_ON_TIME,
        ),
        _row(
            "false alarms a calm 200 bookings",
            f"{calm['per_200']:.2f}",
            f"<= {FALSE_ALARMS:g}",
            calm["per_200"] <= FALSE_ALARMS,
        ),
    ]
    misses = tuple(f"{name}: {value}, wanted {wanted}" for name, value, wanted, verdict in rows if verdict == "missed")
    return Table("Live loops under trouble", ("figure", "measured", "wanted", ""), rows, {}, misses=misses)


def _row(name: str, value: str, wanted: str, holds: object) -> tuple[str, str, str, str]:
    return name, value, wanted, "" if holds is None else "reached" if holds else "missed"


def _why(numbers: Mapping[str, Any]) -> Table:
    off, on = numbers["causes_off"], numbers["causes"]
    rows = [
        (cause, *(str(one["by_cause"].get(cause, 0)) for one in (off, on)))
        for cause in CAUSES
        if cause in off["by_cause"] or cause in on["by_cause"]
    ]
    rows.append(("of all these, beyond help", str(off["hopeless"]), str(on["hopeless"])))
    return Table(
        "Why late or never: what most time was lost on", ("lost on", "without", "with"), rows, {}, _BEYOND_HELP
    )


def _seeds(numbers: Mapping[str, Any]) -> Table:
    columns = ("seed", "bookings", "late off", "late on", "never off", "never on", "to door off", "to door on", "CPU s")
    rows = [
        (
            str(one["seed"]),
            str(one["off"]["bookings"]),
            *(str(one[way][key]) for key in ("delivered_late", "never_delivered") for way in ("off", "on")),
            *(f"{one[way]['mean_to_door_s'] / 60:.1f} min" for way in ("off", "on")),
            " + ".join(f"{spent:.0f}" for spent in one["process_s"]),
        )
        for one in numbers["by_seed"]
    ]
    return Table("By seed, without the loops and with them", columns, rows, {})


def _noticed(numbers: Mapping[str, Any]) -> Table:
    columns = ("injected", "how often", "noticed", "median delay", "p90 delay")
    rows = [
        (what, str(one["injected"]), str(one["noticed"]), _seconds(one["median_s"]), _seconds(one["p90_s"]))
        for what, one in numbers["detection"].items()
    ]
    notes = (
        "From the onset in truth to the detection: a rider who stands waiting, sets out on a slow road, falls silent. A slow road "
        "is a disruption only where it endangers a promise or costs minutes; that tracks show it is the row below. A cancellation "
        "disturbs only who has other stops to do. Demand that triples is no overload yet: the zone has to run out of riders "
        "first, to be short for four minutes with five bookings waiting, and work that could begin to wait for five."
    )
    return Table("How fast trouble is noticed", columns, rows, {}, notes)


def _done(numbers: Mapping[str, Any]) -> Table:
    rows = [(what, str(count)) for what, count in numbers["actions"]["done"].items()]
    return Table("What was done about it", ("disruption: action", "how often"), rows, {})


def _impact(numbers: Mapping[str, Any]) -> Table:
    columns = (
        "disruption: action",
        "options",
        "right sign",
        "predicted, median",
        "measured, median",
        "measured, least",
    )
    rows = [
        (
            what,
            str(one["pairs"]),
            str(one["right"]),
            *(_seconds(median(one[key])) for key in ("predicted_s", "actual_s")),
            _seconds(min(one["actual_s"])),
        )
        for what, one in numbers["impact"].get("by_action", {}).items()
    ]
    seeds, more = (", ".join(map(str, numbers[key])) for key in ("impact_seeds", "impact_more"))
    further = f", and on more days with three times as many silent riders, seeds {more}" if more else ""
    notes = (
        f"Options that change more than what somebody knows, carried out on the days of the seeds {seeds}{further}: "
        "seconds saved over all bookings concerned, against the same world in which nothing was done about that booking. What had not ended an hour and a quarter later counts as ended then."
    )
    return Table("What options were said to save and what they saved", columns, rows, {}, notes)


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} s"
