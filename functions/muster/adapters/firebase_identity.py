"""Accounts in Firebase Authentication; with ``FIREBASE_AUTH_EMULATOR_HOST`` set, those of the Auth emulator."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shared.errors import Code, Missing, Unavailable


class FirebaseIdentity:
    """Implements ``ports.identity.Identity`` on the app that ``deployment`` initialised."""

    def set_role(self, uid: str, role: str, areas: Sequence[str]) -> None:
        """Put role and areas into the tokens of the next sign-ins and refreshes; other claims stay."""
        from firebase_admin import auth

        with _coded(uid):
            known = auth.get_user(uid).custom_claims or {}
            kept = {name: value for name, value in known.items() if name not in {"role", "areas"}}
            auth.set_custom_user_claims(uid, {**kept, "role": role, **({"areas": [*areas]} if areas else {})})

    def end_sessions(self, uid: str) -> None:
        """Make every refresh token issued before now worthless."""
        from firebase_admin import auth

        with _coded(uid):
            auth.revoke_refresh_tokens(uid)


@contextmanager
def _coded(uid: str) -> Iterator[None]:
    from firebase_admin import auth, exceptions

    try:
        yield
    except auth.UserNotFoundError as absent:
        raise Missing(Code.NOT_FOUND, {"uid": uid}) from absent
    except exceptions.FirebaseError as trouble:
        raise Unavailable(Code.UNAVAILABLE, {"cause": trouble.code}) from trouble
