from datetime import timedelta

from lingtong.floor.ivr.sources.own import store
from lingtong.foundation.http import Parts
from lingtong.foundation.jobs import Job, Periodic

KEPT = timedelta(days=7)  # no errand is asked again after so long: a call does not last it


def periodic(parts: Parts) -> tuple[Periodic, ...]:
    async def forget(_: Job) -> None:
        async with parts.database.writing_everywhere() as work:
            await store.forget_writes(work.session, parts.clock.now() - KEPT)

    return (Periodic(name="sources.forget_writes", every=timedelta(days=1), handler=forget),)
