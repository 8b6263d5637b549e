"""The path of every Firestore document, in one place."""

from shared import collection_names


def service_area(area_id: str) -> str:
    """Settings of a service area."""
    return f"{collection_names.SERVICE_AREAS}/{area_id}"


def area_settings(area_id: str, version: int) -> str:
    """A version of an area's settings, as decisions name it."""
    return f"{collection_names.SERVICE_AREAS}/{area_id}/{collection_names.SETTINGS}/{version}"


def acceptance_model(area_id: str) -> str:
    """What an area has learned from its offers."""
    return f"{collection_names.ACCEPTANCE_MODELS}/{area_id}"


def zone(zone_id: str) -> str:
    """A zone."""
    return f"{collection_names.ZONES}/{zone_id}"


def zone_version(zone_id: str, version: int) -> str:
    """A version of a zone, as bookings name it."""
    return f"{collection_names.ZONES}/{zone_id}/{collection_names.VERSIONS}/{version}"


def booking(booking_id: str) -> str:
    """A booking."""
    return f"{collection_names.BOOKINGS}/{booking_id}"


def event(booking_id: str, seq: int) -> str:
    """One step of a booking's timeline; padded so that ids sort by ``seq``."""
    return f"{collection_names.BOOKINGS}/{booking_id}/{collection_names.EVENTS}/{seq:06d}"


def signal(booking_id: str, signal_id: str) -> str:
    """A reading about a booking that no claim depends on."""
    return f"{collection_names.BOOKINGS}/{booking_id}/{collection_names.SIGNALS}/{signal_id}"


def note(booking_id: str, note_id: str) -> str:
    """What an operator noted about a booking."""
    return f"{collection_names.BOOKINGS}/{booking_id}/{collection_names.NOTES}/{note_id}"


def contacts(booking_id: str) -> str:
    """Personal data of a booking."""
    return f"{collection_names.CONTACTS}/{booking_id}"


def offer(offer_id: str) -> str:
    """An offer."""
    return f"{collection_names.OFFERS}/{offer_id}"


def provider(uid: str) -> str:
    """A provider."""
    return f"{collection_names.PROVIDERS}/{uid}"


def position(uid: str) -> str:
    """A provider's position."""
    return f"{collection_names.POSITIONS}/{uid}"


def live(booking_id: str, epoch: int) -> str:
    """What the two people of a running job see of each other."""
    return f"{collection_names.LIVE}/{booking_id}.{epoch}"


def decision(decision_id: str) -> str:
    """A dispatch decision."""
    return f"{collection_names.DECISIONS}/{decision_id}"


def plan(area_id: str) -> str:
    """The tentative plan of an area."""
    return f"{collection_names.PLANS}/{area_id}"


def batch(batch_id: str) -> str:
    """Bookings that one provider is to have on board together."""
    return f"{collection_names.BATCHES}/{batch_id}"


def decision_chunk(decision_id: str, index: int) -> str:
    """A part of a large decision's inputs."""
    return f"{collection_names.DECISIONS}/{decision_id}/{collection_names.CHUNKS}/{index}"


def triage(triage_id: str) -> str:
    """An item that waits for an operator."""
    return f"{collection_names.TRIAGE}/{triage_id}"


def fleet_snapshot(area_id: str, number: int) -> str:
    """A slice of an area's fleet for the operators' map."""
    return f"{collection_names.FLEET}/{area_id}/{collection_names.SNAPSHOTS}/{number}"


def zone_state(zone_id: str) -> str:
    """A zone's open demand and supply."""
    return f"{collection_names.ZONE_STATE}/{zone_id}"


def metrics_hour(area_id: str, hour: str) -> str:
    """An area's figures of one hour; ``hour`` is ``YYYY-MM-DDTHH``."""
    return f"{collection_names.METRICS}/{area_id}/{collection_names.HOURS}/{hour}"


def work_hour(area_id: str, hour: str) -> str:
    """How much each provider of an area was seen at work in an hour."""
    return f"{collection_names.WORK_HOURS}/{area_id}.{hour}"


def fact(booking_id: str) -> str:
    """The analytics facts of an ended booking."""
    return f"{collection_names.FACTS}/{booking_id}"


def eta_model(area_id: str) -> str:
    """What an area's forecasts have learned."""
    return f"{collection_names.ETA_MODELS}/{area_id}"


def refusal(refusal_id: str) -> str:
    """A demand that was refused."""
    return f"{collection_names.REFUSALS}/{refusal_id}"


def device(installation_id: str) -> str:
    """A registered device."""
    return f"{collection_names.DEVICES}/{installation_id}"


def delivery(delivery_id: str) -> str:
    """A notification as it was handed to the push service."""
    return f"{collection_names.DELIVERIES}/{delivery_id}"


def operator(uid: str) -> str:
    """An operator's record."""
    return f"{collection_names.OPERATORS}/{uid}"


def commit(key: str) -> str:
    """The record of one commit: the do-once mark, its result, and its messages."""
    return f"{collection_names.COMMITS}/{key}"


def audit(entry_id: str) -> str:
    """What one of the staff did by hand."""
    return f"{collection_names.AUDIT}/{entry_id}"


def dead_letter(letter_id: str) -> str:
    """A message that could not be handled."""
    return f"{collection_names.DEAD_LETTERS}/{letter_id}"


def disruption(disruption_id: str) -> str:
    """Something that went wrong."""
    return f"{collection_names.DISRUPTIONS}/{disruption_id}"


def playbook(area_id: str) -> str:
    """What an area does about disruptions by itself."""
    return f"{collection_names.PLAYBOOKS}/{area_id}"


def playbook_version(area_id: str, version: int) -> str:
    """A version of an area's playbook."""
    return f"{collection_names.PLAYBOOKS}/{area_id}/{collection_names.VERSIONS}/{version}"


def progress(uid: str) -> str:
    """How a working provider is getting on."""
    return f"{collection_names.PROGRESS}/{uid}"


def eta(booking_id: str) -> str:
    """What is believed now about a booking's times."""
    return f"{collection_names.ETAS}/{booking_id}"


def override(override_id: str) -> str:
    """An operator's hand in what the engine does."""
    return f"{collection_names.OVERRIDES}/{override_id}"


def score_proposal(proposal_id: str) -> str:
    """A change of the score that overrides speak for."""
    return f"{collection_names.SCORE_PROPOSALS}/{proposal_id}"


def demand_model(area_id: str) -> str:
    """How much is asked for in an area, by zone and hour."""
    return f"{collection_names.DEMAND_MODELS}/{area_id}"


def suggestion(suggestion_id: str) -> str:
    """A suggestion to a provider to move."""
    return f"{collection_names.SUGGESTIONS}/{suggestion_id}"


def shaping(shaping_id: str) -> str:
    """A measure of demand shaping, with its trail."""
    return f"{collection_names.SHAPINGS}/{shaping_id}"


def drive(drive_id: str) -> str:
    """A sample of driving."""
    return f"{collection_names.DRIVES}/{drive_id}"


def webhook(webhook_id: str) -> str:
    """A partner's subscription."""
    return f"{collection_names.WEBHOOKS}/{webhook_id}"


def webhook_call(call_id: str) -> str:
    """One event for one partner."""
    return f"{collection_names.WEBHOOK_CALLS}/{call_id}"
