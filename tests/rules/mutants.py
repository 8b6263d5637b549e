"""Faults that a change of the rules could bring: each is planted alone and must be seen by the tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A fault: the first ``old`` after ``after`` becomes ``new``; the row of ``collection`` must see it."""

    name: str
    old: str
    new: str
    collection: str
    after: str = ""

    def planted(self, rules: str) -> str:
        """Give the rules with the fault.

        Raises:
            ValueError: the rules have changed and the fault has no place in them any more.
        """
        start = rules.index(self.old, rules.index(self.after))
        return rules[:start] + self.new + rules[start + len(self.old) :]


POSITIONS = "positions"
MUTANTS = (
    Mutant(
        "whole subtrees opened",
        "    function signedIn",
        "    match /{path=**} { allow get: if request.auth != null; }\n    function signedIn",
        "users",
    ),
    Mutant(
        "subcollections opened",
        "match /bookings/{booking} {",
        "match /bookings/{booking}/{path=**} { allow read: if request.auth != null; }\n    match /bookings/{booking} {",
        "bookings/b-1/notes",
    ),
    Mutant(
        "notes opened", "isStaffOf(resource.data.area_id)", "signedIn()", "bookings/b-1/notes", "match /notes/{note}"
    ),
    Mutant("the audit trail opened", "isStaffOf(resource.data.area_id)", "signedIn()", "audit", "match /audit/{entry}"),
    Mutant(
        "customers not compared",
        "return hasRole(role) && request.auth.uid == uid;",
        "return hasRole(role);",
        "bookings",
    ),
    Mutant(
        "roles not compared",
        "return hasRole(role) && request.auth.uid == uid;",
        "return request.auth.uid == uid;",
        "contacts",
    ),
    Mutant("areas not compared", "&& area in request.auth.token.areas;", "&& area != null;", "triage"),
    Mutant("areas as a map", "&& request.auth.token.get('areas', []) is list\n", "", "decisions"),
    Mutant(
        "areas give staff rights",
        "return (hasRole('operator') || hasRole('supervisor'))",
        "return signedIn()",
        "offers",
    ),
    Mutant("any role is staff's", "hasRole('admin') || supervises(area)", "signedIn()", "facts"),
    Mutant("supervisors forgotten", "(hasRole('operator') || hasRole('supervisor'))", "hasRole('operator')", "events"),
    Mutant("no limit asked", "return request.query.limit <= 200;", "return true;", "zones"),
    Mutant("limit raised", "limit <= 200", "limit <= 201", "service_areas"),
    Mutant(
        "limit asked only when given",
        "return request.query.limit <= 200;",
        "return request.query.limit == null || request.query.limit <= 200;",
        "zones",
    ),
    Mutant(
        "list without its limit",
        "allow list: if (isLimited() && takesPart())",
        "allow list: if takesPart()",
        "bookings",
    ),
    Mutant("watching without a limit", "return request.query.limit <= 1000 && ", "return ", "bookings"),
    Mutant("watching limit raised", "limit <= 1000", "limit <= 1001", "bookings"),
    Mutant(
        "customers watch",
        "limit <= 1000 && isStaffOf(resource.data.area_id)",
        "limit <= 1000 && takesPart()",
        "bookings",
    ),
    Mutant(
        "list opened with get",
        "allow get: if isPerson('customer', resource.data.customer_id);",
        "allow read: if isPerson('customer', resource.data.customer_id);",
        "contacts",
    ),
    Mutant("anonymous readers", "allow get: if signedIn();", "allow get: if true;", "service_areas"),
    Mutant(
        "staff read contacts",
        "allow get: if isPerson('customer', resource.data.customer_id);",
        "allow get: if isPerson('customer', resource.data.customer_id) || isStaffOf(resource.data.area_id);",
        "contacts",
    ),
    Mutant(
        "live for staff",
        "allow get: if isBetween();",
        "allow get: if isBetween() || isStaffOf(resource.data.area_id);",
        "live",
    ),
    Mutant("devices of others", "request.auth.uid == resource.data.owner", "resource.data.owner != null", "devices"),
    Mutant(
        "bookings written by clients", "allow get: if takesPart();", "allow get, update: if takesPart();", "bookings"
    ),
    Mutant(
        "positions deleted by their provider",
        "allow create:",
        "allow delete: if isPerson('provider', uid);\n      allow create:",
        POSITIONS,
    ),
    Mutant(
        "positions listed by staff",
        "allow create:",
        "allow list: if isLimited() && isStaffOf(resource.data.area_id);\n      allow create:",
        POSITIONS,
    ),
    Mutant(
        "ranges written negatively",
        "value is number && value >= least && value <= most",
        "value is number && !(value < least) && !(value > most)",
        POSITIONS,
    ),
    Mutant("types not asked", "place.point is latlng", "place.point != null", POSITIONS),
    Mutant("geohash of any length", "{8,12}", "+", POSITIONS),
    Mutant(
        "extra fields on create",
        "request.resource.data.keys().hasOnly([",
        "request.resource.data.keys().hasAny([",
        POSITIONS,
    ),
    Mutant("on duty by oneself", "request.resource.data.get('matchable', false) == false", "true", POSITIONS),
    Mutant("own area chosen", "request.resource.data.get('area_id', null) == null", "true", POSITIONS),
    Mutant("the server's fields changed", ".affectedKeys().hasOnly([", ".affectedKeys().hasAny([", POSITIONS),
    Mutant("only changed fields guarded", ".affectedKeys()", ".changedKeys()", POSITIONS),
    Mutant("handed over", "&& request.resource.data.provider_id == uid\n", "", POSITIONS),
    Mutant("the client's time", "place.server_time == request.time", "place.server_time <= request.time", POSITIONS),
    Mutant("device_time of any day", "&& place.device_time <= request.time + duration.value(24, 'h')", "", POSITIONS),
    Mutant("no pause asked", "&& isUnhurried()\n", "", POSITIONS),
    Mutant("the pause is shorter", "duration.value(2, 's')", "duration.value(0, 's')", POSITIONS),
    Mutant(
        "no first write after the server's",
        "resource.data.get('server_time', timestamp.value(0))",
        "resource.data.server_time",
        POSITIONS,
    ),
)
