"""Where pages lie: for good as TIFF and PDF, and in the folder where the switch takes and gives them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lingtong.floor.channels.fax.pages import Page, pages_of_tiff, save_pdf, save_tiff


class Kept(NamedTuple):
    pages: int
    size: int
    sha256: str


class Archive:
    """`handed` is the switch's folder. Names come from ids of ours alone."""

    def __init__(self, folder: Path, handed: Path) -> None:
        self._folder, self._handed = folder, handed

    def tiff(self, tenant_id: str, fax_id: str) -> Path:
        return self._folder / tenant_id / f"{fax_id}.tif"

    def pdf(self, tenant_id: str, fax_id: str) -> Path:
        return self._folder / tenant_id / f"{fax_id}.pdf"

    def keep(self, tenant_id: str, fax_id: str, pages: Sequence[Page]) -> Kept:
        file = self.tiff(tenant_id, fax_id)
        save_tiff(pages, file)
        save_pdf(pages, self.pdf(tenant_id, fax_id))
        return self.kept(tenant_id, fax_id, len(pages))

    def copy(self, tenant_id: str, fax_id: str, other_id: str) -> None:
        """The same pages once more, at no cost in room."""
        for file_of in (self.tiff, self.pdf):
            other = file_of(tenant_id, other_id)
            other.unlink(missing_ok=True)
            other.hardlink_to(file_of(tenant_id, fax_id))

    def kept(self, tenant_id: str, fax_id: str, pages: int) -> Kept:
        data = self.tiff(tenant_id, fax_id).read_bytes()
        return Kept(pages, len(data), hashlib.sha256(data).hexdigest())

    def take_in(self, tenant_id: str, fax_id: str) -> Kept | None:
        """What the switch has received; None where no page came whole. May be done again."""
        file = self._handed / f"{fax_id}.tif"
        if file.is_file():
            return self.keep(tenant_id, fax_id, pages_of_tiff(file))
        if self.tiff(tenant_id, fax_id).is_file():
            return self.kept(tenant_id, fax_id, len(pages_of_tiff(self.tiff(tenant_id, fax_id))))
        return None

    def hand_over(self, tenant_id: str, fax_id: str) -> None:
        """To the switch, to be sent."""
        self._handed.mkdir(parents=True, exist_ok=True)
        part = self._handed / f"{fax_id}.part"
        part.write_bytes(self.tiff(tenant_id, fax_id).read_bytes())
        part.replace(self._handed / f"{fax_id}.tif")

    def clear(self, fax_id: str) -> None:
        """It is over: the switch needs nothing of it any more."""
        for suffix in (".tif", ".result"):
            (self._handed / f"{fax_id}{suffix}").unlink(missing_ok=True)

    def remove(self, tenant_id: str, fax_id: str) -> None:
        for file in (self.tiff(tenant_id, fax_id), self.pdf(tenant_id, fax_id)):
            file.unlink(missing_ok=True)
