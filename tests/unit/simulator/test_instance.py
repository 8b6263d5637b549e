"""Reading public instances: what is fine, and what each fault is told as."""

from pathlib import Path

import pytest

from simulator.instance import BadInstance, read_instance
from tests.unit.simulator.instances import FILES, an_instance


def test_an_instance_is_read_whole(tmp_path: Path) -> None:
    instance = read_instance(an_instance(tmp_path / "tiny"))

    assert instance.name == "tiny"
    assert [order.name for order in instance.orders] == ["o1", "o2", "o3"]
    assert instance.orders[0].placed_min == 722
    assert instance.orders[0].ready_min == 730
    assert instance.restaurants["r1"].x_m == 1000
    assert [courier.off_min for courier in instance.couriers] == [900, 720, 1000]
    assert instance.metres_per_minute == 320
    assert (instance.pickup_service_min, instance.dropoff_service_min) == (4, 4)


def test_columns_may_come_in_another_order(tmp_path: Path) -> None:
    folder = an_instance(tmp_path / "tiny", **{"restaurants.txt": "y\trestaurant\tx\n2000\tr1\t1000\n500\tr2\t3000\n"})

    assert read_instance(folder).restaurants["r1"].y_m == 2000


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInstance, match="no such folder"):
        read_instance(tmp_path / "nowhere")


@pytest.mark.parametrize("missing", list(FILES))
def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path, missing: str) -> None:
    folder = an_instance(tmp_path / "tiny")
    (folder / missing).unlink()

    with pytest.raises(BadInstance, match=rf"(?s){missing}: there is no such file.*Give the folder of one instance"):
        read_instance(folder)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("orders.txt", "order\tx\ty\n", "lacks placement_time, restaurant, ready_time"),
        ("orders.txt", FILES["orders.txt"].split("\n")[0] + "\n", "no row under the header"),
        ("orders.txt", "", "header line lacks"),
        ("orders.txt", FILES["orders.txt"].replace("722", "noon"), "line 2: placement_time is 'noon', not a number"),
        ("orders.txt", FILES["orders.txt"].replace("722", "nan"), "placement_time is nan, out of range"),
        ("orders.txt", FILES["orders.txt"].replace("722", "1e99"), "out of range"),
        ("orders.txt", FILES["orders.txt"].replace("\tr1\t", "\tr9\t"), "'r9' is not in restaurants.txt"),
        ("orders.txt", FILES["orders.txt"] + "o4\t1\t2\n", "3 columns instead of 6"),
        ("restaurants.txt", "restaurant\tx\ty\nr1\t-\t2\n", "x is '-', not a number"),
        ("couriers.txt", FILES["couriers.txt"].replace("900", "10"), "off_time is before on_time"),
        ("instance_parameters.txt", FILES["instance_parameters.txt"].replace("320", "0"), "not above 0"),
        ("instance_parameters.txt", "meters_per_minute\n320\n", "lacks pickup service minutes"),
    ],
)
def test_a_malformed_file_is_told_by_place_and_reason(tmp_path: Path, name: str, text: str, told: str) -> None:
    folder = an_instance(tmp_path / "tiny", **{name: text})

    with pytest.raises(BadInstance, match=told):
        read_instance(folder)


def test_a_binary_file_is_no_instance(tmp_path: Path) -> None:
    folder = an_instance(tmp_path / "tiny")
    (folder / "orders.txt").write_bytes(b"\xff\xfe\x00binary")

    with pytest.raises(BadInstance, match="can not be read"):
        read_instance(folder)
