"""People at their screens without a browser: signed in over HTTP, the live socket's picture before them."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from typing import Any, Self, TypeVar

import aiohttp
import httpx

ANSWERS_WITHIN = 30.0  # seconds: some tests ask hundreds of things at once
Json = dict[str, Any]
Found = TypeVar("Found")


class Refused(Exception):
    def __init__(self, answer: httpx.Response) -> None:
        body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.status, self.code = answer.status_code, str(body.get("code", ""))
        self.body = body
        super().__init__(
            f"{answer.request.method} {answer.request.url.path}: {self.status} {answer.text[:400]}"
        )


class Live:
    """What the screen would draw. Reconnects by itself, as the desk does."""

    def __init__(self) -> None:
        self.seat: Json = {}
        self.calls: dict[str, Json] = {}
        self.queues: dict[str, Json] = {}
        self.watched: dict[str, Json] = {}  # calls of others
        self.waiting: dict[str, list[Json]] = {}  # by the id of the queue
        self.alarms: list[Json] = []
        self.locks: list[Json] = []  # numbers that agents have reported
        self.menus: list[Json] = []  # callers who walk a menu
        self.agents: dict[str, Json] = {}
        self.gone: list[Json] = []
        self.notices: list[Json] = []
        self.connected = False
        self.switch = False
        self._news = asyncio.Condition()

    async def take(self, message: Json) -> None:
        """Whoever waits looks at each picture: two views at once would hide what was between them."""
        async with self._news:
            self._draw(message)
            self._news.notify_all()
        await asyncio.sleep(0)

    async def lost(self) -> None:
        async with self._news:
            self.connected = False
            self._news.notify_all()

    def _draw(self, message: Json) -> None:
        if message.get("watcher_id"):
            self._draw_watched(message)
            return
        match message["kind"]:
            case "hello":
                self._begin(message)
            case "seat.changed":
                self.seat = message["seat"]
            case "interaction.changed":
                self.calls[message["interaction"]["interaction_id"]] = message["interaction"]
            case "interaction.gone":
                self.calls.pop(message["interaction_id"], None)
                self.gone.append(message)
            case "notice":
                self.notices.append(message)
            case _:
                self._draw_floor(message)

    def _draw_floor(self, message: Json) -> None:
        match message["kind"]:
            case "waiting.changed":
                self.waiting[message["queue_id"]] = message["waiting"]
            case "alarms.changed":
                self.alarms = message["alarms"]
            case "locks.changed":
                self.locks = message["locks"]
            case "menus.changed":
                self.menus = message["callers"]
            case "agent.changed":
                self.agents[message["agent"]["agent_number"]] = message["agent"]
            case "queue.changed":
                self.queues[message["queue"]["number"]] = message["queue"]
            case "switch.changed":
                self.switch = message["connected"]

    def _draw_watched(self, message: Json) -> None:
        """A call of somebody else, for who watches it."""
        if message["kind"] == "interaction.changed":
            self.watched[message["interaction"]["interaction_id"]] = message["interaction"]
        else:
            self.watched.pop(message["interaction_id"], None)

    def _begin(self, hello: Json) -> None:
        self.connected, self.switch = True, hello["switch_connected"]
        self.seat = hello["seat"] or {}
        self.calls = {one["interaction_id"]: one for one in hello["interactions"]}
        self.queues = {one["number"]: one for one in hello["queues"]}
        self.waiting = {one["queue_id"]: one["waiting"] for one in hello.get("waiting", ())}
        self.watched = {one["interaction_id"]: one for one in hello.get("watched", ())}
        self.locks = hello.get("locks", [])
        self.menus = hello.get("menus", {}).get("callers", [])
        self.agents = {one["agent_number"]: one for one in hello.get("agents", ())}

    async def until(
        self, found: Callable[["Live"], Found | None], within: float = 20.0, what: str = ""
    ) -> Found:
        """Wait until this is true of the picture; what it gave."""

        async def wait() -> Found:
            async with self._news:
                while not (it := found(self)):
                    await self._news.wait()
                return it

        try:
            async with asyncio.timeout(within):
                return await wait()
        except TimeoutError:
            raise AssertionError(f"Not seen in {within} s: {what or found}\n{self}") from None

    def __str__(self) -> str:
        calls = [
            {name: call.get(name) for name in ("interaction_id", "state", "queue_name", "result", "can")}
            for call in self.calls.values()
        ]
        menus = [(caller["node_type"], caller["interaction_id"]) for caller in self.menus]
        return f"connected={self.connected} seat={self.seat}\ncalls={calls}\ngone={self.gone[-3:]}\n{menus=}"


class Person:
    """`open` signs in and opens the live socket; `close` ends both."""

    def __init__(self, address: str, login: str, password: str, tenant: str = "demo") -> None:
        self.login, self.password, self._tenant = login, password, tenant
        self._address = address
        self.http = httpx.AsyncClient(base_url=address, headers={"Origin": address}, timeout=ANSWERS_WITHIN)
        self.live = Live()
        self.session: Json = {}
        self._screen: asyncio.Task[None] | None = None
        self.window = f"w-{login}"

    @property
    def is_watching(self) -> bool:
        return self._screen is not None

    @property
    def agent_id(self) -> str:
        return str(self.session["user"]["agent_id"])

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def sign_in(self) -> Self:
        body = {"tenant": self._tenant, "login": self.login, "password": self.password}
        self.session = await self.ask("POST", "/api/session", body)
        return self

    async def open(self) -> Self:
        if not self.session:
            await self.sign_in()
        await self.open_screen()
        return self

    async def open_screen(self, window: str = "") -> None:
        self.window = window or self.window
        self._screen = asyncio.create_task(self._watch())
        await self.live.until(lambda live: live.connected, what="a live socket")

    async def close_screen(self) -> None:
        if self._screen is not None:
            self._screen.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._screen
            self._screen = None
            await self.live.lost()

    async def close(self) -> None:
        await self.close_screen()
        await self.http.aclose()

    async def get(self, path: str) -> Any:
        return await self.ask("GET", path)

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-CSRF-Token": self.session["csrf"]} if self.session else {}
        answer = await self.http.request(method, path, json=body, headers=headers)
        if answer.is_error:
            refused = Refused(answer)
            if refused.code != "session.password_needed":
                raise refused
            await self.ask("POST", "/api/session/confirmation", {"password": self.password})
            return await self.ask(method, path, body)
        return answer.json() if answer.content else None

    async def send_file(self, path: str, data: bytes) -> Any:
        """A file as the body itself."""
        answer = await self.http.post(path, content=data, headers={"X-CSRF-Token": self.session["csrf"]})
        if answer.is_error:
            raise Refused(answer)
        return answer.json()

    async def download(self, path: str) -> bytes:
        answer = await self.http.get(path)
        if answer.is_error:
            raise Refused(answer)
        return answer.content

    async def do(self, command: str, **fields: Any) -> str:
        """One of the engine's commands, by its tag; the interaction that it began, if it began one."""
        answer = await self.ask("POST", "/api/commands", {"do": command, **fields})
        return str(answer["interaction_id"])

    async def _watch(self) -> None:
        while True:
            cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
            headers = {"Cookie": cookie, "Origin": self._address}
            url = f"{self._address}/api/live?window={self.window}".replace("http", "ws", 1)
            with contextlib.suppress(aiohttp.ClientError, OSError):
                async with aiohttp.ClientSession() as http, http.ws_connect(url, headers=headers) as socket:
                    await self._read(socket)
            await self.live.lost()
            await asyncio.sleep(0.05)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async with asyncio.TaskGroup() as group:
            living = group.create_task(_say_alive(socket))
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self.live.take(message.json())
            living.cancel()


