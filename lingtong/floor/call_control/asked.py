"""The end of a survey: what was answered until then counts."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Asked, Interaction
from lingtong.interactions.events import SurveyEnded


def told(board: Board, it: Interaction, asked: Asked) -> None:
    survey = board.center.surveys.get(asked.survey_id)
    wanted = {question.key for question in survey.questions} if survey is not None else set()
    whole = bool(wanted) and wanted <= set(asked.answers)
    board.announce(
        SurveyEnded,
        it,
        survey_id=asked.survey_id,
        outcome="complete" if whole else "partial" if asked.answers else "none",
        answers=dict(asked.answers),
        agent_id=asked.agent_id,
        queue_id=asked.queue_id,
    )


def gone(board: Board, it: Interaction) -> None:
    """After what was spoken last has been kept."""
    asked, it.survey = it.survey, None
    if asked is not None:
        board.turn.timers.drop(("survey", it.id))
        board.by_play.pop(asked.play_id, None)
        told(board, it, asked)
