"""The addresses of the demonstration, for tests that open it: the suite itself runs without."""

from django.urls import include, path

urlpatterns = [path("", include("cqp.urls")), path("", include("cqp.demo.urls"))]
