"""Write `lingtong/switch/ari/generated.py` from Asterisk's own description of ARI.

`python -m tools.generate.ari_client [RUNTIME]` writes it; `--check` only says whether it is up to date.
Models and requests are those that we use: one more is one more word in `EVENTS` or `REQUESTS`.
"""

import argparse
import json
import keyword
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "lingtong/switch/ari/generated.py"
EVENTS = (
    "StasisStart StasisEnd ChannelDestroyed ChannelStateChange ChannelDtmfReceived ChannelHold ChannelUnhold "
    "ChannelHangupRequest ChannelUserevent ChannelTalkingStarted ChannelTalkingFinished Dial "
    "PlaybackFinished RecordingFinished RecordingFailed ApplicationReplaced RESTResponse"
).split()
ANSWERS = "Application Variables".split()
REQUESTS = {
    "applications": "get filter subscribe",
    "bridges": "list createWithId destroy addChannel removeChannel",
    "channels": "list hangup originateWithId answer ring mute unmute startMoh stopMoh playWithId sendDTMF "
    "record continueInDialplan setChannelVars getChannelVars snoopChannelWithId startSilence stopSilence",
    "endpoints": "listByTech",
    "events": "userEvent",
    "playbacks": "stop",
    "recordings": "stop",
}
# Of models that come with each event, only what is read: the rest would be made and thrown away.
READ = {
    "CallerID": "name number".split(),
    "DialplanCEP": "app_data".split(),
    "Channel": "id state caller dialplan".split(),
    "Bridge": "id bridge_class channels".split(),
    "ChannelDtmfReceived": "digit channel".split(),
    "ChannelHold": "channel".split(),
    "ChannelHangupRequest": "cause channel".split(),
    "ChannelUserevent": "eventname".split(),
    "ChannelTalkingStarted": "channel".split(),
    "ChannelTalkingFinished": "channel".split(),
    "ChannelDestroyed": "cause tech_cause channel".split(),
    "Dial": "peer dialstatus".split(),
    "StasisStart": "args channel".split(),
    "Playback": "id state".split(),
    "LiveRecording": "name duration".split(),
    "RESTResponse": "request_id status_code reason_phrase uri message_body".split(),
}
PLAIN = {"string": "str", "Date": "str", "int": "int", "long": "int", "double": "float", "boolean": "bool"}
DEFAULTS = {"str": '""', "int": "0", "float": "0.0", "bool": "False"}
LOOSE = {"object": "dict[str, Any]", "containers": "dict[str, Any]"}

Json = dict[str, Any]


class Description:
    """The files of `rest-api`: models by name, operations by file and nickname."""

    def __init__(self, folder: Path) -> None:
        self.models: dict[str, Json] = {}
        self.operations: dict[tuple[str, str], tuple[str, Json]] = {}
        for file in sorted(folder.glob("*.json")):
            if file.stem == "resources":
                continue
            page = json.loads(file.read_text())
            self.models.update(page.get("models", {}))
            for api in page["apis"]:
                for operation in api["operations"]:
                    self.operations[file.stem, operation["nickname"]] = api["path"], operation

    def needed_by(self, names: list[str]) -> list[str]:
        """These models and those they are made of, each after its parts."""
        order: list[str] = []

        def visit(name: str) -> None:
            if name in order:
                return
            for prop in properties(name, self.models[name]).values():
                part = _item(prop["type"])
                if part in self.models:
                    visit(part)
            order.append(name)

        for name in names:
            visit(name)
        return order


def properties(name: str, described: Json) -> dict[str, Json]:
    wanted = READ.get(name)
    found: dict[str, Json] = described["properties"]
    return found if wanted is None else {field: found[field] for field in found if field in wanted}


def _item(kind: str) -> str:
    match = re.fullmatch(r"List\[(\w+)\]", kind)
    return match[1] if match else kind


def snake(name: str) -> str:
    plain = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
    return plain + "_" if keyword.iskeyword(plain) else plain


def python_type(kind: str) -> str:
    item = _item(kind)
    inner = PLAIN.get(item) or LOOSE.get(item) or item
    return inner if item == kind else f"list[{inner}]"


