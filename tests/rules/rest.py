"""The Firestore emulator over REST: as a signed-in person, under the rules, or as the owner, past them.

Tokens are unsigned (``alg: none``); the emulator takes their claims as they are, so any person can be made up.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

Fields = Mapping[str, Any]
"""Firestore REST values by field name, for example ``{"state": {"stringValue": "open"}}``."""
OWNER = "owner"
TIMEOUT_S = 30.0


class Malformed(Exception):
    """The database refuses the request whoever sends it."""


@dataclass(frozen=True)
class Filter:
    """An equality that a list query asks for."""

    field: str
    value: str


def token(uid: str, claims: Mapping[str, Any]) -> str:
    """Give an unsigned ID token for ``uid`` with custom ``claims``."""
    body = {"sub": uid, "user_id": uid, "iat": 1, "firebase": {"sign_in_provider": "custom", "identities": {}}}
    return f"{_segment({'alg': 'none', 'typ': 'JWT'})}.{_segment(body | dict(claims))}."


def _segment(part: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class Emulator:
    """One project of a Firestore emulator; projects share nothing, their rules included."""

    def __init__(self, host: str, project_id: str) -> None:
        """Speak to the emulator at ``host`` (``address:port``)."""
        self.host = host
        self.project_id = project_id
        self._http = httpx.Client(base_url=f"http://{host}", timeout=TIMEOUT_S)

    @property
    def _root(self) -> str:
        return f"projects/{self.project_id}/databases/(default)/documents"

    def load_rules(self, text: str) -> None:
        """Replace the project's rules.

        Raises:
            AssertionError: they do not compile; the message holds the emulator's complaint.
        """
        body = {"rules": {"files": [{"name": "firestore.rules", "content": text}]}}
        answer = self._http.put(f"/emulator/v1/projects/{self.project_id}:securityRules", json=body)
        assert answer.status_code == httpx.codes.OK, answer.text

    def coverage(self) -> dict[str, Any]:
        """Give the report of which rule expressions had which values since the rules were loaded."""
        answer = self._http.get(f"/emulator/v1/projects/{self.project_id}:ruleCoverage")
        return dict(answer.raise_for_status().json())

    def clear(self) -> None:
        """Delete every document of the project."""
        self._http.delete(f"/emulator/v1/{self._root}").raise_for_status()

    def put(self, path: str, fields: Fields) -> None:
        """Write a whole document as the owner."""
        assert _allowed(self._commit(OWNER, self._update(path, fields)))

    def remove(self, path: str) -> None:
        """Delete a document as the owner."""
        assert self.may_delete(OWNER, path)

    def may_get(self, bearer: str | None, path: str) -> bool:
        """Try to read one document."""
        return _allowed(self._http.get(f"/v1/{self._root}/{path}", headers=_headers(bearer)))

    def answers(self, bearer: str | None, path: str) -> bool:
        """Whether somebody learns if a document exists: anything but a refusal tells."""
        return self._http.get(f"/v1/{self._root}/{path}", headers=_headers(bearer)).status_code != httpx.codes.FORBIDDEN

    def listed(self, bearer: str | None, collection: str, where: Filter | None, limit: int | None) -> int | None:
        """Try to run a query; gives how many documents came, or None when it was refused."""
        parent, _, collection_id = f"{self._root}/{collection}".rpartition("/")
        query = {"from": [{"collectionId": collection_id}], "where": _where(where), "limit": limit}
        body = {"structuredQuery": {name: part for name, part in query.items() if part is not None}}
        answer = self._http.post(f"/v1/{parent}:runQuery", json=body, headers=_headers(bearer))
        return sum("document" in row for row in answer.json()) if _allowed(answer) else None

    def may_create(self, bearer: str | None, path: str, fields: Fields, *, stamp: str | None = None) -> bool:
        """Try to write a new document; ``stamp`` names a field that takes the time of the request."""
        write = self._update(path, fields, stamp) | {"currentDocument": {"exists": False}}
        return _allowed(self._commit(bearer, write))

    def may_update(
        self, bearer: str | None, path: str, fields: Fields, *, mask: tuple[str, ...], stamp: str | None = None
    ) -> bool:
        """Try to change the fields in ``mask``: to what ``fields`` says, or away when it says nothing."""
        write = self._update(path, fields, stamp)
        write |= {"updateMask": {"fieldPaths": list(mask)}, "currentDocument": {"exists": True}}
        return _allowed(self._commit(bearer, write))

    def may_replace(self, bearer: str | None, path: str, fields: Fields, *, stamp: str | None = None) -> bool:
        """Try to write a whole document over one that is there."""
        return _allowed(self._commit(bearer, self._update(path, fields, stamp) | {"currentDocument": {"exists": True}}))

    def may_delete(self, bearer: str | None, path: str) -> bool:
        """Try to delete a document."""
        return _allowed(self._commit(bearer, {"delete": f"{self._root}/{path}"}))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _update(self, path: str, fields: Fields, stamp: str | None = None) -> dict[str, Any]:
        write: dict[str, Any] = {"update": {"name": f"{self._root}/{path}", "fields": fields}}
        if stamp:
            write["updateTransforms"] = [{"fieldPath": stamp, "setToServerValue": "REQUEST_TIME"}]
        return write

    def _commit(self, bearer: str | None, write: Mapping[str, Any]) -> httpx.Response:
        return self._http.post(f"/v1/{self._root}:commit", json={"writes": [write]}, headers=_headers(bearer))


def _where(where: Filter | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {"fieldFilter": {"field": {"fieldPath": where.field}, "op": "EQUAL", "value": {"stringValue": where.value}}}


def _headers(bearer: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"} if bearer else {}


def _allowed(answer: httpx.Response) -> bool:
    """Read a verdict of the rules; any other failure is a fault of the test."""
    if answer.status_code == httpx.codes.FORBIDDEN:
        return False
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise Malformed(answer.text)
    assert answer.status_code in {httpx.codes.OK, httpx.codes.NOT_FOUND}, answer.text
    return answer.status_code == httpx.codes.OK
