"""A picture of the live view for documents: the busiest moment of a run, as SVG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from simulator.view import Moment, render

WIDTH, TITLE = 126, "make demo"


@dataclass
class Picture:
    """Keeps the picture of the moment at which most was going on."""

    path: Path
    _most: int = 0

    def see(self, moment: Moment) -> None:
        """Draw ``moment`` if more bookings are open, or offers out, than in any before."""
        going_on = sum(moment.board.by_state().values()) + len(moment.board.offers)
        if going_on <= self._most:
            return
        self._most = going_on
        console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
        console.print(render(moment))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(console.export_svg(title=TITLE), encoding="utf-8")
