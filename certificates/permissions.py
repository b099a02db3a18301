"""May I? Which rows one may know of is the QuerySets' affair."""


def can_issue(user):
    return user.is_manager


def can_read_register(user):
    return user.is_manager
