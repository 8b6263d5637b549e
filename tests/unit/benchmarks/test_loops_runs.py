"""A long run of the loops' benchmark that was cut short goes on where it was."""

import json
from pathlib import Path

from benchmarks.loops.city import Size
from benchmarks.loops.runs import run_all

SIZE = Size(bookings=2, providers=1)


def test_days_that_were_kept_are_not_lived_again(tmp_path: Path) -> None:
    for seed, way in ((7, "off"), (7, "on"), (7, "calm"), (7, "calm_off"), (8, "more")):
        (tmp_path / f"2_1_{seed}_{way}.json").write_text(json.dumps({"seed": seed, "way": way}), encoding="utf-8")

    found = run_all((7,), SIZE, forks=0, jobs=1, kept=tmp_path, more=(8,))

    lived = {way: [{"seed": 7, "way": way}] for way in ("off", "on", "calm", "calm_off")}
    assert found == {**lived, "more": [{"seed": 8, "way": "more"}]}
