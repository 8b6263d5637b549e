"""The composition root: builds the adapters once, on first use, so that importing ``main`` stays cheap."""

from functools import lru_cache
from typing import TYPE_CHECKING

from muster import params

if TYPE_CHECKING:
    from muster.ports.backend import Backend
    from muster.ports.messaging import Log, Push, Tasks


@lru_cache(maxsize=1)
def backend() -> "Backend":
    """Give this process's backend."""
    from muster.adapters.firebase_identity import FirebaseIdentity
    from muster.adapters.firestore_client import connect
    from muster.adapters.firestore_store import FirestoreStore
    from muster.adapters.http_hooks import HttpHooks
    from muster.adapters.meter import Meter
    from muster.adapters.pubsub_bus import PubSubBus
    from muster.adapters.random_ids import RandomIds
    from muster.adapters.refund_recorder import RefundRecorder
    from muster.adapters.system_clock import Epoch, SystemClock
    from muster.log import JsonLog
    from muster.ports.backend import Backend

    project_id = params.project_id()
    meter = Meter()
    log = JsonLog(counted=meter.take)
    return Backend(
        store=FirestoreStore(
            connect(project_id), count=meter.count, malformed=lambda path: log.step("read", "malformed", path=path)
        ),
        bus=PubSubBus(project_id),
        tasks=_tasks(project_id),
        push=_push(project_id, log),
        hooks=HttpHooks(allow_local=params.on_emulator()),
        clock=SystemClock(params.clock_rate(), Epoch.parse(epoch) if (epoch := params.clock_epoch()) else None),
        ids=RandomIds(),
        log=log,
        identity=FirebaseIdentity(),
        payments=RefundRecorder(log),
    )


def _tasks(project_id: str) -> "Tasks":
    from muster.adapters.cloud_tasks import CloudTasks, EmulatedTasks

    host = params.tasks_emulator_host()
    if host is not None:
        return EmulatedTasks(host, project_id, params.region())
    account = params.tasks_service_account()
    return CloudTasks(project_id, params.region(), service_account=(lambda: account) if account else None)


def _push(project_id: str, log: "Log") -> "Push":
    from muster.adapters.fcm import FcmPush
    from muster.adapters.push_recorder import PushRecorder

    host = params.fcm_host()
    return PushRecorder(log) if host is None and params.on_emulator() else FcmPush(project_id, host)
