"""What the journeys need beside the demo center, made through the administrator's own api.

Entry point 95500 leads straight to queue 3901, 95501 by a menu at once. Queue 3902 rings for two minutes, as
long as an engine may take to start; 95502 leads to it. Queue 3905, behind 95503, has words before the talk;
3906, behind 95504, is not recorded. Agents 9001 to 9003 have desk phones, and so have the supervisor 9101,
the team leader 9102, who leads 9002, and the administrator 9103; agent 9006 takes calls at a mobile phone.
"""

from dataclasses import dataclass

from tests.rig.people import Json, Person

CARRIER = "127.0.0.2"  # calls come in from here, and calls to outside numbers go there
PASSWORD = "a long word of the rig"
AGENTS = {
    "9001": "李明 Li Ming",
    "9002": "周涛 Zhou Tao",
    "9003": "孙悦 Sun Yue",
    "9004": "陈刚 Chen Gang",
    "9005": "何静 He Jing",
    "9101": "郑敏 Zheng Min",
    "9102": "马超 Ma Chao",
    "9103": "高洁 Gao Jie",
    "9006": "林芳 Lin Fang",
}
LEADERS = {"9101": "supervisor", "9102": "team_leader", "9103": "administrator"}
TEAM = ("9002", "9102")
NAILED = "9005"
MOBILE, MOBILE_NUMBER = "9006", "13900006666"
QUICK, MENU, SLOW, SPOKEN, NOT_RECORDED = "95500", "95501", "95502", "95503", "95504"
QUEUE, PATIENT = "3901", "3902"
WITH_WORDS = "3905"
# Longer than a full machine takes for what a test does meanwhile: to answer, or to start the engine again.
RINGS_FOR = 30.0
RINGS_PATIENTLY = 120.0
WORKS_AFTER = 180.0


@dataclass
class Center:
    queue_id: str
    secrets: dict[str, str]  # of the desk phones, by login


async def make_center(admin: Person, carrier_port: int) -> Center:
    skill = next(one for one in await admin.get("/api/admin/skills") if one["name_en"] == "Mandarin")
    skills = {skill["id"]: 1}
    queue_id = await _queue(admin, QUEUE, "试验", "Trial", skills=skills)
    patient_id = await _queue(admin, PATIENT, "耐心", "Patient", skills=skills, ring_for=RINGS_PATIENTLY)
    words = {"say_agent_number": True, "whisper_queue": True}
    spoken_id = await _queue(admin, WITH_WORDS, "报号", "With words", skills=skills, **words)
    off_id = await _queue(admin, "3906", "不录音", "Not recorded", skills=skills, recorded=False)
    await _make_entries(admin, queue_id, patient_id, spoken_id, off_id)
    await _make(
        admin,
        "trunks",
        name="carrier",
        kind="ip",
        host=CARRIER,
        port=carrier_port,
        allowed_ips=[CARRIER],
        caller_number="95598",
    )
    roles: list[Json] = await admin.get("/api/admin/roles")
    role_ids = {one["code"]: one["id"] for one in roles}
    team_id = await _make(admin, "teams", name="二组", name_en="Second team")
    secrets = {}
    for login, name in AGENTS.items():
        phone = await admin.ask("POST", "/api/admin/phones", {"name": f"desk-{login}"})
        secrets[login] = phone["secret"]
        seat = {
            "agent_number": login,
            "phone": "desk",
            "endpoint": f"desk-{login}",
            "persistent_leg": login == NAILED,
            "skills": {} if login in LEADERS else {skill["id"]: 5},
            "team_id": team_id if login in TEAM else "",
        }
        if login == MOBILE:
            seat |= {"phone": "mobile", "mobile": MOBILE_NUMBER, "endpoint": ""}
        role_id = role_ids[LEADERS.get(login, "agent")]
        body = {"login": login, "name": name, "role_id": role_id, "password": PASSWORD, "agent": seat}
        await admin.ask("POST", "/api/admin/users", body)
    return Center(queue_id=queue_id, secrets=secrets)


async def _queue(admin: Person, number: str, name: str, name_en: str, /, **rules: object) -> str:
    usual = {"ring_for": RINGS_FOR, "after_call_work": WORKS_AFTER}
    return await _make(admin, "queues", number=number, name=name, name_en=name_en, **usual | rules)


async def _make_entries(admin: Person, queue_id: str, patient_id: str, spoken_id: str, off_id: str) -> None:
    straight = {
        "answer": {"type": "answer", "next": "topic"},
        "topic": {"type": "set", "values": {"topic": "试验", "plan": "gold"}, "next": "queue"},
        "queue": {"type": "queue", "queue_id": queue_id},
    }
    menu = {
        **straight,
        "answer": {"type": "answer", "next": "menu"},
        "menu": {
            "type": "menu",
            "prompt": "main_menu",
            "keys": {"1": "topic", "0": "bye"},
            "labels": {"1": "试验 Trial"},
            "wait": 40,
            "otherwise": "bye",
        },
        "bye": {"type": "hang_up"},
    }
    slow = {**straight, "queue": {"type": "queue", "queue_id": patient_id}}
    spoken = {**straight, "queue": {"type": "queue", "queue_id": spoken_id}}
    entries = ((QUICK, "Straight", straight), (MENU, "Menu", menu), (SLOW, "Slow", slow))
    off = {**straight, "queue": {"type": "queue", "queue_id": off_id}}
    more = ((SPOKEN, "Spoken", spoken), (NOT_RECORDED, "Not recorded", off))
    for number, name, nodes in (*entries, *more):
        flow_id = await _make(admin, "flows", name=name, start="answer", nodes=nodes)
        await _make(admin, "entry-points", number=number, name=name, flow_id=flow_id, browser=True)


async def _make(admin: Person, kind: str, /, **body: object) -> str:
    made = await admin.ask("POST", f"/api/admin/{kind}", body)
    return str(made["id"])
