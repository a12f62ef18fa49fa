"""A fax as a letter with its pages as PDF."""

from email.message import EmailMessage
from email.utils import formatdate

from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.switch.numbers import masked


def letter(row: FaxRow, pdf: bytes, to: str, note: str) -> EmailMessage:
    """Both languages: a letter does not know who reads it."""
    message = EmailMessage()
    message["To"], message["Date"] = to, formatdate(row.created_at.timestamp())
    message["Message-ID"] = f"<{row.id}@lingtong>"
    number = masked(row.number)
    title = " ".join(row.title.split())
    message["Subject"] = f"[传真 / Fax] {number} {title}".rstrip()
    about = (
        f"号码 / number: {number}\n"
        f"时间 / time: {row.created_at.isoformat(timespec='seconds')}\n"
        f"页数 / pages: {row.pages}\n"
    )
    message.set_content(f"{note}\n\n{about}" if note else about)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"fax-{row.id}.pdf")
    return message
