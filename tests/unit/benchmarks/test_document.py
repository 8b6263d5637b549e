"""The document of figures says what was measured, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.document.__main__ import main
from benchmarks.mdrp.runs import DISPATCHERS

ABOUT = {"date": "2026-03-02T12:00:00+00:00", "processor": "a core", "python": "3.11", "commit": "abc1234"}


def a_report(over_floor_min: float) -> dict[str, Any]:
    figures = {
        "undelivered_pct": 0.0,
        "click_to_door_min": 30.0,
        "over_floor_min": over_floor_min,
        "ready_to_pickup_min": 1.0,
        "cost_per_order": 11.0,
    }
    each = dict.fromkeys(DISPATCHERS, figures)
    return {"about": ABOUT, "means": each, "instances": [{"name": "0o50t75s1p100", **each}]}


def written(folder: Path, **reports: dict[str, Any]) -> str:
    for name, report in reports.items():
        (folder / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
    assert main(["--reports", str(folder), "--docs", str(folder)]) == 0
    return (folder / "benchmarks.md").read_text(encoding="utf-8")


def test_the_document_holds_the_measured_figures_with_machine_date_and_commit(tmp_path: Path) -> None:
    text = written(tmp_path, mdrp=a_report(1.234))

    assert "| over floor, min | 1.234 | 1.234 | 1.234 |" in text
    assert "2026-03-02, a core, Python 3.11, commit abc1234" in text
    assert (tmp_path / "pictures" / "mdrp_over_floor.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_document_says_why_orders_were_not_delivered(tmp_path: Path) -> None:
    report = a_report(1.0)
    report["instances"][0]["undelivered"] = [{"why": "impossible"}, {"why": "impossible"}, {"why": "left"}]

    text = written(tmp_path, mdrp=report)

    assert "did not deliver (3 in all instances together), 2 nobody could have, wherever" in text
    assert ", 1 were left for others." in text


def test_the_small_days_stand_beside_who_knew_all_orders(tmp_path: Path) -> None:
    report = a_report(1.0)
    report["instances"] = [report["instances"][0] | {"name": f"0o50 {number}"} for number in range(16)]

    text = written(tmp_path, mdrp=report)

    assert "click to door is 30.00 min, -2.31 % over the 30.71 min" in text


def test_variants_stand_beside_the_plain_run(tmp_path: Path) -> None:
    text = written(tmp_path, mdrp=a_report(1.0), mdrp_estimated=a_report(2.5))

    assert "| preparation times estimated (`OPTIONS=preparation=estimated`) | muster | 0.000 | 30.000 | 2.500 |" in text


def an_engine_report(name: str, took: str, missed: tuple[str, ...] = ()) -> dict[str, Any]:
    shown = {"title": "Speed", "columns": ["what", "took"], "rows": [["it", took]], "notes": ""}
    return {"machine": ABOUT, name: {"missed": list(missed), "table": shown}}


def test_a_missed_figure_is_told_and_the_newest_measurement_counts(tmp_path: Path) -> None:
    first, second = an_engine_report("speed", "9 ms"), an_engine_report("speed", "8 ms", ("8, wanted 7",))

    text = written(tmp_path, mdrp=a_report(1.0), engine=first, engine_2=second)

    assert "| it | 8 ms |" in text
    assert "9 ms" not in text
    assert "- Missed: 8, wanted 7" in text


def test_what_is_not_measured_again_keeps_its_figures(tmp_path: Path) -> None:
    (before := tmp_path / "before").mkdir()
    (after := tmp_path / "after").mkdir()
    first = written(
        before, mdrp=a_report(1.234), mdrp_estimated=a_report(2.5), engine=an_engine_report("speed", "9 ms")
    )
    (after / "benchmarks.md").write_text(first, encoding="utf-8")

    text = written(after, engine=an_engine_report("cost", "3 reads"))

    assert "| it | 3 reads |" in text
    assert text.startswith(first)
    assert written(after, engine=an_engine_report("cost", "3 reads")) == text


def test_without_a_report_the_reader_is_told_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--reports", str(tmp_path), "--docs", str(tmp_path)])

    assert code == 2
    assert "make bench-mdrp" in capsys.readouterr().err


def test_the_loops_document_stands_alone_and_tells_what_was_missed(tmp_path: Path) -> None:
    shown = {"title": "Live loops", "columns": ["figure", "measured"], "rows": [["ratio", "0.40"]], "notes": ""}
    day = {"numbers": {}, "tables": [shown], "missed": ["windows hold: 70 %, wanted 77"]}
    (tmp_path / "loops.json").write_text(json.dumps({"machine": ABOUT, "day": day}), encoding="utf-8")

    assert main(["--reports", str(tmp_path), "--docs", str(tmp_path)]) == 0

    text = (tmp_path / "loops.md").read_text(encoding="utf-8")
    assert "| ratio | 0.40 |" in text
    assert "* windows hold: 70 %, wanted 77" in text
    assert "commit abc1234" in text


def test_the_consoles_figures_have_a_page_with_machine_and_load(tmp_path: Path) -> None:
    shown = {"title": "Busy", "columns": ["figure", "measured"], "rows": [["delay, ms", "120"]], "notes": ""}
    report = {"machine": {**ABOUT, "load": "0.1 0.2 0.3"}, "console": {"missed": ["delay: 120"], "table": shown}}
    (tmp_path / "console.json").write_text(json.dumps(report), encoding="utf-8")

    assert main(["--reports", str(tmp_path), "--docs", str(tmp_path)]) == 0

    text = (tmp_path / "console.md").read_text(encoding="utf-8")
    assert "| delay, ms | 120 |" in text
    assert "Measured on 2026-03-02, a core" in text
    assert "15 minutes): 0.1 0.2 0.3" in text
    assert "- Missed: delay: 120" in text


def test_loops_that_are_not_measured_again_keep_their_figures(tmp_path: Path) -> None:
    def report(name: str, ratio: str) -> None:
        shown = {"title": "It", "columns": ["figure", "measured"], "rows": [["ratio", ratio]], "notes": ""}
        found = {"machine": ABOUT, name: {"numbers": {}, "tables": [shown], "missed": []}}
        (tmp_path / "loops.json").write_text(json.dumps(found), encoding="utf-8")
        main(["--reports", str(tmp_path), "--docs", str(tmp_path)])

    report("supply", "0.30")
    report("day", "0.40")

    text = (tmp_path / "loops.md").read_text(encoding="utf-8")
    assert "| ratio | 0.40 |" in text
    assert "| ratio | 0.30 |" in text
    assert text.index("## A day with trouble") < text.index("## Moving idle providers")
