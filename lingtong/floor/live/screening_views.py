from typing import Literal

import msgspec


class ScreeningView(msgspec.Struct, frozen=True, kw_only=True):
    """Of a caller at an entry point that screens. `suspected`: by a list, or `reports` judgments of agents.

    `outcome`: of the key that was asked for, empty where none was. `judged_name`: who has judged this call
    as false; `mine`: it was the agent who looks.
    """

    suspected: bool
    reports: int = 0
    list_name: str = ""
    list_name_en: str = ""
    outcome: Literal["", "passed", "failed", "silent"] = ""
    judged_name: str = ""
    mine: bool = False
