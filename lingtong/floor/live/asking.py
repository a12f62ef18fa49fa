"""From a request body to the engine's answer."""

import msgspec
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lingtong.floor.live.any_command import AnyCommand
from lingtong.floor.live.commands import (
    AboutLock,
    AskCallback,
    BlindTransfer,
    Consult,
    Dial,
    Done,
    EngineCommand,
    SetScreen,
)
from lingtong.floor.live.errors import CommandUnreadable, NoSeat, TooManyCommands, refused_by_engine
from lingtong.floor.live.ports import Centers
from lingtong.floor.live.recording_commands import ByProgram
from lingtong.floor.live.supervising import Trail, permitted
from lingtong.foundation.bus import Bus
from lingtong.foundation.identity import Principal
from lingtong.switch.numbers import DialRight, check_right, dialable

WITHIN = 3.0
LONGEST_TEXT = 20_000
A_SECOND = 15  # commands of one person; a fast hand makes three

_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)


class _Refused(msgspec.Struct):
    code: str
    status: int
    message: str
    params: dict[str, str | int | float] = {}


class _Answer(msgspec.Struct):
    ok: Done | None = None
    refused: _Refused | None = None


_answers = msgspec.json.Decoder(_Answer)


class EngineDesk:
    """Where commands for the engine are handed in."""

    def __init__(self, bus: Bus, centers: Centers, trail: Trail) -> None:
        self._bus, self._centers, self._trail = bus, centers, trail
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerSecond(A_SECOND)

    async def ask(self, command: EngineCommand) -> Done:
        """Raises the engine's refusal, or `NobodyAnswers`."""
        answer = _answers.decode(
            await self._bus.ask("engine.command", msgspec.json.encode(command), within=WITHIN)
        )
        if answer.refused is not None:
            no = answer.refused
            raise refused_by_engine(no.code, no.status)(no.message, **no.params)
        return answer.ok or Done()

    async def ask_for(self, who: Principal, body: bytes) -> Done:
        if who.agent_id is None:
            raise NoSeat("You are not an agent: there is no seat to act from.")
        if not self._limiter.hit(self._limit, who.user_id):
            raise TooManyCommands("That was too fast. Wait a second.", retry_after=1)
        return await self.ask_as(who, command_of(body, who.tenant_id, who.agent_id))

    async def ask_as(self, who: Principal, command: AnyCommand) -> Done:
        """What this person may ask, with its trail."""
        command = self.checked(who, command)
        done = await self.ask(command)
        await self._trail.keep(who, command, done.interaction_id)
        return done

    def checked(self, who: Principal, command: AnyCommand) -> AnyCommand:
        """With its number in the form that is dialed and the team that it reaches, or refused."""
        match command:
            case Dial(number=number):
                return msgspec.structs.replace(command, number=self._may_dial(who, number))
            case Consult(kind="number", target=number) | BlindTransfer(kind="number", target=number):
                return msgspec.structs.replace(command, target=self._may_dial(who, number))
            case AskCallback(number=number) if number:
                return msgspec.structs.replace(command, number=self._may_dial(who, number))
            case AboutLock():
                named = msgspec.structs.replace(command, by=who.name)
                return permitted(who, named, self._centers.current())
            case SetScreen() | ByProgram():
                raise CommandUnreadable("The open socket and the api tell of this, nobody else.", field="do")
            case _:
                return permitted(who, command, self._centers.current())

    def _may_dial(self, who: Principal, text: str) -> str:
        number = dialable(text)
        tenant = self._centers.current().tenants.get(who.tenant_id)
        check_right(number, DialRight(who.dial_right), tenant.region if tenant is not None else "CN")
        return number


def command_of(body: bytes, tenant_id: str, agent_id: str) -> AnyCommand:
    """Whose command it is comes from the session, whatever the body says."""
    try:
        given = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        own = {"tenant_id": tenant_id, "agent_id": agent_id}
        command = _commands.decode(msgspec.json.encode({**given, **own}))
    except msgspec.MsgspecError as error:
        text, _, path = str(error).partition(" - at `$")
        raise CommandUnreadable(text, field=path.strip(".`")) from None
    except UnicodeDecodeError:
        raise CommandUnreadable("The body is not UTF-8.", field="") from None
    for name in command.__struct_fields__:
        value = getattr(command, name)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise CommandUnreadable(f"At most {LONGEST_TEXT} characters.", field=name)
    return command
