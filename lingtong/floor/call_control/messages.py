"""A caller leaves a message: the greeting, a beep, what is said, and whether it shall stay so.

Whoever hangs up, or is cut off, has left what was said until then.
"""

from collections.abc import Callable
from typing import Literal

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss
from lingtong.floor.call_control.leaving import SHORTEST, drop, leave
from lingtong.floor.call_control.lines import leave_queue, stop_announcement
from lingtong.floor.call_control.model import Cue, Interaction, Message, MessageHome, Stage
from lingtong.floor.call_control.recordings import end_recording
from lingtong.floor.voicemail.config import Box
from lingtong.interactions.events import MessageBegun
from lingtong.switch.calls import LegCue
from lingtong.switch.commands import AnswerLeg, RecordMessage, StopMessage
from lingtong.switch.events import MessageRecorded

END_KEY, KEEP, AGAIN = "#", "1", "2"
LONGER = 20.0  # after the longest message it is over, whatever the switch has told
REVIEW_SECONDS = 6.0
GREETING_SECONDS = 60.0


# Where a caller goes on who has left a message, or none.
HOMES: dict[str, Callable[[Board, Interaction, str], None]] = {}


def may_leave(board: Board, box: Box | None) -> bool:
    """Not into a box that has as many as it takes."""
    return box is not None and sum(board.in_boxes.get(box.id, (0, 0))) < box.quota


def begin(board: Board, it: Interaction, box: Box, home: MessageHome, greeting: str = "") -> None:
    """Greet the caller, who then speaks. `home` of `flow` comes back to its node afterwards."""
    _answer(board, it)
    stop_announcement(board, it)
    leave_queue(board, it, "overflowed")
    end_recording(board, it)  # of an earlier talk: what is said now has a file of its own
    board.music(it, it.customer, on=False)
    board.leave(it, it.customer)
    board.move(it, Cue.SENT_TO_BOX)
    it.message = Message(
        id=board.turn.ids.new(), box_id=box.id, home=home, since=board.now, greeting=greeting
    )
    _greet(board, it, it.message, box)


def _answer(board: Board, it: Interaction) -> None:
    if not it.customer.is_up:
        board.turn.send(AnswerLeg(leg_id=it.customer.leg_id))
        it.customer.take(LegCue.ANSWERED, board.now)


def instead(board: Board, it: Interaction, queue_id: str) -> bool:
    """Into the box of the queue in which the caller waits; false where it has none, or it is full."""
    box = board.center.box_of_queue(queue_id)
    if box is None or not may_leave(board, box):
        return False
    begin(board, it, box, "call")
    return True


def _greet(board: Board, it: Interaction, message: Message, box: Box | None) -> None:
    message.step = "greeting"
    own = message.greeting or (box.greeting if box is not None else "")
    _say(board, it, message, own or "message_greeting")
    board.turn.after(GREETING_SECONDS, "message", it.id)


def _say(board: Board, it: Interaction, message: Message, *names: str) -> None:
    board.stop_play(message.play_id)
    message.play_id = board.play(it, tuple(_media(name) for name in names))


def _media(name: str) -> str:
    return name if name.startswith("message:") else f"prompt:{name}"


def played(board: Board, it: Interaction) -> None:
    """The words are over: speak, or choose."""
    message = it.message
    if message is None:
        return
    message.play_id = ""
    if message.step == "greeting":
        speak(board, it, message)
    else:
        board.turn.after(REVIEW_SECONDS, "message", it.id)
    board.touch(it)


def speak(board: Board, it: Interaction, message: Message) -> None:
    box = board.center.voicemail_boxes.get(message.box_id)
    at_most = box.longest if box is not None else Box(id="", tenant_id="", name="").longest
    if message.step != "speaking":
        message.step, message.since = "speaking", board.now
        board.announce(MessageBegun, it, message_id=message.id, box_id=message.box_id)
    board.turn.send(
        RecordMessage(
            leg_id=it.customer.leg_id,
            recording_id=message.id,
            at_most=at_most,
            silence=box.silence if box is not None else 0.0,
            end_keys=END_KEY,
        )
    )
    board.turn.after(at_most + LONGER, "message", it.id)


def recorded(board: Board, event: MessageRecorded) -> None:
    """The switch has closed the file."""
    it = board.of_leg(event.leg_id)
    message = it.message if it is not None else None
    if it is None or message is None or message.id != event.recording_id or message.step != "speaking":
        return
    message.seconds, message.ended_by = event.seconds, event.ended_by
    board.touch(it)
    if event.ended_by == "cleared":
        return  # the end of the leg is told next
    if event.seconds < SHORTEST:
        drop(board, it, message, "empty")
        return _over(board, it, "failed", "message_empty")
    if event.ended_by == "key":
        return _review(board, it, message)
    keep(board, it)


def _review(board: Board, it: Interaction, message: Message) -> None:
    message.step = "review"
    _say(board, it, message, f"message:{message.id}", "message_keep_or_again")
    board.turn.after(message.seconds + GREETING_SECONDS, "message", it.id)


def pressed(board: Board, it: Interaction, key: str) -> None:
    message = it.message
    if message is None or message.step == "speaking":
        return
    if message.step == "greeting":
        board.stop_play(message.play_id)
        return played(board, it)
    if key == AGAIN:
        drop(board, it, message, "again")
        box = board.center.voicemail_boxes.get(message.box_id)
        message.id, message.seconds = board.turn.ids.new(), 0.0
        return _greet(board, it, message, box)
    if key == KEEP:
        keep(board, it)


def keep(board: Board, it: Interaction) -> None:
    message = it.message
    if message is not None:
        leave(board, it, message)
        _over(board, it, "done", "message_kept")


def time_up(board: Board, it: Interaction) -> None:
    """Nothing was chosen, or the switch has told nothing: what was said stays."""
    message = it.message
    if message is None or it.stage is not Stage.MESSAGE:
        return
    if message.step == "greeting":
        return speak(board, it, message)
    if message.step == "speaking":
        board.turn.send(StopMessage(recording_id=message.id))
        message.ended_by = "failed"
    keep(board, it)


def failed(board: Board, it: Interaction) -> None:
    """The switch cannot record: a word, or the way on of the flow."""
    if it.message is not None and it.message.step == "speaking":
        drop(board, it, it.message, "empty")
        _over(board, it, "failed", "message_not_possible")


def _over(board: Board, it: Interaction, way: Literal["done", "failed"], word: str) -> None:
    message, it.message = it.message, None
    board.turn.timers.drop(("message", it.id))
    if message is None:
        return
    board.stop_play(message.play_id)
    home = HOMES.get(message.home)
    if home is not None:
        return home(board, it, message.id if way == "done" else "")
    dismiss(board, it, word)


def again(board: Board, it: Interaction) -> None:
    """After a restart: who speaks goes on in the same file; others hear the words once more."""
    message = it.message
    if message is None:
        return
    board.stop_play(message.play_id)
    message.play_id = ""
    if message.step == "speaking":
        speak(board, it, message)
    elif message.step == "review":
        _review(board, it, message)
    else:
        _greet(board, it, message, board.center.voicemail_boxes.get(message.box_id))
