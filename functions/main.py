"""Every function of Muster, for the Firebase CLI to find. No logic."""

from muster import deployment as deployment  # first: the options of every function below
from muster.triggers.callables import *  # noqa: F403 - naming each here would repeat the list there
from muster.triggers.pubsub import analytics as analytics
from muster.triggers.pubsub import notifications as notifications
from muster.triggers.pubsub import workflow as workflow
from muster.triggers.schedules import rollup as rollup
from muster.triggers.schedules import snapshot as snapshot
from muster.triggers.schedules import sweep as sweep
from muster.triggers.tasks import dispatchwindow as dispatchwindow
from muster.triggers.tasks import expireoffer as expireoffer
