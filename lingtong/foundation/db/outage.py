import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


def is_outage(error: BaseException) -> bool:
    """The database is away or overloaded; the same request may work later."""
    if isinstance(error, BaseExceptionGroup):
        return any(is_outage(inner) for inner in error.exceptions)
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    return isinstance(error, OperationalError) and not _is_our_mistake(error)


def is_conflict(error: BaseException) -> bool:
    """Somebody else was faster: a name taken in the same moment, a thing that went while it was used."""
    return isinstance(error, IntegrityError)


def is_unstorable(error: BaseException) -> bool:
    """What no database keeps: NUL in a text, half a surrogate pair, a number beyond all measure."""
    return isinstance(error, DataError | UnicodeEncodeError | OverflowError)


def _is_our_mistake(error: OperationalError) -> bool:
    """SQLite says "operational" also of statements that are wrong."""
    text = str(error.orig)
    return isinstance(error.orig, sqlite3.OperationalError) and ("no such" in text or "syntax" in text)
