"""Who did what: a chain of hashes for each tenant, appended with the act itself."""

from lingtong.foundation.identity.audit.service import Broken, Step, check, newest, record, record_by, verify

__all__ = ["Broken", "Step", "check", "newest", "record", "record_by", "verify"]
