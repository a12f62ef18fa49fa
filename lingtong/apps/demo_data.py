"""What the demonstration center is made of: a small power company's service line."""

from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
Nodes = dict[str, Body]
WHOLE_DAY: Body = {"opens": "00:00", "closes": "24:00"}

SKILLS: dict[str, Body] = {
    "mandarin": {"name": "普通话", "name_en": "Mandarin"},
    "english": {"name": "英语", "name_en": "English"},
    "billing": {"name": "账单", "name_en": "Billing"},
    "fault": {"name": "故障", "name_en": "Faults"},
}
BOXES = {
    "3001": ("故障报修留言", "Fault messages"),
    "3002": ("账单咨询留言", "Billing messages"),
    "3003": ("英语服务留言", "English messages"),
}
SURVEY: Body = {
    "name": "服务满意度",
    "name_en": "Satisfaction",
    "low": 2,
    "questions": [
        {"key": "satisfaction", "text": "满意度", "text_en": "Satisfaction"},
        {"key": "solved", "text": "问题是否解决", "text_en": "Was it solved", "kind": "yes_no"},
    ],
}
REASONS: tuple[Body, ...] = (
    {"code": "break", "name": "小休", "name_en": "Break", "limit": 900},
    {"code": "meal", "name": "就餐", "name_en": "Meal", "limit": 3600},
    {"code": "training", "name": "培训", "name_en": "Training"},
    {"code": "meeting", "name": "会议", "name_en": "Meeting"},
)
QUEUES: dict[str, Body] = {
    "3001": {
        "name": "故障报修",
        "name_en": "Fault report",
        "skills": {"mandarin": 3, "fault": 3},
        "priority": 5,
    },
    "3002": {"name": "账单咨询", "name_en": "Billing", "skills": {"mandarin": 3, "billing": 3}},
    "3003": {"name": "英语服务", "name_en": "English service", "skills": {"english": 3}},
}
_FAULT, _BILL, _ALL = ("3001", "3003"), ("3002", "3003"), ("3001", "3002", "3003")


def _said(name: str, name_en: str, group: tuple[str, str], queues: tuple[str, ...]) -> Body:
    return {"name": name, "name_en": name_en, "group": group[0], "group_en": group[1], "queues": queues}


_REPORTS, _BILLS, _OTHER = ("故障", "Faults"), ("账单", "Billing"), ("其他", "Other")
_BODIES: dict[str, Body] = {
    "outage": _said("停电报修", "Power cut", _REPORTS, _FAULT),
    "meter": _said("电表故障", "Meter fault", _REPORTS, _FAULT),
    "hazard": _said("线路隐患", "Hazard on a line", _REPORTS, _FAULT),
    "voltage": _said("电压异常", "Voltage problem", _REPORTS, _FAULT),
    "progress": _said("催办进度", "Progress of a repair", _REPORTS, _FAULT),
    "bill": _said("电费查询", "Bill inquiry", _BILLS, _BILL),
    "payment": _said("缴费问题", "Payment problem", _BILLS, _BILL),
    "invoice": _said("发票", "Invoice", _BILLS, _BILL),
    "tariff": _said("电价咨询", "Tariff inquiry", _BILLS, _BILL),
    "complaint": _said("投诉", "Complaint", _OTHER, _ALL),
    "praise": _said("表扬", "Praise", _OTHER, _ALL),
    "advice": _said("一般咨询", "General inquiry", _OTHER, _ALL),
    "wrong_number": _said("误拨", "Wrong number", _OTHER, _ALL),
    "silent": _said("无声电话", "Silent call", _OTHER, _ALL),
}
DISPOSITIONS: dict[str, Body] = {code: {**body, "code": code} for code, body in _BODIES.items()}


@dataclass(frozen=True)
class Person:
    """Levels of `skills` by the skill's key in SKILLS."""

    login: str
    name: str
    role: str
    agent_number: str = ""
    skills: dict[str, int] = field(default_factory=dict)
    desk_phone: str = ""


def _agent(number: str, name: str, desk_phone: str = "", **skills: int) -> Person:
    return Person(number, name, "agent", number, skills, desk_phone)


