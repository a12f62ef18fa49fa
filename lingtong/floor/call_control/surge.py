"""What is asked against a surge: callbacks promised by hand, emergency plans. The api has checked who may."""

from lingtong.floor.call_control import callbacks
from lingtong.floor.call_control.board import Board
from lingtong.floor.live import commands as ask

AboutSurge = ask.AskCallback | ask.CancelCallback | ask.CallbackNow | ask.StartPlan | ask.EndPlan


def about_surge(board: Board, command: AboutSurge) -> ask.Done:
    match command:
        case ask.AskCallback():
            return ask.Done(callback_id=callbacks.ask(board, command))
        case ask.CancelCallback():
            callbacks.cancel(board, command)
        case ask.CallbackNow():
            callbacks.call_now(board, command)
        case ask.StartPlan(tenant_id=tenant_id, plan_id=plan_id, agent_id=by):
            board.plans.start(tenant_id, plan_id, by)
        case ask.EndPlan(tenant_id=tenant_id, plan_id=plan_id, agent_id=by):
            board.plans.end(tenant_id, plan_id, by)
    return ask.Done()
