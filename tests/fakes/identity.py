"""Accounts in memory: everybody has one, and what was set of it can be looked at."""

from collections.abc import Sequence

from shared.errors import Code, Missing, Unavailable


class MemoryIdentity:
    """Implements ``ports.identity.Identity``."""

    def __init__(self) -> None:
        """Start with no roles."""
        self.roles: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.ended: list[str] = []
        self.absent: set[str] = set()
        self.is_down = False

    def set_role(self, uid: str, role: str, areas: Sequence[str]) -> None:
        """Remember role and areas."""
        self._check(uid)
        self.roles[uid] = (role, tuple(areas))

    def end_sessions(self, uid: str) -> None:
        """Remember whose sessions ended."""
        self._check(uid)
        self.ended.append(uid)

    def _check(self, uid: str) -> None:
        if self.is_down:
            raise Unavailable(Code.UNAVAILABLE)
        if uid in self.absent:
            raise Missing(Code.NOT_FOUND, {"uid": uid})
