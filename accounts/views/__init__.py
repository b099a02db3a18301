"""One's own account, invitations, sign-in; what an administrator may do for somebody's access."""
