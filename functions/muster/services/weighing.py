"""What a change means, weighed by the engine on a copy: providers, bookings and supply as they are, and as they would be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from muster.ports.backend import Backend
from muster.services.supply import SupplySearch
from muster.services.world_copy import WorldCopy
from shared import paths
from shared.errors import MusterError
from shared.models.base import Document
from shared.models.booking import Booking, BookingState, Search
from shared.models.decision import ScoreTerm
from shared.models.disruption import Impact
from shared.models.facts import ZoneState
from shared.models.override import EngineChoice
from shared.models.progress import Progress
from shared.models.provider import Position, Provider, link_of
from shared.models.zone import ServiceArea
from shared.recovery.impact import impact_of
from shared.recovery.outlook import plan_ends
from shared.recovery.prospects import Prospect, search
from shared.recovery.situation import Party, Situation, given, without
from shared.units import BookingId, Uid
