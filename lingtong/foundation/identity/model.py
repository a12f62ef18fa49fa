from enum import StrEnum
from typing import Literal

import msgspec


class Permission(StrEnum):
    DESK_USE = "desk.use"
    FLOOR_VIEW = "floor.view"
    FLOOR_SUPERVISE = "floor.supervise"
    FLOOR_SUPERVISE_ALL = "floor.supervise_all"
    WALLBOARD_VIEW = "wallboard.view"
    BOARD_EDIT = "board.edit"
    RECORDING_PLAY = "recording.play"
    RECORDING_PLAY_OWN = "recording.play_own"
    RECORDING_DOWNLOAD = "recording.download"
    RECORDING_KEEP = "recording.keep"
    NUMBER_VIEW = "number.view"
    ADMIN_USERS = "admin.users"
    ADMIN_CENTER = "admin.center"
    ADMIN_TRUNKS = "admin.trunks"
    ADMIN_AUDIT = "admin.audit"
    QUALITY_USE = "quality.use"
    FLOW_EDIT = "flow.edit"
    FLOW_PUBLISH = "flow.publish"


DialRightName = Literal["internal", "national", "international"]


class SeededRole(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    name_en: str
    permissions: frozenset[Permission]
    dial_right: DialRightName = "national"


P = Permission
SEEDED_ROLES = (
    SeededRole(
        code="agent",
        name="坐席",
        name_en="Agent",
        permissions=frozenset({P.DESK_USE, P.RECORDING_PLAY_OWN}),
    ),
    SeededRole(
        code="supervisor",
        name="主管",
        name_en="Supervisor",
        permissions=frozenset(
            {
                P.DESK_USE,
                P.FLOOR_VIEW,
                P.FLOOR_SUPERVISE,
                P.FLOOR_SUPERVISE_ALL,
                P.WALLBOARD_VIEW,
                P.BOARD_EDIT,
                P.RECORDING_PLAY,
                P.RECORDING_PLAY_OWN,
                P.RECORDING_DOWNLOAD,
                P.NUMBER_VIEW,
            }
        ),
    ),
    SeededRole(
        code="team_leader",
        name="班长",
        name_en="Team leader",
        permissions=frozenset(
            {P.DESK_USE, P.FLOOR_VIEW, P.FLOOR_SUPERVISE, P.WALLBOARD_VIEW, P.RECORDING_PLAY_OWN}
        ),
    ),
    SeededRole(
        code="evaluator",
        name="质检员",
        name_en="Evaluator",
        permissions=frozenset({P.FLOOR_VIEW, P.RECORDING_PLAY, P.QUALITY_USE}),
        dial_right="internal",
    ),
    SeededRole(
        code="administrator",
        name="管理员",
        name_en="Administrator",
        permissions=frozenset(Permission),
    ),
    SeededRole(
        code="wallboard",
        name="大屏",
        name_en="Wallboard",
        permissions=frozenset({P.WALLBOARD_VIEW}),
        dial_right="internal",
    ),
)


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks. Made from the session, never from the request."""

    user_id: str
    tenant_id: str
    login: str
    name: str
    permissions: frozenset[str]
    language: str = "zh"
    agent_id: str | None = None
    agent_number: str | None = None
    dial_right: DialRightName = "national"
    session_id: str = ""

    def may(self, *any_of: str) -> bool:
        """Has one of these permissions."""
        return not self.permissions.isdisjoint(any_of)


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A principal with what the screens show beside it."""

    principal: Principal
    role: str
    tenant_name: str
    has_second_factor: bool


class LogInAsk(msgspec.Struct, frozen=True, kw_only=True):
    """`tenant` is its short name; not needed where there is one."""

    login: str
    password: str
    tenant: str | None = None
    totp: str | None = None
