"""A town on a running suite: an area with one zone, and the people of it, all set up through the callables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from google.cloud.firestore import Client, FieldFilter

from benchmarks.fleet import offset
from benchmarks.person import Heard, Person, sign_in
from devtools.suite import Suite
from shared import collection_names
from shared.models.offer import OPEN_OFFER_STATES
from shared.models.place import LatLng
from simulator.auth import Account

HALF_SIDE_DEG = 0.15
SERVICE = "courier"
PROMPT: dict[str, Any] = {"matching_window_hold_s": 0, "offer_ttl_s": 10, "decline_cooldown_s": 600}
"""Windows are decided at once, and offers end soon."""


@dataclass(frozen=True)
class Town:
    """One area; ``admin`` may do everything, ``server`` reads past the rules."""

    area_id: str
    centre: LatLng
    suite: Suite
    http: httpx.Client
    admin: Person
    server: Client

    def customer(self, name: str = "customer") -> Person:
        """Sign a customer in."""
        return self._person(name, "customer")

    def operator(self, name: str = "operator", role: str = "operator") -> Person:
        """Sign somebody in who supervises the town."""
        return self._person(name, role, self.area_id)

    def provider(self, name: str, *, north_m: float = 0.0, seen_ago_s: float = 0.0, **granted: Any) -> Person:
        """Admit a provider who comes on duty so far north of the centre, measured so long ago."""
        person = self._person(name, "provider", self.area_id)
        granted = {"name": name.capitalize(), "services": [SERVICE], **granted}
        self.admin.call("put_provider", provider_id=person.uid, area_id=self.area_id, **granted)
        person.stand_at(offset(self.centre, north_m=north_m), seen_ago_s)
        person.call("set_duty", duty="online")
        return person

    def order(self, *, long_m: float = 1500.0, **changes: Any) -> dict[str, Any]:
        """Give a courier job from the centre northwards, as a customer sends it."""
        ends = (("pickup", self.centre), ("dropoff", offset(self.centre, north_m=long_m)))
        stops = [{"type": kind, "point": point.model_dump()} for kind, point in ends]
        return {"service": SERVICE, "stops": stops, **changes}

    def _person(self, name: str, role: str, *areas: str) -> Person:
        account = Account(f"{self.area_id}-{name}", role, areas)
        return sign_in(self.suite, [account], self.http)[account.uid]


def open_town(
    suite: Suite,
    http: httpx.Client,
    area_id: str,
    centre: LatLng,
    detection: Mapping[str, Any] | None = None,
    **dispatch: Any,
) -> Town:
    """Let an administrator set up area and zone; ``dispatch`` changes ``PROMPT``, ``detection`` what is noticed when."""
    account = Account(f"{area_id}-admin", "admin")
    admin = sign_in(suite, [account], http)[account.uid]
    settings = {**PROMPT, **dispatch}
    named = {"area_id": area_id, "name": area_id.capitalize()}
    known = {"centre": centre.model_dump(), "dispatch": settings, "detection": dict(detection or {})}
    admin.call("put_service_area", **named, timezone="Europe/Vienna", **known)
    admin.call("put_zone", zone_id=f"{area_id}-city", **named, geometry=square(centre), services=[SERVICE])
    return Town(area_id, centre, suite, http, admin, Client(project=suite.project_id))


def open_offers(provider: Person) -> Heard:
    """Listen to the open offers of a provider, as the phone does."""
    own = FieldFilter("provider_id", "==", provider.uid)
    open_ones = FieldFilter("state", "in", [state.value for state in OPEN_OFFER_STATES])
    return Heard(
        provider.client().collection(collection_names.OFFERS).where(filter=own).where(filter=open_ones).limit(50)
    )


def square(centre: LatLng) -> dict[str, object]:
    """Give a zone around ``centre`` that holds a city."""
    south, north = centre.lat - HALF_SIDE_DEG, centre.lat + HALF_SIDE_DEG
    west, east = centre.lng - HALF_SIDE_DEG, centre.lng + HALF_SIDE_DEG
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
