import zipfile
from pathlib import Path

from devtools import java_archive

LONG_URL = "file:///" + "a-rather-long-folder-name/" * 12 + "archive.jar"


def unfolded(manifest: str) -> dict[str, str]:
    lines = manifest.replace("\r\n ", "").strip().split("\r\n")
    return dict(line.split(": ", 1) for line in lines)


def test_no_line_of_a_manifest_is_longer_than_72_bytes() -> None:
    manifest = java_archive.manifest_text(main_class="org.example.Main", class_path=LONG_URL + "/straße")

    assert max(len(line.encode()) for line in manifest.split("\r\n")) == java_archive.LINE_BYTES


def test_a_wrapped_manifest_still_says_the_same() -> None:
    manifest = java_archive.manifest_text(main_class="org.example.Main", class_path=LONG_URL)

    assert unfolded(manifest) == {
        "Manifest-Version": "1.0",
        "Main-Class": "org.example.Main",
        "Class-Path": LONG_URL,
    }


def test_a_launcher_points_at_the_archive_by_its_address(tmp_path: Path) -> None:
    jar = tmp_path / "launcher.jar"

    java_archive.write_launcher(jar, main_class="org.example.Main", archive=tmp_path / "has space.jar")

    manifest = zipfile.ZipFile(jar).read("META-INF/MANIFEST.MF").decode()
    assert unfolded(manifest)["Class-Path"].endswith("/has%20space.jar")
