from lingtong.kit import Refusal


class NotSignedIn(Refusal):
    code = "session.none"
    status = 401


class WrongLogIn(Refusal):
    code = "session.wrong"
    status = 401


class SecondFactorNeeded(Refusal):
    code = "session.totp_needed"
    status = 401


class TenantNeeded(Refusal):
    code = "session.tenant_needed"
    status = 422


class TooManyTries(Refusal):
    """`retry_after` in seconds also becomes the header Retry-After."""

    code = "session.too_many_tries"
    status = 429


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403


class CsrfMissing(Refusal):
    code = "session.csrf"
    status = 403


class ForeignOrigin(Refusal):
    code = "session.origin"
    status = 403


class WrongPassword(Refusal):
    code = "password.wrong"
    status = 403


class WeakPassword(Refusal):
    code = "password.weak"
    status = 422


class WrongCode(Refusal):
    code = "totp.wrong"
    status = 403


class SecondFactorState(Refusal):
    code = "totp.state"
    status = 409


class LoginTaken(Refusal):
    code = "user.login_taken"
    status = 409


class LastAdministrator(Refusal):
    code = "user.last_administrator"
    status = 409


class UnknownRole(Refusal):
    code = "user.unknown_role"
    status = 422


class RoleNameTaken(Refusal):
    code = "role.name_taken"
    status = 409


class RoleInUse(Refusal):
    """`users` names those who have it."""

    code = "role.in_use"
    status = 409


class UnknownPermission(Refusal):
    code = "role.unknown_permission"
    status = 422


class MoreThanOwn(Refusal):
    """Nobody gives away what they do not have."""

    code = "role.more_than_own"
    status = 403


class AgentsUnavailable(Refusal):
    code = "user.agents_unavailable"
    status = 503


class PasswordNeeded(Refusal):
    """Signed in, but the own password has to be given once more before this is done."""

    code = "session.password_needed"
    status = 403


class ConfirmationWrong(Refusal):
    code = "session.password_wrong"
    status = 403
