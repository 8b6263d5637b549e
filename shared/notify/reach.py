"""Which of a person's devices a message goes to, and whether it makes a sound there."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.models.device import Device, QuietHours
from shared.notify.kinds import KINDS

SILENT_AFTER = timedelta(days=30)
"""A device that has not refreshed its registration for so long is not written to.

Source: https://firebase.google.com/docs/cloud-messaging/manage-tokens
"""
PURGED_AFTER = timedelta(days=270)
"""FCM itself rejects a registration that old, and Muster forgets it."""
_SEVERITIES = ("info", "warning", "critical")


def reaches(device: Device, kind: str, real_now: datetime) -> bool:
    """Whether ``kind`` is sent to ``device``: fresh, in order, agreed to by its owner, and of the app it is meant for."""
    how = KINDS[kind]
    if device.app != how.app or device.quarantined_at is not None or device.refreshed_at < real_now - SILENT_AFTER:
        return False
    if _SEVERITIES.index(how.severity) < _SEVERITIES.index(device.least_severity):
        return False
    return how.group in device.wants


def is_silent(device: Device, kind: str, real_now: datetime) -> bool:
    """Whether the message makes no sound: in quiet hours, unless it is urgent."""
    how = KINDS[kind]
    if how.urgent:
        return False
    if device.quiet is None or device.timezone is None:
        return False
    return is_within(device.quiet, real_now.astimezone(ZoneInfo(device.timezone)).time())


def is_within(quiet: QuietHours, local: time) -> bool:
    """Whether a local time lies in quiet hours; they may run past midnight, and there are none where they end as they start."""
    if quiet.starts <= quiet.ends:
        return quiet.starts <= local < quiet.ends
    return local >= quiet.starts or local < quiet.ends
