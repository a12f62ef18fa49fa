"""What becomes of a message that was spoken: it stays, or it is dropped."""

from typing import Literal

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction, Message
from lingtong.floor.call_control.recordings import decision
from lingtong.interactions.events import MessageDropped, MessageLeft, RecordingEnded, RecordingStarted

SHORTEST = 1.0  # seconds: below it nothing was said


def leave(board: Board, it: Interaction, message: Message) -> None:
    """It stays, and is from here on kept as recordings are."""
    it.left_message = True
    box = board.center.voicemail_boxes.get(message.box_id)
    begun = RecordingStarted(
        id=board.turn.ids.new(),
        tenant_id=it.tenant_id,
        at=message.since,
        interaction_id=it.id,
        recording_id=message.id,
        rule_id=decision(board, it).rule.id,
        why="message",
    )
    board.turn.announce(begun)
    board.announce(RecordingEnded, it, recording_id=message.id, complete=True)
    board.announce(
        MessageLeft,
        it,
        message_id=message.id,
        box_id=message.box_id,
        number=it.customer.number if it.direction == "internal" else it.number,
        agent_id=box.agent_id if box is not None else "",
        queue_id=(box.queue_id if box is not None else "") or it.last_queue,
        language=it.language,
        seconds=message.seconds,
        ended_by=message.ended_by or "cleared",
    )


def drop(board: Board, it: Interaction, message: Message, why: Literal["again", "empty", "full"]) -> None:
    board.announce(MessageDropped, it, message_id=message.id, box_id=message.box_id, why=why)


def gone(board: Board, it: Interaction) -> None:
    """The caller is gone: what was said stays."""
    message, it.message = it.message, None
    if message is None:
        return
    board.turn.timers.drop(("message", it.id))
    board.by_play.pop(message.play_id, None)
    if message.step not in ("speaking", "review"):
        return
    if message.step == "speaking" and (board.now - message.since).total_seconds() < SHORTEST:
        return drop(board, it, message, "empty")  # gone with the beep: there is no sound
    leave(board, it, message)
    survey = board.center.surveys.get(it.survey.survey_id) if it.survey is not None else None
    if it.survey is not None and survey is not None and it.survey.at < len(survey.questions):
        it.survey.answers[survey.questions[it.survey.at].key] = message.id
