from typing import Any

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.agents.pins import pin_hash
from lingtong.floor.agents.store import user_of
from lingtong.foundation.catalog import Catalog, Finding, Invalid, Kind, Saving
from lingtong.foundation.db import Work
from lingtong.kit import Refusal
from lingtong.switch.numbers import DialRight, check_right, dialable
from lingtong.switch.trunks import Phones

OUTSIDE = "mobile-"  # begins the endpoint of who is called by a number: no phone of ours


class AgentPhones:
    """Sees to it that each agent has a phone."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    async def make(self, saving: Saving, values: dict[str, Any], old: AgentConfig | None) -> AgentConfig:
        endpoint = str(values["endpoint"])
        mobile = _mobile(values) if values["phone"] == "mobile" else ""
        if mobile:
            endpoint = f"{OUTSIDE}{saving.id}"
        elif values["phone"] == "browser":
            endpoint = await self._phones.browser_account(saving.work, saving.id, values["agent_number"])
        elif not endpoint or self._phones.is_browser_name(endpoint):
            message = "endpoint: choose the desk phone of this agent, or give the agent a browser phone."
            raise Invalid([Finding(field="endpoint", code="agent_without_phone", message=message)])
        await self._tell_the_user(saving, values["agent_number"])
        return AgentConfig(
            id=saving.id,
            tenant_id=saving.tenant_id,
            agent_number=values["agent_number"],
            name=values["name"],
            endpoint=endpoint,
            phone=values["phone"],
            persistent_leg=values["persistent_leg"] and not mobile,
            team_id=values["team_id"],
            skills=values["skills"],
            queues=tuple(dict.fromkeys(values["queues"])),
            dial_right=DialRight(values["dial_right"]),
            regions=tuple(dict.fromkeys(values["regions"])),
            qualifications=values["qualifications"],
            rank=values["rank"],
            pin_hash=_kept_pin(values["pin"], old),
            greeting=values["greeting"],
            mobile=mobile,
        )

    async def _tell_the_user(self, saving: Saving, agent_number: str) -> None:
        user = await user_of(saving.work.session, saving.id)
        if user is not None:
            user.agent_number = agent_number  # the session and the audit name people by it

    async def retired(self, work: Work, agent: AgentConfig) -> None:
        await self._phones.retire_browser_account(work, agent.id)


def _mobile(values: dict[str, Any]) -> str:
    """In the form that is dialed, within the agent's own right to dial."""
    try:
        number = dialable(values["mobile"])
        check_right(number, DialRight(values["dial_right"]))
    except Refusal as no:
        raise Invalid([Finding(field="mobile", code=no.code, message=f"mobile: {no.message}")]) from None
    return number


def _kept_pin(pin: str | None, old: AgentConfig | None) -> str:
    if pin is None:
        return old.pin_hash if old is not None else ""
    return pin_hash(pin) if pin else ""


class AgentBookOfTheFloor:
    """Fulfills identity's port `AgentBook`: the agent that a user is."""

    def __init__(self, catalog: Catalog, kind: Kind[AgentConfig]) -> None:
        self._catalog, self._kind = catalog, kind

    async def save(
        self, work: Work, agent_id: str | None, name: str, given: dict[str, Any]
    ) -> tuple[str, str]:
        """What `given` leaves out stays as it is; fields are named `agent.FIELD` in a refusal."""
        kept: dict[str, Any] = {}
        if agent_id is not None:
            kept = self._kind.view((await self._catalog.get(work, self._kind, agent_id)).item)
        try:
            saved = await self._catalog.save(
                work, self._kind, {**kept, **given, "name": name}, agent_id, by=None
            )
        except Invalid as no:
            raise Invalid([_in_agent(finding) for finding in no.findings]) from None
        return saved.item.id, saved.item.agent_number

    async def retire(self, work: Work, agent_id: str) -> None:
        await self._catalog.retire(work, self._kind, agent_id, by=None)


def _in_agent(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, field=f"agent.{finding.field}")
