"""The command line: what it takes, and what it refuses before anything starts."""

import sys
from pathlib import Path

import pytest

from simulator.cli import BAD_INPUT, main
from simulator.options import BadInput, read_options
from tests.unit.simulator.instances import FILES, an_instance


def test_left_alone_it_plays_the_city_until_stopped() -> None:
    options = read_options([])

    assert options.bookings is None
    assert options.instance is None
    assert options.rate == 12


def test_a_counted_run_with_everything_chosen() -> None:
    options = read_options(["--bookings", "50", "--rate", "20", "--seed", "9", "--providers", "25", "--plain"])

    assert (options.bookings, options.rate, options.seed, options.providers) == (50, 20, 9, 25)
    assert options.is_plain


def test_a_replay_reads_its_instance_and_slice(tmp_path: Path) -> None:
    folder = an_instance(tmp_path / "tiny")

    options = read_options(["--replay", str(folder), "--from", "12:00", "--minutes", "30"])

    assert options.instance is not None
    assert options.instance.name == "tiny"
    assert options.part is not None
    assert (options.part.from_min, options.part.to_min) == (720, 750)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--bookings", "0"], "--bookings"),
        (["--bookings", "-3"], "--bookings"),
        (["--bookings", "many"], "--bookings"),
        (["--bookings", "1" * 5000], "--bookings"),
        (["--bookings", "٣"], "--bookings"),
        (["--rate", "0"], "--rate"),
        (["--rate", "nan"], "--rate"),
        (["--rate", "1e9"], "--rate"),
        (["--rate", "fast"], "--rate"),
        (["--providers", "0"], "--providers"),
        (["--seed", "-1"], "--seed"),
        (["--from", "12:00"], "give --replay"),
        (["--minutes", "5"], "give --replay"),
        (["--report", "/no/such/folder/report.json"], "--report"),
        (["--bogus"], "unrecognized arguments"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_option(arguments: list[str], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_options(arguments)


@pytest.mark.parametrize("start", ["noon", "12", "12:60", "99:00", "-1:00", ""])
def test_a_slice_begins_at_a_time_of_day(tmp_path: Path, start: str) -> None:
    with pytest.raises(BadInput, match="--from"):
        read_options(["--replay", str(an_instance(tmp_path / "tiny")), f"--from={start}"])


def test_bad_input_ends_with_2_before_anything_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = an_instance(tmp_path / "tiny", **{"orders.txt": FILES["orders.txt"].replace("order", "commande", 1)})
    loaded = set(sys.modules)

    code = main(["--replay", str(folder)])

    assert code == BAD_INPUT
    told = capsys.readouterr().err
    assert "orders.txt: the header line lacks order" in told
    assert "Give the folder of one instance" in told
    assert "simulator.run" not in set(sys.modules) - loaded
