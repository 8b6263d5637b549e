"""``python -m devtools.sdk`` writes the generated half of the typed client anew."""

import sys

from devtools import steps
from devtools.sdk import modules


def main() -> int:
    """Write every module, and remove what is generated no more."""
    texts = modules.texts()
    modules.FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in set(modules.FOLDER.iterdir()) - {modules.FOLDER / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        (modules.FOLDER / name).write_text(text, encoding="utf-8")
    steps.say(f"{len(texts)} modules written to {steps.shown(modules.FOLDER)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
