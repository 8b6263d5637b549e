"""One well-formed request for each command, and who may send it: what the bad ones are made from."""

from typing import Any

ROLES = {
    "customer": ("quote_booking", "place_booking", "place_quoted", "amend_booking", "cancel_booking"),
    "provider": (
        "set_duty",
        "accept_offer",
        "decline_offer",
        "ack_offer",
        "answer_suggestion",
        "start_stop",
        "arrive_at_stop",
        "start_service",
        "complete_stop",
        "fail_stop",
        "release_assignment",
        "report_problem",
        "report_track",
        "register_device",
        "unregister_device",
        "ack_push",
    ),
    "admin": (
        "put_service_area",
        "put_zone",
        "put_webhook",
        "try_webhook",
        "replay_webhook",
        "close_zone",
        "shape_demand",
        "end_shaping",
        "put_provider",
        "put_operator",
        "end_sessions",
        "put_playbook",
        "assign_booking",
        "unbatch_booking",
        "decide_triage",
        "list_alternatives",
        "preview_override",
        "commit_override",
        "undo_override",
        "override_report",
        "explain_decision",
        "replay_decision",
        "reveal_contact",
        "add_note",
        "list_messages",
        "reopen_booking",
    ),
}
ROLE_OF = {name: role for role, names in ROLES.items() for name in names}
FOREIGN = {"customer": "provider", "provider": "customer", "admin": "customer"}
"""A role that may not."""
OPEN_TO_ALL = frozenset({"register_device", "unregister_device", "ack_push"})

PLACE = {"lat": 52.52, "lng": 13.405}
THERE = {"lat": 52.53, "lng": 13.405}
WINDOW = {"start_at": "2026-03-02T13:00:00Z", "end_at": "2026-03-02T14:00:00Z"}
ORDER: dict[str, Any] = {
    "service": "courier",
    "stops": [
        {"type": "pickup", "point": PLACE, "window": WINDOW, "address": "Here 1", "service_s": 60},
        {"type": "dropoff", "point": THERE, "proof_required": ["pin"], "pin": "1234"},
    ],
    "promise_type": "asap",
    "pickup_window": WINDOW,
    "ready_at": "2026-03-02T13:00:00Z",
    "requirements": {"demand": 1, "skills": ["cold"], "vehicles": ["car"]},
    "preferences": {"preferred_provider": "ada", "avoided_providers": ["bob"], "contactless": True},
    "undeliverable_action": "return",
    "contact_name": "Grace",
    "contact_phone": "+49 30 1234567",
    "notes": "ring twice",
    "external_id": "partner-1",
}
BOOKING = {"booking_id": "bkg_0001", "expected_version": 1}
STOP = {**BOOKING, "stop_id": "s1", "epoch": 1}
POINT = {"point": PLACE, "accuracy_m": 8.0, "device_time": "2026-03-02T12:00:00Z", "heading_deg": 90, "speed_mps": 5}
SQUARE = {"type": "Polygon", "coordinates": [[[13.3, 52.4], [13.5, 52.4], [13.5, 52.6], [13.3, 52.6], [13.3, 52.4]]]}
WELL_FORMED: dict[str, dict[str, Any]] = {
    "quote_booking": ORDER,
    "place_booking": ORDER,
    "place_quoted": {**BOOKING, "fare": {"amount_minor": 950, "currency": "EUR"}},
    "amend_booking": {**BOOKING, "stops": [{"stop_id": "s2", "point": THERE}], "notes": "back door", "reason": "moved"},
    "cancel_booking": {**BOOKING, "reason": "rain"},
    "reopen_booking": {**BOOKING, "reason": "mistake"},
    "set_duty": {"duty": "online", "shift_ends_at": "2026-03-02T20:00:00Z"},
    "accept_offer": {"offer_id": "off_0001"},
    "decline_offer": {"offer_id": "off_0001", "reason": "far"},
    "ack_offer": {"offer_id": "off_0001", "seen": True},
    "answer_suggestion": {"suggestion_id": "ada.7", "accept": True},
    "put_webhook": {
        "webhook_id": "hook-1",
        "area_id": "berlin",
        "url": "https://partner.example/hooks",
        "events": ["booking.created"],
    },
    "try_webhook": {"webhook_id": "hook-1"},
    "replay_webhook": {"webhook_id": "hook-1", "booking_id": "bkg_0001"},
    "ack_push": {"delivery_id": "d-1", "nid": "n-1"},
    "start_stop": STOP,
    "arrive_at_stop": {**STOP, "override_reason": "no signal"},
    "start_service": STOP,
    "complete_stop": {**STOP, "proofs": [{"kind": "photo", "reference": "photos/1"}], "pin": "1234"},
    "fail_stop": {**STOP, "reason": "nobody there"},
    "release_assignment": {**BOOKING, "epoch": 1, "reason": "flat tyre"},
    "report_problem": {**BOOKING, "kind": "provider_trouble", "expected_delay_s": 600, "note": "flat tyre"},
    "report_track": {"points": [POINT]},
    "put_service_area": {"area_id": "paris", "name": "Paris", "timezone": "Europe/Paris", "centre": PLACE},
    "put_zone": {"zone_id": "z", "area_id": "berlin", "name": "Z", "geometry": SQUARE, "services": ["courier"]},
    "close_zone": {"zone_id": "mitte", "closure": {"window": WINDOW, "reason": "storm"}},
    "shape_demand": {
        "area_id": "berlin",
        "kind": "widen_windows",
        "service": "courier",
        "window": WINDOW,
        "extra_min": 20,
        "reason": "storm",
    },
    "end_shaping": {"shaping_id": "shp_0001"},
    "put_provider": {"provider_id": "ada", "area_id": "berlin", "name": "Ada", "services": ["courier"]},
    "put_operator": {"uid": "olga", "role": "operator", "areas": ["berlin"]},
    "end_sessions": {"uid": "olga"},
    "put_playbook": {"area_id": "berlin", "plays": [{"kind": "late_start", "automatic": ["notify"]}]},
    "assign_booking": {**BOOKING, "provider_id": "ada", "reason": "asked for"},
    "unbatch_booking": {**BOOKING, "reason": "the second pickup is late"},
    "decide_triage": {"triage_id": "tri_0001", "approve": True, "reason": "fits"},
    "list_alternatives": {"booking_id": "bkg_0001", "most": 3},
    "preview_override": {"change": {"kind": "assign", "booking_id": "bkg_0001", "provider_id": "ada"}},
    "commit_override": {"override_id": "ovr_0001", "reason_code": "fairness", "note": "her turn"},
    "undo_override": {"override_id": "ovr_0001"},
    "override_report": {"area_id": "berlin", "since": WINDOW["start_at"], "until": WINDOW["end_at"]},
    "explain_decision": {"decision_id": "dec_0001"},
    "replay_decision": {"decision_id": "dec_0001"},
    "reveal_contact": {"booking_id": "bkg_0001", "reason": "complaint"},
    "add_note": {"booking_id": "bkg_0001", "text": "the bell is broken"},
    "list_messages": {"booking_id": "bkg_0001"},
    "register_device": {
        "installation_id": "phone-1",
        "target_kind": "token",
        "target": "token-of-1",
        "app": "provider",
    },
    "unregister_device": {"installation_id": "phone-1"},
}


def well_formed(name: str, op_id: str = "op-00000001") -> dict[str, Any]:
    """The data of a well-formed request."""
    return {"op_id": op_id, **WELL_FORMED[name]}
