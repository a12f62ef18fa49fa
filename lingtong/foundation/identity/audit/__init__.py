"""Who did what: a chain of hashes for each tenant, appended with the act itself."""

from lingtong.foundation.identity.audit.service import Broken, newest, record, record_by, verify

__all__ = ["Broken", "newest", "record", "record_by", "verify"]
