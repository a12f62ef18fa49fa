from typing import Protocol

from lingtong.floor.center import Center


class Centers(Protocol):
    def current(self) -> Center: ...
