"""A decision's record comes back whole, however large its inputs are."""

import pytest

from muster.services.keep_decision import keep_decision, read_decision
from shared import paths
from shared.errors import Code
from shared.models.decision import DecisionRecord, ReplayPart, ReplayStorage
from shared.units import AreaId, DecisionId
from tests.builders import NOW
from tests.world import World, refused


def a_record(*chunks: bytes) -> DecisionRecord:
    storage = ReplayStorage.INLINE if len(chunks) == 1 else ReplayStorage.CHUNKED
    return DecisionRecord(
        decision_id=DecisionId("dec_1"),
        area_id=AreaId("berlin"),
        decided_at=NOW,
        engine_version="1",
        solver_version="1",
        settings_version=1,
        seed=0,
        input_digest="a",
        output_digest="b",
        jobs=(),
        jobs_left_out=0,
        replay=ReplayPart(storage=storage, size_bytes=sum(map(len, chunks)), chunks=chunks),
    )


@pytest.mark.parametrize("chunks", [(b"one",), (b"first", b"second", b"third")])
def test_a_kept_decision_is_read_as_it_was(chunks: tuple[bytes, ...]) -> None:
    world = World()
    record = a_record(*chunks)

    world.store.commit([keep_decision(world.backend, record)])

    assert read_decision(world.backend, "dec_1") == record


def test_a_large_decision_lies_in_several_documents() -> None:
    world = World()

    world.store.commit([keep_decision(world.backend, a_record(b"first", b"second"))])

    assert world.store.value(paths.decision("dec_1"), DecisionRecord).replay.chunks == ()


def test_a_decision_that_lost_a_part_is_not_given_out_as_whole() -> None:
    world = World()
    record = a_record(b"first", b"second")
    world.store.seed(
        {paths.decision("dec_1"): record.model_copy(update={"replay": record.replay.model_copy(update={"chunks": ()})})}
    )

    with refused(Code.INPUTS_MISSING):
        read_decision(world.backend, "dec_1")
    assert read_decision(world.backend, "dec_1", whole=False).replay.chunks == ()
