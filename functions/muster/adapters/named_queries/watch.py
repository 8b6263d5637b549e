"""What waits for somebody: disruptions, triage, overrides, suggestions, and commits whose messages were not sent."""

from datetime import datetime

from muster.adapters.named_queries.reads import Reads
from muster.adapters.queries import Query, Where, equal
from shared import collection_names
from shared.models.change import CommitRecord, Versioned
from shared.models.disruption import OPEN_DISRUPTION_STATES, Disruption, DisruptionState
from shared.models.override import Override
from shared.models.supply import Suggestion
from shared.models.triage import Triage, TriageState


class WatchQueries(Reads):
    """Queries of what a sweep or an operator has to look at."""

    def disruptions_open(self, limit: int, since: str | None = None) -> list[Versioned[Disruption]]:
        """Open disruptions in the order of their ids, from the id ``since`` on if it is given."""
        where = (Where("state", "in", list(OPEN_DISRUPTION_STATES)), Where("disruption_id", ">=", since or ""))
        return self.select(
            Query("disruptions_open", collection_names.DISRUPTIONS, Disruption, where, limit, "disruption_id")
        )

    def disruptions_of(self, provider_id: str, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions that concern a provider."""
        where = (equal("provider_id", provider_id), Where("state", "in", list(OPEN_DISRUPTION_STATES)))
        return self.select(Query("disruptions_of", collection_names.DISRUPTIONS, Disruption, where, limit))

    def disruptions_due(self, before: datetime, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions whose ``judge_at`` is not after ``before``, the longest due first."""
        where = (equal("state", DisruptionState.OPEN), Where("judge_at", "<=", before))
        return self.select(Query("disruptions_due", collection_names.DISRUPTIONS, Disruption, where, limit, "judge_at"))

    def triage_due(self, before: datetime, limit: int) -> list[Versioned[Triage]]:
        """Open triage items whose ``deadline_at`` is not after ``before``."""
        where = (equal("state", TriageState.OPEN), Where("deadline_at", "<=", before))
        return self.select(Query("triage_due", collection_names.TRIAGE, Triage, where, limit, "deadline_at"))

    def overrides_awaiting(self, limit: int) -> list[Versioned[Override]]:
        """Committed overrides of which some booking has not ended yet, the oldest first."""
        where = (equal("awaits_outcome", True),)
        return self.select(
            Query("overrides_awaiting", collection_names.OVERRIDES, Override, where, limit, "committed_at")
        )

    def suggestions_due(self, before: datetime, limit: int) -> list[Versioned[Suggestion]]:
        """Suggestions whose ``due_at`` is not after ``before``: to expire, or to be measured."""
        where = (Where("due_at", "<=", before),)
        return self.select(Query("suggestions_due", collection_names.SUGGESTIONS, Suggestion, where, limit, "due_at"))

    def commits_pending(self, committed_before: datetime, limit: int) -> list[Versioned[CommitRecord]]:
        """Commit records whose messages were not sent, older than ``committed_before`` (real time)."""
        where = (equal("pending", True), Where("committed_at", "<", committed_before))
        return self.select(
            Query("commits_pending", collection_names.COMMITS, CommitRecord, where, limit, "committed_at")
        )
