"""The parts of ``docs/notifications.md`` that follow from code: the table of kinds, and a story in every language.

``python -m tests.documents.notifications`` writes them anew.
"""

from pathlib import Path

from shared.notify.kinds import KINDS, Collapse, Kind, Pace
from shared.notify.replay import replay
from shared.notify.wording import LANGUAGES
from simulator.messages import TIMEZONE, kept, listed

PATH = Path(__file__).parents[2] / "docs" / "notifications.md"
_HEAD = "| kind | to | group | priority | matters for | replaces | sound | pace | opens |\n|---|---|---|---|---|---|---|---|---|"
_MINUTE_S, _HOUR_S = 60, 3600


def parts() -> dict[str, str]:
    """Mark -> what stands behind it."""
    return {
        "kinds": "\n".join([_HEAD, *(_row(name, kind) for name, kind in KINDS.items())]),
        "story": "\n".join(listed(replay(kept(), LANGUAGES, TIMEZONE))),
    }


def written(text: str) -> str:
    """The document with its parts as the code has them.

    Raises:
        ValueError: a mark is missing.
    """
    for mark, part in parts().items():
        begin, end = f"<!-- {mark} -->\n", f"\n<!-- end of {mark} -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            message = f"no mark {mark} in {PATH.name}"
            raise ValueError(message)
        text = f"{before}{begin}{part}{end}{after}"
    return text


def _row(name: str, kind: Kind) -> str:
    who = kind.audience.value + (f", {kind.severity}" if kind.severity != "info" else "")
    cells = [
        f"`{name}`",
        who,
        kind.group.value,
        "high" if kind.urgent else "normal",
        "until its deadline" if name in {"offer", "suggestion"} else _span(kind.ttl_s),
        "older word on the booking" if kind.collapse is Collapse.BOOKING else "nothing",
        kind.sound or "none",
        "sparing" if kind.pace is Pace.SPARING else "always",
        f"`{kind.link}`",
    ]
    return f"| {' | '.join(cells)} |"


def _span(seconds: float) -> str:
    return f"{seconds / _HOUR_S:g} h" if seconds >= _HOUR_S else f"{seconds / _MINUTE_S:g} min"


def main() -> None:
    """Write the file."""
    PATH.write_text(written(PATH.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
