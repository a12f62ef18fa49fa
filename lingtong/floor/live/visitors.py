"""Phones for people without a name: lent for a short time from a small pool, to call entry points only."""

import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lingtong.floor.live.errors import AllPhonesLent, TooManyVisitors
from lingtong.floor.live.ports import PhoneAccount, PhoneAccounts
from lingtong.kit import Clock

LENT_FOR = timedelta(minutes=5)  # from the last use; an open line to the switch is use
A_MINUTE = 6  # visits from one address
A_MINUTE_IN_ALL = 120


@dataclass
class Loan:
    account: PhoneAccount
    until: datetime
    lines: int = 0


class Visitors:
    def __init__(self, accounts: PhoneAccounts, clock: Clock) -> None:
        self._accounts, self._clock = accounts, clock
        self._loans: dict[str, Loan] = {}
        self._order: deque[str] = deque()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def lend(self, address: str, token: str = "") -> tuple[str, PhoneAccount]:
        """A token for the cookie, and the phone. Who comes back with a token gets the same phone again.

        Else the phone that rested longest is lent.
        """
        each, total = RateLimitItemPerMinute(A_MINUTE), RateLimitItemPerMinute(A_MINUTE_IN_ALL)
        if not (self._limiter.hit(each, address) and self._limiter.hit(total, "everybody")):
            raise TooManyVisitors("Too many calls from here. Try again in a minute.", retry_after=60)
        known = self.loan(token)
        if known is not None:
            known.until = self._clock.now() + LENT_FOR
            return token, self._as_now(known)
        lent = {loan.account.name for loan in self._loans.values()}
        free = {account.name: account for account in self._accounts.guests() if account.name not in lent}
        if not free:
            raise AllPhonesLent("All lines of this page are taken. Try again soon.", retry_after=30)
        rested = [name for name in free if name not in self._order]
        name = rested[0] if rested else next(name for name in self._order if name in free)
        self._order = deque([*(other for other in self._order if other != name), name])
        token = secrets.token_urlsafe(24)
        self._loans[token] = Loan(free[name], self._clock.now() + LENT_FOR)
        return token, free[name]

    def _as_now(self, loan: Loan) -> PhoneAccount:
        """With the secret of today: the switch may have got new ones since."""
        same = (account for account in self._accounts.guests() if account.name == loan.account.name)
        loan.account = next(same, loan.account)
        return loan.account

    def loan(self, token: str) -> Loan | None:
        self._take_back()
        return self._loans.get(token)

    def line_opened(self, loan: Loan) -> None:
        loan.lines += 1

    def line_closed(self, loan: Loan) -> None:
        loan.lines -= 1
        loan.until = self._clock.now() + LENT_FOR

    def _take_back(self) -> None:
        now = self._clock.now()
        self._loans = {
            token: loan for token, loan in self._loans.items() if loan.lines > 0 or loan.until > now
        }
