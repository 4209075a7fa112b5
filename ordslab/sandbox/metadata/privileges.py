"""Roles and privileges: what package ORDS does with them."""

from __future__ import annotations

from collections.abc import Iterable

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.changes import Changes, check_enabled, require


def create_role(changes: Changes, role_name: str | None) -> None:
    """Create a role. One that exists stays as it is (inferred: exported scripts are run again and again)."""
    check_enabled(changes)
    name = require(role_name, "SEC_ROLES", "NAME")
    if changes.find("ORDS$ROLES", name=name) is None:
        changes.insert("ORDS$ROLES", name=name)


def delete_role(changes: Changes, role_name: str | None) -> None:
    """Delete a role of the schema, and with it its places in privileges and clients.

    Without such a role, nothing happens (inferred: four public scripts delete before they first create).
    A privilege's last role may go: then any authenticated client may call what it guards (inferred).
    """
    role_id = changes.find("ORDS$ROLES", name=role_name, built_in=0)
    if role_id is None:
        return
    changes.delete("ORDS$PRIVILEGE_ROLES", role_id=role_id)
    changes.delete("ORDS$CLIENT_ROLES", role_id=role_id)
    changes.delete("ORDS$ROLES", id=role_id)


def rename_role(changes: Changes, role_name: str | None, new_role_name: str | None) -> None:
    """Rename a role of the schema; privileges and clients keep it."""
    role_id = changes.get("ORDS$ROLES", name=role_name, built_in=0)
    new_name = require(new_role_name, "SEC_ROLES", "NAME")
    if changes.find("ORDS$ROLES", name=new_name) not in (None, role_id):
        raise errors.duplicate("role name")
    changes.update("ORDS$ROLES", role_id, name=new_name)


def define_privilege(
    changes: Changes,
    privilege_name: str | None,
    *,
    roles: Iterable[str] | None = (),
    patterns: Iterable[str] | None = (),
    modules: Iterable[str] | None = (),
    label: str | None = None,
    description: str | None = None,
    comments: str | None = None,
) -> None:
    """Create a privilege, or replace one: its roles, patterns and modules become those given (inferred).

    Raises ORA-01403 for an unknown role or module, ORA-20039 for a pattern of another privilege.
    """
    check_enabled(changes)
    name = _valid_name(privilege_name)
    text = {"label": label, "description": description, "comments": comments}
    privilege_id = changes.find("ORDS$PRIVILEGES", name=name)
    role_ids = _role_ids(changes, roles)
    module_ids = [changes.get("ORDS$MODULES", name=module) for module in dict.fromkeys(modules or ())]
    new_patterns = _valid_patterns(changes, patterns, replaced_privilege=privilege_id)
    # Everything that can be refused has been: a block that catches the error finds the old privilege untouched.
    if privilege_id is None:
        privilege_id = changes.insert("ORDS$PRIVILEGES", name=name, **text)
    else:
        changes.update("ORDS$PRIVILEGES", privilege_id, **text)
        _delete_links(changes, privilege_id)
    _add_roles(changes, privilege_id, role_ids)
    _add_patterns(changes, privilege_id, new_patterns)
    for module_id in module_ids:
        _guard_module(changes, module_id, privilege_id)


def create_privilege(
    changes: Changes,
    name: str | None,
    roles: Iterable[str] | None = (),
    label: str | None = None,
    description: str | None = None,
) -> None:
    """Create a privilege that guards nothing yet. Raises ORA-00001 when the name is taken."""
    valid = _valid_name(name)
    if changes.find("ORDS$PRIVILEGES", name=valid) is not None:
        raise errors.duplicate("privilege name")
    define_privilege(changes, valid, roles=roles, label=label, description=description)


def create_privilege_mapping(changes: Changes, privilege_name: str | None, patterns: Iterable[str] | None) -> None:
    """Let a privilege guard further URL patterns."""
    add_patterns(changes, changes.get("ORDS$PRIVILEGES", name=privilege_name), patterns)


def delete_privilege_mapping(changes: Changes, privilege_name: str | None, pattern: str | None) -> None:
    """Take a URL pattern from a privilege; raises ORA-01403 when it has no such pattern."""
    privilege_id = changes.get("ORDS$PRIVILEGES", name=privilege_name)
    if not changes.delete("ORDS$PRIVILEGE_MAPPINGS", privilege_id=privilege_id, pattern=pattern):
        raise errors.no_such()


