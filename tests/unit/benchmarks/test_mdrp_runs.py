import json
from pathlib import Path

import pytest

from benchmarks import long_day
from benchmarks.mdrp.__main__ import main
from benchmarks.mdrp.figures import quantile
from benchmarks.mdrp.instance import Instance, find_instances, read_instance
from benchmarks.mdrp.options import SETTINGS, parse_options
from benchmarks.mdrp.overlay import overlaid
from benchmarks.mdrp.peers import assignment
from benchmarks.mdrp.runs import run_instance
from tests.days import a_day, a_shift, an_order_placed, write_day

KEYS = {
    "undelivered_pct",
    "click_to_door_min",
    "over_floor_min",
    "ready_to_pickup_min",
    "overage_min",
    "over_max_pct",
    "cost_per_order",
    "orders_per_bundle",
    "utilisation",
    "decision_ms_p50",
    "decision_ms_p99",
    "eta_mae_min",
    "eta_coverage_pct",
    "eta_width_min",
}


def busy_day() -> Instance:
    orders = [
        an_order_placed(at, restaurant=at % 2, ready=at + 12, door=(100 * (at % 17), 300.0)) for at in range(0, 120, 4)
    ]
    return a_day(orders, [a_shift((0, 0)), a_shift((1000, 0), off=250), a_shift((500, 500), on=30)])


def test_figures_of_a_single_order_are_what_paper_and_pencil_say() -> None:
    day = a_day([an_order_placed(0, restaurant=1, ready=8, door=(1500, 0))], [a_shift(off=120)])

    row = run_instance(day, parse_options("prepositioning=off")).figures["muster"]

    assert row["undelivered_pct"] == 0
    assert row["click_to_door_min"] == 21
    assert row["over_floor_min"] == 4
    assert row["ready_to_pickup_min"] == 4
    assert row["cost_per_order"] == 30
    assert row["orders_per_bundle"] == 1
    assert row["utilisation"] == pytest.approx((10 + 4 + 5 + 4) / 120)


def test_plan_is_no_worse_than_its_peers_on_a_busy_day() -> None:
    row = run_instance(busy_day(), parse_options("")).figures

    assert row["muster"]["undelivered_pct"] <= min(row["greedy"]["undelivered_pct"], row["lap5"]["undelivered_pct"])
    assert row["muster"]["over_floor_min"] < min(row["greedy"]["over_floor_min"], row["lap5"]["over_floor_min"])


@pytest.mark.parametrize(
    "options",
    [
        "bundling=off",
        "between_drops=off",
        "preparation=estimated",
        "drive_weight=0.05",
        "pay_weight=0",
        "prepositioning=off",
    ],
)
def test_every_variant_keeps_the_rules(options: str) -> None:
    row = run_instance(busy_day(), parse_options(options)).figures

    assert set(row["muster"]) == KEYS


def test_days_are_played_the_same_way_each_time() -> None:
    timeless = [
        {
            key: value
            for key, value in run_instance(busy_day(), parse_options("")).figures["muster"].items()
            if "ms" not in key
        }
        for _ in range(2)
    ]

    assert timeless[0] == timeless[1]


def test_order_nobody_can_reach_in_the_shift_is_undelivered() -> None:
    day = a_day([an_order_placed(0, ready=50)], [a_shift(off=40)])

    row = run_instance(day, parse_options(""))

    assert [figures["undelivered_pct"] for figures in row.figures.values()] == [100, 100, 100]


def test_instance_is_read_as_it_was_written(tmp_path: Path) -> None:
    day = busy_day()

    read = read_instance(write_day(tmp_path / "day", day))

    assert read.restaurants == day.restaurants
    assert [order.ready_min for order in read.orders] == [order.ready_min for order in day.orders]
    assert read.couriers == day.couriers


def test_instances_are_found_by_glob_and_alone(tmp_path: Path) -> None:
    for name in ("a1", "a2", "b1"):
        write_day(tmp_path / name, busy_day())

    assert [path.name for path in find_instances(tmp_path, "a*")] == ["a1", "a2"]
    assert find_instances(tmp_path / "b1") == [tmp_path / "b1"]


def test_order_of_an_unknown_restaurant_is_refused(tmp_path: Path) -> None:
    folder = write_day(tmp_path / "day", a_day([an_order_placed(0, restaurant=5)], [a_shift()]))

    with pytest.raises(ValueError):
        read_instance(folder)


def test_report_has_means_and_instances(tmp_path: Path) -> None:
    for name in ("d1", "d2"):
        write_day(tmp_path / "days" / name, busy_day())
    out = tmp_path / "out" / "mdrp.json"

    code = main(["--mdrp", str(tmp_path / "days"), "--out", str(out), "--only", "d*", "--options", "", "--jobs", "1"])

    written = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert [row["name"] for row in written["instances"]] == ["d1", "d2"]
    assert {name: set(row) for name, row in written["means"].items()} == dict.fromkeys(
        ("muster", "greedy", "lap5"), KEYS
    )


def test_folder_without_instances_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--mdrp", str(tmp_path), "--out", str(tmp_path / "out.json")]) == 2
    assert "no instances" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["bundlng=off", "bundling=perhaps", "drive_weight=much", "preparation=none"])
def test_option_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_options(text)


def test_options_leave_the_rest_as_it_is() -> None:
    options = parse_options("between_drops=off, seed=3")

    assert options.settings.tries_per_order == SETTINGS.tries_per_order
    assert not options.settings.between_drops
    assert options.seed == 3


def test_assignment_serves_the_most_orders_first_and_then_the_cheapest() -> None:
    pairs = [(0, 10, 1), (0, 11, 50), (1, 10, 60)]

    assert sorted(assignment(pairs)) == [(0, 11), (1, 10)]


def test_quantile_of_nothing_is_nothing() -> None:
    assert quantile([], 0.5) == 0
    assert quantile([3, 1, 2], 0.5) == 2


def test_overlaid_day_has_so_many_orders_and_depends_on_the_seed_alone() -> None:
    days = [busy_day(), busy_day(), busy_day()]

    once, again, other = overlaid(days, 70, seed=1), overlaid(days, 70, seed=1), overlaid(days, 70, seed=2)

    assert len(once.orders) == 70
    assert once == again
    assert once != other
    assert max(order.restaurant for order in once.orders) < len(once.restaurants)


def test_overlay_of_too_few_orders_is_refused() -> None:
    with pytest.raises(ValueError):
        overlaid([busy_day()], 31, seed=1)


def test_a_long_day_is_laid_together_and_dispatched_whole(tmp_path: Path) -> None:
    for name in ("0o50t100s1p100", "0o50t100s2p100"):
        write_day(tmp_path / name, busy_day())

    table = long_day.run(45, tmp_path, seed=1)

    assert table.rows[0] == ("orders, couriers", "45, 6")
    assert table.numbers["undelivered_pct"] == 0
