"""The `lingtong` command. Each module of this folder adds its own commands to `app`."""

import sys

import typer

from lingtong.apps import packs
from lingtong.kit import Refusal

app = typer.Typer(
    name="lingtong",
    help="Lingtong (灵通): an open call center on Asterisk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """A refusal is one clear line, never a traceback. Packs come before all that reads a flow."""
    try:
        packs.switch_on()
        from lingtong.apps.cli import modules

        modules.add_to(app)
        app()
    except Refusal as refusal:
        print(f"lingtong: {refusal.message}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"lingtong: {error.strerror or error}{where}", file=sys.stderr)
        sys.exit(1)
