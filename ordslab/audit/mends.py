"""The SQL of findings: what it takes that the finding is gone, and no more.

A privilege is never defined anew without what it had; a name that is taken is not given a second time.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ordslab.audit.details import ClientDetails
from ordslab.audit.examined import Examined
from ordslab.audit.results import Access
from ordslab.audit.sources import Column, Source
from ordslab.chain.access_rule import without_alias
from ordslab.chain.mending_sql import (
    call,
    grant_role,
    guard_module,
    guard_pattern,
    protect_object,
    text,
    unguard_pattern,
)
from ordslab.chain.mends import free, protect
from ordslab.chain.routes import Endpoint

HOUR, PAGE = 3600, 25
_CATALOG_ROLE = "catalog_reader"
_HANDLERS = """\
begin
  for h in (
    select m.name, t.uri_template, h.method, h.source_type, h.source, h.items_per_page, h.mimes_allowed, h.comments
    from user_ords_modules m
    join user_ords_templates t on t.module_id = m.id
    join user_ords_handlers h on h.template_id = t.id
    where m.name = {module}
      and (t.uri_template, h.method) in ({handlers})
  ) loop
    ords.define_handler(
      p_module_name    => h.name,
      p_pattern        => h.uri_template,
      p_method         => h.method,
      p_source_type    => h.source_type,
      p_source         => {source},
      p_items_per_page => {page},
      p_mimes_allowed  => h.mimes_allowed,
      p_comments       => h.comments
    );
  end loop;
  commit;
