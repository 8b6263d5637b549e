"""A bound on how often one person may call, in this process: with ``max_instances`` it bounds what a flood can cost."""

from collections import OrderedDict

CALLS_PER_WINDOW = 20
WINDOW_S = 1.0
_REMEMBERED = 10_000


class CallLimiter:
    """Fixed windows by uid; the oldest uids are forgotten first."""

    def __init__(self, calls: int = CALLS_PER_WINDOW, window_s: float = WINDOW_S) -> None:
        """Allow ``calls`` in each ``window_s`` seconds."""
        self._calls = calls
        self._window_s = window_s
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allows(self, uid: str, at_s: float) -> bool:
        """Count a call of ``uid`` at ``at_s`` seconds of any steady clock, and say whether it may go on."""
        window = int(at_s / self._window_s)
        last, count = self._seen.pop(uid, (window, 0))
        count = count + 1 if last == window else 1
        self._seen[uid] = (window, count)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return count <= self._calls
