"""Pages as fax machines know them: black or white, 1728 points wide, 204 to the inch across and 196 down."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont, ImageSequence, UnidentifiedImageError

from lingtong.floor.channels.fax.errors import (
    FaxFontMissing,
    FaxLocked,
    FaxTooLarge,
    FaxTooLong,
    FaxUnreadable,
)

WIDTH, HEIGHT, ACROSS, DOWN = 1728, 2291, 204, 196
MOST_BYTES, MOST_PAGES, MOST_POINTS = 20 * 1024 * 1024, 100, 100_000_000
MOST_TEXT = 20_000
MARGIN, SIZE, GAP = 120, 44, 22
_GRAY = range(64, 192)
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")  # a browser's form takes no tab
_FONTS = (
    "opentype/noto/NotoSansCJK-Regular.ttc",
    "opentype/noto/NotoSerifCJK-Regular.ttc",
    "truetype/wqy/wqy-zenhei.ttc",
    "truetype/wqy/wqy-microhei.ttc",
    "truetype/arphic/uming.ttc",
    "truetype/droid/DroidSansFallbackFull.ttf",
)
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

Page = Image.Image


def pages_of_upload(data: bytes) -> list[Page]:
    """A PDF or a picture, made ready for a fax machine. Refuses in words what is neither, or too much."""
    if len(data) > MOST_BYTES:
        raise FaxTooLarge("The file is too large; 20 MB are the most.", most=MOST_BYTES // 2**20)
    found = _of_pdf(data) if data.lstrip()[:5] == b"%PDF-" else _of_picture(data)
    pages = list(found)
    if not pages:
        raise FaxUnreadable("There is no page in this file.")
    return pages


def _of_pdf(data: bytes) -> Iterator[Page]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            _need_few(len(document))
            for page in document:
                yield _fitted(_rendered(page))
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise FaxLocked("This PDF asks for a password. Save it without one.") from None
        raise FaxUnreadable("This PDF cannot be read. Save it anew, or send pictures.") from None


def _rendered(page: pypdfium2.PdfPage) -> Page:
    """As large as a fax can show; a page of any size in points is drawn into the same number of dots."""
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), 2 * HEIGHT / max(height, 1))
    picture: Page = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def _of_picture(data: bytes) -> Iterator[Page]:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            _need_few(getattr(picture, "n_frames", 1))
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > MOST_POINTS:
                    raise FaxTooLarge("The picture has too many points.", most=MOST_BYTES // 2**20)
                yield _fitted(_on_white(frame))
    except Image.DecompressionBombError:
        raise FaxTooLarge("The picture has too many points.", most=MOST_BYTES // 2**20) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise FaxUnreadable("This is neither a PDF nor a picture that can be read.") from None


def _need_few(count: int) -> None:
    if count > MOST_PAGES:
        raise FaxTooLong(f"The file has {count} pages; {MOST_PAGES} are the most.", most=MOST_PAGES)


def _on_white(frame: Page) -> Page:
    if frame.mode == "1":
        return frame.convert("L")
    if "A" in frame.getbands() or "transparency" in frame.info:
        colors = frame.convert("RGBA")
        white = Image.new("RGBA", colors.size, "white")
        return Image.alpha_composite(white, colors).convert("L")
    return frame.convert("L")


def _fitted(gray: Page) -> Page:
    """Full width, in the shape that it has on paper; upright where it lies across."""
    if gray.width > gray.height:
        gray = gray.transpose(Image.Transpose.ROTATE_90)
    across, down = gray.info.get("dpi", (1, 1)) if isinstance(gray.info.get("dpi"), tuple) else (1, 1)
    shape = float(across or 1) / float(down or 1)
    height = max(1, min(round(gray.height * shape * WIDTH / gray.width * DOWN / ACROSS), 2 * HEIGHT))
    width = WIDTH
    if HEIGHT < height < 1.2 * HEIGHT:  # A4 is a little narrower than the line: it stays one sheet
        width, height = round(WIDTH * HEIGHT / height), HEIGHT
    sized = gray if gray.size == (width, height) else gray.resize((width, height))
    if width < WIDTH:
        sheet = Image.new("L", (WIDTH, height), 255)
        sheet.paste(sized, ((WIDTH - width) // 2, 0))
        sized = sheet
    return _black_or_white(sized)


def _black_or_white(gray: Page) -> Page:
    """Photographs are dithered; writing stays sharp."""
    counts = gray.histogram()
    middle = sum(counts[value] for value in _GRAY)
    if middle > 0.08 * gray.width * gray.height:
        return gray.convert("1")
    return gray.point([0 if value < 150 else 255 for value in range(256)]).convert(
        "1", dither=Image.Dither.NONE
    )


# --- pages made of text


def pages_of_text(title: str, text: str) -> list[Page]:
    """A plain letter: the title, a line, the text. A tab, or three spaces, part a label from its value."""
    if len(text) > MOST_TEXT:
        raise FaxTooLong("The text is too long; 20,000 characters are the most.", most=MOST_TEXT)
    large, usual = _font(SIZE + 20), _font(SIZE)
    pages: list[Page] = []
    pen, y = _fresh(pages)
    for line in _wrapped(title, large):
        pen.text((MARGIN, y), line, fill=0, font=large)
        y += SIZE + 20 + GAP
    pen.line((MARGIN, y + GAP, WIDTH - MARGIN, y + GAP), fill=0, width=3)
    y += 3 * GAP
    for line in _lines(text, usual):
        if y > HEIGHT - MARGIN - SIZE:
            pen, y = _fresh(pages)
        left, _, right = line.partition("\t")
        pen.text((MARGIN, y), left, fill=0, font=usual)
        if right:
            pen.text((WIDTH - MARGIN - pen.textlength(right, font=usual), y), right, fill=0, font=usual)
        y += SIZE + GAP
    _need_few(len(pages))
    return pages


def cover(to: str, sender: str, text: str, count: int, at: datetime) -> list[Page]:
    """The page before all others: to whom, from whom, how many follow."""
    head = f"收件 To\t{to}\n发件 From\t{sender}\n日期 Date\t{at:%Y-%m-%d %H:%M}\n页数 Pages\t{count + 1}\n\n"
    return pages_of_text("传真 Fax", head + text)[:1]


def _fresh(pages: list[Page]) -> tuple[ImageDraw.ImageDraw, int]:
    pages.append(Image.new("1", (WIDTH, HEIGHT), 1))
    return ImageDraw.Draw(pages[-1]), MARGIN


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    for typed in text.replace("\r", "").split("\n"):
        line = _GAP.sub("\t", typed, count=1)
        yield from [line] if "\t" in line else _wrapped(line, font)


def _wrapped(line: str, font: ImageFont.FreeTypeFont) -> list[str]:
    room, lines, now = WIDTH - 2 * MARGIN, [], ""
    for char in line:
        if font.getlength(now + char) > room:
            space = now.rfind(" ")
            cut = space + 1 if space > len(now) // 2 else len(now)
            lines.append(now[:cut])
            now = now[cut:]
        now += char
    return [*lines, now]


def _font(size: int) -> ImageFont.FreeTypeFont:
    for folder in _FOLDERS:
        for name in _FONTS:
            if (folder / name).is_file():
                return ImageFont.truetype(folder / name, size, layout_engine=ImageFont.Layout.BASIC)
    raise FaxFontMissing("No font with Chinese letters is installed. Install the package fonts-noto-cjk.")


# --- files


def save_tiff(pages: Sequence[Page], file: Path) -> None:
    _save(pages, file, "TIFF", compression="group4", dpi=(ACROSS, DOWN))


def save_pdf(pages: Sequence[Page], file: Path) -> None:
    """Each dot as it came: CCITT Group 4 inside."""
    _save([_square(page) for page in pages], file, "PDF", resolution=float(ACROSS))


def _square(page: Page) -> Page:
    return page.resize((page.width, round(page.height * ACROSS / DOWN)), Image.Resampling.NEAREST)


def _save(pages: Sequence[Page], file: Path, kind: str, **how: object) -> None:
    first, *rest = pages
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    first.save(part, kind, save_all=True, append_images=rest, **how)
    part.replace(file)


def pages_of_tiff(file: Path) -> list[Page]:
    """What a machine sent. Refuses a file in which there is no whole page."""
    try:
        with Image.open(file) as picture:
            return [frame.convert("1").copy() for frame in ImageSequence.Iterator(picture)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise FaxUnreadable("No page arrived whole.") from None


def picture_of(file: Path, number: int, turned: int = 0) -> bytes:
    """One page as PNG, in the shape that it has on paper. `turned` in quarters, clockwise."""
    try:
        with Image.open(file) as picture:
            picture.seek(number - 1)
            page = _square(picture.convert("1"))
    except (OSError, EOFError, ValueError):
        raise FaxUnreadable("There is no such page.") from None
    if turned % 4:
        page = page.rotate(-90 * turned, expand=True)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def joined(*parts: Iterable[Page]) -> list[Page]:
    return [page for part in parts for page in part]
