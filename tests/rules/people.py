"""The people who try: each with an ID token's claims, and with what they are to the documents of the access table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.rules.rest import token

VIENNA = "vienna"
GRAZ = "graz"
ADA = "ada"
"""The customer of every document that has one, and the owner of the device."""
PIA = "pia"
"""The provider of every document that has one."""


class Relation(StrEnum):
    """What somebody is to a document."""

    CUSTOMER = "its customer"
    PROVIDER = "its provider"
    OWNER = "its owner"
    STAFF = "operator or supervisor of its area"
    ADMIN = "administrator"
    SIGNED_IN = "signed in"


@dataclass(frozen=True)
class Person:
    """Somebody with a token, or without one when ``uid`` is None."""

    name: str
    uid: str | None
    claims: Mapping[str, Any] = field(default_factory=dict)
    relations: frozenset[Relation] = frozenset()

    @property
    def bearer(self) -> str | None:
        """The ID token."""
        return token(self.uid, self.claims) if self.uid else None


def _signed_in(name: str, uid: str, claims: Mapping[str, Any], *relations: Relation) -> Person:
    owner = {Relation.OWNER} if uid == ADA else set()
    return Person(name, uid, claims, frozenset({Relation.SIGNED_IN, *owner, *relations}))


ANONYMOUS = Person("anonymous", None)
CUSTOMER = _signed_in("customer", ADA, {"role": "customer"}, Relation.CUSTOMER)
OTHER_CUSTOMER = _signed_in("other_customer", "bob", {"role": "customer"})
PROVIDER = _signed_in("provider", PIA, {"role": "provider", "areas": [VIENNA]}, Relation.PROVIDER)
OTHER_PROVIDER = _signed_in("other_provider", "per", {"role": "provider", "areas": [VIENNA]})
OPERATOR = _signed_in("operator", "olga", {"role": "operator", "areas": [GRAZ, VIENNA]}, Relation.STAFF)
ADMIN = _signed_in("admin", "anna", {"role": "admin"}, Relation.ADMIN)

ORDINARY = (
    ANONYMOUS,
    CUSTOMER,
    OTHER_CUSTOMER,
    PROVIDER,
    OTHER_PROVIDER,
    OPERATOR,
    _signed_in("operator_elsewhere", "otto", {"role": "operator", "areas": [GRAZ]}),
    _signed_in("supervisor", "sven", {"role": "supervisor", "areas": [VIENNA]}, Relation.STAFF),
    _signed_in("supervisor_elsewhere", "sara", {"role": "supervisor", "areas": [GRAZ]}),
    ADMIN,
)
WRONGLY_CLAIMED = (
    _signed_in("customer_without_role", ADA, {}),
    _signed_in("provider_without_role", PIA, {"areas": [VIENNA]}),
    _signed_in("customer_as_provider", ADA, {"role": "provider", "areas": [VIENNA]}),
    _signed_in("provider_as_customer", PIA, {"role": "customer"}),
    _signed_in("customer_with_areas", "bob", {"role": "customer", "areas": [VIENNA]}),
    _signed_in("operator_without_areas", "olga", {"role": "operator"}),
    _signed_in("operator_areas_map", "olga", {"role": "operator", "areas": {VIENNA: True}}),
    _signed_in("operator_areas_text", "olga", {"role": "operator", "areas": VIENNA}),
    _signed_in("operator_areas_null", "olga", {"role": "operator", "areas": None}),
    _signed_in("operator_role_list", "olga", {"role": ["operator", "admin"], "areas": [VIENNA]}),
    _signed_in("admin_capital", "anna", {"role": "Admin"}),
    _signed_in("admin_flag", "anna", {"admin": True, "roles": ["admin"], "claims": {"role": "admin"}}),
    _signed_in("unknown_role", "anna", {"role": "owner", "areas": [VIENNA]}),
)
PEOPLE = ORDINARY + WRONGLY_CLAIMED
