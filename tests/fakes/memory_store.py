"""A document store in memory: atomic, versioned, with the same queries as the real one, and faults on demand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, Literal, TypeVar

from muster.adapters.meter import Count, collection_of, uncounted
from muster.adapters.named_queries import NamedQueries
from muster.adapters.queries import Query, Where
from muster.adapters.write_rules import check_writes
from muster.ports.store import CommitLost, CommitUnknown
from shared.errors import Code, Unavailable
from shared.models.base import Document
from shared.models.change import Versioned, Write, put

D = TypeVar("D", bound=Document)
Fault = tuple[Literal["before", "after"], Exception]


@dataclass(frozen=True)
class _Row:
    document: Document
    token: int


class MemoryStore(NamedQueries):
    """Implements ``ports.store.Store``. ``on_call`` hears the name of every port call before it happens."""

    def __init__(self, count: Count = uncounted) -> None:
        """Start empty."""
        self.on_call: Callable[[str], None] = lambda _name: None
        self._count = count
        self._tables: dict[str, dict[str, _Row]] = {}
        self._clock = 0
        self._lock = RLock()
        self._faults: list[Fault] = []
        self._rivals: list[Callable[[], None]] = []

    # Reads

    def get(self, path: str, kind: type[D]) -> Versioned[D] | None:
        """Read one document, or None when it is absent."""
        self.on_call("get")
        self._count("reads", f"get {collection_of(path)}", 1)
        with self._lock:
            return _versioned(path, self._row(path), kind)

    def get_many(self, paths: Sequence[str], kind: type[D]) -> dict[str, Versioned[D]]:
        """Read several documents; absent ones are left out."""
        return self.get_each(dict.fromkeys(paths, kind))

    def get_each(self, wanted: Mapping[str, type[Document]]) -> dict[str, Versioned[Any]]:
        """Read documents of several kinds, by path; absent ones are left out."""
        if not wanted:
            return {}
        self.on_call("get_many")
        for path in wanted:
            self._count("reads", f"get {collection_of(path)}", 1)
        with self._lock:
            read = {path: _versioned(path, self._row(path), kind) for path, kind in wanted.items()}
        return {path: versioned for path, versioned in read.items() if versioned is not None}

    def select(self, query: Query[D]) -> list[Versioned[D]]:
        """Run a named query."""
        self.on_call(query.name)
        found = self._found(query)
        self._count("reads", query.name, max(1, len(found)))
        return found

    def tally(self, query: Query[D]) -> int:
        """Count what a named query finds, up to its limit."""
        self.on_call(query.name)
        self._count("reads", query.name, 1)
        return len(self._found(query))

    def _found(self, query: Query[D]) -> list[Versioned[D]]:
        with self._lock:
            rows = list(self._tables.get(query.collection, {}).items())
        kept = [(path, row) for path, row in rows if _is_found(row.document, query)]
        kept.sort(key=lambda found: _rank(found[1].document, query.order_by, found[0]), reverse=query.descends)
        return [Versioned(path, _typed(row.document, query.kind), row.token) for path, row in kept[: query.limit]]

    def _row(self, path: str) -> _Row | None:
        return self._tables.get(_collection(path), {}).get(path)

    # Commits

    def commit(self, writes: Sequence[Write]) -> None:
        """Write all or nothing."""
        check_writes(writes)
        self.on_call("commit")
        if self._rivals:
            self._rivals.pop(0)()
        fault = self._faults.pop(0) if self._faults else None
        if fault and fault[0] == "before":
            raise fault[1]
        with self._lock:
            for write in writes:
                self._check(write)
            for write in writes:
                self._apply(write)
        if fault:
            raise fault[1]

    def _check(self, write: Write) -> None:
        row = self._row(write.path)
        if write.must_be_new and row is not None:
            message = f"{write.path} exists"
            raise CommitLost(message)
        if write.token is not None and (row is None or row.token != write.token):
            message = f"{write.path} changed since it was read"
            raise CommitLost(message)

    def _apply(self, write: Write) -> None:
        self._count("deletes" if write.document is None else "writes", f"commit {collection_of(write.path)}", 1)
        table = self._tables.setdefault(_collection(write.path), {})
        before = table.get(write.path)
        if write.document is None:
            table.pop(write.path, None)
            return
        stored = _as_read_back(write.document)
        if before is not None and before.document == stored:
            return  # the real store keeps its update time too when nothing changed
        self._clock += 1
        table[write.path] = _Row(stored, self._clock)

    # For tests

    def fail_next_commit(self, when: Literal["before", "after"], error: Exception | None = None) -> None:
        """Let the next commit fail ``before`` it wrote anything, or ``after`` it wrote everything."""
        unavailable = Unavailable(Code.UNAVAILABLE) if when == "before" else CommitUnknown("no certain answer came")
        self._faults.append((when, error or unavailable))

    def lose_ack(self, *, seen_as_lost: bool = False) -> None:
        """Store the next commit but lose its answer; ``seen_as_lost`` when a retry then met its own effect."""
        error: Exception = CommitLost("a retry met its own effect") if seen_as_lost else CommitUnknown("answer lost")
        self._faults.append(("after", error))

    def before_next_commit(self, rival: Callable[[], None]) -> None:
        """Let ``rival`` run just before the next commit; called again, it is for the commit after that."""
        self._rivals.append(rival)

    def seed(self, documents: dict[str, Document]) -> None:
        """Put documents in place: no fault, no count, no call."""
        with self._lock:
            counted, self._count = self._count, uncounted
            for path, document in documents.items():
                self._apply(put(path, document))
            self._count = counted

    def value(self, path: str, kind: type[D]) -> D:
        """Give the document at ``path``, which must be there."""
        with self._lock:
            return _typed(self._tables[_collection(path)][path].document, kind)

    def documents(self, collection: str, kind: type[D]) -> dict[str, D]:
        """All documents of a collection by path, in path order."""
        with self._lock:
            rows = sorted(self._tables.get(collection, {}).items())
        return {path: _typed(row.document, kind) for path, row in rows}

    def __iter__(self) -> Iterator[str]:
        """All paths in order."""
        with self._lock:
            return iter(sorted(path for table in self._tables.values() for path in table))

    def __contains__(self, path: str) -> bool:
        """Whether there is a document at ``path``."""
        with self._lock:
            return self._row(path) is not None


def _collection(path: str) -> str:
    return path.rsplit("/", 1)[0]


def _versioned(path: str, row: _Row | None, kind: type[D]) -> Versioned[D] | None:
    return None if row is None else Versioned(path, _typed(row.document, kind), row.token)


def _typed(document: Document, kind: type[D]) -> D:
    if not isinstance(document, kind):
        message = f"asked for {kind.__name__}, stored is {type(document).__name__}"
        raise TypeError(message)
    return document


def _as_read_back(document: Document) -> Document:
    """What a real store would give back: a document that does not pass its own model is refused here already."""
    return type(document).model_validate(document.model_dump())


def _is_found(document: Document, query: Query[Any]) -> bool:
    if not _hold_all(document, query.where):
        return False
    return not query.any_of or any(_hold_all(document, group) for group in query.any_of)


def _hold_all(document: Document, filters: Sequence[Where]) -> bool:
    for where in filters:  # noqa: SIM110 - a plain loop: days at full speed spend much of their time here
        if not _holds(document, where):
            return False
    return True


def _field(document: Any, name: str) -> Any:
    if "." not in name:
        return getattr(document, name, None)
    for part in name.split("."):
        document = document.get(part) if isinstance(document, Mapping) else getattr(document, part, None)
    return document


def _holds(document: Document, where: Where) -> bool:
    value = _field(document, where.field)
    return _TESTS[where.operator](value, where.value)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "<": lambda value, bound: value is not None and value < bound,
    "<=": lambda value, bound: value is not None and value <= bound,
    ">": lambda value, bound: value is not None and value > bound,
    ">=": lambda value, bound: value is not None and value >= bound,
    "array_contains": lambda value, wanted: wanted in value,
    "array_contains_any": lambda value, wanted: any(each in value for each in wanted),
}


def _rank(document: Document, order_by: str | None, path: str) -> tuple[Any, ...]:
    if order_by is None:
        return (path,)
    value = _field(document, order_by)
    return (value is not None, value, path) if value is not None else (False, path)
