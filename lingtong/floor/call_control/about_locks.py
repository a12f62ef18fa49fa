"""What supervisors decide about reported numbers. The api has checked the permission."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import NotYours, NumberNotLocked
from lingtong.floor.lists.model import LONGEST_HOURS, Lock
from lingtong.floor.live.commands import AboutLock, DecideLock, Done
from lingtong.floor.live.screening_commands import EndSuspicion


def about_lock(board: Board, command: AboutLock | EndSuspicion) -> Done:
    if isinstance(command, EndSuspicion):
        return _end_suspicion(board, command)
    lock = board.locks.get(command.tenant_id, command.lock_id)
    _need_agent(board, lock, command)
    if not isinstance(command, DecideLock):
        board.locks.end(lock, command.agent_id, command.by)
    elif not command.granted:
        board.locks.decline(lock, command.agent_id, command.by, command.why)
        _say(board, lock, "lock.declined", why=command.why[:200])
    else:
        if command.hours is not None and not 0 < command.hours <= LONGEST_HOURS:
            raise NumberNotLocked("A number is locked for a year at most.")
        board.locks.approve(lock, command.agent_id, command.by, command.hours)
        _say(board, lock, "lock.approved")
    return Done()


def _end_suspicion(board: Board, command: EndSuspicion) -> Done:
    """Any supervisor may: several agents have judged."""
    one = board.suspicions.get(command.tenant_id, command.suspicion_id)
    board.suspicions.end(one, command.agent_id, command.by)
    return Done()


def _say(board: Board, lock: Lock, code: str, **params: str) -> None:
    """Who has asked wants to know."""
    if lock.asked_by in board.center.agents:
        board.turn.say(lock.asked_by, code, **params)


def _need_agent(board: Board, lock: Lock, command: AboutLock) -> None:
    config = board.center.agents.get(lock.asked_by)
    if command.team_id is not None and (config is None or config.team_id != command.team_id):
        raise NotYours("This agent is not in your team.")
