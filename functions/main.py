"""Every function of Muster, for the Firebase CLI to find. No logic.

``deployment`` comes first: each function takes the global options at the moment it is declared.
"""
# ruff: noqa: F401, I001, INP001 - re-exports in an order that matters, in the folder that Firebase wants

from muster import deployment
from muster.garbage import collect_seldom
from muster.triggers.pubsub import analytics, notifications, webhooks, workflow
from muster.triggers.schedules import learn, rollup, snapshot, sweep, tidy, watch
from muster.triggers.tasks import callwebhook, dispatchwindow, expireoffer, retrypush

# fmt: off
from muster.triggers.callables import (
    accept_offer, ack_offer, ack_push, add_note, amend_booking, answer_suggestion, arrive_at_stop, assign_booking,
    cancel_booking, close_zone, commit_override, complete_stop, decide_triage, decline_offer, end_sessions,
    end_shaping, explain_decision, fail_stop, list_alternatives, list_messages, override_report, place_booking, place_quoted,
    preview_override, put_operator, put_playbook, put_provider, put_service_area, put_webhook, put_zone, quote_booking,
    register_device, release_assignment, reopen_booking, replay_decision, replay_webhook, report_problem, report_track,
    reveal_contact, set_duty, shape_demand, start_service, start_stop, try_webhook, unbatch_booking, undo_override,
    unregister_device,
)
# fmt: on

collect_seldom()
