"""May I? One function per act; which rows one may know of is the QuerySets' affair."""


def can_manage_candidates(user):
    return user.is_manager


def can_manage(user, candidate):
    """The office works on everybody's procedure, never on its own members'."""
    return user.is_manager and candidate.user_id != user.pk


def can_declare(user, candidate):
    """Only the candidate declares what they followed."""
    return candidate.user_id == user.pk


def can_comment(user, tutoring):
    """Only the tutor reads and writes in the margin, once they accepted and as long as it is open to them."""
    return tutoring.tutor_id == user.pk and tutoring.accepted_at is not None and tutoring.ended_at is None


def can_write(user, dossier):
    """Only its candidate writes, submits and withdraws a dossier."""
    return dossier.candidate.user_id == user.pk