end;"""


def optional(value: str) -> str:
    """A string literal, or NULL."""
    return text(value) if value else "null"


# Endpoints and patterns


def guard(seen: Examined, endpoint: Endpoint) -> str:
    """Let a privilege guard an endpoint that is public, with all of its module that no other privilege guards."""
    if rest := seen.rest_object(endpoint):
        return protect_object(rest.name, rest.type, rest.alias)
    if seen.only_idle:
        return guard_module(endpoint.owner, seen.only_idle)
    return protect(seen.dictionary, endpoint.owner).sql


def guard_catalog(seen: Examined, endpoint: Endpoint) -> str:
    """Take a catalog from the public: that of the schema's metadata by the schema's own privilege."""
    alias = seen.dictionary.schema.alias if seen.dictionary.schema else ""
    if endpoint.path == "/metadata-catalog/":
        return call("ords.enable_schema", p_enabled="true", p_url_mapping_pattern=text(alias), p_auto_rest_auth="true")
    name = free("catalog_priv", seen.dictionary.privileges)
    return _define(name, [_CATALOG_ROLE], [endpoint.path + "*"], [], new=_CATALOG_ROLE)


def whole(path: str) -> str:
    """The pattern of all paths of a template: up to its first variable."""
    return re.split(r"[{:]", path)[0] + "*"


def correct_pattern(seen: Examined, privilege: str, pattern: str, touched: Collection[str]) -> str:
    """Take away a pattern that matches nothing; in its place what it was meant to be, where that matches."""
    schema, mapped = seen.dictionary.schema, {each for _, each in seen.dictionary.privilege_patterns}
    meant = without_alias(pattern, schema.alias) if schema else ""
    if meant in touched and meant not in mapped:
        return guard_pattern(meant, privilege, instead_of=pattern)
    if seen.dictionary.guards(privilege) == (pattern,):
        return _delete_privilege(privilege)
    return unguard_pattern(pattern, privilege)


# Privileges and roles


def use_or_delete(seen: Examined, privilege: str) -> str:
    """Let a privilege that guards nothing guard the one module that is public; delete it where that is not so."""
    use = seen.only_idle == privilege
    return guard_module(seen.public_modules[0], privilege) if use else _delete_privilege(privilege)


def ask_for_role(seen: Examined, privilege: str) -> str:
    """A role for a privilege that asks for none; all else of it stays."""
    role = free(f"{privilege}_role", seen.dictionary.roles)
    patterns = [pattern for name, pattern in seen.dictionary.privilege_patterns if name == privilege]
    modules = [module for name, module in seen.dictionary.privilege_modules if name == privilege]
    said = zip(("p_label", "p_description", "p_comments"), seen.details.privileges.get(privilege, ()), strict=False)
    return _define(privilege, [role], patterns, modules, new=role, **dict(said))


def split_role(seen: Examined, role: str, deleting: Sequence[Access]) -> str:
    """A role and a privilege of their own for what deletes."""
    new = free(f"{role}_delete", seen.dictionary.roles)
    name = free(f"{role}_delete_priv", seen.dictionary.privileges)
    return _define(name, [new], sorted({row.endpoint.path for row in deleting}), [], new=new)


def revoke_role(client: str, role: str) -> str:
    """Take a role from a client."""
    return call("ords_security.revoke_client_role", p_client_name=text(client), p_role_name=text(role))


def _define(
    name: str, roles: Sequence[str], patterns: Sequence[str], modules: Sequence[str], *, new: str, **said: str
) -> str:
    """A privilege with all that it has, and the new role before it. `said`: its label and the like, by parameter."""
    lists = {"l_roles": roles, "l_patterns": patterns, "l_modules": modules}
    filled = [f"  {array}({at}) := {text(each)};" for array, some in lists.items() for at, each in enumerate(some, 1)]
    further = "".join(f",\n    {parameter} => {text(value)}" for parameter, value in said.items() if value)
    return "\n".join(
        [
            "declare",
            *(f"  {array} owa.vc_arr;" for array in lists),
            "begin",
            f"  ords.create_role(p_role_name => {text(new)});",
            *filled,
            "  ords.define_privilege(",
            f"    p_privilege_name => {text(name)},",
            "    p_roles => l_roles,",
            "    p_patterns => l_patterns,",
            f"    p_modules => l_modules{further}",
            "  );",
            "  commit;",
            "end;",
        ]
    )


def _delete_privilege(name: str) -> str:
    return call("ords.delete_privilege", p_name=text(name))


# Clients


def new_secret_alone(client: str) -> str:
    """A new secret into a bind variable; the earlier ones are revoked."""
    return (
        "begin\n  :client_secret := ords_security.rotate_client_secret(\n"
        f"    p_name            => {text(client)},\n    p_revoke_existing => true\n  );\n  commit;\nend;"
    )


def usual_lifetime(seen: Examined, client: str) -> str:
    """Tokens of an hour; what else lives keeps its time."""
    known = seen.details.clients.get(client)
    return call(
        "ords_security.update_client_token_duration",
        p_name=text(client),
        p_token_duration=str(HOUR),
        p_refresh_duration=_number(known.refresh_seconds if known else None),
        p_code_duration=_number(known.code_seconds if known else None),
    )


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def with_code(seen: Examined, client: str) -> str:
    """Register a client anew with the authorization code; "" where what it needs for that is not known."""
    known = seen.details.clients.get(client)
    if not (known and known.redirect):
        return ""
    asked = [privilege for name, privilege in seen.dictionary.client_privileges if name == client]
    deleted = f"begin\n  ords_security.delete_client(p_name => {text(client)});\nend;"
    registered = call(
        "ords_security.register_client",
        p_name=text(client),
        p_grant_type="'authorization_code'",
        p_description=text(known.description or client),
        p_privilege_names=optional(",".join(asked)),
        p_origins_allowed=optional(known.origins),
        p_redirect_uri=text(known.redirect),
        p_support_email=optional(known.email),
        p_support_uri=optional(known.uri),
    )
    return f"{deleted}\n/\n{registered}"


def redescribe(client: str, known: ClientDetails, redirect: str | None = None, origins: str | None = None) -> str:
    """Another redirect address, or other origins; what else is said of the client stays."""
    known = replace(
        known,
        redirect=known.redirect if redirect is None else redirect,
        origins=known.origins if origins is None else origins,
    )
    return call(
        "ords_security.update_client",
        p_name=text(client),
        p_description=optional(known.description),
        p_origins_allowed=optional(known.origins),
        p_redirect_uri=optional(known.redirect),
        p_support_email=optional(known.email),
        p_support_uri=optional(known.uri),
    )


def grant_or_delete(seen: Examined, client: str) -> str:
    """The role of a privilege that the client was registered for; without one the client goes."""
    asked = [privilege for name, privilege in seen.dictionary.client_privileges if name == client]
    roles = [role for privilege in asked for role in seen.dictionary.roles_of(privilege)]
    return grant_role(client, roles[0]) if roles else call("ords_security.delete_client", p_name=text(client))


def without_star(origins: Sequence[str]) -> str | None:
    """A list of origins without the one that means all; None where it has none."""
    return ",".join(each for each in origins if each != "*") if "*" in origins else None


# Modules and handlers


def usual_pages(module: str, handlers: Sequence[Source]) -> str:
    """Pages of ORDS's own length for these handlers; "" where defining them anew would lose their parameters."""
    if any(each.parameters for each in handlers):
        return ""
    return _again(module, handlers, "h.source", str(PAGE))


def without_columns(source: Source, columns: Sequence[Column], names: Collection[str], every: Sequence[str]) -> str:
    """The query without some of its columns; "" where that can't be said in replacements that mean one place each."""
    rest = ", ".join(each.lower() for each in every if each not in names)
    changed, left = "h.source", [each for each in source.result[0] if each not in columns or (each.is_star and rest)]
    for column in dict.fromkeys(columns):
        written = source.text[column.start : column.end]
        plain_star = written.strip(", \n") == "*" and len(source.result[1]) == 1
        if source.text.count(written) != 1 or (column.is_star and not plain_star):
            return ""
        instead = f", {text(written.replace('*', rest))}" if column.is_star else ""
        changed = f"replace({changed}, {text(written)}{instead})"
    return _again(source.module, [source], changed, "h.items_per_page") if left and not source.parameters else ""


def _again(module: str, handlers: Sequence[Source], source: str, page: str) -> str:
    listed = ", ".join(f"({text(each.template)}, {text(each.method)})" for each in handlers)
    return _HANDLERS.format(module=text(module), handlers=listed, source=source, page=page)


def unpublish(module: str) -> str:
    """Take a module off the air."""
    return call("ords.publish_module", p_module_name=text(module), p_status="'NOT_PUBLISHED'")
