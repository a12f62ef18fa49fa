from datetime import timedelta

from lingtong.foundation.db import Database
from lingtong.foundation.jobs import Job, Periodic


def periodic(database: Database) -> tuple[Periodic, ...]:
    async def relay(_: Job) -> None:
        while await database.relay():
            pass

    return (Periodic(name="outbox.relay", every=timedelta(seconds=15), handler=relay),)
