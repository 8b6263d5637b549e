"""What an operator sees and does on the console, for tests to speak of."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Locator, Page, expect

from benchmarks.fleet import M_PER_DEGREE
from benchmarks.person import Person
from benchmarks.town import HALF_SIDE_DEG, Town
from devtools import project
from devtools.suite import Suite
from simulator.auth import PASSWORD
from tests.emulator.reading import eventually

AXE = project.ROOT / "clients" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
MAP_PADDING_PX = 36
COUNT_ACCENT = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const paper = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  paper.drawImage(picture, 0, 0);
  const { data } = paper.getImageData(0, 0, picture.width, picture.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] === 11 && data[i + 1] === 99 && data[i + 2] === 206) count += 1;
  return count;
}"""
"""The light theme's accent is #0b63ce."""


class Screen:
    """One tab; faults of the page itself are kept in ``faults``."""

    def __init__(self, page: Page, suite: Suite) -> None:
        """Listen for faults from the beginning."""
        self.page = page
        self.faults: list[str] = []
        self._root = suite.hosting_url
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, person: Person, town: Town, view: str, thing: str = "") -> None:
        """Sign in by the demonstration's link and go to a view."""
        signed = f"?email={person.uid}@example.com&password={PASSWORD}"
        self.page.goto(f"{self._root}/{signed}#/{town.area_id}/{view}{'/' + thing if thing else ''}")
        expect(self.page.get_by_role("status").filter(has_text="Live")).to_be_visible()

    def visit(self, view: str, thing: str = "") -> None:
        """Go to another view of the same area."""
        area_id = self.page.evaluate("location.hash.split('/')[1]")
        self.page.evaluate(f"location.hash = '#/{area_id}/{view}{'/' + thing if thing else ''}'")

    def front(self) -> None:
        """Open the console without anybody signed in."""
        self.page.goto(self._root)

    def button(self, name: str, **how: Any) -> Locator:
        """Find a button by its name."""
        return self.page.get_by_role("button", name=name, **how)

    def text(self, words: str) -> Locator:
        """Find the first place that says so."""
        return self.page.get_by_text(words).first

    def queue(self) -> Locator:
        """The rows of the exceptions' queue."""
        return self.page.locator(".queue-row")

    def panel(self, title: str) -> Locator:
        """The titled surface."""
        heading = self.page.get_by_role("heading", name=title)
        return self.page.locator("section.panel").filter(has=heading)

    def commit(self, panel: Locator, reason: str) -> None:
        """Do what is previewed in a panel, once its impact is shown."""
        expect(panel.get_by_role("heading", name="what it would mean")).to_be_visible()
        panel.get_by_label("Reason").select_option(reason)
        panel.get_by_role("button", name="Commit").click()
        expect(panel.get_by_text("Committed", exact=True)).to_be_visible()

    def undo(self, panel: Locator) -> None:
        """Take back what was committed in a panel."""
        panel.get_by_role("button", name="Undo").click()
        expect(panel.get_by_text("Undone", exact=True)).to_be_visible()

    def choose_on_map(self, card: Locator, north_m: float = 0.0) -> None:
        """Press on the map so far north of its middle, which is the middle of the town, until what stands there is shown."""
        canvas = self.page.locator(".map-canvas canvas")
        expect(canvas).to_be_visible()
        box = canvas.bounding_box()
        assert box is not None
        up_px = (box["height"] - 2 * MAP_PADDING_PX) * north_m / (2 * HALF_SIDE_DEG * M_PER_DEGREE)

        def is_shown() -> bool:
            canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2 - up_px})
            return card.is_visible()

        eventually(is_shown)

    def drawn_in_accent(self) -> int:
        """Count the points of the map in the colour of routes and of what is at work."""
        png = base64.b64encode(self.page.locator(".map-canvas").screenshot()).decode()
        return int(self.page.evaluate(COUNT_ACCENT, png))

    def serious_faults(self) -> list[str]:
        """What axe finds on the page that is serious or worse, with where."""
        self.page.add_script_tag(path=str(AXE))
        found = self.page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{one['id']}: {node['target']} {node['html'][:160]}"
            for one in found
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]
