"""The rolling horizon of a window: all waiting bookings planned into the routes of all providers, busy ones too.

The plan itself is ``shared.dispatch.plan``, which knows numbers only. Here a window becomes numbers, and the plan becomes
what must be asked now, what is held until later, and which bookings travel together.
"""
