"""How passwords are kept."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class SlowerScrypt(ScryptPasswordHasher):
    """Django's, with N = 2^15 (ASVS 11.4.2): 32 MB for each guess. What was kept with less is kept anew at
    the next sign-in."""

    work_factor = 2**15
    parallelism = 3
    maxmem = 64 * 1024 * 1024
