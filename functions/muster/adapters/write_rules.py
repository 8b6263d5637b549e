"""What every store refuses to commit because it is a fault of the caller, whatever is stored."""

from collections import Counter
from collections.abc import Sequence

from shared.models.change import Write

_ID_BYTES = 1500
"""Source: https://firebase.google.com/docs/firestore/quotas"""


def check_writes(writes: Sequence[Write]) -> None:
    """Refuse writes that contradict themselves or each other.

    Raises:
        ValueError: a document is written twice, an id is longer than Firestore takes, or a write's conditions exclude one another.
    """
    twice = [path for path, times in Counter(write.path for write in writes).items() if times > 1]
    if twice:
        message = f"one commit writes a document twice: {', '.join(twice)}"
        raise ValueError(message)
    for write in writes:
        if len(write.path.rpartition("/")[2].encode()) > _ID_BYTES:
            message = f"{write.path[:80]}...: an id has at most {_ID_BYTES} bytes"
            raise ValueError(message)
        if write.must_be_new and (write.document is None or write.token is not None):
            message = f"{write.path}: what must be new has no token and is not deleted"
            raise ValueError(message)
