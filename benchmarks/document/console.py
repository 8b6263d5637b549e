"""What the console costs and how soon it shows what happens, from the report of ``make bench-console``."""

from collections.abc import Mapping
from typing import Any

from benchmarks.document.markdown import measured_on, table

HEAD = """# The console under load

Written by `make bench-document` from the report of `make bench-console OUT=<json>`, not by hand.

## How it is measured

The built console runs in an installed Chromium of 1280 by 860 points, served by the Hosting emulator, on the Firestore and Auth
emulators of the same machine. It shows an area with 500 open bookings, of which 15 % wait for a provider, and 1,000 providers in
five snapshots.

* **A change on screen**: the clock runs from before a commit to Firestore until the frame that shows its effect was painted: a
  booking's other provider in the first row of the list, a new item at the head of the triage queue, another number of idle providers
  among the area's figures, and new shapes handed to the graphics card by the map. 40 of each, one after the other, while the rest of
  the load goes on; only the map's are taken alone, since the map does not say what it draws.
* **Load**: 2.2 bookings a second come a step further, as 500 do whose life is half an hour and eight steps and revised forecasts. All five snapshots are written each 5 s with everybody moved, sixteen zones are
  counted each 15 s, and each 10 s something else waits for the operator. Bookings and zones are modelled on ones that the backend made,
  and written through its own store. Delays are also taken at twice the pace, and tasks, heap and frames only there.
* **Documents read** are counted on the wire, in the stream that Firestore's listeners read, until the first view is there. The bound is
  what the limits of the lists allow with that many open bookings and zones: fewer than 1,000 open bookings are read once, longer lists up
  to 2.4 times while they are split. It does not grow with the fleet but for one document in 200 providers.
* The Firestore emulator answers every listener of a collection anew, with all its documents, before it answers a commit that touches the
  collection, where Firestore sends the one document that changed: under this load the page reads some 2,000 documents a second. The
  figures for delays, tasks and heap are so much harder won than they would be in production.
* **Heap** is what is held after forced garbage collection before and after the load, when it has warmed up, each time once what was
  under way has come.
* **Frames a second** hang on the graphics card; a machine without one draws the map with its processors.

## Figures
"""


def console_document(report: Mapping[str, Any]) -> str:
    """The whole page."""
    found = report["console"]
    shown = found["table"]
    missed = "".join(f"- Missed: {miss}\n" for miss in found["missed"])
    about = f"{shown['title']}. {measured_on(report['machine'])}"
    load = f"Load of the machine when it began (1, 5 and 15 minutes): {report['machine']['load']}.\n"
    return "\n".join(filter(None, [HEAD, about, load, table(shown["columns"], shown["rows"]), missed]))
