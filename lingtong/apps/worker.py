"""What the worker does: all that is done beside calls, for ever."""

from collections.abc import Coroutine
from typing import Any

from lingtong.apps.center import CenterParts
from lingtong.apps.errands import join_sources
from lingtong.apps.faxes import join_faxes
from lingtong.apps.messages import handle as handle_mail
from lingtong.apps.messages import message_keeping
from lingtong.apps.recordings import RecordingParts, join_recordings
from lingtong.floor.ivr.sources import jobs as source_jobs
from lingtong.foundation.db.outbox import jobs as outbox_jobs
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import jobs as identity_jobs
from lingtong.foundation.jobs import JobRunner
from lingtong.insight.alarms import deliveries
from lingtong.insight.reporting.flows.service import FlowFiguresKeeper


def work_beside_calls(parts: Parts, center: CenterParts) -> list[Coroutine[Any, Any, None]]:
    """Each goes on until it is cancelled."""
    recordings = join_recordings(parts)
    return [
        recordings.upkeep().run(),
        message_keeping(parts, recordings).run(),
        _jobs(parts, recordings, center).run(),
        join_sources(parts, center).run(parts.bus),
    ]


def _jobs(parts: Parts, recordings: RecordingParts, center: CenterParts) -> JobRunner:
    runner = JobRunner(parts.database, parts.clock, parts.ids)
    recordings.handle(runner)
    join_faxes(parts).handle(runner)
    handle_mail(runner, parts, recordings)
    center.publishing.handle(runner)
    flow_figures = FlowFiguresKeeper(parts.database, parts.clock, center.versions).periodic()
    runner.repeat([*identity_jobs.periodic(parts), *outbox_jobs.periodic(parts.database), flow_figures])
    runner.repeat(source_jobs.periodic(parts))
    deliveries.handle(runner, parts.settings, parts.secrets)
    return runner
