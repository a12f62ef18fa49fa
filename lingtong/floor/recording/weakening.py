"""Whether a change of a rule records fewer, keeps for less long or protects less."""

from lingtong.floor.recording.config import RecordingRule

_CONSENT = {"not_needed": 0, "not_refused": 1, "given": 2}
_SCOPE = ("queues", "teams", "agents", "entry_points")
_FOREVER = 10**9


def weakens(old: RecordingRule | None, new: RecordingRule | None) -> bool:
    if old is None or not _records(old):
        return new is not None and new.enabled and _spares(new) and (old is None or not _forbids(old))
    if new is None or not _records(new):
        return True
    return _fewer(old, new) or _less(old, new)


def _records(rule: RecordingRule) -> bool:
    return rule.enabled and rule.record


def _spares(rule: RecordingRule) -> bool:
    """A new one may come before others that record everybody."""
    return not rule.record or rule.share < 100


def _forbids(rule: RecordingRule) -> bool:
    return rule.enabled and not rule.record


def _fewer(old: RecordingRule, new: RecordingRule) -> bool:
    scopes = ((set(getattr(old, name)), set(getattr(new, name))) for name in _SCOPE)
    narrower = any(now and (not before or not before <= now) for before, now in scopes)
    return (
        narrower
        or new.order > old.order
        or new.share < old.share
        or (old.begins == "automatic" and new.begins != "automatic")
        or _CONSENT[new.consent] > _CONSENT[old.consent]
        or (old.direction == "any" and new.direction != "any")
        or (new.silence == "drop" and old.silence != "drop")
    )


def _less(old: RecordingRule, new: RecordingRule) -> bool:
    return (
        (new.keep_days or _FOREVER) < (old.keep_days or _FOREVER)
        or (old.encrypted and not new.encrypted)
        or (old.archive_after_days > 0 and not new.archive_after_days)
    )
