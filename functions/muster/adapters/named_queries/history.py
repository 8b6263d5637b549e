"""What was, between two instants: what forecasts, models and reports are made of."""

from datetime import datetime

from muster.adapters.named_queries.reads import Reads, values
from muster.adapters.queries import Query, Where, equal
from shared import collection_names
from shared.models.eta import DriveSample
from shared.models.facts import BookingFacts, Refusal
from shared.models.offer import ANSWERED_OFFER_STATES, Offer
from shared.models.override import Override


class HistoryQueries(Reads):
    """Queries over a half-open interval [start, end), the oldest first."""

    def facts_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[BookingFacts]:
        """Facts of bookings that ended in [start, end)."""
        where = (equal("area_id", area_id), Where("ended_at", ">=", start), Where("ended_at", "<", end))
        return values(
            self.select(Query("facts_between", collection_names.FACTS, BookingFacts, where, limit, "ended_at"))
        )

    def drives_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[DriveSample]:
        """Drives of an area that ended in [start, end), the oldest first."""
        where = (equal("area_id", area_id), Where("at", ">=", start), Where("at", "<", end))
        return values(self.select(Query("drives_between", collection_names.DRIVES, DriveSample, where, limit, "at")))

    def refusals_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[Refusal]:
        """Refusals of an area in [start, end)."""
        where = (equal("area_id", area_id), Where("at", ">=", start), Where("at", "<", end))
        return values(self.select(Query("refusals_between", collection_names.REFUSALS, Refusal, where, limit, "at")))

    def offers_answered(self, area_id: str, since: datetime, before: datetime, limit: int) -> list[Offer]:
        """Offers of an area that were accepted, declined or ran out in [since, before), the oldest end first."""
        ended = Where("state", "in", list(ANSWERED_OFFER_STATES))
        where = (equal("area_id", area_id), ended, Where("answered_at", ">=", since), Where("answered_at", "<", before))
        return values(
            self.select(Query("offers_answered", collection_names.OFFERS, Offer, where, limit, "answered_at"))
        )

    def overrides_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[Override]:
        """Overrides of an area that were committed in [start, end), the oldest first."""
        where = (equal("area_id", area_id), Where("committed_at", ">=", start), Where("committed_at", "<", end))
        return values(
            self.select(Query("overrides_between", collection_names.OVERRIDES, Override, where, limit, "committed_at"))
        )
