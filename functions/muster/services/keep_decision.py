"""The record of a decision as it is kept and read; inputs too large for one document lie in chunks beside it."""

from muster.ports.backend import Backend
from muster.services.execution import keep
from shared import paths
from shared.errors import Code, Conflict, Missing
from shared.models.change import Write, put
from shared.models.decision import DecisionChunk, DecisionRecord, ReplayStorage


def keep_decision(backend: Backend, record: DecisionRecord) -> Write:
    """Give the write of a record, for the commit that makes the decision true: what was done is always explained.

    Chunks are written at once, so that a record that is there is whole.
    """
    chunked = record.replay.storage is ReplayStorage.CHUNKED
    for index, data in enumerate(record.replay.chunks if chunked else ()):
        chunk = DecisionChunk(decision_id=record.decision_id, area_id=record.area_id, index=index, data=data)
        keep(backend, [put(paths.decision_chunk(record.decision_id, index), chunk)])
    return put(paths.decision(record.decision_id), _with_chunks(record, ()) if chunked else record)


def read_decision(backend: Backend, decision_id: str, *, whole: bool = True) -> DecisionRecord:
    """Read a record with all its inputs, ready to be explained and replayed.

    Args:
        backend: the ports.
        decision_id: which.
        whole: whether a part of the inputs that is not there is an error; else the record comes with what there is.

    Raises:
        Missing: ``X909`` when it is not there.
        Conflict: ``D213 INPUTS_MISSING`` when a part of it is not.
    """
    found = backend.store.get(paths.decision(decision_id), DecisionRecord)
    if found is None:
        raise Missing(Code.NOT_FOUND, {"decision_id": decision_id})
    if found.value.replay.storage is not ReplayStorage.CHUNKED:
        return found.value
    chunks = tuple(_chunks(backend, found.value))
    if whole and sum(map(len, chunks)) < found.value.replay.size_bytes:
        raise Conflict(Code.INPUTS_MISSING, {"decision_id": decision_id, "chunk": len(chunks)})
    return _with_chunks(found.value, chunks)


def _chunks(backend: Backend, record: DecisionRecord) -> list[bytes]:
    """Read the parts in order, up to the first that is not there."""
    chunks: list[bytes] = []
    while sum(map(len, chunks)) < record.replay.size_bytes:
        part = backend.store.get(paths.decision_chunk(record.decision_id, len(chunks)), DecisionChunk)
        if part is None:
            break
        chunks.append(part.value.data)
    return chunks


def _with_chunks(record: DecisionRecord, chunks: tuple[bytes, ...]) -> DecisionRecord:
    return record.model_copy(update={"replay": record.replay.model_copy(update={"chunks": chunks})})
