"""Pictures of the meal delivery days: how each instance went, beside the peers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

COLOURS = {"muster": "#1b6ca8", "lap5": "#e07a1f", "greedy": "#8a8a8a"}
LABELS = {"muster": "Muster", "lap5": "linear assignment, 5 min", "greedy": "greedy"}
STYLE: Any = {"svg.hashsalt": "muster", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False}


def draw(report: Mapping[str, Any], folder: Path) -> None:
    """Write the pictures as SVG; the same report gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sorted(report["instances"], key=lambda row: row["lap5"]["over_floor_min"])
    with mpl.rc_context(STYLE):
        _save(_each, rows, folder / "mdrp_over_floor.svg", (10, 4.2))
        _save(_spread, rows, folder / "mdrp_spread.svg", (10, 3.6))


def _save(paint: Any, rows: Sequence[Mapping[str, Any]], path: Path, inches: tuple[float, float]) -> None:
    figure = plt.figure(figsize=inches, layout="constrained")
    paint(figure, rows)
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)


def _each(figure: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    axes: Axes = figure.subplots()
    for name, colour in COLOURS.items():
        values = [row[name]["over_floor_min"] for row in rows]
        axes.plot(range(len(rows)), values, "o", color=colour, label=LABELS[name], markersize=4)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_yticks([0, 0.5, 1, 2, 5, 10, 20], ["0", "0.5", "1", "2", "5", "10", "20"])
    axes.set_xticks(range(len(rows)), [row["name"] for row in rows], rotation=90, fontsize=6)
    axes.set_ylabel("minutes over floor")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False)


def _spread(figure: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    late, missing = figure.subplots(1, 2)
    _boxes(late, rows, "over_floor_min", "minutes over floor")
    _boxes(missing, rows, "undelivered_pct", "undelivered, %")


def _boxes(axes: Axes, rows: Sequence[Mapping[str, Any]], key: str, label: str) -> None:
    drawn = axes.boxplot(
        [[row[name][key] for row in rows] for name in COLOURS],
        tick_labels=[LABELS[name] for name in COLOURS],
        orientation="horizontal",
        whis=(0, 100),
        patch_artist=True,
    )
    for box, colour in zip(drawn["boxes"], COLOURS.values(), strict=True):
        box.set_facecolor(colour)
        box.set_alpha(0.6)
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xlabel(label)
    axes.invert_yaxis()
