"""Which modules add commands."""

import typer

from lingtong.apps.cli import doctor, keeping, running, users

MODULES = (running, doctor, keeping, users)


def add_to(app: typer.Typer) -> None:
    for module in MODULES:
        module.add_to(app)
