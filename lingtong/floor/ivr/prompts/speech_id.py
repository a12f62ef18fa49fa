"""The name under which a spoken text is kept: the same text in the same language is made once."""

import hashlib

SPEECH = "speech:"  # before the id, in the media that a leg hears


def speech_id(text: str, language: str) -> str:
    return hashlib.sha256(f"{language}\0{text}".encode()).hexdigest()[:32]
