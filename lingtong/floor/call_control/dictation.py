"""A prompt is recorded by phone: speak after the tone, # ends, hear it, 1 keeps it, 2 is another try.

Nothing of it is journaled: after a restart the phone is called again. The file is fetched by who asked.
"""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.codes_state import Code
from lingtong.switch.commands import ClearLeg, Play, RecordMessage, StopPlay
from lingtong.switch.events import MessageRecorded

END_KEY, KEEP, AGAIN = "#", "1", "2"
AT_MOST = 300.0  # seconds, as long as a prompt may be
SILENCE = 60.0  # without a key
LONGER = 20.0
SHORTEST = 0.5
MOST_TAKES = 20


def take_id(dictation: str, take: int) -> str:
    return f"{dictation}-{take}"


def played(board: Board, code: Code) -> None:
    """The words are over: speak, choose, or that was all."""
    code.play_id = ""
    state = board.codes.dictated.get(code.dictation, "")
    if state == "ringing":
        _record(board, code)
    elif state.startswith("kept") or code.take >= MOST_TAKES:
        _close(board, code)


def pressed(board: Board, code: Code, key: str) -> None:
    if board.codes.dictated.get(code.dictation) != "hearing":
        return
    if key == KEEP:
        board.codes.dictated[code.dictation] = f"kept:{take_id(code.dictation, code.take)}"
        _say(board, code, "prompt:record_kept")
    elif key == AGAIN:
        board.codes.dictated[code.dictation] = "ringing"
        _say(board, code, "prompt:record_after_tone")


def recorded(board: Board, event: MessageRecorded) -> bool:
    """Whether it was this that was recorded."""
    code = board.codes.open.get(event.leg_id)
    if code is None or not code.dictation:
        return False
    if event.recording_id == take_id(code.dictation, code.take) and event.ended_by != "cleared":
        if event.seconds < SHORTEST:
            board.codes.dictated[code.dictation] = "ringing"
            _say(board, code, "prompt:record_after_tone")
        else:
            board.codes.dictated[code.dictation] = "hearing"
            _say(board, code, f"message:{event.recording_id}", "prompt:record_keep")
    return True


def forget(board: Board, code: Code) -> None:
    """The phone was hung up."""
    if code.dictation and not board.codes.dictated.get(code.dictation, "").startswith("kept"):
        board.codes.dictated[code.dictation] = "gone"


def _record(board: Board, code: Code) -> None:
    code.take += 1
    board.codes.dictated[code.dictation] = "speaking"
    recording_id = take_id(code.dictation, code.take)
    board.turn.send(
        RecordMessage(leg_id=code.leg_id, recording_id=recording_id, at_most=AT_MOST, end_keys=END_KEY)
    )
    board.turn.after(AT_MOST + LONGER, "code", code.leg_id)


def _say(board: Board, code: Code, *media: str) -> None:
    if code.play_id:
        board.turn.send(StopPlay(play_id=code.play_id))
    tenant = board.center.tenants.get(code.tenant_id)
    code.play_id = board.turn.ids.new()
    board.turn.send(
        Play(
            play_id=code.play_id,
            leg_id=code.leg_id,
            media=media,
            language=tenant.language if tenant else "zh",
            tenant_id=code.tenant_id,
        )
    )
    board.turn.after(AT_MOST + SILENCE, "code", code.leg_id)


def _close(board: Board, code: Code) -> None:
    board.turn.timers.drop(("code", code.leg_id))
    board.codes.open.pop(code.leg_id, None)
    forget(board, code)
    board.turn.send(ClearLeg(leg_id=code.leg_id))
