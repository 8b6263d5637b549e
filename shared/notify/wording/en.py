"""English."""

TEXTS = {
    "assigned": ("Somebody is on it", "Your booking has a provider. We expect it done between {from} and {until}."),
    "assigned_again": (
        "Somebody else is on it",
        "We have found a new provider. We expect it between {from} and {until}.",
    ),
    "picked_up": ("Picked up", "It is on its way to you. We expect it between {from} and {until}."),
    "delivered": ("Done", "Your booking is complete."),
    "failed": ("It could not be handed over", "Open the booking to see what happens next."),
    "returned": ("Brought back", "What could not be handed over has been returned."),
    "not_served": ("We found nobody", "We are sorry: nobody could take your booking. You have not been charged."),
    "cancelled": ("Cancelled", "Your booking was cancelled. Open it to see why."),
    "searching_again": ("We are looking for somebody else", "Your provider could not go on. We are asking others now."),
    "delayed": ("Later than promised", "We now expect it between {from} and {until}. {cause}. It may still change."),
    "eta_changed": ("New time", "We now expect it between {from} and {until}. {cause}."),
    "on_time_again": ("Back on time", "We expect it as promised, between {from} and {until}."),
    "problem": ("Can you help?", "Something is not as it should be with your booking. Open it to see what would help."),
    "offer": ("New job", "You have {minutes} min to answer."),
    "job_given": ("You have a new job", "The operators gave you a job. Open it to see where it begins."),
    "job_released": ("A job was taken off your plan", "Somebody else does it now. Your other stops stay as they are."),
    "job_cancelled": ("A job was cancelled", "You need not go there. Your other stops stay as they are."),
    "suggestion": (
        "More is asked for elsewhere",
        "You could move there, if you like. You have {minutes} min to answer.",
    ),
    "nudge": (
        "Is everything all right?",
        "We have not seen you move on. Go on with your next stop, or report a problem.",
    ),
    "plan_changed": ("Your stops have a new order", "Open your plan: the next stop is the one under way."),
    "hand_over": (
        "Somebody takes over",
        "Stay with what you have on board: another provider is on the way to you. Both of you confirm the hand-over.",
    ),
    "hand_over_off": (
        "The hand-over is off",
        "What you have on board stays with you. Open the job to see what comes next.",
    ),
    "approval": ("A decision waits for you", "It goes out by itself at its deadline."),
    "search_failing": ("A booking finds nobody", "Its search is about to end."),
    "disruption": (
        "A running booking needs you",
        "Options with what they would mean are ready. A fallback runs at the deadline.",
    ),
}
CAUSES = {
    "replanned": "The plan was changed because of something else on the way",
    "searching": "We are still looking for somebody",
    "behind_promise": "Things took longer than planned",
    "traffic": "Traffic is slow on the way",
    "pickup_not_ready": "It was not ready at the pickup in time",
    "provider_late": "The provider has not come as far as expected",
    "other_stops": "An earlier stop took longer",
    "no_signal": "We have lost touch with the provider and are looking into it",
}
