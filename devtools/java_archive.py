"""A jar that holds nothing but a manifest: it gives an archive without a main class something to be started by."""

from __future__ import annotations

import zipfile
from pathlib import Path

LINE_BYTES = 72
"""Longest line a manifest may have, line end not counted (JAR File Specification, "Line length")."""


def manifest_text(*, main_class: str, class_path: str) -> str:
    """Write a manifest naming the class to start and the archive it is found in.

    Args:
        main_class: full name of the class that holds ``main``.
        class_path: URL of the archive, ``file:///...``.

    Returns:
        The manifest with CRLF line ends, every line at most 72 bytes, continuation lines opened by one space.
    """
    headers = ["Manifest-Version: 1.0", f"Main-Class: {main_class}", f"Class-Path: {class_path}"]
    lines = [line for header in headers for line in _wrapped(header)]
    return "".join(line + "\r\n" for line in [*lines, ""])


def write_launcher(jar: Path, *, main_class: str, archive: Path) -> None:
    """Write ``jar`` so that ``java -jar`` starts ``main_class`` of ``archive``."""
    manifest = manifest_text(main_class=main_class, class_path=archive.resolve().as_uri())
    with zipfile.ZipFile(jar, "w") as file:
        file.writestr("META-INF/MANIFEST.MF", manifest)


def _wrapped(header: str) -> list[str]:
    lines = [""]
    for character in header:
        if len((lines[-1] + character).encode()) > LINE_BYTES:
            lines.append(" ")
        lines[-1] += character
    return lines
