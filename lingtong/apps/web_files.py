"""The built screens: the desk at `/` (with the customer page and admin), the wallboard at `/wallboard`."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER = "public, max-age=31536000, immutable"  # names of files under assets/ change with their content
ASK_EVERY_TIME = "no-cache"
NOT_PAGES = ("api/", "sip/")


class WebFiles(StaticFiles):
    """A path without a file is a page of the application: its index answers, the browser routes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        if f"{path}/".startswith(NOT_PAGES) or ".." in scope["path"].split("/"):
            raise HTTPException(404)
        app, rest = _app_and_file(path)
        if not (self._folder / app / "index.html").is_file():
            return PlainTextResponse("The screens are not built yet. Run: make up", 503)
        try:
            response = await super().get_response(f"{app}/{rest}", scope)
        except HTTPException as no:
            if no.status_code != 404 or "." in rest.rsplit("/", 1)[-1]:
                raise
            response = await super().get_response(f"{app}/index.html", scope)
        is_asset = rest.startswith("assets/") and response.status_code < 400
        response.headers["Cache-Control"] = FOR_EVER if is_asset else ASK_EVERY_TIME
        return response


def _app_and_file(path: str) -> tuple[str, str]:
    first, _, rest = path.partition("/")
    app, rest = ("wallboard", rest) if first == "wallboard" else ("desk", path)
    return app, "index.html" if rest in ("", ".") else rest
