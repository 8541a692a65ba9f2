"""What a caller did wrong, in one sentence that names the field."""


class NotAllowed(PermissionError):
    """The caller's role may not ask this; the text says which may."""


class BadInput(ValueError):
    """A value that cannot be used; `field` is the argument's name as the caller wrote it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
