"""Words before the talk: to the agent whom the call is for, to the customer who is there, a greeting to both.

Meanwhile neither hears the other, and nothing is recorded yet.
"""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.lines import spoken
from lingtong.floor.call_control.model import Interaction, Offer, Prelude
from lingtong.floor.call_control.offers import connect, take, talk
from lingtong.floor.ivr import Language, say_digits
from lingtong.floor.routing.config import QueueConfig
from lingtong.switch.calls import Leg

AT_MOST = 40.0  # seconds; by then the two hear each other whatever the switch has told
AFTER_RESTART = 2.0


def begin(board: Board, it: Interaction, leg: Leg, offer: Offer) -> None:
    """Say what is to be said and connect the two; at once where there is nothing."""
    queue = board.center.queues.get(offer.queue_id or it.last_queue)
    tenant = board.center.tenants.get(it.tenant_id)
    own: Language = "en" if tenant is not None and tenant.language == "en" else "zh"
    from_line = offer.kind == "queue" and not offer.by_hand
    whisper = _whisper(board, it, queue, own) if queue is not None and from_line else ()
    words = _words(board, it, leg.agent_id, queue) if offer.kind in ("queue", "direct") else ()
    if not (whisper or words) or not it.customer.is_up:
        return connect(board, it, leg)
    if not take(board, it, leg):
        return
    board.turn.after(AT_MOST, "prelude", it.id)
    it.prelude = Prelude(step="whisper", words=words)
    if not whisper:
        return _say_words(board, it, it.prelude, leg)
    board.music(it, it.customer, on=True)
    it.prelude.play_id = board.play_to(it, leg.leg_id, whisper, own)


def played(board: Board, it: Interaction) -> None:
    """The step has been heard."""
    prelude, leg = it.prelude, it.leg_of(it.owner)
    if prelude is None:
        return
    if leg is not None and prelude.step == "whisper" and prelude.words:
        return _say_words(board, it, prelude, leg)
    finish(board, it)


def finish(board: Board, it: Interaction) -> None:
    """The talk begins now, whatever is still to be said."""
    if it.prelude is None:
        return
    drop(board, it)
    leg = it.leg_of(it.owner)
    if leg is not None:
        board.music(it, it.customer, on=False)
        talk(board, it, leg)


def drop(board: Board, it: Interaction) -> None:
    prelude, it.prelude = it.prelude, None
    if prelude is not None:
        board.turn.timers.drop(("prelude", it.id))
        board.stop_play(prelude.play_id)
        board.stop_play(prelude.echo_id)
        board.touch(it)


def _say_words(board: Board, it: Interaction, prelude: Prelude, leg: Leg) -> None:
    """The agent hears them too, and knows when to begin."""
    board.music(it, it.customer, on=False)
    prelude.step = "words"
    prelude.echo_id = board.play_to(it, leg.leg_id, prelude.words, it.language)
    prelude.play_id = board.play(it, prelude.words)


def _whisper(board: Board, it: Interaction, queue: QueueConfig, own: Language) -> tuple[str, ...]:
    """In the agents' own language."""
    vip = board.center.number_lists.get(it.vip_list)
    who = ("prompt:vip_caller",) if vip is not None and vip.whisper else ()
    if not queue.whisper_queue:
        return who
    if queue.whisper_prompt:
        return (*who, f"prompt:{queue.whisper_prompt}")
    digits = (f"prompt:{name}" for name in say_digits(queue.number, own))
    return (*who, "prompt:call_for_queue", *digits)


def _words(board: Board, it: Interaction, agent_id: str, queue: QueueConfig | None) -> tuple[str, ...]:
    config, names = board.center.agents.get(agent_id), list[str]()
    if config is None:
        return ()
    if queue is not None and queue.say_agent_number:
        names = ["agent_number", *say_digits(config.agent_number, spoken(it)), "serves_you"]
    if config.greeting:
        names.append(config.greeting)
    return tuple(f"prompt:{name}" for name in names)
