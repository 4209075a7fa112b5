"""The dialect compliance suite. Run by test_client_sqlalchemy_suite."""

from sqlalchemy.testing.suite import *  # noqa: F403 - as its documentation has it
