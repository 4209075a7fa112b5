"""A project of Django's on the sandbox: its own applications and one with a field of most kinds."""

import os

SECRET_KEY = "of a test" * 6
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.oracle",
        "NAME": os.environ["DSN"],
        "USER": "PAGE",
        "PASSWORD": os.environ["PASSWORD"],
    }
}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.flatpages",
    "django.contrib.messages",
    "django.contrib.redirects",
    "django.contrib.sessions",
    "django.contrib.sites",
    "library",
]
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {"library": None}
