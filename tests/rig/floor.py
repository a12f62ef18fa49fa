"""A day on the floor of the real product: customers call by SIPp, agents answer at desk phones.

A test leaves the floor clean: `clean` ends what is open, and fails when something stays.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import numpy as np

from tests.rig import sipp as sip
from tests.rig.baresip import Baresip, baresip
from tests.rig.center import CARRIER, QUICK
from tests.rig.files import newest
from tests.rig.listen import HEARD, Recording, Sound, recording_of
from tests.rig.people import Agent, Json, Person, Refused
from tests.rig.product import Product
from tests.rig.sipp import Sipp, sipp
from tests.rig.voice import RATE, Voice, samples, share_of

CUSTOMER, AGENT, CONSULTANT = 440.0, 660.0, 880.0
TONES = {"customer": CUSTOMER, "agent": AGENT, "consultant": CONSULTANT}


class Customer:
    """Somebody who called by the carrier: has a voice and an ear, and can hang up."""

    def __init__(self, phone: Sipp, voice: Voice) -> None:
        self._phone, self.voice = phone, voice

    def press(self, keys: str) -> None:
        self.voice.press(keys)

    async def hears(self, tone: float, within: float = 20.0, seconds: float = 1.0) -> None:
        """Wait until, from now on, the tone was heard for so long."""
        await hears(self.voice, tone, within, seconds)

    async def stays(self, seconds: float) -> None:
        """Wait until so much sound has come, whatever is heard in it; a crowded machine may take longer."""
        end = len(self.voice.heard) + seconds * RATE
        async with asyncio.timeout(seconds * 2):
            while len(self.voice.heard) < end:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def hears_no(self, tone: float, within: float = 20.0) -> None:
        """Wait until the tone is not heard any more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while share_of(self.voice.just_now(), tone) > HEARD / 4:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                return
        raise AssertionError(f"{tone} Hz is still heard after {within} s")

    async def hangs_up(self) -> None:
        await self._phone.hang_up()
        self.voice.falls_silent()

    async def is_cleared(self, within: float = 20.0) -> None:
        await self._phone.done(within)
        self.voice.falls_silent()

    async def is_lost(self) -> None:
        """The switch died under the call: nobody will ever clear it."""
        await self._phone.end()
        self.voice.falls_silent()

    @property
    def is_on(self) -> bool:
        return self._phone.running

    def told(self) -> str:
        """What there is to say of this call when a test has failed."""
        return (
            f"heard {len(self.voice.heard)} bytes, said {self.voice.sent} packets\n{self._phone.log()[:6000]}"
        )


class Desk:
    """An agent at a desk phone."""

    def __init__(self, agent: Agent, phone: Baresip) -> None:
        self.agent, self.phone = agent, phone
        self.live = agent.live
        self._mark = 0

    async def answer(self, becomes: str = "talking") -> Json:
        """Pick up the ringing phone; the call as it was offered."""
        call = await self.agent.has_call("ringing")
        await self.phone.rings(after=self._mark)
        await self.phone.answer()
        self._mark = self.phone.mark()
        await self.agent.has_call(becomes)
        return call

    async def answers_consultation(self) -> Json:
        return await self.answer("consult")

    async def note(self, text: str) -> None:
        await self.do("save_notes", notes=text, revision=1)

    async def do(self, command: str, **fields: object) -> None:
        await self.agent.about(command, **fields)


async def hears(voice: Voice, tone: float, within: float = 20.0, seconds: float = 1.0) -> None:
    begin = len(voice.heard)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while Sound(samples(bytes(voice.heard[begin:]))).seconds_of(tone) < seconds:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            return
    sound = Sound(samples(bytes(voice.heard[begin:])))
    heard = {name: sound.seconds_of(known) for name, known in TONES.items()}
    raise AssertionError(f"{tone} Hz was not heard for {seconds} s, but {heard} in {sound.seconds:.1f} s")


