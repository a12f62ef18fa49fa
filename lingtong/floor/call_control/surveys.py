"""After the talk, or in a flow, the caller says by keys how it was. Half an answer is an answer."""

import zlib

from lingtong.floor.call_control import asked as over
from lingtong.floor.call_control import menu, messages
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss, release_agents
from lingtong.floor.call_control.errors import SurveyUnknown
from lingtong.floor.call_control.model import Asked, Cue, Interaction, Stage
from lingtong.floor.ivr.steps import AskSurvey
from lingtong.floor.survey.config import Question, Survey
from lingtong.interactions.events import SurveyAnswered, SurveyBegun

KEY_SECONDS = 8.0
PROMPT_SECONDS = 90.0  # by then a question is over, whatever the switch has told
MOST_TRIES = 2  # times that nothing fitting is pressed
YES, NO = "1", "2"


def wanted(board: Board, it: Interaction) -> Survey | None:
    """The survey that follows this talk: the agent wants it, or the caller is of the share that is asked."""
    queue = board.center.queues.get(it.last_queue)
    survey = board.center.surveys.get(queue.survey_id) if queue is not None else None
    if survey is None or survey.tenant_id != it.tenant_id or not survey.questions:
        return None
    return survey if it.survey_wanted or _share(it.id) < survey.share else None


def _share(interaction_id: str) -> float:
    """Between 0 and 1, the same for the same call: a restart asks nobody else."""
    return zlib.crc32(f"survey {interaction_id}".encode()) / 2**32


def after_call(board: Board, it: Interaction) -> bool:
    """The agent has left: true where the customer is asked instead of released."""
    here = it.stage is Stage.TALKING and it.direction != "internal" and it.customer.is_up
    if not here or it.conference or it.consult is not None or not board.switch_connected:
        return False
    survey = wanted(board, it)
    if survey is None:
        return False
    agent_id, queue_id = it.owner, it.last_queue
    release_agents(board, it)
    how = "by_agent" if it.survey_wanted else "after_call"
    asked = Asked(survey_id=survey.id, home="call", agent_id=agent_id, queue_id=queue_id)
    _begin(board, it, survey, asked, how)
    board.turn.say(agent_id, "survey.begun", interaction_id=it.id)
    return True


def send(board: Board, it: Interaction) -> None:
    """The agent's key: ask this customer, now."""
    it.survey_wanted = True
    if not after_call(board, it):
        it.survey_wanted = False
        raise SurveyUnknown("This queue asks no questions after the call.")


def _begin(board: Board, it: Interaction, survey: Survey, asked: Asked, how: str) -> None:
    board.move(it, Cue.SENT_TO_SURVEY)
    board.music(it, it.customer, on=False)
    it.survey = asked
    board.announce(
        SurveyBegun, it, survey_id=survey.id, agent_id=asked.agent_id, queue_id=asked.queue_id, how=how
    )
    asked.play_id = board.play(it, (f"prompt:{survey.greeting or 'survey_greeting'}",))
    board.turn.after(PROMPT_SECONDS, "survey", it.id)


def _present(board: Board, asked: Asked) -> tuple[Survey | None, Question | None]:
    survey = board.center.surveys.get(asked.survey_id)
    if survey is None or not 0 <= asked.at < len(survey.questions):
        return survey, None
    return survey, survey.questions[asked.at]


def _next(board: Board, it: Interaction, asked: Asked) -> None:
    asked.at, asked.tries = asked.at + 1, 0
    survey, question = _present(board, asked)
    if survey is None or question is None:
        return _finish(board, it)
    box = board.center.voicemail_boxes.get(survey.box_id)
    if question.kind != "voice":
        return _ask(board, it, asked, question)
    if box is None or not messages.may_leave(board, box):
        return _next(board, it, asked)
    board.stop_play(asked.play_id)
    asked.play_id = ""
    board.turn.timers.drop(("survey", it.id))
    messages.begin(board, it, box, "survey", question.prompt or "survey_voice")


