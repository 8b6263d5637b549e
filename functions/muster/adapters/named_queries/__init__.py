"""The named queries of ``ports.store``, each written once: a store brings ``select`` and ``tally``, and has them all."""

from muster.adapters.named_queries.bookings import BookingQueries
from muster.adapters.named_queries.history import HistoryQueries
from muster.adapters.named_queries.places import PlaceQueries
from muster.adapters.named_queries.telling import TellingQueries
from muster.adapters.named_queries.watch import WatchQueries


class NamedQueries(BookingQueries, HistoryQueries, PlaceQueries, TellingQueries, WatchQueries):
    """Implements ``ports.store.Queries`` on two abstract reads."""
