"""What Muster does not use is closed too: forgotten buckets and open test rules are how others lost their users' data."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_storage_allows_nothing() -> None:
    rules = (ROOT / "storage.rules").read_text(encoding="utf-8")

    allowed = re.findall(r"allow[^;]*;", rules)

    assert allowed == ["allow read, write: if false;"]


def test_the_realtime_database_allows_nothing() -> None:
    rules = json.loads((ROOT / "database.rules.json").read_text(encoding="utf-8"))

    assert rules == {"rules": {".read": False, ".write": False}}
