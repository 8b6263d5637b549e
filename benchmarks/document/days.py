"""The public meal delivery days: means over instances, by group, and the variants."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any

from benchmarks.document.markdown import measured_on, table
from benchmarks.document.standing import DAYS, VARIANTS
from benchmarks.mdrp.undelivered import Why

Row = Mapping[str, Any]

SHOWN = {
    "undelivered_pct": "undelivered %",
    "click_to_door_min": "click to door, min",
    "over_floor_min": "over floor, min",
    "ready_to_pickup_min": "ready to pickup, min",
    "overage_min": "over 40 min, min",
    "over_max_pct": "over 90 min, %",
    "cost_per_order": "cost per order",
    "orders_per_bundle": "orders per trip",
    "utilisation": "utilisation",
    "decision_ms_p50": "decision p50, ms",
    "decision_ms_p99": "decision p99, ms",
    "eta_mae_min": "ETA error, min",
    "eta_coverage_pct": "ETA coverage %, narrowest window",
    "eta_width_min": "its width, min",
}
VARIANT_SHOWN = {
    "unbundled": "one order at a time (`OPTIONS=bundling=off`)",
    "estimated": "preparation times estimated (`OPTIONS=preparation=estimated`)",
    "one_pickup": "trips of one pickup (`OPTIONS=between_drops=off`)",
    "less_driving": "a price on driving (`OPTIONS=drive_weight=0.05`)",
}
"""By the name of the report."""
PEOPLE = {
    "muster": "Muster",
    "lap5": "linear assignment each 5 min, couriers free within 10 min",
    "greedy": "greedy earliest pickup, each min",
}
_SMALL = "the 16 small ones of city-day 0"
_EXACT_INSTANCES, _CLAIRVOYANT_MIN = 16, 30.71
GROUPS: dict[str, Callable[[str], bool]] = {
    "historical shifts (s1)": lambda name: "s1" in name,
    "optimised shifts (s2)": lambda name: "s2" in name,
    "all orders (o100)": lambda name: "o100" in name,
    "half of the orders (o50)": lambda name: "o50" in name,
    "half of the restaurants (r50)": lambda name: "r50" in name,
    _SMALL: lambda name: name.startswith(("0o50", "0r50")),
}


def days_section(report: Mapping[str, Any]) -> str:
    """Means, groups and pictures."""
    rows = report["instances"]
    return "\n".join(
        [
            f"## {DAYS} ({len(rows)} instances)\n",
            "The [public instances](https://github.com/grubhub/mdrplib) of the Meal Delivery Routing Problem (Reyes and others, 2018), whole minutes,",
            "by a simulator with a checker of its own. An order is undelivered only if nobody picked it up in time; undelivered orders vanish",
            "from the other figures, so read the first row first. The floor is what no dispatcher can undercut. Means are over instances.\n",
            f"`make bench-mdrp MDRP=<folder> OUT=<json>`{_took(report)}. {measured_on(report['about'])}",
            _means(report["means"]),
            *_undelivered(rows),
            "### By group, minutes over floor (undelivered %)\n",
            _groups(rows),
            *_beside_the_clairvoyant(rows),
            "![Minutes over floor of each instance, Muster and its peers](pictures/mdrp_over_floor.svg)\n",
            "![How minutes over floor and undelivered orders are spread over the instances](pictures/mdrp_spread.svg)\n",
        ]
    )


def _means(means: Mapping[str, Row]) -> str:
    return table(
        ["mean over instances", *PEOPLE.values()],
        [
            [shown, *(_number(means[name], key) for name in PEOPLE)]
            for key, shown in SHOWN.items()
            if key in means["muster"]
        ],
    )


def _took(report: Mapping[str, Any]) -> str:
    return f": {report['took_s'] / 60:.0f} min with {report['jobs']} processes" if "took_s" in report else ""


def _beside_the_clairvoyant(rows: Sequence[Row]) -> list[str]:
    """How far the plan stays behind who knew all orders from the beginning, where that was worked out exactly."""
    if len(small := [row for row in rows if GROUPS[_SMALL](row["name"])]) < _EXACT_INSTANCES:
        return []
    took_min = fmean(row["muster"]["click_to_door_min"] for row in small)
    over = 100 * (took_min / _CLAIRVOYANT_MIN - 1)
    told = f"Of {_SMALL}, Muster's click to door is {took_min:.2f} min, {over:.2f} % over the {_CLAIRVOYANT_MIN} min of who knew all orders"
    return [f"{told}\nfrom the beginning (Yildiz and Savelsbergh, 2018, exact); wanted was at most 0.6 %.\n"]


def _undelivered(rows: Sequence[Row]) -> list[str]:
    """Why orders were not delivered; nothing for a report that does not say."""
    told = [one["why"] for row in rows for one in row.get("undelivered", ())]
    if not told:
        return []
    counts = ", ".join(f"{told.count(why)} {shown}" for why, shown in _WHY.items() if why in told)
    return [f"Of the orders that Muster did not deliver ({len(told)} in all instances together), {counts}.\n"]


_WHY = {
    Why.IMPOSSIBLE: "nobody could have, wherever all couriers had waited since they came on",
    Why.OUT_OF_REACH: "nobody could have any more when they were placed",
    Why.LEFT: "were left for others",
}


def _groups(rows: Sequence[Row]) -> str:
    found = {shown: [row for row in rows if belongs(row["name"])] for shown, belongs in GROUPS.items()}
    return table(
        ["group", "instances", *PEOPLE.values()],
        [[shown, str(len(some)), *(_pair(some, name) for name in PEOPLE)] for shown, some in found.items() if some],
    )


def _pair(rows: Sequence[Row], name: str) -> str:
    over_floor = fmean(row[name]["over_floor_min"] for row in rows)
    return f"{over_floor:.2f} ({fmean(row[name]['undelivered_pct'] for row in rows):.3f})"


def variants_section(exact: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any] | None]) -> str:
    """What bundling is worth, what estimated preparation times cost, and what an area's settings of trips do."""
    told = {"as above": exact, **{VARIANT_SHOWN[name]: report for name, report in variants.items() if report}}
    if len(told) == 1:
        return ""
    keys = (
        "undelivered_pct",
        "click_to_door_min",
        "over_floor_min",
        "ready_to_pickup_min",
        "cost_per_order",
        "utilisation",
    )
    return "\n".join(
        [
            f"## {VARIANTS}\n",
            table(
                ["variant", "dispatcher", *(SHOWN[key] for key in keys)],
                [
                    [variant, name, *(_number(report["means"][name], key) for key in keys)]
                    for variant, report in told.items()
                    for name in ("muster", "lap5")
                ],
            ),
        ]
    )


def _number(row: Row, key: str) -> str:
    value = row.get(key)
    return "" if value is None else f"{value:.3f}"
