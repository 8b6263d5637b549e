"""What the log of a starting suite says: that it serves, that it will not, and what to do about it."""

from __future__ import annotations

READY = "All emulators ready!"
NOT_LOADED = "Failed to load function definition from source"
PORT_LOST = ("port taken", "address already in use", "is already in use")
JAVA = "`make setup` brings a Java that fits, `make doctor` checks it."
NEXT_STEPS = (
    (NOT_LOADED, "functions/main.py does not load: mend what the log shows above."),
    ("Java version before 21", f"Java 21 or newer is needed. {JAVA}"),
    ("java is not installed", f"There is no Java. {JAVA}"),
    ("Could not spawn `java", f"There is no Java. {JAVA}"),
    ("no main manifest attribute", "The Firestore archive has no launcher: `make clean`, then `make setup`."),
    ("storage.googleapis.com", "An emulator could not be downloaded: `make doctor` says what to install instead."),
    *(
        (words, "A port was taken at the last moment, several times over: run the command again.")
        for words in PORT_LOST
    ),
)
OTHERWISE = "`make doctor` shows what this machine lacks."


def is_ready(text: str) -> bool:
    """Tell whether every emulator serves and the functions are loaded."""
    return READY in text and NOT_LOADED not in text


def has_failed(text: str) -> bool:
    """Tell whether it can no longer become ready: emulators go on without functions that do not load."""
    return NOT_LOADED in text


def lost_a_port(text: str) -> bool:
    """Tell whether the start failed for a port that somebody else took meanwhile."""
    return any(words in text for words in PORT_LOST)


def cause(text: str) -> str:
    """Return the log up to the failure: after functions that do not load, the other emulators go on talking."""
    return text.partition(NOT_LOADED)[0]


def next_step(text: str) -> str:
    """Say what to do about a start that failed with this log."""
    return next((step for words, step in NEXT_STEPS if words in text), OTHERWISE)
