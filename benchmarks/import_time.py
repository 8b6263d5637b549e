"""How long the functions take to import, beside the least a codebase of functions imports.

Every function of the codebase pays for it at each cold start. Fresh interpreters, the two in turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.figures import Table, in_ms, misses_of, percentile
from devtools.project import ROOT
from devtools.steps import say

RUNS, WARM_UP = 15, 2
WANTED = {"ratio": 1.5}
PROGRAMS = {
    "functions/main.py": "import main",
    "bare SDK triggers and Firestore client": (
        "import firebase_admin; "
        "from firebase_functions import firestore_fn, https_fn, options, pubsub_fn, scheduler_fn, tasks_fn; "
        "from google.cloud import firestore"
    ),
}


def run(runs: int = RUNS) -> Table:
    """Import both again and again."""
    say(f"Import time: {runs} fresh interpreters of each kind")
    taken_s: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for number in range(WARM_UP + runs):
        for name, program in PROGRAMS.items():
            one_s = _import(program)
            if number >= WARM_UP:
                taken_s[name].append(one_s)
    medians = {name: percentile(each, 0.5) for name, each in taken_s.items()}
    ours_s, bare_s = medians.values()
    ratio = ours_s / bare_s
    rows = [(name, in_ms(median_s)) for name, median_s in medians.items()]
    rows += [("ratio of medians", f"{ratio:.2f}"), ("wanted at most", f"{WANTED['ratio']:g}")]
    numbers = {"seconds": medians, "ratio": ratio, "runs": runs}
    return Table("Import time", ("", "median"), rows, numbers, misses=misses_of({"ratio": ratio}, WANTED))


def _import(program: str) -> float:
    functions = ROOT / "functions"
    environment = {**os.environ, "PYTHONPATH": str(functions), "GCLOUD_PROJECT": "demo-muster"}
    started_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=functions, env=environment, check=True)
    return time.perf_counter() - started_s
