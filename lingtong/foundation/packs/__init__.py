"""What a pack is: the vertical of one trade, which adds to the product through its manifest alone."""

from lingtong.foundation.packs.errors import PackRefused
from lingtong.foundation.packs.finding import find
from lingtong.foundation.packs.model import Pack

__all__ = ["Pack", "PackRefused", "find"]
