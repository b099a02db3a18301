"""People who sign in: user by e-mail, roles, organisation, invitations."""
