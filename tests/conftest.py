"""Fixtures that tests of every kind share."""

from collections.abc import Iterator

import pytest

from devtools import suite


@pytest.fixture(scope="session")
def emulators() -> Iterator[suite.Suite]:
    """The engines without functions; inside ``make test`` it is the one suite that runs already."""
    from tests.budgets.index_file import every_query_is_indexed

    with suite.attach_or_run(only=("firestore", "auth", "pubsub")) as running, every_query_is_indexed():
        yield running
