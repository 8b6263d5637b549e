"""Finds the Firestore and Pub/Sub emulators on this machine and makes them startable by firebase-tools.

Order: what the environment names, the Google Cloud CLI's archives, firebase-tools' own downloads, a download now.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, NamedTuple, Optional

from devtools import java_archive, project, steps

RECORD = project.CACHE / "emulators.json"
FIRESTORE_VARIABLE = "FIRESTORE_EMULATOR_BINARY_PATH"
PUBSUB_VARIABLE = "PUBSUB_EMULATOR_BINARY_PATH"
FIRESTORE_MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
COMMON_SDK_ROOTS = ("/usr/lib/google-cloud-sdk", "/usr/share/google-cloud-sdk", "~/google-cloud-sdk")
ADVICE = (
    "no Firestore and Pub/Sub emulator archives. With a network `npx firebase setup:emulators:firestore` and "
    "`npx firebase setup:emulators:pubsub` download them; without, install the Google Cloud CLI packages "
    "google-cloud-cli-firestore-emulator and google-cloud-cli-pubsub-emulator, or point "
    f"{FIRESTORE_VARIABLE} and {PUBSUB_VARIABLE} at copies of them"
)


class Archives(NamedTuple):
    """The Java archives of one Google Cloud CLI installation."""

    firestore: Path
    pubsub: Path


def prepare() -> str:
    """Make both emulators startable and record how.

    Returns:
        Where they come from, for people.

    Raises:
        steps.StepFailed: neither archives nor a download; the message says what to install.
    """
    if FIRESTORE_VARIABLE in os.environ and PUBSUB_VARIABLE in os.environ:
        return _record({name: os.environ[name] for name in (FIRESTORE_VARIABLE, PUBSUB_VARIABLE)}, "the environment")
    archives = in_google_cloud_cli()
    if archives is not None:
        return _record(_launchers(archives, project.CACHE / "emulators"), "the Google Cloud CLI")
    if not in_firebase_cache():
        _download()
    return _record({}, "firebase-tools' downloads")


def variables() -> Dict[str, str]:
    """Return the variables that tell firebase-tools which archives to start.

    Raises:
        steps.StepFailed: set-up has not run, or an archive has gone since.
    """
    if not RECORD.exists():
        raise steps.StepFailed("the emulators are not set up: run `make setup`")
    recorded = project.read_json(RECORD)["variables"]
    chosen = {name: os.environ.get(name, str(path)) for name, path in recorded.items()}
    gone = [path for path in chosen.values() if not Path(path).exists()]
    if gone:
        RECORD.unlink()
        raise steps.StepFailed(f"{gone[0]} has gone since set-up: run `make setup` again")
    return chosen


def in_google_cloud_cli() -> Optional[Archives]:
    """Find the archives of an installed Google Cloud CLI."""
    for root in _sdk_roots():
        found = Archives(
            firestore=root / "platform" / "cloud-firestore-emulator" / "cloud-firestore-emulator.jar",
            pubsub=root / "platform" / "pubsub-emulator" / "bin" / "cloud-pubsub-emulator",
        )
        if found.firestore.exists() and found.pubsub.exists():
            return found
    return None


def in_firebase_cache() -> bool:
    """Tell whether firebase-tools has downloaded the versions it wants."""
    if not project.FIREBASE_ARCHIVES.exists():
        return False
    wanted = project.read_json(project.FIREBASE_ARCHIVES)
    cache = Path(os.environ.get("FIREBASE_EMULATORS_PATH", Path.home() / ".cache" / "firebase" / "emulators"))
    firestore = str(wanted["firestore"]["downloadPathRelativeToCacheDir"])
    pubsub = str(wanted["pubsub"]["binaryPathRelativeToCacheDir"])
    return (cache / firestore).exists() and (cache / pubsub).exists()


def _sdk_roots() -> Iterator[Path]:
    if "CLOUDSDK_ROOT" in os.environ:
        yield Path(os.environ["CLOUDSDK_ROOT"])
    yield from (Path(root).expanduser() for root in COMMON_SDK_ROOTS)
    gcloud = shutil.which("gcloud")
    if gcloud is not None:
        asked = [gcloud, "info", "--format=value(installation.sdk_root)"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())


def _launchers(archives: Archives, folder: Path) -> Mapping[str, str]:
    """Write two small files of our own: firebase-tools changes the mode of what it starts, and the SDK may be read-only."""
    folder.mkdir(parents=True, exist_ok=True)
    jar, script = folder / "cloud-firestore-emulator.jar", folder / "cloud-pubsub-emulator"
    java_archive.write_launcher(jar, main_class=FIRESTORE_MAIN_CLASS, archive=archives.firestore)
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(archives.pubsub))} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return {FIRESTORE_VARIABLE: str(jar), PUBSUB_VARIABLE: str(script)}


def _download() -> None:
    for emulator in ("firestore", "pubsub"):
        command: List[str] = ["node", str(project.FIREBASE_CLI), f"setup:emulators:{emulator}"]
        try:
            steps.run(f"Downloading the {emulator} emulator", command, log=project.CACHE / "logs" / f"{emulator}.log")
        except steps.StepFailed as failure:
            raise steps.StepFailed(f"{failure}\nNext: {ADVICE}") from failure


def _record(chosen: Mapping[str, str], source: str) -> str:
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps({"source": source, "variables": dict(chosen)}, indent=2) + "\n", encoding="utf-8")
    return source
