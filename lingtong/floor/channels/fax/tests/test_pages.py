"""What fax machines are given, and what is refused in words."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from lingtong.floor.channels.fax import pages
from lingtong.kit import Refusal

pytestmark = pytest.mark.model


def png(mode: str, size: tuple[int, int], color: object = "white") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, "PNG")  # type: ignore[arg-type]
    return out.getvalue()


def pdf(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    """RC4, 40 bits, a user password that is not empty: nobody opens it without."""
    known = b"\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08"
    entry = (known * 2).hex()
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        f"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{entry}>/U<{entry}>>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(body)
    body += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(f"{at:010} 00000 n \n".encode() for at in places)
    ids = "<00112233445566778899aabbccddeeff>" * 2
    body += f"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[{ids}]>>\nstartxref\n{start}\n%%EOF".encode()
    return body


def test_a_pdf_becomes_as_many_pages_of_full_width() -> None:
    made = pages.pages_of_upload(pdf(3))
    assert len(made) == 3
    assert {(page.mode, page.width) for page in made} == {("1", pages.WIDTH)}
    assert abs(made[0].height - pages.HEIGHT) <= 2


def test_a_picture_that_lies_across_stands_upright() -> None:
    (page,) = pages.pages_of_upload(png("RGB", (400, 200)))
    assert page.height > page.width


def test_what_is_transparent_is_white() -> None:
    (page,) = pages.pages_of_upload(png("RGBA", (100, 141), (0, 0, 0, 0)))
    assert np.asarray(page).all()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "fax.unreadable"),
        (b"#!/bin/sh\n", "fax.unreadable"),
        (b"%PDF-1.7\nnothing", "fax.unreadable"),
        (pdf(pages.MOST_PAGES + 1), "fax.too_long"),
        (locked_pdf(), "fax.locked"),
        (b"\x00" * (pages.MOST_BYTES + 1), "fax.too_large"),
        (png("1", (20_000, 20_000), 1), "fax.too_large"),
    ],
    ids=["empty", "script", "broken", "long", "locked", "large", "bomb"],
)
def test_what_cannot_be_sent_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        pages.pages_of_upload(data)
    assert refused.value.code == code


def test_text_keeps_inside_the_paper_and_goes_on_over_pages(tmp_path: Path) -> None:
    made = pages.pages_of_text("账单", "一" * 200 + "\n" + "\n".join(f"行 {n}\t{n}.00" for n in range(60)))
    assert len(made) == 3
    for page in made:
        ink = ~np.asarray(page)
        assert ink.any()
        assert not ink[:, : pages.MARGIN - 2].any()
        assert not ink[:, pages.WIDTH - pages.MARGIN + 4 :].any()
    with pytest.raises(Refusal):
        pages.pages_of_text("x", "y" * 20_001)


def test_the_archive_keeps_each_point(tmp_path: Path) -> None:
    made = pages.pages_of_text("Kept", "point by point")
    pages.save_tiff(made, tmp_path / "a.tif")
    (back,) = pages.pages_of_tiff(tmp_path / "a.tif")
    assert np.array_equal(np.asarray(back), np.asarray(made[0]))
    pages.save_pdf(made, tmp_path / "a.pdf")
    assert len(pypdfium2.PdfDocument((tmp_path / "a.pdf").read_bytes())) == 1


def test_a_page_that_broke_off_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"II*\x00")
    with pytest.raises(Refusal):
        pages.pages_of_tiff(tmp_path / "a.tif")