class Floor:
    def __init__(self, product: Product) -> None:
        self.product = product
        self._agents: dict[str, Agent] = {}
        self._people: dict[str, Person] = {}
        self._customers: list[Customer] = []
        self._called: dict[str, datetime] = {}  # when this number called last
        self._leaving = AsyncExitStack()

    async def person(self, login: str) -> Person:
        """Somebody who is signed in, without a seat."""
        if login not in self._people:
            self._people[login] = await self.product.person(login).sign_in()
        return self._people[login]

    async def agent(self, login: str) -> Agent:
        """Signed in with an open screen."""
        if login not in self._agents:
            self._agents[login] = self.product.agent(login)
        agent = self._agents[login]
        if not agent.is_watching:
            await agent.open()
        await agent.live.until(lambda live: live.connected, what="an open screen")
        return agent

    async def desk(self, login: str = "9001", tone: float = AGENT, *, ready: bool = True) -> Desk:
        """An agent whose desk phone is registered; ready for calls unless told otherwise."""
        agent = await self.agent(login)
        secret, port = self.product.center.secrets[login], self.product.sip_port
        phone = await self._leaving.enter_async_context(
            baresip(f"desk-{login}", secret, switch_port=port, tone=tone)
        )
        await phone.registered()
        await agent.live.until(lambda live: live.seat.get("phone_reachable"), what="a reachable phone")
        if ready:
            await agent.ready()
        else:
            await agent.log_in()
        return Desk(agent, phone)

    @asynccontextmanager
    async def customer(
        self,
        number: str = QUICK,
        *,
        ani: str = "13812342046",
        tone: float = CUSTOMER,
        host: str = CARRIER,
        uri: str = "",
    ) -> AsyncIterator[Customer]:
        """Calls from the carrier at `host`, by the `uri` that was registered there if one is given."""
        self._called[ani[-4:]] = datetime.now(UTC)
        async with Voice(tone) as voice:
            scenario = sip.caller(number, voice_port=voice.port, caller=ani, uri=uri)
            async with sipp(scenario, self.product.sip_port, host=host) as phone:
                self._customers.append(customer := Customer(phone, voice))
                yield customer
                if customer.is_on:
                    with contextlib.suppress(AssertionError):  # both sides may hang up at the same moment
                        await customer.hangs_up()

    async def calls(
        self,
        number: str = QUICK,
        *,
        ani: str = "13812342046",
        tone: float = CUSTOMER,
        host: str = CARRIER,
        uri: str = "",
    ) -> Customer:
        """A customer who calls now and is gone at the end of the test at the latest."""
        return await self._leaving.enter_async_context(
            self.customer(number, ani=ani, tone=tone, host=host, uri=uri)
        )

    async def outside_phone(self, tone: float = CONSULTANT) -> Voice:
        """The voice of somebody outside, who answers any number that the carrier is asked for."""
        voice = Voice(tone, port=self.product.carrier_voice_port)
        return await self._leaving.enter_async_context(voice)

    async def recording(self, interaction_id: str, within: float = 20.0) -> Recording:
        """The finished recording, fetched as a supervisor fetches it."""
        boss = await self.person("2001")
        async with asyncio.timeout(within):
            while True:
                with contextlib.suppress(Refused):
                    record = await boss.get(f"/api/interactions/{interaction_id}")
                    (one,) = [one for one in record["recordings"] if one["complete"]] or [None]
                    if one is not None:
                        return recording_of(await boss.download(f"/api/recordings/{one['id']}/audio"))
                await asyncio.sleep(0.1)

    async def is_recorded(self, left: float = CUSTOMER, right: float = AGENT, within: float = 20.0) -> None:
        """Wait until the recording that goes on has a second of both tones, each in its channel."""
        said: float = 0
        heard: float = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while min(said, heard) < 1:
                    await asyncio.sleep(0.2)
                    said, heard = self._so_far("said", left), self._so_far("heard", right)
                return
        raise AssertionError(f"Recorded: {said} s of {left} Hz said, {heard} s of {right} Hz heard")

    def _so_far(self, part: str, tone: float) -> float:
        file, data = newest(self.product.recordings, f"*/*/*/*.{part}.sln"), b""
        with contextlib.suppress(FileNotFoundError):  # one that is over is made into another file
            data = file.read_bytes() if file is not None else b""
        return Sound(np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float64)).seconds_of(tone)

    async def restart(self) -> None:
        """Start the killed product again; its screens and its switch are back when this returns."""
        agents = [agent for agent in self._agents.values() if agent.is_watching]
        for agent in agents:
            await agent.live.until(lambda live: not live.connected, what="the end of the live socket")
        await self.product.start()
        for agent in agents:
            await agent.live.until(lambda live: live.connected and live.switch, what="socket and switch")

    async def record(
        self, interaction_id: str, within: float = 20.0, has: Callable[[Json], object] = lambda _: True
    ) -> Json:
        """The interaction's record, once its end and what it is to have came into the database."""
        boss = await self.person("2001")
        async with asyncio.timeout(within):
            while True:
                with contextlib.suppress(Refused):
                    found: Json = await boss.get(f"/api/interactions/{interaction_id}")
                    if found.get("ended_at") and has(found):
                        return found
                await asyncio.sleep(0.1)

    async def last_record(self, boss: Person, number: str, within: float = 30.0) -> Json:
        """The ended record of the last call from a number: records of its earlier calls are there before."""
        begin = self._called[number[-4:]] - timedelta(seconds=2)  # some times are told in whole seconds
        async with asyncio.timeout(within):
            while True:
                for one in (await boss.get("/api/interactions"))["items"]:
                    arrived = datetime.fromisoformat(one["arrived_at"])
                    if one["ended_at"] and one["number"][-4:] == number[-4:] and arrived > begin:
                        return dict(one)
                await asyncio.sleep(0.1)

    async def outage(self, why: str, ended_by: str, after: datetime, within: float = 20.0) -> Json:
        """The newest outage of that kind which ended later, once it is told of."""
        admin, told = await self.person("admin"), list[Json]()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while True:
                    told = (await admin.get("/api/system/availability"))["outages"]
                    for one in told:
                        ended = one["ended_at"] and datetime.fromisoformat(one["ended_at"]) > after
                        if ended and (one["why"], one["ended_by"]) == (why, ended_by):
                            return dict(one)
                    await asyncio.sleep(0.2)
        raise AssertionError(f"Waited for {why} until {ended_by}: {told[:5]}")

    async def upload(self, admin: Person, path: str, data: bytes) -> None:
        headers = {"X-CSRF-Token": admin.session["csrf"], "Content-Type": "audio/wav"}
        answer = await admin.http.put(path, content=data, headers=headers)
        if answer.is_error:
            raise Refused(answer)

    def told(self) -> str:
        """What there is to say when a test has failed: the product's last words, and the calls that go on."""
        calls = [customer.told() for customer in self._customers if customer.is_on]
        return "\n\n".join((self.product.output()[-3000:], *calls))

    async def clean(self) -> None:
        """Everybody hangs up and goes home; nothing may stay behind."""
        await self._leaving.aclose()
        self._leaving = AsyncExitStack()
        self._customers.clear()
        for agent in self._agents.values():
            if agent.live.connected:
                await _goes_home(agent)
        boss = await self.person("2001")
        await boss.open_screen()
        try:
            await boss.live.until(
                lambda live: all(queue["waiting"] == 0 for queue in live.queues.values()), 20, "empty queues"
            )
        finally:
            await boss.close_screen()


async def _goes_home(agent: Agent) -> None:
    def live_call(states: tuple[str, ...]) -> Json | None:
        return next((call for call in agent.live.calls.values() if call["state"] in states), None)

    await agent.live.until(
        lambda _: (
            not live_call(
                ("talking", "hold", "consult", "conference", "ringing", "dialing", "link_lost", "in_menu")
            )
        ),
        what="no call after everybody hung up",
    )
    while call := live_call(("after_call_work", "unfinished")):
        with contextlib.suppress(Refused):
            await agent.do("wrap_up", interaction_id=call["interaction_id"], disposition_id="", notes="")
        agent.live.calls.pop(call["interaction_id"], None)
    if agent.live.seat.get("state") != "logged_out":
        await agent.do("log_out")
        await agent.is_("logged_out")
    await agent.close_screen()
    agent.live.notices.clear()
    agent.live.gone.clear()
