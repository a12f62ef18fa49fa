"""The recording of a conversation: who decides that there is one, its pauses, and what follows a failure."""

from typing import Literal

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import NotNow, RecorderUnknown
from lingtong.floor.call_control.model import Interaction, Recording, Stage
from lingtong.floor.recording import Answer, Contact, Decision, decide
from lingtong.interactions.events import (
    ConsentSaid,
    RecorderFailed,
    RecordingEnded,
    RecordingPaused,
    RecordingSkipped,
    RecordingStarted,
)
from lingtong.switch.calls import LegState
from lingtong.switch.commands import PauseRecording, StartRecording, StopRecording

AGAIN_AFTER, LONGEST = 5.0, 60.0  # seconds until a recorder that failed is asked again
By = Literal["agent", "supervisor", "api", "menu"]


def decision(board: Board, it: Interaction) -> Decision:
    agent = board.center.agents.get(it.owner)
    queue = board.center.queues.get(it.last_queue)
    contact = Contact(
        interaction_id=it.id,
        tenant_id=it.tenant_id,
        direction=it.direction,
        queue_id=it.last_queue,
        agent_id=it.owner,
        team_id=agent.team_id if agent is not None else "",
        entry_point_id=it.entry_point_id,
        consent=it.consent,
        asked_for=it.record_asked,
        queue_records=queue is None or queue.recorded,
    )
    return decide(board.center.recording_rules.values(), contact)


def is_recorded(board: Board, it: Interaction) -> bool:
    return it.recording is not None or decision(board, it).record


def start_recording(board: Board, it: Interaction) -> None:
    """With the first word between two, where the rules say so; why not is kept, once for each reason."""
    if it.recording is not None:
        return
    found = decision(board, it)
    it.record_by = found.rule.begins if found.rule.begins != "automatic" else ""
    if found.record:
        _begin(board, it, found)
    elif it.not_recorded != found.why:
        it.not_recorded = found.why
        board.announce(RecordingSkipped, it, rule_id=found.rule.id, why=found.why, agent_id=it.owner)


def _begin(board: Board, it: Interaction, found: Decision, failures: int = 0) -> None:
    it.not_recorded = ""
    it.recording = Recording(
        recording_id=board.turn.ids.new(), rule_id=found.rule.id, failures=failures, since=board.now
    )
    recording_id = it.recording.recording_id
    beep = found.rule.beep_every
    board.turn.send(StartRecording(leg_id=it.customer.leg_id, recording_id=recording_id, beep_every=beep))
    board.announce(RecordingStarted, it, recording_id=recording_id, rule_id=found.rule.id, why=found.why)


def end_recording(board: Board, it: Interaction, complete: bool = True) -> None:
    """The file ends here; with the leg, or before it where the customer goes on without us."""
    if it.recording is None:
        return
    recording, it.recording = it.recording, None
    board.turn.timers.drop(("recorder", it.id))
    if it.customer.state is not LegState.NULL:
        board.turn.send(StopRecording(leg_id=it.customer.leg_id, recording_id=recording.recording_id))
    complete = complete and recording.state != "unknown"
    board.announce(RecordingEnded, it, recording_id=recording.recording_id, complete=complete)


def pause(board: Board, it: Interaction, *, on: bool, by: By = "agent", agent_id: str = "") -> None:
    """Silence in the file from now on, or no more. Asked twice it comes to the same."""
    recording = it.recording
    if recording is None or recording.state == "unknown":
        raise RecorderUnknown("The recorder does not answer. Tell your supervisor.")
    if (recording.state == "paused") == on:
        return
    recording.state = "paused" if on else "on"
    recording_id = recording.recording_id
    board.turn.send(PauseRecording(leg_id=it.customer.leg_id, recording_id=recording_id, on=on))
    board.announce(RecordingPaused, it, recording_id=recording_id, on=on, agent_id=agent_id, by=by)
    if it.owner:
        board.turn.changed("seat", it.owner)  # who watches the seat sees it


def by_hand(board: Board, it: Interaction, *, on: bool, by: Literal["agent", "supervisor"]) -> None:
    """Begin or end at the wish of somebody, as far as the rule leaves it to them."""
    if it.stage is not Stage.TALKING or it.record_by not in ("agent", by):
        raise NotNow("The rules do not leave this to you.")
    it.record_asked = on
    board.turn.changed("seat", it.owner)
    if not on:
        end_recording(board, it)
        return start_recording(board, it)
    found = decision(board, it)
    if it.recording is None and found.record:
        board.mix(it)
        _begin(board, it, found)
    elif it.recording is None:
        raise NotNow("The caller has not agreed to be recorded.")


def consent(board: Board, it: Interaction, answer: Answer, node: str = "") -> None:
    it.consent = answer
    board.announce(ConsentSaid, it, answer=answer, node=node)


def is_unsure(board: Board, it: Interaction) -> bool:
    """Nobody knows whether the recorder runs, and the rule wants to know before a hand-over."""
    if it.recording is None or it.recording.state != "unknown":
        return False
    rule = board.center.recording_rules.get(it.recording.rule_id)
    return rule is None or rule.unknown_waits


def need_known(board: Board, it: Interaction) -> None:
    """A hand-over waits while nobody knows whether the recorder runs: nothing may be lost, or leak."""
    if is_unsure(board, it):
        raise RecorderUnknown(
            "The recorder does not answer. Transfer waits so that nothing is lost. Tell your supervisor."
        )


def failed(board: Board, it: Interaction, command: StartRecording | PauseRecording) -> None:
    """It is asked again, with a new file, until it answers; a pause that was wanted holds in that file."""
    recording = it.recording
    if recording is None or recording.recording_id != command.recording_id or recording.state == "unknown":
        return
    recording.wants_pause = recording.state == "paused"
    recording.state = "unknown"
    recording.failures += 1
    what: Literal["start", "pause"] = "start" if isinstance(command, StartRecording) else "pause"
    board.announce(RecorderFailed, it, recording_id=recording.recording_id, what=what)
    wait = min(AGAIN_AFTER * 2 ** (recording.failures - 1), LONGEST)
    board.turn.after(wait, "recorder", it.id)
    if it.owner:
        board.turn.say(it.owner, "recorder.unknown", interaction_id=it.id)


def try_again(board: Board, it: Interaction) -> None:
    """A new file; the old one is known to lack something."""
    recording = it.recording
    if recording is None or recording.state != "unknown" or not board.switch_connected:
        return
    begin_anew(board, it, paused=recording.wants_pause)


def begin_anew(board: Board, it: Interaction, *, paused: bool) -> None:
    """The recorder has died, or was never there."""
    assert it.recording is not None
    failures = it.recording.failures
    end_recording(board, it, complete=False)
    found = decision(board, it)
    if found.record:
        _begin(board, it, found, failures)
        if paused:
            pause(board, it, on=True)
