"""One archive of the database, recordings, prompts and secrets, that checks itself when it is read."""

from lingtong.foundation.db.backup.archive import Manifest, Progress, back_up
from lingtong.foundation.db.backup.errors import BackupDamaged, BackupExists, NotEmpty
from lingtong.foundation.db.backup.restoring import restore

__all__ = ["BackupDamaged", "BackupExists", "Manifest", "NotEmpty", "Progress", "back_up", "restore"]
