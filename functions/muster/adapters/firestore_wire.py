"""Firestore's own messages for what the store does: a commit, a read by path, a query.

The client library builds and reads each value through a layer of wrappers, copies every document twice, and walks it three
times to sort out transforms and field paths, which Muster does not use: that was four milliseconds of processor time for a
commit of eight documents, and is under one here. What goes over the wire is the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from muster.adapters.firestore_codec import encode
from muster.adapters.firestore_values import fill_map, plain_map
from shared.models.change import Write


class Found(NamedTuple):
    """A document as it is stored; ``updated_at`` is a protobuf timestamp, exact to the nanosecond."""

    path: str
    fields: dict[str, Any]
    updated_at: Any


class Wire:
    """What a ``google.cloud.firestore.Client`` is connected to; its private names are used here alone.

    Every call takes at most ``timeout_s`` seconds and is made once.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._database = str(client._database_string)  # noqa: SLF001
        self._documents = f"{self._database}/documents/"

    def get(self, paths: Iterable[str], timeout_s: float) -> list[Found]:
        """Read documents by path; absent ones are left out."""
        from google.cloud.firestore_v1.types import BatchGetDocumentsRequest as Request

        names = [self._documents + path for path in paths]
        request = Request.wrap(Request.pb()(database=self._database, documents=names))
        answers = self._api.batch_get_documents(request, **self._how(timeout_s))
        raw = (type(answer).pb(answer) for answer in answers)
        return [self._found(answer.found) for answer in raw if answer.HasField("found")]

    def run(self, query: Any, collection: str, timeout_s: float) -> list[Found]:
        """Run a query that the client has prepared over ``collection``."""
        parent = f"{self._documents}{collection}".rpartition("/")[0]
        request = {"parent": parent, "structured_query": query._to_protobuf()}  # noqa: SLF001
        answers = self._api.run_query(request, **self._how(timeout_s))
        raw = (type(answer).pb(answer) for answer in answers)
        return [self._found(answer.document) for answer in raw if answer.HasField("document")]

    def commit(self, writes: Sequence[Write], timeout_s: float) -> None:
        """Write all or nothing."""
        from google.cloud.firestore_v1.types import CommitRequest

        message = CommitRequest.pb()
        request = message(database=self._database)
        for write in writes:
            _fill(request.writes.add(), self._documents + write.path, write)
        self._api.commit(CommitRequest.wrap(request), **self._how(timeout_s))

    @property
    def _api(self) -> Any:
        return self._client._firestore_api  # noqa: SLF001

    def _how(self, timeout_s: float) -> dict[str, Any]:
        return {"retry": None, "timeout": timeout_s, "metadata": self._client._rpc_metadata}  # noqa: SLF001

    def _found(self, document: Any) -> Found:
        return Found(document.name.removeprefix(self._documents), plain_map(document.fields), document.update_time)


def _fill(slot: Any, name: str, write: Write) -> None:
    if write.document is None:
        slot.delete = name
    else:
        slot.update.name = name  # without a mask of fields, the document is replaced as a whole
        fill_map(slot.update.fields, encode(write.document))
    if write.must_be_new:
        slot.current_document.exists = False
    elif write.token is not None:
        slot.current_document.update_time.CopyFrom(write.token)
