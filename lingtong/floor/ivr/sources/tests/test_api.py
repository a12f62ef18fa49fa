"""What an administrator does on the pages: tries, rows, files, PINs; and who else may not."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from lingtong.apps.errands import source_routes
from lingtong.floor.ivr.sources.testing import Outside, outside
from lingtong.floor.ivr.sources.tests.house import House, house_of
from lingtong.foundation.catalog.api import admin_router
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import Browser, app_of, signed_browser

pytestmark = pytest.mark.room
FILE = "考号,总分\n3001,512.50\n3002,488\n"


@pytest.fixture
async def house(parts: Parts) -> AsyncIterator[House]:
    one = await house_of(parts)
    yield one
    await one.sources.close()


@pytest.fixture
def app(house: House) -> FastAPI:
    parts = house.parts
    return app_of(
        parts,
        source_routes(parts, house.sources),
        admin_router(house.center.catalog),
    )


@pytest.fixture
async def other() -> AsyncIterator[Outside]:
    async with outside() as one:
        yield one


async def table_of(admin: Browser) -> str:
    columns = [{"name": "考号"}, {"name": "总分", "type": "number"}]
    body = {"name": "成绩", "kind": "table", "columns": columns}
    made = await admin.send("POST", "/api/admin/data-sources", json=body)
    assert made.status_code == 201, made.text
    return f"/api/sources/data/{made.json()['id']}"


async def rows_of(admin: Browser, path: str, **query: Any) -> list[dict[str, str]]:
    page = (await admin.get(f"{path}/rows", params=query)).json()
    return [one["cells"] for one in page["items"]]


async def test_a_try_shows_what_was_sent_without_the_secret(
    house: House, app: FastAPI, other: Outside
) -> None:
    service = await house.service(other.url, auth="header", key_name="X-Key", secret="s3cret-key")
    async with signed_browser(app, "administrator") as admin:
        path = f"/api/sources/services/{service}/try"
        tried = (await admin.send("POST", path, json={"name": "bill", "inputs": {"number": "1"}})).json()
        assert (tried["outcome"], tried["status"]) == ("done", 200)
        assert tried["values"] == {"amount": "128.5", "due": "2026-12-01"}
        assert (tried["sent"]["url"], tried["sent"]["headers"]["X-Key"]) == (f"{other.url}/bills/1", "••••••")
        missing = (await admin.send("POST", path, json={"name": "bill"})).json()
        assert (missing["why"], missing["text"]) == ("input_missing", "number")
        other.way = "html"
        wrong = (await admin.send("POST", path, json={"name": "bill", "inputs": {"number": "1"}})).json()
        assert (wrong["why"], wrong["text"]) == ("no_json", "<html>Sorry</html>")
        shown = await admin.get(f"/api/admin/http-services/{service}")
        assert shown.json()["has_secret"]
        assert "s3cret-key" not in shown.text + str(tried)
        unknown = await admin.send("POST", "/api/sources/services/x/try", json={"name": "bill"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "data.unknown")


async def test_rows_are_typed_changed_found_and_removed(house: House, app: FastAPI) -> None:
    async with signed_browser(app, "administrator") as admin:
        path = await table_of(admin)
        made = await admin.send("POST", f"{path}/rows", json={"cells": {"考号": " 3001 ", "总分": "512.50"}})
        assert made.json()["cells"] == {"考号": "3001", "总分": "512.5"}
        one = f"{path}/rows/{made.json()['id']}"
        await admin.send("PUT", one, json={"cells": {"考号": "3001", "总分": "600"}})
        await admin.send("POST", f"{path}/rows", json={"cells": {"考号": "4001"}})
        assert await rows_of(admin, path, begins="30") == [{"考号": "3001", "总分": "600"}]
        first = (await admin.get(f"{path}/rows", params={"at_most": 1})).json()
        assert (first["held"], len(first["items"])) == (2, 1)
        assert await rows_of(admin, path, cursor=first["next"]) == [{"考号": "4001", "总分": ""}]
        tried = (await admin.send("POST", f"{path}/try", json={"inputs": {"考号": "3001"}})).json()
        assert tried["values"]["总分"] == "600"
        wrong = await admin.send("POST", f"{path}/rows", json={"cells": {"考号": "5", "总分": "good"}})
        assert (wrong.json()["code"], wrong.json()["params"]["column"]) == ("data.row_wrong", "总分")
        keyless = await admin.send("POST", f"{path}/rows", json={"cells": {"总分": "5"}})
        assert keyless.json()["params"]["why"] == "key_missing"
        assert (await admin.send("DELETE", one)).status_code == 204
        assert (await admin.send("DELETE", one)).json()["code"] == "data.row_unknown"


async def test_a_file_is_taken_whole_or_not_at_all(house: House, app: FastAPI) -> None:
    async with signed_browser(app, "administrator") as admin:
        path = await table_of(admin)
        imports = path.replace("/data/", "/imports/")

        async def give(data: str | bytes, **query: Any) -> Any:
            return (await admin.send("POST", imports, params=query, content=data)).json()

        assert await give(FILE, check=True) == {"rows": 2, "wrong": 0, "errors": []}
        assert await rows_of(admin, path) == []
        wrong = await give(FILE + "3003,viel\n,5\n")
        assert [(one["row"], one["why"]) for one in wrong["errors"]] == [
            (4, "type_wrong"),
            (5, "key_missing"),
        ]
        assert await rows_of(admin, path) == []
        await give(FILE.encode("gb18030"))
        await give("考号,总分\n4001,1\n", replace=True)
        assert await rows_of(admin, path) == [{"考号": "4001", "总分": "1"}]
        assert (await give(b"\0\1\2"))["params"]["why"] == "not_a_table"
        assert (await give("总分\n5\n"))["params"]["column"] == "考号"
        assert (await give(b"x" * (10 * 1024 * 1024 + 1)))["params"]["why"] == "too_large"
        export = (await admin.get(f"{path}/export")).text
        assert export == "\ufeff考号,总分\r\n4001,1\r\n"


async def test_a_pin_is_taken_away_and_a_lock_lifted(house: House, app: FastAPI) -> None:
    await house.run("pin_set", account="1001", pin="730418")
    for _ in range(6):
        await house.run("pin_check", account="1001", pin="000001", caller="")
    async with signed_browser(app, "administrator") as admin:
        (shown,) = (await admin.get("/api/sources/pins")).json()["items"]
        assert shown["account"] == "1001"
        assert shown["locked_until"]
        assert set(shown) == {"account", "set_at", "used_at", "locked_until"}
        assert (
            await admin.send("POST", "/api/sources/pins/unlock", json={"account": "1001"})
        ).status_code == 204
        right = await house.run("pin_check", account="1001", pin="730418", caller="")
        assert right.outcome == "done"
        assert (
            await admin.send("POST", "/api/sources/pins/reset", json={"account": "1001"})
        ).status_code == 204
        gone = await house.run("pin_check", account="1001", pin="730418", caller="")
        assert gone.outcome == "empty"
        again = await admin.send("POST", "/api/sources/pins/reset", json={"account": "1001"})
        assert again.json()["code"] == "pins.unknown"


@pytest.mark.parametrize("who", ["agent", "supervisor", "evaluator"])
async def test_only_administrators_see_sources_and_pins(house: House, app: FastAPI, who: str) -> None:
    async with signed_browser(app, who) as browser:
        for path in ("/api/sources/pins", "/api/sources/health", "/api/admin/http-services"):
            assert (await browser.get(path)).status_code == 403
