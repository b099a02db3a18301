"""Composition root: the only package that knows every other."""

from cqp.celery import app as celery_app

__all__ = ["celery_app"]
