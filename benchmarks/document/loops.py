"""What the live loops are worth, from the reports of ``make bench-loops``."""

from collections.abc import Sequence
from typing import Any

from benchmarks.document.markdown import measured_on, table
from benchmarks.document.standing import section

HEAD = """# What the live loops are worth

Written by `make bench-document` from the reports of `make bench-loops`, not by hand.

## How it is measured

The real services run over ports of memory at full speed: nothing of the backend is stood in for but its database, its queues
and its push service. A made-up city of sixteen zones, ten kilometres wide, is lived twice from one seed, with the same
customers, kitchens, riders and trouble: once without the live loops (a track is only a position; nobody looks whether a plan
still holds), once with them. Both know what an ordinary day before has taught, and
both go on learning how long things take.

* **Riders** drive along straight roads at a speed of their own, by zone and hour; the backend is told none of it. Phones on a
  job report tracks each 15 s, idle ones write a position each 30 s. Of the offers 87 % are accepted, 8 % declined, the rest run out.
* **Trouble**: 5 % of the riders fall silent in the middle of a job, half of them for good; 15 % of the kitchens are 10 to 20
  minutes late; in one quarter of the city everything takes 1.6 times as long for half of the time; 5 % of the customers call
  off; from a quarter of the time on one zone has three times its demand. Nobody reports any
  of it: what is noticed is detected.
* **Operators** answer what waits for one after a minute, with what is recommended. **Customers** hear what the notification
  policy says. **Promises** are those that the product makes; with the loops, those told in an overloaded zone are wider, and what
  would have been late without that is told beside. Nobody orders elsewhere for it.
* **Late or never** counts what was delivered after its promise and what was not delivered at all, of all that customers did
  not call off. **Stranded** is what has not ended two hours after the last booking.
* **Predicted impact** is held against what happens: just before an option is carried out the process is forked, and in
  the copy nothing is done about that booking. Both worlds are lived on, people in the same mood about the same offers and
  stops, and the bookings' ends are compared. What only tells somebody is left out: nobody in this city acts on being told. Few
  options a day are carried out; `MORE=<seeds>` lives more days for it, with the loops only and 15 % of the riders silent.
* **A calm day** has none of the trouble; whatever is noticed on it is a false alarm. There are so many riders for so many bookings
  that a calm day without the loops is on time in at least 95 cases of a hundred: what is late is late by trouble. How
  windows are told was settled on other seeds than those shown.
* **Why late**: while a day is lived, the time of every booking after its goods were promised is put down to what it waits for,
  each quarter of a minute. **Beyond help** is what no recovery can save: goods with a rider who is silent for good,
  and goods ready so late that the fastest vehicle could not keep the promise.
"""
_TITLES = {
    "day": "A day with trouble",
    "supply": "Moving idle providers to where demand will be",
    "repositioning": "Moving idle couriers on public meal delivery days",
}


def loops_document(reports: Sequence[dict[str, Any]], standing: str) -> str:
    """All sections; of two reports with the same section the last counts, and without any what the document has stands."""
    found = {name: (report["machine"], report[name]) for report in reports for name in _TITLES if name in report}
    sections = [_section(name, *found[name]) if name in found else section(standing, _TITLES[name]) for name in _TITLES]
    return "\n".join([HEAD, *filter(None, sections)])


def _section(name: str, machine: dict[str, str], found: dict[str, Any]) -> str:
    shown = [f"### {one['title']}\n\n{table(one['columns'], one['rows'])}\n{one['notes']}\n" for one in found["tables"]]
    missed = [f"* {miss}" for miss in found["missed"]]
    failed = "\n".join(["Not reached:\n", *missed, ""]) if missed else "All figures asked for are reached.\n"
    return "\n".join([f"## {_TITLES[name]}\n", measured_on(machine), *shown, failed])
