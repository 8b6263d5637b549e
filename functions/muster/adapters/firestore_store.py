"""The document store on Firestore: batches with a precondition on each document, never a read-then-write transaction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from muster.adapters import firestore_patience
from muster.adapters.firestore_codec import encode_value
from muster.adapters.firestore_patience import PATIENCE, Patience
from muster.adapters.firestore_wire import Found, Wire
from muster.adapters.meter import Count, collection_of, uncounted
from muster.adapters.named_queries import NamedQueries
from muster.adapters.queries import Query, Where
from muster.adapters.write_rules import check_writes
from shared.errors import Code, MusterError
from shared.models.base import Document
from shared.models.change import Versioned, Write

D = TypeVar("D", bound=Document)
T = TypeVar("T")
Malformed = Callable[[str], None]
"""Told the path of a stored document that is not what its collection holds."""


def _ignore(path: str) -> None:
    """Leave a malformed document out without a word."""


class FirestoreStore(NamedQueries):
    """Implements ``ports.store.Store``. A token is the document's ``update_time``.

    Args:
        client: ``google.cloud.firestore.Client``, one a process.
        count: told of what each success is billed for.
        patience: time limits.
        malformed: told of documents that a query left out, so that one bad document does not stop a sweep.
    """

    def __init__(
        self,
        client: Any,
        count: Count = uncounted,
        patience: Patience = PATIENCE,
        malformed: Malformed = _ignore,
    ) -> None:
        self._client = client
        self._wire = Wire(client)
        self._count = count
        self._patience = patience
        self._malformed = malformed

    def get(self, path: str, kind: type[D]) -> Versioned[D] | None:
        """Read one document, or None when it is absent."""
        return self.get_many((path,), kind).get(path)

    def get_many(self, paths: Sequence[str], kind: type[D]) -> dict[str, Versioned[D]]:
        """Read several documents in one request; absent ones are left out, but billed."""
        return self.get_each(dict.fromkeys(paths, kind))

    def get_each(self, wanted: Mapping[str, type[Document]]) -> dict[str, Versioned[Any]]:
        """Read documents of several kinds, by path, in one request; absent ones are left out, but billed."""
        if not wanted:
            return {}
        operation = f"get {' '.join(sorted({collection_of(path) for path in wanted}))}"
        found = self._read(operation, lambda timeout_s: self._wire.get(wanted, timeout_s))
        for path in wanted:
            self._count("reads", f"get {collection_of(path)}", 1)
        return {one.path: self._versioned(one, wanted[one.path]) for one in found}

    def select(self, query: Query[D]) -> list[Versioned[D]]:
        """Run a named query; what does not decode is left out and reported."""
        prepared = self._prepare(query)
        found = self._read(query.name, lambda timeout_s: self._wire.run(prepared, query.collection, timeout_s))
        self._count("reads", query.name, max(1, len(found)))
        versions = (self._versioned_or_none(one, query.kind) for one in found)
        return [versioned for versioned in versions if versioned is not None]

    def tally(self, query: Query[D]) -> int:
        """Count what a named query finds, up to its limit; billed as one read."""
        counting = self._prepare(query).count()
        answer = self._read(
            query.name, lambda timeout_s: counting.get(retry=firestore_patience.no_retry(), timeout=timeout_s)
        )
        self._count("reads", query.name, 1)
        return int(answer[0][0].value)

    def commit(self, writes: Sequence[Write]) -> None:
        """Write all or nothing, in one batch."""
        check_writes(writes)
        if not writes:
            return
        firestore_patience.commit(lambda: self._wire.commit(writes, self._patience.attempt_s), self._patience)
        for write in writes:
            self._count("deletes" if write.document is None else "writes", f"commit {collection_of(write.path)}", 1)

    def _prepare(self, query: Query[D]) -> Any:
        from google.cloud.firestore import And, Or

        prepared = self._client.collection(query.collection)
        for where in query.where:
            prepared = prepared.where(filter=_filter(where))
        if query.any_of:
            groups: list[Any] = [And([_filter(where) for where in group]) for group in query.any_of]
            prepared = prepared.where(filter=Or(groups) if len(groups) > 1 else groups[0])
        if query.order_by is not None:
            direction = "DESCENDING" if query.descends else "ASCENDING"
            prepared = prepared.order_by(query.order_by, direction=direction)
        return prepared.limit(query.limit)

    def _read(self, operation: str, attempt: Callable[[float], T]) -> T:
        return firestore_patience.read(operation, lambda: attempt(self._patience.attempt_s), self._patience)

    def _versioned(self, found: Found, kind: type[D]) -> Versioned[D]:
        try:
            return Versioned(found.path, kind.model_validate(found.fields), found.updated_at)
        except ValidationError as invalid:
            self._malformed(found.path)
            # Not chained: the validation error quotes the stored fields, which may be personal data.
            raise MusterError(Code.INTERNAL, {"path": found.path, "fields": _fields(invalid)}) from None

    def _versioned_or_none(self, found: Found, kind: type[D]) -> Versioned[D] | None:
        try:
            return self._versioned(found, kind)
        except MusterError:
            return None


def _filter(where: Where) -> Any:
    from google.cloud.firestore import FieldFilter

    return FieldFilter(where.field, where.operator, encode_value(where.value))


def _fields(invalid: ValidationError) -> list[str]:
    return [".".join(str(part) for part in error["loc"]) for error in invalid.errors(include_input=False)]
