"""What the demonstration's supervisors find on their floor: rules of alarms, a plan, the hall, a wall."""

from typing import Any

from lingtong.floor.map.model import Place, Room
from lingtong.foundation.config import RecordingSettings
from lingtong.insight.boards.model import Page, Tile

Body = dict[str, Any]
MEDIA = {"95598": "电视 TV", "95599": "网站 Web"}  # where callers found each number


def _rule(name: str, name_en: str, figure: str, limit: float, level: str = "alert", **more: Any) -> Body:
    deliver = ["screen", "sound"] if level == "alarm" else ["screen"]
    words = {"name": name, "name_en": name_en}
    return {**words, "figure": figure, "limit": limit, "level": level, "deliver": deliver, **more}


# Few at the top level: a rule that sounds must ask for an act.
ALARM_RULES: tuple[Body, ...] = (
    _rule("等待超过三分钟", "Waiting over three minutes", "longest_wait", 180, "alarm", enter_after=5),
    _rule("等待超过一分钟", "Waiting over a minute", "longest_wait", 60),
    _rule("排队过长", "Long line", "waiting", 5),
    _rule("服务水平偏低", "Low service level", "service_level", 0.8, enter_after=120, leave_share=1.0),
    _rule("来电骤增", "Sudden rise of calls", "change", 0.5, enter_after=60),
    _rule("无空闲坐席", "Nobody is free", "ready", 1, "notice", enter_after=120, leave_share=1.0),
    _rule("通话过长", "Long talk", "long_talk", 900, "notice"),
    _rule("示忙过长", "Busy for long", "long_not_ready", 1800, "notice"),
    _rule("话后过长", "Long wrap-up", "long_after_call_work", 180, "notice"),
    _rule("话机不可达", "Phone unreachable", "phone_unreachable", 30),
    _rule("中继中断", "Trunk down", "trunk_down", 10, "alarm", enter_after=0),
    _rule("无人值班", "Nobody on duty", "duty_gap", 3600, enter_after=0),
    _rule("通道将满", "Channels nearly full", "ports_use", 0.8),
)


def disk_rule(settings: RecordingSettings) -> Body:
    """From where the page of recordings calls the disk short, too."""
    limit = settings.warn_free / 100
    return _rule("录音磁盘空间不足", "Disk of recordings short", "disk_free", limit, enter_after=60)


def duty_roster(manager_id: str) -> Body:
    """By day the supervisor, by night and on free days an officer at a telephone; nobody is missing."""
    day = [{"day": at, "opens": "08:30", "closes": "17:30", "officer": "day"} for at in range(5)]
    night = [{"day": at, "opens": "17:30", "closes": "08:30", "officer": "night"} for at in range(5)]
    free = [{"day": at, "opens": "08:30", "closes": "08:30", "officer": "night"} for at in (5, 6)]
    return {
        "name": "值班经理",
        "name_en": "Duty manager",
        "officers": [
            {"key": "day", "name": "吴敏 Wu Min", "agent_id": manager_id},
            {"key": "night", "name": "李强 Li Qiang", "mobile": "13800138000"},
        ],
        "shifts": [*day, *night, *free],
    }


def surge_plan(queues: dict[str, str], entry_id: str, short_flow: str) -> Body:
    """Bills go where they are served sooner, the menu is short, callers hear that it will take long."""
    return {
        "name": "大面积停电应急",
        "name_en": "Widespread power cut",
        "overflow": {queues["3002"]: queues["3001"]},
        "flows": {entry_id: short_flow},
        "heavy_load": [queues["3001"], queues["3002"]],
        "most_hours": 4,
    }


def short_flow(queues: dict[str, str]) -> dict[str, Body]:
    """The emergency menu: one question less, whoever presses nothing reports a fault."""
    return {
        "answer": {"type": "answer", "next": "notice"},
        "notice": {"type": "play", "prompt": "recording_notice", "next": "menu"},
        "menu": {
            "type": "menu",
            "prompt": "short_menu",
            "keys": {"1": "fault", "2": "billing", "0": "fault"},
            "labels": {"1": "故障报修 Fault report", "2": "账单咨询 Billing", "0": "其他 Other"},
            "otherwise": "fault",
        },
        "fault": {"type": "queue", "queue_id": queues["3001"]},
        "billing": {"type": "queue", "queue_id": queues["3002"]},
    }


def hall(agents: dict[str, str]) -> tuple[Room, ...]:
    """An island of six, the supervisor at its head, and a row with places still free. Numbers to ids."""
    island = [(x, y, turn) for y, turn in ((0.75, 180), (1.9, 0)) for x in (0.75, 1.9, 3.05)]
    sitting = ("1001", "1002", "1003", "1004", "", "")
    desks = [
        Place(x=x, y=y, turn=turn, agent_id=agents.get(number) or None, label=f"A{at}")
        for at, ((x, y, turn), number) in enumerate(zip(island, sitting, strict=True), start=1)
    ]
    head = Place(x=5.4, y=1.3, turn=270, agent_id=agents.get("2001"), label="S1")
    row = tuple(Place(x=0.75 + 1.15 * at, y=0.75, label=f"B{at + 1}") for at in range(5))
    return (
        Room(name="一号厅 Hall One", layout="matrix", seats=(*desks, head)),
        Room(name="备用席 Reserve", layout="straight", seats=row),
    )


def wall(queues: dict[str, str], entries: dict[str, str]) -> tuple[Page, ...]:
    """55 inches seen from ten meters: three by two tiles a page. Queues, people, numbers by medium."""
    fault, billing = queues["3001"], queues["3002"]
    return (
        Page(
            title="排队 Queues",
            tiles=(
                Tile(x=0, y=0, figure="queue.waiting", of=fault, goal=5, title="故障 Fault"),
                Tile(x=1, y=0, figure="queue.longest", of=fault, goal=60),
                Tile(x=2, y=0, figure="queue.today.service_level", of=fault, goal=0.8),
                Tile(x=0, y=1, figure="queue.waiting", of=billing, goal=5, title="账单 Billing"),
                Tile(x=1, y=1, figure="queue.longest", of=billing, goal=60),
                Tile(x=2, y=1, figure="queue.today.service_level", of=billing, goal=0.8),
            ),
        ),
        Page(
            title="坐席 Agents",
            tiles=(
                Tile(x=0, y=0, figure="center.logged_in"),
                Tile(x=1, y=0, figure="center.ready"),
                Tile(x=2, y=0, figure="center.talking"),
                Tile(x=0, y=1, figure="center.after_call_work"),
                Tile(x=1, y=1, figure="center.not_ready"),
                Tile(x=2, y=1, figure="center.ports"),
            ),
        ),
        Page(
            title="接入 Entry points",
            tiles=(
                Tile(
                    x=0,
                    y=0,
                    figure="entry_point.this_hour.arrivals",
                    of=f"media:{MEDIA['95598']}",
                    title="95598 来电",
                ),
                Tile(x=1, y=0, figure="entry_point.waiting", of=f"media:{MEDIA['95598']}"),
                Tile(x=2, y=0, figure="entry_point.today.answered", of=entries["95598"]),
                Tile(
                    x=0,
                    y=1,
                    figure="entry_point.this_hour.arrivals",
                    of=f"media:{MEDIA['95599']}",
                    title="95599 来电",
                ),
                Tile(x=1, y=1, figure="entry_point.waiting", of=f"media:{MEDIA['95599']}"),
                Tile(x=2, y=1, figure="entry_point.today.lost", of=entries["95598"]),
            ),
        ),
    )
