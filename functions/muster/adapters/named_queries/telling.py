"""Whom to tell and what was told: devices, deliveries, partners' webhooks and the calls to them."""

from collections.abc import Iterable
from datetime import datetime

from muster.adapters.named_queries.reads import Reads, values
from muster.adapters.queries import Query, Where, equal
from shared import collection_names
from shared.models.change import Versioned
from shared.models.device import Device
from shared.models.push import Delivery
from shared.models.webhook import Webhook, WebhookCall, WebhookState

UIDS_AT_MOST = 30
DEVICES_AT_MOST = 300


class TellingQueries(Reads):
    """Queries of people's phones and partners' systems."""

    def devices_of(self, uids: Iterable[str]) -> list[Versioned[Device]]:
        """Devices registered by any of ``uids`` (at most 30)."""
        owners = sorted(set(uids))
        if len(owners) > UIDS_AT_MOST:
            message = f"a device look-up takes at most {UIDS_AT_MOST} people, not {len(owners)}"
            raise ValueError(message)
        if not owners:
            return []
        where = (Where("owner", "in", owners),)
        return self.select(Query("devices_of", collection_names.DEVICES, Device, where, DEVICES_AT_MOST))

    def devices_in_group(self, app: str, area_id: str, after: str, limit: int) -> list[Versioned[Device]]:
        """Devices of an app whose owners work in an area, by installation id, from behind ``after``."""
        where = (equal("app", app), Where("areas", "array_contains", area_id), Where("installation_id", ">", after))
        return self.select(Query("devices_in_group", collection_names.DEVICES, Device, where, limit, "installation_id"))

    def devices_at(self, target: str, limit: int) -> list[Versioned[Device]]:
        """Devices registered with this token or installation id of the push service."""
        return self.select(Query("devices_at", collection_names.DEVICES, Device, (equal("target", target),), limit))

    def devices_silent(self, refreshed_before: datetime, limit: int) -> list[Versioned[Device]]:
        """Devices whose registration was last refreshed before ``refreshed_before`` (real time)."""
        where = (Where("refreshed_at", "<", refreshed_before),)
        return self.select(Query("devices_silent", collection_names.DEVICES, Device, where, limit, "refreshed_at"))

    def deliveries_due(self, before: datetime, limit: int) -> list[Versioned[Delivery]]:
        """Deliveries whose next try is due at ``before`` (real time)."""
        where = (Where("retry_at", "<=", before),)
        return self.select(Query("deliveries_due", collection_names.DELIVERIES, Delivery, where, limit, "retry_at"))

    def deliveries_to(self, uid: str, since: datetime, limit: int) -> list[Delivery]:
        """What a person was sent since then (real time), the newest first."""
        where = (Where("recipients", "array_contains", uid), Where("recorded_at", ">=", since))
        query = Query(
            "deliveries_to", collection_names.DELIVERIES, Delivery, where, limit, "recorded_at", descends=True
        )
        return values(self.select(query))

    def deliveries_about(self, booking_id: str, limit: int) -> list[Delivery]:
        """What was sent about a booking, the newest first."""
        where = (equal("ids.booking_id", booking_id),)
        query = Query(
            "deliveries_about", collection_names.DELIVERIES, Delivery, where, limit, "recorded_at", descends=True
        )
        return values(self.select(query))

    def webhooks_of(self, area_id: str, limit: int) -> list[Versioned[Webhook]]:
        """Active webhooks of an area."""
        where = (equal("area_id", area_id), equal("state", WebhookState.ACTIVE.value))
        return self.select(Query("webhooks_of", collection_names.WEBHOOKS, Webhook, where, limit))

    def webhook_calls_due(self, before: datetime, limit: int) -> list[Versioned[WebhookCall]]:
        """Calls whose next attempt is due at ``before`` (real time)."""
        where = (Where("retry_at", "<=", before),)
        return self.select(
            Query("webhook_calls_due", collection_names.WEBHOOK_CALLS, WebhookCall, where, limit, "retry_at")
        )

    def webhook_calls_about(self, booking_id: str, limit: int) -> list[WebhookCall]:
        """Calls to partners about a booking, the newest first."""
        where = (equal("booking_id", booking_id),)
        query = Query(
            "webhook_calls_about", collection_names.WEBHOOK_CALLS, WebhookCall, where, limit, "first_at", descends=True
        )
        return values(self.select(query))
