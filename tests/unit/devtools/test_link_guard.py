from pathlib import Path

import pytest

from devtools import link_guard


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    (tmp_path / "functions" / "muster").mkdir(parents=True)
    (tmp_path / "functions" / "requirements.txt").write_text("pydantic\n")
    (tmp_path / "functions" / "shared").symlink_to("../shared")
    return tmp_path


def test_the_directory_link_and_real_files_pass(checkout: Path) -> None:
    assert link_guard.faults(checkout) == []


def test_a_copy_in_place_of_the_link_is_refused(checkout: Path) -> None:
    (checkout / "functions" / "shared").unlink()
    (checkout / "functions" / "shared").mkdir()

    found = link_guard.faults(checkout)

    assert found == ["functions/shared must be a directory link to ../shared (`ln -s ../shared functions/shared`)."]


def test_linked_requirements_are_refused(checkout: Path) -> None:
    (checkout / "functions" / "requirements.txt").rename(checkout / "requirements.txt")
    (checkout / "functions" / "requirements.txt").symlink_to("../requirements.txt")

    found = link_guard.faults(checkout)

    assert "functions/requirements.txt must be a real file, not a link." in found


def test_a_file_link_deep_in_the_source_is_refused(checkout: Path) -> None:
    (checkout / "shared" / "a.py").write_text("")
    (checkout / "functions" / "muster" / "a.py").symlink_to("../../shared/a.py")

    found = link_guard.faults(checkout)

    assert found == ["functions/muster/a.py is a file link."]
