"""Draws reported numbers as the screens of supervisors see them."""

from lingtong.floor.call_control import Board
from lingtong.floor.live.lock_views import LocksChanged, LockView
from lingtong.switch.numbers import masked


def locks_of(board: Board, tenant_id: str) -> LocksChanged:
    mine = [lock for lock in board.locks.open.values() if lock.tenant_id == tenant_id]
    views = []
    for lock in sorted(mine, key=lambda lock: (lock.state != "asked", lock.asked_at)):
        agent = board.center.agents.get(lock.asked_by)
        views.append(
            LockView(
                lock_id=lock.id,
                number=masked(lock.number),
                state=lock.state,
                why=lock.why,
                hours=lock.hours,
                asked_by=lock.asked_by,
                asked_name=agent.name if agent is not None else "",
                team_id=agent.team_id if agent is not None else "",
                asked_at=lock.asked_at,
                until=lock.until,
                by_name=lock.by,
                interaction_id=lock.interaction_id,
            )
        )
    return LocksChanged(locks=tuple(views[:200]))
