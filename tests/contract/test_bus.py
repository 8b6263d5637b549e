"""What a topic promises: each message arrives at least once, with its key as an attribute and its payload unharmed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient

from devtools.suite import Suite
from muster.adapters.pubsub_bus import PubSubBus
from muster.ports.messaging import Bus
from shared.errors import Code, Unavailable
from tests.fakes.messaging import MemoryBus

PAYLOAD = {"events": [{"type": "booking.created", "seq": 1, "text": "Grüße, 東京", "none": None, "share": 0.5}]}
Received = tuple[str, dict[str, Any]]
Harness = tuple[Bus, Callable[[], list[Received]]]


@pytest.fixture(params=["memory", "pubsub"])
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    if request.param == "memory":
        bus = MemoryBus()
        yield bus, lambda: [(message.key, message.payload) for message in bus.on("analytics")]
        return
    yield from _on_emulator(request.getfixturevalue("emulators"))


def _on_emulator(emulators: Suite) -> Iterator[Harness]:
    publisher, subscriber = PublisherClient(), SubscriberClient()
    topic = f"projects/{emulators.project_id}/topics/analytics"
    subscription = f"projects/{emulators.project_id}/subscriptions/contract"
    made = topic not in {each.name for each in publisher.list_topics(project=f"projects/{emulators.project_id}")}
    if made:
        publisher.create_topic(name=topic)
    subscriber.create_subscription(name=subscription, topic=topic)

    def received() -> list[Received]:
        pulled = subscriber.pull(subscription=subscription, max_messages=10, timeout=10).received_messages
        return [(each.message.attributes["key"], json.loads(each.message.data)) for each in pulled]

    yield PubSubBus(emulators.project_id), received
    subscriber.delete_subscription(subscription=subscription)
    if made:
        publisher.delete_topic(topic=topic)
    subscriber.close()
    publisher.stop()


def test_a_message_arrives_with_its_key_and_payload(harness: Harness) -> None:
    bus, received = harness

    bus.publish("analytics", "analytics.booking-1.1", PAYLOAD)

    assert received() == [("analytics.booking-1.1", PAYLOAD)]


def test_what_is_not_plain_json_is_refused_before_it_is_sent(harness: Harness) -> None:
    bus, _received = harness

    with pytest.raises(ValueError, match="JSON compliant"):
        bus.publish("analytics", "key", {"share": float("nan")})


def test_a_topic_that_does_not_exist_is_unavailable(emulators: Suite) -> None:
    bus = PubSubBus(emulators.project_id, timeout_s=3.0)

    with pytest.raises(Unavailable) as refused:
        bus.publish("no-such-topic", "key", PAYLOAD)

    assert refused.value.code is Code.UNAVAILABLE
