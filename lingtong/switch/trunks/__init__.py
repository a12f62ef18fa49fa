"""Trunks to carriers and phones of ours: their accounts, their secrets."""

from lingtong.switch.trunks.manifest import phones_kind, trunks_kind
from lingtong.switch.trunks.model import DeskPhone, TrunkRecord
from lingtong.switch.trunks.sealing import Sealer
from lingtong.switch.trunks.service import Phones
from lingtong.switch.trunks.store import has_way_out

__all__ = ["DeskPhone", "Phones", "Sealer", "TrunkRecord", "has_way_out", "phones_kind", "trunks_kind"]
