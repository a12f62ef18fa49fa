from typing import ClassVar


class Refusal(Exception):
    """A business "no": a stable code, an HTTP status, a sentence that says what to do.

    `params` holds what a translation of the sentence needs; its values are plain strings or numbers.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, message: str, **params: str | int | float) -> None:
        super().__init__(message)
        self.message = message
        self.params = params
