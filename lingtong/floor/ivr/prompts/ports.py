from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Language = Literal["zh", "en"]
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Speech:
    """One channel of samples from -1 to 1."""

    samples: Samples
    rate: int


class SpeechProvider(Protocol):
    """Turns text into speech. `fingerprint` changes whenever the same text would sound different.

    `speak` may take seconds and is called in a thread. It raises `SpeechUnavailable` when it cannot speak.
    """

    @property
    def fingerprint(self) -> str: ...

    def speak(self, text: str, language: Language) -> Speech: ...
