"""People who sign in, and the copies they take of what is held about them."""

from accounts.models.copies import PersonalExport
from accounts.models.people import (
    INVITATION_SALT,
    NAME_TOO_LONG,
    Organisation,
    Role,
    User,
    UserManager,
    folded_name,
    is_name_too_long,
    new_sessions_key,
)

__all__ = [
    "INVITATION_SALT",
    "NAME_TOO_LONG",
    "Organisation",
    "PersonalExport",
    "Role",
    "User",
    "UserManager",
    "folded_name",
    "is_name_too_long",
    "new_sessions_key",
]
