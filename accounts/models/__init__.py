"""People who sign in, and the copies they take of what is held about them."""

from accounts.models.copies import PersonalExport
from accounts.models.people import (
    INVITATION_SALT,
    Organisation,
    Role,
    User,
    UserManager,
    folded_name,
    new_sessions_key,
)

__all__ = [
    "INVITATION_SALT",
    "Organisation",
    "PersonalExport",
    "Role",
    "User",
    "UserManager",
    "folded_name",
    "new_sessions_key",
]
