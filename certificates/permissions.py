"""May I? Which rows one may know of is the QuerySets' affair."""


def can_issue(user):
    return user.is_manager


def can_read_register(user):
    return user.is_manager


def can_revoke(user):
    """Correct, copy, ask for a revocation or decide of one; never alone of one's own request (D13)."""
    return user.is_manager


def can_decide_equivalences(user):
    return user.is_manager or user.is_administrator
