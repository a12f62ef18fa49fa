from lingtong.kit import Refusal


class BackupExists(Refusal):
    code = "backup.exists"
    status = 409


class BackupDamaged(Refusal):
    code = "backup.damaged"
    status = 422


class NotEmpty(Refusal):
    code = "restore.not_empty"
    status = 409
