"""The functions as the platform calls them, inside this process: real requests and events, ports of memory."""

import base64
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from flask import Flask, Response
from flask import request as current_request

from tests.world import World

PROJECT = "demo-in-process"
ENVIRONMENT = {
    "GCLOUD_PROJECT": PROJECT,
    "FUNCTIONS_EMULATOR": "true",
    "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9",
    "MUSTER_ENFORCE_APP_CHECK": "false",
}
"""Tokens of the Auth emulator carry no signature, so anybody can be made up; nothing listens at that address."""
_web = Flask("in_process")


@dataclass(frozen=True)
class Answer:
    """What a callable answered."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str | None:
        """The error's number, or None."""
        label = ((self.body.get("error") or {}).get("details") or {}).get("code")
        return None if label is None else str(label).split(" ", maxsplit=1)[0]


@dataclass(frozen=True)
class Functions:
    """The functions of ``main``, on one world."""

    world: World
    module: Any

    def post(self, name: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Call a callable with whatever bytes."""
        with _web.test_request_context("/", method="POST", data=body, headers=dict(headers)):
            answered: Response = getattr(self.module, name)(current_request)
        return Answer(answered.status_code, json.loads(answered.get_data()))

    def invoke(self, name: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """Run a function that answers plain HTTP, such as a schedule or a task; gives status and text."""
        with _web.test_request_context("/", method="POST", data=body, headers=dict(headers)):
            answered: Response = getattr(self.module, name)(current_request)
        return answered.status_code, answered.get_data(as_text=True)

    def call(self, name: str, uid: str, role: str, data: Any, *areas: str) -> Answer:
        """Call a callable as a phone does."""
        return self.post(name, json.dumps({"data": data}).encode(), as_person(uid, role, *areas))


@contextmanager
def functions(world: World) -> Iterator[Functions]:
    """Give the functions, with ``world`` behind them."""
    with patch.dict(os.environ, ENVIRONMENT):
        import main

        with patch("muster.bootstrap.backend", lambda: world.backend):
            yield Functions(world, main)


def as_person(uid: str, role: str | None, *areas: str) -> dict[str, str]:
    """Headers of a signed-in person."""
    claims = {} if role is None else {"role": role, **({"areas": list(areas)} if areas else {})}
    return {"Content-Type": "application/json", "Authorization": f"Bearer {id_token(uid, claims)}"}


def id_token(uid: str, claims: Mapping[str, Any], project_id: str = PROJECT) -> str:
    """Give an unsigned ID token, as the Auth emulator's are."""
    now_s = int(time.time())
    body = {
        "iss": f"https://securetoken.google.com/{project_id}",
        "aud": project_id,
        "sub": uid,
        "user_id": uid,
        "iat": now_s - 1,
        "auth_time": now_s - 1,
        "exp": now_s + 3600,
        "firebase": {"sign_in_provider": "password", "identities": {}},
        **claims,
    }
    return f"{_segment({'alg': 'none', 'typ': 'JWT'})}.{_segment(body)}."


def _segment(part: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
