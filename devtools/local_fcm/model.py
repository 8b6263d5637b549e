"""What the local FCM knows: the phones, what each got, what is to go wrong, and how full each quota is."""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from devtools.local_fcm import answers
from devtools.local_fcm.answers import Answer

MAX_PAYLOAD_BYTES = 4096
MAX_TTL_S = 2_419_200
BURST, REFILL_S = 20, 180.0
"""Collapsible messages a device gets at once, and seconds for one more.

Source: https://firebase.google.com/docs/cloud-messaging/throttling-and-quotas
"""
_RESERVED = re.compile(r"^(from|message_type|collapse_key|google\..*|gcm\..*)$")
_TTL = re.compile(r"^(\d+)(\.\d+)?s$")


@dataclass(frozen=True)
class Arrival:
    """A message as a phone got it; ``number`` counts all arrivals."""

    number: int
    target: str
    at_s: float
    message: Mapping[str, Any]


@dataclass
class Fault:
    """Something that is to go wrong ``times`` times: for one target, or for all."""

    answer: Answer
    times: int
    target: str | None = None


@dataclass
class _Bucket:
    tokens: float = BURST
    at_s: float = 0.0

    def take(self, now_s: float) -> bool:
        """Take one message out, if there is one."""
        self.tokens = min(BURST, self.tokens + (now_s - self.at_s) / REFILL_S)
        self.at_s = now_s
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class LocalFcm:
    """The service's state; every method may be called from several threads."""

    per_minute: int = 600_000
    arrivals: list[Arrival] = field(default_factory=list)
    requests: int = 0
    _faults: list[Fault] = field(default_factory=list)
    _buckets: dict[str, _Bucket] = field(default_factory=lambda: defaultdict(_Bucket))
    _minute: tuple[int, int] = (0, 0)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def order(self, fault: str, *, target: str | None = None, times: int = 1, delay_s: float = 0.0) -> None:
        """Let something go wrong ``times`` times; ``slow`` only takes ``delay_s``.

        Raises:
            KeyError: there is no such fault.
        """
        answer = answers.accepted("slow") if fault == "slow" else answers.FAULTS[fault]
        with self._lock:
            self._faults.append(Fault(replace(answer, delay_s=delay_s), times, target))

    def send(self, project: str, body: Any, now_s: float) -> Answer:
        """Take one request of ``messages:send``."""
        with self._lock:
            self.requests += 1
            message = body.get("message") if isinstance(body, dict) else None
            answer = self._judge(message, now_s)
            if isinstance(message, dict) and answer.delivers:
                target = str(target_of(message))
                self.arrivals.append(Arrival(next(self._numbers), target, now_s, message))
                if answer.status == answers.accepted("").status and not answer.is_dropped:
                    name = f"projects/{project}/messages/{self.arrivals[-1].number}"
                    answer = replace(answers.accepted(name), delay_s=answer.delay_s)
            return answer

    def _judge(self, message: Any, now_s: float) -> Answer:
        if (wrong := fault_in(message)) is not None:
            return wrong
        target = str(target_of(message))
        if (ordered := self._ordered(target)) is not None:
            return ordered
        if not self._within_quota(now_s):
            return answers.over_quota()
        collapse_key = (message.get("android") or {}).get("collapse_key")
        if collapse_key and not self._buckets[target].take(now_s):
            return answers.over_quota(retry_after_s=round(REFILL_S))
        return answers.accepted("")

    def _ordered(self, target: str) -> Answer | None:
        for fault in self._faults:
            if fault.times > 0 and fault.target in {None, target}:
                fault.times -= 1
                return fault.answer
        return None

    def _within_quota(self, now_s: float) -> bool:
        minute = int(now_s // 60)
        count = self._minute[1] + 1 if self._minute[0] == minute else 1
        self._minute = (minute, count)
        return count <= self.per_minute

    def since(self, number: int) -> list[Arrival]:
        """What arrived after the arrival of that number, the oldest first."""
        with self._lock:
            return [arrival for arrival in self.arrivals if arrival.number > number]

    def shown_on(self, target: str) -> list[Mapping[str, Any]]:
        """What the owner of a phone sees: an app drops a second copy of the same ``nid``."""
        seen: dict[str, Mapping[str, Any]] = {}
        for arrival in self.since(0):
            if arrival.target == target:
                seen.setdefault(arrival.message["data"]["nid"], arrival.message)
        return list(seen.values())


def target_of(message: Mapping[str, Any]) -> str | None:
    """The registration token or installation id that a message is for."""
    return message.get("token") or message.get("fid")


def fault_in(message: Any) -> Answer | None:
    """What FCM would refuse about a request by itself; None when nothing."""
    if not isinstance(message, dict):
        return answers.invalid("message", "Message is required")
    if len([1 for name in ("token", "fid", "topic", "condition") if message.get(name)]) != 1:
        return answers.invalid("message", "Recipient of the message is not set")
    data = message.get("data") or {}
    if any(not isinstance(value, str) for value in data.values()):
        return answers.invalid("message.data", "Invalid value, data values are strings")
    if any(_RESERVED.match(key) for key in data):
        return answers.invalid("message.data", "Invalid data payload key")
    if len(json.dumps([data, message.get("notification") or {}], ensure_ascii=False).encode()) > MAX_PAYLOAD_BYTES:
        return answers.FAULTS["too_big"]
    ttl = (message.get("android") or {}).get("ttl", "0s")
    found = _TTL.match(str(ttl))
    return None if found and int(found[1]) <= MAX_TTL_S else answers.FAULTS["invalid_ttl"]
