"""Who people are: accounts and the roles in their tokens."""

from collections.abc import Sequence
from typing import Protocol

from shared.errors import Code, Unavailable


class Identity(Protocol):
    """The account service. Doing any of it again changes nothing."""

    def set_role(self, uid: str, role: str, areas: Sequence[str]) -> None:
        """Put role and areas into every token that the person gets from now on; other claims stay.

        Raises:
            Missing: ``X909`` when there is no such account.
            Unavailable: ``X908``.
        """

    def end_sessions(self, uid: str) -> None:
        """Let nobody get a new token out of an earlier sign-in.

        Raises:
            Missing: ``X909`` when there is no such account.
            Unavailable: ``X908``.
        """


class NoIdentity:
    """Where no accounts are kept, as in tools that only read and write documents."""

    def set_role(self, uid: str, role: str, areas: Sequence[str]) -> None:
        """Refuse."""
        raise Unavailable(
            Code.UNAVAILABLE, {"cause": "no account service", "uid": uid, "role": role, "areas": [*areas]}
        )

    def end_sessions(self, uid: str) -> None:
        """Refuse."""
        raise Unavailable(Code.UNAVAILABLE, {"cause": "no account service", "uid": uid})
