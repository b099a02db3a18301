"""Who is at the keyboard, proven by a password some seconds ago, as a browser's session keeps it."""

import time

from allauth.account.internal.userkit import user_id_to_str


def prove_identity(client, user, *, ago=0):
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
