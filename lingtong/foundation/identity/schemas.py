from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.identity.model import DialRightName, SignedIn
from lingtong.foundation.identity.tables import AuditRow, RoleRow, UserRow

Language = Literal["zh", "en"]
Login = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$", to_lower=True)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
GivenPassword = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{3} ?[0-9]{3}$")]


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LogIn(_Ask):
    tenant: Annotated[str, StringConstraints(max_length=40)] | None = None
    login: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: GivenPassword
    totp: Annotated[str, StringConstraints(max_length=10)] | None = None


class NewPassword(_Ask):
    old: GivenPassword
    new: GivenPassword


class CodeAsk(_Ask):
    code: Code


class Confirmation(_Ask):
    password: GivenPassword


class LanguageAsk(_Ask):
    language: Language


class TenantView(BaseModel):
    id: str
    name: str


class OwnView(BaseModel):
    id: str
    login: str
    name: str
    role: str
    permissions: list[str]
    language: str
    agent_id: str | None
    agent_number: str | None
    tenant: TenantView
    totp: bool


class SessionView(BaseModel):
    csrf: str
    user: OwnView

    @classmethod
    def of(cls, signed: SignedIn, csrf: str) -> "SessionView":
        who = signed.principal
        return cls(
            csrf=csrf,
            user=OwnView(
                id=who.user_id,
                login=who.login,
                name=who.name,
                role=signed.role,
                permissions=sorted(who.permissions),
                language=who.language,
                agent_id=who.agent_id,
                agent_number=who.agent_number,
                tenant=TenantView(id=who.tenant_id, name=signed.tenant_name),
                totp=signed.has_second_factor,
            ),
        )


class TotpView(BaseModel):
    secret: str
    uri: str


class AgentAsk(BaseModel):
    """What the floor keeps of an agent; more fields are its business."""

    model_config = ConfigDict(extra="allow")

    agent_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")]


class UserAsk(_Ask):
    """Without a password a new user cannot sign in until one is set; a given one ends all sessions."""

    login: Login
    name: Name
    role_id: str
    language: Language = "zh"
    password: GivenPassword | None = None
    locked: bool = False
    agent: AgentAsk | None = None


class UserView(BaseModel):
    id: str
    login: str
    name: str
    role_id: str
    language: str
    locked: bool
    retired: bool
    totp: bool
    agent_id: str | None
    agent_number: str | None

    @classmethod
    def of(cls, row: UserRow) -> "UserView":
        return cls(
            id=row.id,
            login=row.login,
            name=row.name,
            role_id=row.role_id,
            language=row.language,
            locked=row.locked,
            retired=row.retired_at is not None,
            totp=row.totp_secret is not None,
            agent_id=row.agent_id,
            agent_number=row.agent_number,
        )


class RoleAsk(_Ask):
    name: Name
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    permissions: list[str] = Field(max_length=100)
    dial_right: DialRightName = "national"


class RoleView(BaseModel):
    id: str
    code: str
    name: str
    name_en: str
    permissions: list[str]
    dial_right: str

    @classmethod
    def of(cls, row: RoleRow) -> "RoleView":
        return cls(
            id=row.id,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            permissions=sorted(row.permissions),
            dial_right=row.dial_right,
        )


class AuditView(BaseModel):
    at: datetime
    actor: str
    agent_number: str | None
    act: str
    target: str
    data: dict[str, Any]
    hash: str

    @classmethod
    def of(cls, row: AuditRow, data: dict[str, Any]) -> "AuditView":
        return cls(
            at=row.at,
            actor=row.actor,
            agent_number=row.agent_number,
            act=row.act,
            target=row.target,
            data=data,
            hash=row.hash,
        )


class AuditPage(BaseModel):
    items: list[AuditView]
    next: str | None


class ChainView(BaseModel):
    """One step of the check: `checked` of `until` entries are as they were written, or `broken_at` is not."""

    checked: int
    until: int
    broken_at: int | None