async def _say_alive(socket: aiohttp.ClientWebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_str('{"kind":"alive"}')
            await asyncio.sleep(4)


class Agent(Person):
    """A person with a seat, in the words of the floor."""

    async def log_in(self) -> None:
        await self.do("log_in", window_id=self.window)
        await self.live.until(lambda live: live.seat.get("state") != "logged_out", what="logged in")

    async def ready(self) -> None:
        """Logged in, the phone reachable, ready for calls."""
        if self.live.seat.get("state") == "logged_out":
            await self.log_in()
        await self.live.until(lambda live: live.seat.get("phone_reachable"), what="a reachable phone")
        await self.do("set_ready")
        await self.live.until(lambda live: live.seat["state"] in ("ready", "reserved"), what="ready")

    async def is_(self, state: str, within: float = 20.0) -> Json:
        return await self.live.until(
            lambda live: live.seat if live.seat.get("state") == state else None, within, f"the seat {state}"
        )

    async def has_call(self, state: str, within: float = 20.0) -> Json:
        """The call that is in this state at this seat."""
        return await self.live.until(
            lambda live: _first(call for call in live.calls.values() if call["state"] == state),
            within,
            f"a call {state} at {self.login}",
        )

    async def is_watched_by(self, *names: str) -> None:
        """Another screen may know it earlier than this one."""
        await self.live.until(
            lambda live: live.seat.get("watched_by") == list(names), what=f"watched by {names}"
        )

    async def has_no_call(self, within: float = 20.0) -> None:
        await self.live.until(lambda live: not live.calls, within, f"no call at {self.login}")

    async def about(self, command: str, **fields: Any) -> None:
        """A command about the call in hand."""
        call = next(iter(self.live.calls.values()))
        await self.do(command, interaction_id=call["interaction_id"], **fields)

    async def wrap_up(self, notes: str = "") -> str:
        """Finish after-call work with the first disposition; the interaction's id."""
        call = await self.has_call("after_call_work")
        chosen = call["dispositions"][0] if call["dispositions"] else ""
        await self.do("wrap_up", interaction_id=call["interaction_id"], disposition_id=chosen, notes=notes)
        await self.has_no_call()
        return str(call["interaction_id"])


def _first(found: Iterable[Json]) -> Json | None:
    return next(iter(found), None)
