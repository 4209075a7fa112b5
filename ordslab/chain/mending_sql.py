"""The SQL that mends a broken link, ready for a %%sql cell."""

from __future__ import annotations

COMMIT = "commit;"
ALIASES = "select pattern, parsing_schema, status from user_ords_schemas;"
"""The query that shows the alias."""
ADDRESSES = """\
select m.uri_prefix, t.uri_template, h.method, m.status
from user_ords_modules m
join user_ords_templates t on t.module_id = m.id
join user_ords_handlers h on h.template_id = t.id;"""
"""The query that shows every path that there is."""


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def call(subprogram: str, **arguments: str) -> str:
    """A block with one call in named notation, and its commit."""
    width = max(map(len, arguments))
    given = ",\n".join(f"    {name.ljust(width)} => {value}" for name, value in arguments.items())
    return f"begin\n  {subprogram}(\n{given}\n  );\n  commit;\nend;"


def enable_schema(alias: str) -> str:
    """Serve the schema under an alias."""
    return call("ords.enable_schema", p_enabled="true", p_url_mapping_pattern=text(alias))


def publish(module: str) -> str:
    """Put a module on the air."""
    return call("ords.publish_module", p_module_name=text(module))


def allow_origin(module: str, origin: str) -> str:
    """Let pages of an origin call a module. What it allowed before is replaced."""
    return call("ords.set_module_origins_allowed", p_module_name=text(module), p_origins_allowed=text(origin))


def define_module(name: str) -> str:
    """A module with the base path of its name."""
    return call("ords.define_module", p_module_name=text(name), p_base_path=text(f"/{name}/"))


def define_template(module: str, template: str) -> str:
    """A template of a module."""
    return call("ords.define_template", p_module_name=text(module), p_pattern=text(template))


def define_handler(module: str, template: str, method: str) -> str:
    """A handler; what it does is for its author to say."""
    kind, source = ("plsql", "begin :status_code := 204; end;")
    if method == "GET":
        kind, source = ("collection_feed", "select * from your_table")
    where = {"p_module_name": text(module), "p_pattern": text(template), "p_method": text(method)}
    return call("ords.define_handler", **where, p_source_type=f"ords.source_type_{kind}", p_source=text(source))


def define_privilege(role: str, module: str) -> str:
    """Role and privilege for a module that has none."""
    return f"""\
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
  l_modules  owa.vc_arr;
begin
  ords.create_role(p_role_name => {text(role)});
  l_roles(1)   := {text(role)};
  l_modules(1) := {text(module)};
  ords.define_privilege(
    p_privilege_name => {text(module + "_priv")},
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_modules        => l_modules
  );
  commit;
end;"""


def guard_module(module: str, privilege: str) -> str:
    """Let a privilege guard a module."""
    return call("ords.set_module_privilege", p_module_name=text(module), p_privilege_name=text(privilege))


def guard_pattern(pattern: str, privilege: str) -> str:
    """Let a privilege guard a further pattern."""
    return call("ords.create_privilege_mapping", p_privilege_name=text(privilege), p_pattern=text(pattern))


def unguard_pattern(pattern: str, privilege: str) -> str:
    """Take a pattern away from a privilege."""
    return call("ords.delete_privilege_mapping", p_privilege_name=text(privilege), p_pattern=text(pattern))


def grant_role(client: str, role: str) -> str:
    """Give a client the role."""
    return call("ords_security.grant_client_role", p_client_name=text(client), p_role_name=text(role))


def new_secret(client: str) -> str:
    """A new secret, into a bind variable."""
    return f"begin\n  :client_secret := ords_security.rotate_client_secret(p_name => {text(client)});\n  commit;\nend;"


def register(client: str, role: str) -> str:
    """A client with a secret and the role, its credentials into bind variables."""
    grant = f"ords_security.grant_client_role(p_client_name => {text(client)}, p_role_name => {text(role)});\n  "
    return f"""\
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name          => {text(client)},
    p_grant_type    => 'client_credentials',
    p_client_secret => ords_types.oauth_client_secret()
  );
  {grant if role else ""}commit;
  :client_id     := l_client.client_key.client_id;
  :client_secret := l_client.client_secret.secret;
end;"""


def source_of(module: str, template: str, method: str) -> str:
    """The query that shows what a handler runs."""
    return f"""\
select h.source
from user_ords_modules m
join user_ords_templates t on t.module_id = m.id
join user_ords_handlers h on h.template_id = t.id
where m.name = {text(module)} and t.uri_template = {text(template)} and h.method = {text(method)};"""
