"""Draws promised calls and emergency plans as the screens see them."""

from lingtong.floor.call_control import Board
from lingtong.floor.callbacks.model import Callback
from lingtong.floor.live.views import CallbacksChanged, CallbackView, PlansChanged, PlanView
from lingtong.switch.numbers import masked

MOST_SHOWN = 200


def callbacks_of(board: Board, queue_id: str) -> CallbacksChanged:
    open_ones = board.promises.of_queue(queue_id)
    waits = [callback.id for callback in open_ones if callback.in_line]
    places = {}
    if waits:
        line = board.acd.in_line(queue_id)
        places = {entry.interaction_id: place for place, entry in enumerate(line, 1)}
    shown = sorted(open_ones, key=lambda one: (not one.in_line, places.get(one.id, 0)))
    return CallbacksChanged(
        queue_id=queue_id,
        callbacks=tuple(callback_view(one, places.get(one.id, 0)) for one in shown[:MOST_SHOWN]),
    )


def callback_view(callback: Callback, place: int = 0) -> CallbackView:
    return CallbackView(
        callback_id=callback.id,
        number=masked(callback.number),
        queue_id=callback.queue_id,
        asked_at=callback.asked_at,
        due=callback.due,
        tries=callback.tries,
        state=callback.state.value,
        origin=callback.origin,
        why=callback.why,
        place_in_line=place,
        interaction_id=callback.interaction_id,
        callback_of=callback.callback_of,
    )


def all_callbacks(board: Board, tenant_id: str) -> tuple[CallbackView, ...]:
    queues = {one.queue_id for one in board.promises.open.values() if one.tenant_id == tenant_id}
    return tuple(view for queue_id in sorted(queues) for view in callbacks_of(board, queue_id).callbacks)


def plans_of(board: Board, tenant_id: str) -> PlansChanged:
    views = []
    for plan in board.center.plans.values():
        if plan.tenant_id != tenant_id:
            continue
        run = board.plans.running.get(plan.id)
        views.append(
            PlanView(
                plan_id=plan.id,
                name=plan.name,
                name_en=plan.name_en,
                on=run is not None,
                since=run.since if run else None,
                until=run.until if run else None,
                by_name=board.name_of(run.by) if run else "",
            )
        )
    return PlansChanged(plans=tuple(sorted(views, key=lambda view: view.name)))
