"""Which modules add commands."""

import typer

from lingtong.apps.cli import doctor, keeping, planning, recordings, running, users

MODULES = (running, doctor, keeping, recordings, planning, users)


def add_to(app: typer.Typer) -> None:
    for module in MODULES:
        module.add_to(app)
