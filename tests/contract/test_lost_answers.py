"""A commit whose answer is lost (a proxy drops it on the way back): stored, and never reported as a plain loss."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from google.cloud import firestore

from devtools.suite import Suite
from muster.adapters.firestore_patience import Patience
from muster.adapters.firestore_store import FirestoreStore
from muster.ports.store import CommitLost, CommitUnknown
from shared import paths
from shared.models.change import create, put, replace
from shared.models.offer import Offer, OfferState
from tests.builders import a_commit_record, an_offer
from tests.contract.flaky_proxy import FlakyProxy

OFFER = paths.offer("offer-1")
RECORD = paths.commit("callable:provider-1:op-00000001")


@pytest.fixture
def proxy(emulators: Suite) -> Iterator[FlakyProxy]:
    proxy = FlakyProxy(("127.0.0.1", emulators.ports["firestore"]))
    yield proxy
    proxy.close()


@pytest.fixture
def direct(empty_firestore: Any) -> FirestoreStore:
    return FirestoreStore(empty_firestore)


@pytest.fixture
def flaky(emulators: Suite, proxy: FlakyProxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[FirestoreStore]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", proxy.host)
    client = firestore.Client(project=emulators.project_id)
    store = FirestoreStore(client, patience=Patience(attempt_s=1.0, total_s=8.0))
    store.get("warm/up", Offer)
    yield store
    client.close()


@pytest.mark.parametrize("loss", ["cut", "stall"])
def test_a_winning_replace_whose_answer_is_lost_is_stored_and_unknown(
    direct: FirestoreStore, flaky: FirestoreStore, proxy: FlakyProxy, loss: Literal["cut", "stall"]
) -> None:
    direct.commit([create(OFFER, an_offer())])
    before = flaky.get(OFFER, Offer)
    assert before is not None
    proxy.lose_next_answer(loss)

    with pytest.raises(CommitUnknown):
        flaky.commit([replace(before, an_offer(state=OfferState.ACCEPTED)), create(RECORD, a_commit_record())])

    assert proxy.lost.is_set()
    stored = direct.get(OFFER, Offer)
    assert stored is not None
    assert stored.value.state is OfferState.ACCEPTED


@pytest.mark.parametrize("loss", ["cut", "stall"])
def test_a_create_whose_answer_is_lost_is_stored_and_unknown(
    direct: FirestoreStore, flaky: FirestoreStore, proxy: FlakyProxy, loss: Literal["cut", "stall"]
) -> None:
    proxy.lose_next_answer(loss)

    with pytest.raises(CommitUnknown):
        flaky.commit([create(RECORD, a_commit_record())])

    assert proxy.lost.is_set()
    assert direct.get(RECORD, type(a_commit_record())) is not None


def test_a_write_without_conditions_is_repeated_until_it_is_answered(
    direct: FirestoreStore, flaky: FirestoreStore, proxy: FlakyProxy
) -> None:
    proxy.lose_next_answer("cut")

    flaky.commit([put(OFFER, an_offer())])

    assert proxy.lost.is_set()
    assert direct.get(OFFER, Offer) is not None


def test_a_real_loser_is_told_so_after_the_trouble_is_over(
    direct: FirestoreStore, flaky: FirestoreStore, proxy: FlakyProxy
) -> None:
    direct.commit([create(OFFER, an_offer())])
    proxy.lose_next_answer("cut")
    flaky.commit([put(paths.offer("offer-2"), an_offer())])

    with pytest.raises(CommitLost):
        flaky.commit([create(OFFER, an_offer())])


@pytest.mark.parametrize("loss", ["cut", "stall"])
def test_a_read_whose_answer_is_lost_is_read_again(
    direct: FirestoreStore, flaky: FirestoreStore, proxy: FlakyProxy, loss: Literal["cut", "stall"]
) -> None:
    direct.commit([create(OFFER, an_offer())])
    proxy.lose_next_answer(loss)

    found = flaky.get(OFFER, Offer)

    assert proxy.lost.is_set()
    assert found is not None


@pytest.mark.parametrize("loss", ["cut", "stall"])
def test_a_query_whose_answer_is_lost_is_run_again(
    direct: FirestoreStore, flaky: FirestoreStore, proxy: FlakyProxy, loss: Literal["cut", "stall"]
) -> None:
    direct.commit([create(OFFER, an_offer())])
    proxy.lose_next_answer(loss)

    found = flaky.offers_due(an_offer().deadline_at, 10)

    assert proxy.lost.is_set()
    assert [versioned.path for versioned in found] == [OFFER]
