"""What a WSGI server imports."""

import os

from django.core.wsgi import get_wsgi_application

from cqp.guards import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cqp.settings")

application = get_wsgi_application()
refuse_unsafe_settings()
