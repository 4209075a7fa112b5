"""What PL/SQL's compiler says of a name that is not there: ORA-03001 where Oracle has it, else that it is misspelt."""

from __future__ import annotations

from ordslab.sandbox import oracle_names
from ordslab.sandbox.plsql.errors import Diagnostic, pls, undeclared
from ordslab.sandbox.plsql.scope import PackageScope, Scope
from ordslab.sandbox.sql.compile.float_literals import FLOAT_LITERALS
from ordslab.sandbox.sql.errors import OraError, not_supported


def unknown_name(at: int, name: str) -> OraError | Diagnostic:
    """NAME, or names with dots between: ORA-03001 for a type or function of Oracle's, else PLS-00201."""
    kind = oracle_names.type_of(name)
    if kind is not None:
        return not_supported(f"type {kind}", at)
    if oracle_names.is_function(name):
        return not_supported(f"function {name}", at)
    if name in FLOAT_LITERALS:
        return not_supported(f"{name} in PL/SQL", at)
    return undeclared(at, name)


def unknown_component(at: int, scope: Scope | None, name: str) -> OraError | Diagnostic:
    """What a package or another scope does not declare: ORA-03001 where Oracle's package does, else PLS-00302."""
    if isinstance(scope, PackageScope) and oracle_names.is_owner(scope.owner):
        return unknown_member(at, scope.name, name)
    return unknown_member(at, "", name)


def unknown_member(at: int, owner: str, name: str) -> OraError | Diagnostic:
    """A member of a package or object type of Oracle's: ORA-03001 for one that it has, else PLS-00302."""
    if oracle_names.has_member(owner, name):
        return not_supported(f"{owner}.{name}", at)
    return pls(at, 302, f"component '{name}' must be declared")
