"""What people read, by language: wording is data, and a language is one module.

Every text is plain and honest: it names no person, place or phone number, it does not promise what is only likely, and it says
what happens next. ``{from}`` and ``{until}`` are local times of the window that is believed, ``{minutes}`` the time to answer.
"""

from collections.abc import Mapping

from shared.notify.wording import de, en, pt

FALLBACK = "en"
LANGUAGES: Mapping[str, Mapping[str, tuple[str, str]]] = {"de": de.TEXTS, "en": en.TEXTS, "pt": pt.TEXTS}
"""Language -> kind -> title and body."""
CAUSES: Mapping[str, Mapping[str, str]] = {"de": de.CAUSES, "en": en.CAUSES, "pt": pt.CAUSES}
"""Language -> cause of a delay -> half a sentence."""


def language_of(locale: str) -> str:
    """The language to write to a device in: its own if Muster speaks it, else English."""
    spoken = locale.split("-", maxsplit=1)[0].lower()
    return spoken if spoken in LANGUAGES else FALLBACK


def wording(kind: str, locale: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Write title and body of a notification.

    Args:
        kind: one of ``shared.notify.kinds.KINDS``.
        locale: of the device, for example ``pt-PT``.
        values: what the braces stand for; a text with a value that is missing is left out whole, so nobody reads a brace.
    """
    title, body = LANGUAGES[language_of(locale)][kind]
    return _filled(title, values), _filled(body, values)


def cause(code: str | None, locale: str) -> str:
    """Say in half a sentence why something is late; nothing for a cause without words."""
    return CAUSES[language_of(locale)].get(code or "", "")


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Fill in sentence by sentence; a sentence that lacks a value goes."""
    sentences = [part if part.endswith((".", "?", "!")) else f"{part}." for part in text.split(". ")]
    if "{" not in text:
        return text
    whole = [filled for sentence in sentences if (filled := _sentence(sentence, values)) is not None]
    return " ".join(whole)


def _sentence(sentence: str, values: Mapping[str, str]) -> str | None:
    try:
        return sentence.format_map(dict(values))
    except KeyError:
        return None
