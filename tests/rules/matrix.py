"""The matrix: every row of the access table, tried by every person with every verb."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.rules.access_table import ANY, MOST, STAFF, Row
from tests.rules.people import ORDINARY, Person
from tests.rules.rest import Emulator, Filter


@dataclass(frozen=True)
class Verdict:
    """What was tried, what the table says, and what the rules said."""

    attempt: str
    expected: bool
    actual: bool

    @property
    def is_right(self) -> bool:
        """Whether the rules agree with the table."""
        return self.expected == self.actual


def try_all(emulator: Emulator, row: Row, person: Person) -> Iterator[Verdict]:
    """Try every verb on a row; each call sets the document up anew."""
    bearer = person.bearer
    writes = bool(row.write & person.relations)
    emulator.put(row.path, row.document)
    yield Verdict("get", bool(row.get & person.relations), emulator.may_get(bearer, row.path))
    yield from _lists(emulator, row, person)
    mask = tuple(row.change) + ((row.stamp,) if row.stamp else ())
    updated = emulator.may_update(bearer, row.path, row.change, mask=tuple(row.change), stamp=row.stamp)
    yield Verdict(f"update {','.join(mask)}", writes, updated)
    yield Verdict("delete", False, emulator.may_delete(bearer, row.path))
    emulator.remove(row.path)
    yield Verdict("create", writes, emulator.may_create(bearer, row.path, row.change, stamp=row.stamp))


def wrong(verdicts: Iterator[Verdict]) -> list[Verdict]:
    """Give the verdicts that differ from the table."""
    return [verdict for verdict in verdicts if not verdict.is_right]


def _lists(emulator: Emulator, row: Row, person: Person) -> Iterator[Verdict]:
    most = row.staff_most if STAFF & person.relations else MOST
    for where in _filters(row):
        found = emulator.listed(person.bearer, row.collection, where, most)
        assert found != 0, f"{row.collection} by {where}: the list shows nothing, so it proves nothing"
        yield Verdict(f"list by {where}", _may_list(row, person, where), found is not None)
    if person not in ORDINARY:
        return
    for where in dict.fromkeys(row.list.values()):
        for limit in (None, most + 1):
            allowed = emulator.listed(person.bearer, row.collection, where, limit) is not None
            yield Verdict(f"list by {where}, limit {limit}", False, allowed)


def _filters(row: Row) -> tuple[Filter | None, ...]:
    """No filter, every one that proves something to somebody, and every one that finds the row's document."""
    texts = [Filter(name, value["stringValue"]) for name, value in row.document.items() if "stringValue" in value]
    return tuple(dict.fromkeys([ANY, *row.list.values(), *texts]))


def _may_list(row: Row, person: Person, where: Filter | None) -> bool:
    proofs = [proof for relation, proof in row.list.items() if relation in person.relations]
    return where in proofs or ANY in proofs
