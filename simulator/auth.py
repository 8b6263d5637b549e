"""Signing people up and in on the Auth emulator, over its REST interface.

Creating an account with a fixed uid and setting its claims is the administrator's work (owner bearer of the emulator); the
ID token that everything else uses comes from an ordinary sign-in with a password.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

API_KEY = "emulator"
OWNER = {"Authorization": "Bearer owner"}
PASSWORD = "not-a-secret-on-an-emulator"  # noqa: S105 - accounts exist on the emulator alone
PARALLEL = 6


@dataclass(frozen=True)
class Session:
    """A signed-in person."""

    uid: str
    id_token: str


@dataclass(frozen=True)
class Account:
    """A person to be signed in, with the custom claims an administrator gave."""

    uid: str
    role: str
    areas: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """By which the account signs in."""
        return f"{self.uid}@example.com"

    @property
    def claims(self) -> Mapping[str, Any]:
        """Custom claims of the ID token."""
        return {"role": self.role, **({"areas": list(self.areas)} if self.areas else {})}


class AuthEmulator:
    """Accounts of one project on the Auth emulator."""

    def __init__(self, host: str, project_id: str, http: httpx.AsyncClient) -> None:
        """Say where; ``host`` is ``host:port``."""
        self._root = f"http://{host}/identitytoolkit.googleapis.com/v1"
        self._project = project_id
        self._http = http

    async def sign_in(self, account: Account) -> Session:
        """Make the account, give it its claims, and sign in with its password.

        Raises:
            httpx.HTTPStatusError: the emulator refused.
        """
        email = account.email
        await self._post(f"projects/{self._project}/accounts", localId=account.uid, email=email, password=PASSWORD)
        claims = json.dumps(account.claims)
        await self._post(f"projects/{self._project}/accounts:update", localId=account.uid, customAttributes=claims)
        query = f"accounts:signInWithPassword?key={API_KEY}"
        answer = await self._post(query, email=email, password=PASSWORD, returnSecureToken=True, as_owner=False)
        return Session(account.uid, answer["idToken"])

    async def sign_in_all(self, accounts: Sequence[Account]) -> list[Session]:
        """Sign in several people, a few at a time, in order."""
        gate = asyncio.Semaphore(PARALLEL)

        async def one(account: Account) -> Session:
            async with gate:
                return await self.sign_in(account)

        return list(await asyncio.gather(*(one(account) for account in accounts)))

    async def _post(self, path: str, *, as_owner: bool = True, **body: Any) -> dict[str, Any]:
        headers = OWNER if as_owner else {}
        answer = await self._http.post(f"{self._root}/{path}", json=body, headers=headers)
        answer.raise_for_status()
        return dict(answer.json())
