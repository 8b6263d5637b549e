"""The faults that the memory store can be told to have, on which tests of services rest."""

import pytest

from muster.ports.store import CommitLost, CommitUnknown
from shared.errors import Unavailable
from shared.models.change import create, put
from shared.models.offer import Offer, OfferState
from tests.builders import an_offer
from tests.fakes.memory_store import MemoryStore

OFFER = "offers/offer-1"


def test_a_failure_before_the_commit_writes_nothing() -> None:
    store = MemoryStore()
    store.fail_next_commit("before")

    with pytest.raises(Unavailable):
        store.commit([create(OFFER, an_offer())])

    assert OFFER not in store


def test_a_failure_after_the_commit_has_written_everything() -> None:
    store = MemoryStore()
    store.fail_next_commit("after", RuntimeError("crash"))

    with pytest.raises(RuntimeError):
        store.commit([create(OFFER, an_offer())])

    assert OFFER in store


@pytest.mark.parametrize(("seen_as_lost", "error"), [(False, CommitUnknown), (True, CommitLost)])
def test_a_lost_answer_leaves_the_commit_stored(seen_as_lost: bool, error: type[Exception]) -> None:  # noqa: FBT001
    store = MemoryStore()
    store.lose_ack(seen_as_lost=seen_as_lost)

    with pytest.raises(error):
        store.commit([create(OFFER, an_offer())])

    assert OFFER in store


def test_faults_come_once_and_in_order() -> None:
    store = MemoryStore()
    store.fail_next_commit("before")
    store.lose_ack()

    with pytest.raises(Unavailable):
        store.commit([put(OFFER, an_offer())])
    with pytest.raises(CommitUnknown):
        store.commit([put(OFFER, an_offer())])
    store.commit([put(OFFER, an_offer(state=OfferState.SEEN))])

    assert store.value(OFFER, Offer).state is OfferState.SEEN


def test_a_rival_comes_first_and_once() -> None:
    store = MemoryStore()
    store.before_next_commit(lambda: store.seed({OFFER: an_offer(provider_id="rival")}))

    with pytest.raises(CommitLost):
        store.commit([create(OFFER, an_offer())])

    assert store.value(OFFER, Offer).provider_id == "rival"


def test_a_document_that_could_not_be_read_back_is_refused_when_it_is_written() -> None:
    broken = an_offer().model_copy(update={"wave": 0})

    with pytest.raises(ValueError, match="wave"):
        MemoryStore().commit([create(OFFER, broken)])


def test_every_port_call_is_heard() -> None:
    store = MemoryStore()
    heard: list[str] = []
    store.on_call = heard.append

    store.get(OFFER, Offer)
    store.get_many([OFFER], Offer)
    store.offers_due(an_offer().deadline_at, 5)
    store.commit([put(OFFER, an_offer())])

    assert heard == ["get", "get_many", "offers_due", "commit"]
