"""The caller decides by keys to be called back: at this number, at another, or not at all."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss
from lingtong.floor.call_control.lines import leave_queue, spoken, stop_announcement
from lingtong.floor.call_control.model import Asking, Interaction, Stage
from lingtong.floor.call_control.outside import trunks_of
from lingtong.floor.callbacks.events import Origin
from lingtong.floor.ivr import say_digits
from lingtong.kit import Refusal

KEY_SECONDS = 8.0
MOST_DIGITS = 20
MOST_TRIES = 2  # times that nothing is pressed, or a number cannot be called
YES, OTHER, DONE = "1", "2", "#"


def begin(board: Board, it: Interaction, asking: Asking) -> bool:
    """False where the queue calls nobody back or nothing leads outside; nothing has been said then."""
    queue = board.center.queues.get(asking.queue_id)
    if queue is None or queue.tenant_id != it.tenant_id or queue.callback == "no":
        return False
    try:
        trunks_of(board, it.tenant_id)
    except Refusal:
        return False
    stop_announcement(board, it)
    asking.number = _callable(board, it, it.number)
    asking.step = "confirm" if asking.number else "type"
    it.asking = asking
    _say(board, it, asking, *([asking.reason] if asking.reason else []))
    return True


def again(board: Board, it: Interaction) -> None:
    """After a restart: the question is put anew."""
    if it.asking is not None:
        board.stop_play(it.asking.play_id)
        _say(board, it, it.asking)


def said(board: Board, it: Interaction) -> None:
    """The question is over; the caller has time for a key."""
    if it.asking is None:
        return
    it.asking.play_id = ""
    if it.asking.home == "line":
        board.music(it, it.customer, on=True)
    board.turn.after(KEY_SECONDS, "callback_key", it.id)
    board.touch(it)


def key(board: Board, it: Interaction, digit: str) -> bool:
    """Takes the key; true where the caller wants no call back after all."""
    asking = it.asking
    if asking is None:
        return False
    board.stop_play(asking.play_id)
    asking.play_id = ""
    board.turn.after(KEY_SECONDS, "callback_key", it.id)
    board.touch(it)
    if asking.step == "type":
        board.music(it, it.customer, on=asking.home == "line")
        return _typed(board, it, asking, digit)
    if digit == YES:
        return not promise(board, it, asking)
    if digit == OTHER:
        asking.step, asking.typed = "type", ""
        _say(board, it, asking)
        return False
    return True


def silent(board: Board, it: Interaction) -> bool:
    """Nothing was pressed for a while; true where the question is dropped."""
    asking = it.asking
    if asking is None:
        return False
    if asking.step == "type" and asking.typed:
        return _typed(board, it, asking, DONE)
    asking.tries += 1
    if asking.tries >= MOST_TRIES:
        return True
    _say(board, it, asking)
    return False


def promise(board: Board, it: Interaction, asking: Asking) -> bool:
    """Agreed: the place goes on without the caller, who hears it and is released."""
    waiting = it.waiting
    if waiting is not None and waiting.reserved:
        return False  # an agent is on the way
    origins: dict[str, Origin] = {"line": "line", "menu": "menu", "refused": "refused"}
    try:
        board.promises.ask(
            tenant_id=it.tenant_id,
            queue_id=asking.queue_id,
            number=board.promises.callable(it.tenant_id, asking.number),
            origin=origins[asking.home],
            waiting=waiting,
            first_at=it.first_at,
            priority=asking.priority,
            language=it.language,
            callback_of=it.id,
            attached=dict(it.attached),
            menu_path=list(it.menu_path),
        )
    except Refusal:
        return False
    it.promised = True
    leave_queue(board, it, "callback")
    dismiss(board, it, "callback_promised")
    return True


def _typed(board: Board, it: Interaction, asking: Asking, digit: str) -> bool:
    if digit.isdigit():
        asking.typed = (asking.typed + digit)[:MOST_DIGITS]
        return False
    asking.number = _callable(board, it, asking.typed)
    if asking.number:
        asking.step = "confirm"
        _say(board, it, asking)
        return False
    asking.typed, asking.tries = "", asking.tries + 1
    if asking.tries >= MOST_TRIES:
        return True
    _say(board, it, asking, "callback_not_possible")
    return False


def _say(board: Board, it: Interaction, asking: Asking, *before: str) -> None:
    board.turn.timers.drop(("callback_key", it.id))
    names = list(before)
    if asking.step == "type":
        names.append("callback_type")
    else:
        shown = asking.number.removeprefix("+86")
        names += ["callback_number", *say_digits(shown, spoken(it)), "callback_confirm"]
    if it.stage is Stage.QUEUED:
        board.music(it, it.customer, on=False)
    asking.play_id = board.play(it, tuple(f"prompt:{name}" for name in names))


def _callable(board: Board, it: Interaction, text: str) -> str:
    try:
        return board.promises.callable(it.tenant_id, text)
    except Refusal:
        return ""
