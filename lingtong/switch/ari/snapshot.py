"""All that lives in the switch, asked for once after each connection."""

import asyncio
from typing import TypeVar

import msgspec

from lingtong.switch import events as tell
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari.generated import Application, Bridge, Channel, Endpoint, Variables
from lingtong.switch.ari.legs import ARGUMENTS, FAX, VARIABLE, Leg, Legs, leg_of
from lingtong.switch.ari.listening import BRIDGE, SNOOP
from lingtong.switch.ari.socket import AriSocket

Model = TypeVar("Model")


class Snapshot(msgspec.Struct, frozen=True):
    """`snoops` and `ears`: channels and bridges in which somebody listened through an earlier connection."""

    legs: list[Leg]
    bridges: list[Bridge]
    endpoints: list[Endpoint]
    snoops: list[str]
    ears: list[str]

    def told(
        self, legs: Legs, reachable: frozenset[str], recordings: tuple[str, ...]
    ) -> tell.SwitchConnected:
        bridge_of = {channel: bridge.id for bridge in self.bridges for channel in bridge.channels}
        seen = [leg for leg in self.legs if legs.get(leg.id) is leg]
        for leg in seen:
            leg.bridge_id = bridge_of.get(leg.channel_id, "")
        return tell.SwitchConnected(
            legs=tuple(_seen(leg) for leg in seen),
            bridges=tuple(bridge.id for bridge in self.bridges),
            reachable=reachable,
            recordings=recordings,
        )


async def take_snapshot(socket: AriSocket, app: str) -> Snapshot:
    application = await _read(socket, ari.applications_get(app), Application)
    channels = await _read(socket, ari.channels_list(), list[Channel])
    bridges = await _read(socket, ari.bridges_list(), list[Bridge])
    endpoints = await _read(socket, ari.endpoints_list_by_tech("PJSIP"), list[Endpoint])
    ours = {channel_id for channel_id in application.channel_ids if not channel_id.startswith(SNOOP)}
    legs = await asyncio.gather(*(_adopt(socket, channel) for channel in channels if channel.id in ours))
    mixing = [bridge for bridge in bridges if bridge.bridge_class == "stasis"]
    return Snapshot(
        list(legs),
        [bridge for bridge in mixing if not bridge.id.startswith(BRIDGE)],
        endpoints,
        [channel.id for channel in channels if channel.id.startswith(SNOOP)],
        [bridge.id for bridge in mixing if bridge.id.startswith(BRIDGE)],
    )


async def _read(socket: AriSocket, request: ari.Request, model: type[Model]) -> Model:
    return msgspec.json.decode(await socket.fetch(request), type=model)


async def _adopt(socket: AriSocket, channel: Channel) -> Leg:
    kept = await _variables(socket, channel.id)
    # `trunk:carrier,95598` or `out,phone:1001`; kept by ourselves where the leg may be in the dialplan.
    said = channel.dialplan.app_data.partition(",")[2]
    words = kept.get(ARGUMENTS, said).split(",")
    arrived = len(words) == 2 and words[0] != "out"
    leg = Leg(leg_of(channel.id), channel.id, arrived=arrived, followed=ARGUMENTS in kept)
    leg.fax_id = kept.get(FAX, "")
    leg.carried_fax = bool(leg.fax_id)
    leg.connected = channel.state == "Up"
    leg.alerting = channel.state == "Ringing"
    leg.ani = channel.caller.number if arrived else ""
    if len(words) == 2:
        leg.source, leg.dnis = (words[0], words[1]) if arrived else (words[1], "")
    try:
        leg.variables = msgspec.json.decode(kept.get(VARIABLE) or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        leg.variables = {}
    return leg


async def _variables(socket: AriSocket, channel_id: str) -> dict[str, str]:
    """One by one: asked for several, Asterisk tells none where one of them is not set."""
    kept: dict[str, str] = {}
    for name in (VARIABLE, ARGUMENTS, FAX):
        if name == FAX and ARGUMENTS not in kept:
            break
        answer = await socket.answer(ari.channels_get_channel_vars(channel_id, name))
        if answer.status_code == 200:
            found = msgspec.json.decode(answer.message_body, type=Variables).variables
            kept.update({key: str(value) for key, value in found.items() if value})
    return kept


def _seen(leg: Leg) -> tell.LegSeen:
    return tell.LegSeen(
        leg_id=leg.id,
        connected=leg.connected,
        ani=leg.ani,
        dnis=leg.dnis,
        source=leg.source,
        bridge_id=leg.bridge_id,
        variables=dict(leg.variables),
    )
