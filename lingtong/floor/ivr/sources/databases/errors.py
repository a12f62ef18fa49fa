class Wrong(Exception):
    """Why a database gave nothing, in one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
