"""What an operator sees and does on the console, for tests to speak of."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from benchmarks.person import Person
from benchmarks.town import Town
from devtools import project
from devtools.suite import Suite
from simulator.auth import PASSWORD

AXE = project.ROOT / "clients" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")


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