# Every queue can be served by 1001 alone, so that one window is enough for a first trial.
AGENTS = (
    _agent("1001", "王丽 Wang Li", mandarin=10, fault=8, billing=5, english=4),
    _agent("1002", "张华 Zhang Hua", mandarin=10, billing=8, fault=4),
    _agent("1003", "陈洁 Chen Jie", mandarin=9, english=8, billing=4),
    _agent("1004", "刘燕 Liu Yan", "desk-1004", mandarin=10, fault=6, billing=6, english=3),
)
OTHERS = (
    Person("2001", "吴敏 Wu Min", "supervisor", "2001"),
    Person("admin", "管理员 Administrator", "administrator"),
    Person("wall", "大屏 Wallboard", "wallboard"),
)


def office_week() -> list[list[Body]]:
    return [[{"opens": "09:00", "closes": "17:00"}]] * 5 + [[], []]


# To which agents send a customer: the rating comes back as attached data.
RATING: Nodes = {
    "ask": {
        "type": "menu",
        "prompt": "rate_service",
        "keys": {"1": "good", "2": "fair", "3": "bad"},
        "labels": {"1": "满意", "2": "一般", "3": "不满意"},
        "otherwise": "none",
    },
    "good": {"type": "set", "values": {"rating": "满意"}, "next": "kept"},
    "fair": {"type": "set", "values": {"rating": "一般"}, "next": "kept"},
    "bad": {"type": "set", "values": {"rating": "不满意"}, "next": "kept"},
    "none": {"type": "set", "values": {"rating": "未评价"}, "next": "end"},
    "kept": {"type": "play", "prompt": "rating_kept", "next": "end"},
    "end": {"type": "hang_up"},
}


def main_flow(queues: dict[str, str], calendar_id: str) -> Nodes:
    """Greeting and menu; who presses nothing still comes to a person."""
    return {
        "answer": {"type": "answer", "next": "hours"},
        "hours": {"type": "hours", "calendar_id": calendar_id, "open": "welcome", "closed": "duty"},
        "welcome": {"type": "play", "prompt": "welcome", "next": "notice"},
        "notice": {"type": "play", "prompt": "recording_notice", "next": "menu"},
        "menu": {
            "type": "menu",
            "prompt": "main_menu",
            "keys": {"1": "fault", "2": "billing", "9": "english"},
            "labels": {
                "1": "故障报修 Fault report",
                "2": "账单咨询 Billing",
                "9": "英语服务 English service",
            },
            "otherwise": "fault",
        },
        "fault": {"type": "set", "values": {"topic": "故障报修"}, "next": "queue_fault"},
        "billing": {"type": "set", "values": {"topic": "账单咨询"}, "next": "queue_billing"},
        "english": {
            "type": "set",
            "values": {"language": "en", "topic": "English service"},
            "next": "queue_english",
        },
        "queue_fault": {"type": "queue", "queue_id": queues["3001"]},
        "queue_billing": {"type": "queue", "queue_id": queues["3002"]},
        "queue_english": {"type": "queue", "queue_id": queues["3003"]},
    }


def after_hours(roster_id: str, box_id: str) -> Nodes:
    """Outside the hours: the officer's telephone; who reaches nobody leaves a message."""
    return {
        "duty": {
            "type": "duty",
            "roster_id": roster_id,
            "number": "officer",
            "on_duty": "to_officer",
            "nobody": "message",
        },
        "to_officer": {"type": "transfer", "to": "number", "number": "{officer}", "failed": "message"},
        "message": {"type": "voicemail", "box_id": box_id, "done": "bye", "failed": "bye"},
        "bye": {"type": "hang_up", "prompt": "closed"},
    }


def english_flow(queues: dict[str, str]) -> Nodes:
    topics = {"1": ("fault", "Fault report"), "2": ("billing", "Billing"), "0": ("other", "General")}
    return {
        "answer": {"type": "answer", "next": "welcome"},
        "welcome": {"type": "play", "prompt": "welcome", "next": "notice"},
        "notice": {"type": "play", "prompt": "recording_notice", "next": "menu"},
        "menu": {
            "type": "menu",
            "prompt": "short_menu",
            "keys": {key: node for key, (node, _) in topics.items()},
            "labels": {key: label for key, (_, label) in topics.items()},
            "otherwise": "other",
        },
        **{
            node: {"type": "set", "values": {"topic": label}, "next": "queue"}
            for node, label in topics.values()
        },
        "queue": {"type": "queue", "queue_id": queues["3003"]},
    }
