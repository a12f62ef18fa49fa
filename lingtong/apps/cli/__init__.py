"""The `lingtong` command. Each module of this folder adds its own commands to `app`."""

import sys

import typer

from lingtong.kit import Refusal

app = typer.Typer(
    name="lingtong",
    help="Lingtong (灵通): an open call center on Asterisk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """A refusal is one clear line, never a traceback."""
    from lingtong.apps.cli import modules

    modules.add_to(app)
    try:
        app()
    except Refusal as refusal:
        print(f"lingtong: {refusal.message}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"lingtong: {error.strerror or error}{where}", file=sys.stderr)
        sys.exit(1)