def delete_privilege(changes: Changes, name: str | None) -> None:
    """Delete a privilege: what it guarded is public afterwards. Without such a one, nothing (inferred as for roles)."""
    privilege_id = changes.find("ORDS$PRIVILEGES", name=name)
    if privilege_id is None:
        return
    _delete_links(changes, privilege_id)
    changes.delete("ORDS$CLIENT_PRIVILEGES", privilege_id=privilege_id)
    changes.delete("ORDS$PRIVILEGES", id=privilege_id)


def rename_privilege(changes: Changes, name: str | None, new_name: str | None) -> None:
    """Rename a privilege; what it guards stays."""
    privilege_id = changes.get("ORDS$PRIVILEGES", name=name)
    valid = _valid_name(new_name)
    if changes.find("ORDS$PRIVILEGES", name=valid) not in (None, privilege_id):
        raise errors.duplicate("privilege name")
    changes.update("ORDS$PRIVILEGES", privilege_id, name=valid)


def set_module_privilege(changes: Changes, module_name: str | None, privilege_name: str | None) -> None:
    """Let a privilege guard a module, instead of the one that did; NULL frees the module (inferred)."""
    module_id = changes.get("ORDS$MODULES", name=module_name)
    if privilege_name is None:
        changes.delete("ORDS$PRIVILEGE_MODULES", module_id=module_id)
    else:
        _guard_module(changes, module_id, changes.get("ORDS$PRIVILEGES", name=privilege_name))


def add_patterns(changes: Changes, privilege_id: int, patterns: Iterable[str] | None) -> None:
    """Map patterns; raises ORA-20039 for one that any privilege already has."""
    _add_patterns(changes, privilege_id, _valid_patterns(changes, patterns))


def _valid_patterns(
    changes: Changes, patterns: Iterable[str] | None, replaced_privilege: int | None = None
) -> list[str]:
    valid = list(dict.fromkeys(patterns or ()))
    for pattern in valid:
        if not pattern or not pattern.startswith("/"):
            raise errors.bad_value("P_PATTERNS", pattern, "a pattern starts with '/', as in /customers/*")
        owners = changes.rows('SELECT privilege_id FROM "ORDS$PRIVILEGE_MAPPINGS" WHERE pattern = ?', pattern)
        if owners and owners[0][0] != replaced_privilege:
            raise errors.pattern_already_mapped()
    return valid


def _add_patterns(changes: Changes, privilege_id: int, patterns: list[str]) -> None:
    for pattern in patterns:
        changes.insert("ORDS$PRIVILEGE_MAPPINGS", privilege_id=privilege_id, pattern=pattern)


def _valid_name(name: str | None) -> str:
    valid = require(name, "SEC_PRIVILEGES", "NAME")
    if any(character.isspace() for character in valid):
        raise errors.bad_value("P_PRIVILEGE_NAME", valid, "a privilege's name has no spaces")
    return valid


def _role_ids(changes: Changes, roles: Iterable[str] | None) -> list[int]:
    return [changes.get("ORDS$ROLES", name=role) for role in dict.fromkeys(roles or ())]


def _add_roles(changes: Changes, privilege_id: int, role_ids: Iterable[int]) -> None:
    for role_id in role_ids:
        changes.insert("ORDS$PRIVILEGE_ROLES", privilege_id=privilege_id, role_id=role_id)


def _guard_module(changes: Changes, module_id: int, privilege_id: int) -> None:
    # A module is guarded by one privilege; the last one set is it (inferred: tools show one privilege a module).
    changes.delete("ORDS$PRIVILEGE_MODULES", module_id=module_id)
    changes.insert("ORDS$PRIVILEGE_MODULES", module_id=module_id, privilege_id=privilege_id)


def _delete_links(changes: Changes, privilege_id: int) -> None:
    for table in ("ORDS$PRIVILEGE_ROLES", "ORDS$PRIVILEGE_MAPPINGS", "ORDS$PRIVILEGE_MODULES"):
        changes.delete(table, privilege_id=privilege_id)