def _ask(board: Board, it: Interaction, asked: Asked, question: Question) -> None:
    word = question.prompt or ("survey_yes_no" if question.kind == "yes_no" else "survey_scale")
    board.stop_play(asked.play_id)
    asked.play_id = board.play(it, (f"prompt:{word}",))
    board.turn.after(PROMPT_SECONDS, "survey", it.id)
    board.touch(it)


def played(board: Board, it: Interaction) -> None:
    asked = it.survey
    if asked is None:
        return
    asked.play_id = ""
    if asked.at < 0:
        return _next(board, it, asked)
    board.turn.after(KEY_SECONDS, "survey", it.id)
    board.touch(it)


def pressed(board: Board, it: Interaction, key: str) -> None:
    asked = it.survey
    if asked is None:
        return
    if asked.at < 0:
        return _next(board, it, asked)
    _, question = _present(board, asked)
    if question is None:
        return _finish(board, it)
    if not _fits(question, key):
        return _unanswered(board, it, asked, question)
    _answer(board, it, asked, question, key)
    _next(board, it, asked)


def _answer(board: Board, it: Interaction, asked: Asked, question: Question, value: str) -> None:
    asked.answers[question.key] = value
    board.announce(
        SurveyAnswered,
        it,
        survey_id=asked.survey_id,
        question=question.key,
        value=value,
        agent_id=asked.agent_id,
        queue_id=asked.queue_id,
    )


def _fits(question: Question, key: str) -> bool:
    return key in (YES, NO) if question.kind == "yes_no" else key.isdigit() and 1 <= int(key) <= question.most


def _unanswered(board: Board, it: Interaction, asked: Asked, question: Question) -> None:
    asked.tries += 1
    if asked.tries >= MOST_TRIES:
        return _finish(board, it)
    _ask(board, it, asked, question)


def time_up(board: Board, it: Interaction) -> None:
    """Nothing was pressed, or the end of the words was not told."""
    asked = it.survey
    if asked is None or it.stage is not Stage.SURVEY:
        return
    if asked.at < 0:
        return _next(board, it, asked)
    _, question = _present(board, asked)
    if question is None:
        return _finish(board, it)
    _unanswered(board, it, asked, question)


def spoken(board: Board, it: Interaction, message_id: str) -> None:
    """The answer in the caller's own words is over; empty where nothing was said."""
    board.move(it, Cue.SENT_TO_SURVEY)
    asked = it.survey
    if asked is None:
        return dismiss(board, it, "goodbye")
    _, question = _present(board, asked)
    if question is not None and message_id:
        _answer(board, it, asked, question, message_id)
    _next(board, it, asked)


def _finish(board: Board, it: Interaction) -> None:
    asked, it.survey = it.survey, None
    board.turn.timers.drop(("survey", it.id))
    if asked is None:
        return
    board.stop_play(asked.play_id)
    over.told(board, it, asked)
    if asked.home == "flow" and it.position is not None:
        board.move(it, Cue.CAME_BACK)
        if it.position.flow_id not in board.center.flows:
            return menu.flow_gone(board, it)
        return menu.node_done(board, it, "done" if asked.answers else "failed")
    dismiss(board, it, "survey_thanks" if asked.answers else "goodbye")


def again(board: Board, it: Interaction) -> None:
    """After a restart: the present question is put once more."""
    asked = it.survey
    if asked is None or it.stage is not Stage.SURVEY:
        return
    board.stop_play(asked.play_id)
    _, question = _present(board, asked)
    if question is None:
        asked.play_id = ""
        return _next(board, it, asked)
    _ask(board, it, asked, question)


def _from_flow(board: Board, it: Interaction, step: AskSurvey) -> None:
    survey = board.center.surveys.get(step.survey_id)
    menu.answer(board, it)
    if survey is None or survey.tenant_id != it.tenant_id or not survey.questions:
        return menu.node_done(board, it, "failed")
    asked = Asked(survey_id=survey.id, home="flow", queue_id=it.last_queue)
    _begin(board, it, survey, asked, "flow")


menu.ACTS[AskSurvey] = _from_flow
messages.HOMES["survey"] = spoken
