"""Words to search by, in Chinese and in languages that leave spaces between words."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Protocol

LONGEST = 40
MOST = 400  # words of one thing
_WORD = re.compile(r"[^\W_]", re.UNICODE)


class _Cutter(Protocol):
    def cut_for_search(self, sentence: str) -> Iterable[str]: ...


def words_of(*texts: str) -> tuple[str, ...]:
    """Each word once, in small letters; long Chinese words and the shorter ones inside them."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _cutter().cut_for_search(text.casefold()):
            if _WORD.search(word):
                found[word.strip()[:LONGEST]] = None
                if len(found) >= MOST:
                    return tuple(found)
    return tuple(found)


@cache
def _cutter() -> _Cutter:
    """Half a second and 60 MB for the dictionary, when the first text comes."""
    import jieba  # noqa: PLC0415

    jieba.setLogLevel(60)
    cutter: _Cutter = jieba.Tokenizer()
    return cutter
