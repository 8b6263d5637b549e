"""What the queries of the watch find: what was noticed, what an operator has to decide, and messages that were not sent."""

from datetime import datetime

from muster.ports.store import Store
from shared import paths
from shared.models.base import Document
from shared.models.disruption import DisruptionState
from shared.models.triage import TriageState
from tests.builders import a_commit_record, a_triage_item, later
from tests.contract.keeping import ids, keep
from tests.scenes import a_disruption


def test_disruptions_that_are_open_are_found_and_those_of_a_provider(store: Store) -> None:
    states = {"a": "open", "b": "escalated", "c": "cleared", "d": "open"}
    rows = {
        paths.disruption(name): a_disruption(
            disruption_id=name, state=state, provider_id="provider-2" if name == "d" else "provider-1"
        )
        for name, state in states.items()
    }
    keep(store, rows)

    assert ids(store.disruptions_open(10)) == ["a", "b", "d"]
    assert ids(store.disruptions_open(1, "b")) == ["b"]
    assert ids(store.disruptions_of("provider-1", 10)) == ["a", "b"]


def test_open_disruptions_are_due_when_they_are_to_be_weighed_again(store: Store) -> None:
    due = {state: a_disruption(disruption_id=state, state=state, judge_at=later(60)) for state in DisruptionState}
    keep(store, {paths.disruption(state): one for state, one in due.items()})
    keep(store, {paths.disruption("never"): a_disruption(disruption_id="never")})
    keep(store, {paths.disruption("later"): a_disruption(disruption_id="later", judge_at=later(61))})

    assert ids(store.disruptions_due(later(60), 10)) == ["open"]


def test_pending_commits_come_oldest_first(store: Store) -> None:
    def kept(key: str, committed_at: datetime, *, pending: bool = True) -> tuple[str, Document]:
        return paths.commit(key), a_commit_record(key=key, committed_at=committed_at, pending=pending)

    keep(
        store,
        dict(
            [
                kept("callable:b:op-1", later(20)),
                kept("callable:a:op-1", later(10)),
                kept("sent", later(10), pending=False),
                kept("exactly", later(30)),
            ]
        ),
    )

    assert ids(store.commits_pending(later(30), 10)) == ["callable:a:op-1", "callable:b:op-1"]
    assert ids(store.commits_pending(later(30), 1)) == ["callable:a:op-1"]


def test_open_triage_items_are_due_at_their_deadline(store: Store) -> None:
    items = {
        "due": a_triage_item(triage_id="due"),
        "waiting": a_triage_item(triage_id="waiting", deadline_at=later(121)),
        "decided": a_triage_item(triage_id="decided", state=TriageState.APPROVED),
    }
    keep(store, {paths.triage(name): item for name, item in items.items()})

    assert ids(store.triage_due(later(120), 10)) == ["due"]
