"""PL/SQL: parser, interpreter, and the packages that blocks call."""
