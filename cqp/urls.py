"""Every address of the service."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cqp import health, metrics
from cqp.doors import shut_side_doors
from cqp.home import views as home
from cqp.retention.views import retention

handler500 = "cqp.errors.server_error"

shut_side_doors(admin.site)
admin.site.site_header = admin.site.site_title = "Administration"

urlpatterns = [
    path("", home.home, name="home"),
    path("mon-parcours/", home.course, name="course"),
    path("gestion/", home.dashboard, name="dashboard"),
    path("gestion/conservation/", retention, name="retention"),
    path("service/", home.administration, name="administration"),
    path("gestion/dossiers/<int:pk>/chronologie/", home.dossier_timeline, name="dossier_timeline"),
    # answered before the host is looked at (cqp.probes); named here
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("candidates.urls")),
    path("", include("certificates.urls")),
    path("", include("jury.urls")),
    path("administration/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("", include("cqp.demo.urls")))