def model(name: str, described: Json, event: bool) -> str:
    tag = f', tag_field="type", tag="{name}"' if event else ""
    lines = [f"class {name}(msgspec.Struct, frozen=True, kw_only=True{tag}):"]
    for field, prop in properties(name, described).items():
        if event and field == "type":
            continue
        kind = python_type(prop["type"])
        # What the description calls required may be missing for lists: those of modules that are not loaded.
        if kind.startswith(("list", "dict")):
            lines.append(f"    {snake(field)}: {kind} = {'[]' if kind.startswith('list') else '{}'}")
        elif prop.get("required"):
            lines.append(f"    {snake(field)}: {kind}")
        elif kind in DEFAULTS:
            lines.append(f"    {snake(field)}: {kind} = {DEFAULTS[kind]}")
        else:
            lines.append(f"    {snake(field)}: {kind} | None = None")
    return "\n".join(lines if len(lines) > 1 else [*lines, "    pass"])


def request(room: str, nickname: str, path: str, operation: Json) -> str:
    parameters = operation.get("parameters", [])
    by_place: dict[str, list[Json]] = {"path": [], "query": [], "body": []}
    for parameter in parameters:
        by_place[parameter["paramType"]].append(parameter)
    required = [one for one in parameters if one.get("required") or one["paramType"] == "path"]
    optional = [one for one in parameters if one not in required]
    arguments = [f"{snake(one['name'])}: {python_type(one['dataType'])}" for one in required]
    if optional:
        arguments.append("*")
        arguments += [
            f"{snake(one['name'])}: {python_type(one['dataType'])} | None = None" for one in optional
        ]
    uri = re.sub(r"\{(\w+)\}", lambda found: "{" + f"_part({snake(found[1])})" + "}", path).lstrip("/")
    made = [f'"{operation["httpMethod"]}"', f'f"{uri}"' if "{" in uri else f'"{uri}"']
    if by_place["query"]:
        pairs = ", ".join(f'"{one["name"]}": {snake(one["name"])}' for one in by_place["query"])
        made.append(f"query=_given({{{pairs}}})")
    for body in by_place["body"]:
        name = snake(body["name"])
        made.append(f'body={{"variables": {name}}}' if name == "variables" else f"body={name}")
    head = f"def {room}_{snake(nickname)}({', '.join(arguments)}) -> Request:"
    text = f"{head}\n    return Request({', '.join(made)})"
    return text.replace('body={"variables": variables}', 'body=_given({"variables": variables})')


HEAD = '''"""Generated by tools/generate/ari_client.py from Asterisk's description of ARI. Do not edit."""

# ruff: noqa: A002, PLR0913

from typing import Any
from urllib.parse import quote

import msgspec


class Request(msgspec.Struct, frozen=True):
    method: str
    uri: str
    query: dict[str, str] = {}
    body: dict[str, Any] | None = None


def _part(text: str) -> str:
    plain = text.isascii() and text.replace("-", "").isalnum()  # as our own ids are
    return text if plain else quote(text, safe="~:@")


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items() if value is not None}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value
'''


def generate(folder: Path) -> str:
    description = Description(folder)
    rest = next(iter(description.models["RESTResponse"]["properties"]), "")
    if not rest:
        raise SystemExit(f"{folder} describes no RESTResponse: this Asterisk is too old.")
    parts = [HEAD]
    needed = description.needed_by([*EVENTS, *ANSWERS, "Channel", "Bridge", "Endpoint"])
    parts += [model(name, description.models[name], event=name in EVENTS) for name in needed]
    parts.append(f"AnyEvent = {' | '.join(EVENTS)}")
    parts.append(f"EVENT_NAMES = ({', '.join(repr(name) for name in EVENTS)})")
    for room, nicknames in REQUESTS.items():
        parts += [
            request(room, nickname, *description.operations[room, nickname]) for nickname in nicknames.split()
        ]
    return formatted("\n\n\n".join(parts) + "\n")


def formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff"]
    name = ["--stdin-filename", str(TARGET), "-"]
    for step in (["format"], ["check", "--fix-only", "--quiet"]):
        text = subprocess.run(
            [*command, *step, *name], input=text, capture_output=True, text=True, check=True
        ).stdout
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runtime", nargs="?", type=Path, default=ROOT / ".cache/asterisk")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    folder = asked.runtime / "usr/share/asterisk/rest-api"
    if not folder.is_dir():
        raise SystemExit(f"There is no description in {folder}. Run: lingtong engine install")
    text = generate(folder)
    if not asked.check:
        TARGET.write_text(text)
        print(f"Wrote {TARGET.relative_to(ROOT)}: {len(text.splitlines())} lines.")
    elif TARGET.read_text() != text:
        raise SystemExit("The ARI client is stale. Run: python -m tools.generate.ari_client")


if __name__ == "__main__":
    main()
