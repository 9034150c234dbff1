"""What people say, made fit to be read by the dialogue and by people."""

from api.errors import ApiError


def clean_message(message: str, max_chars: int) -> str:
    """What the dialogue may read: no control characters, no leading slash, which Rasa takes for a command.

    Raises:
        ApiError: Nothing is left, or it is too long.
    """
    if len(message) > max_chars:
        raise ApiError(
            422, "too_long", f"The message has {len(message)} characters; at most {max_chars} are read."
        )
    cleaned = clean(message).lstrip("/").strip()
    if not cleaned:
        raise ApiError(422, "empty", "The message is empty; ask a question.")
    return cleaned


def clean(text: str) -> str:
    """A text without control characters, such as would command the terminal that it is read on."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text).strip()
