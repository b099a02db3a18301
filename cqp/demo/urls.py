"""What exists in the demonstration alone."""

from django.urls import path

from cqp.demo.views import demo_sign_in

urlpatterns = [path("demonstration/entrer/", demo_sign_in, name="demo_sign_in")]
