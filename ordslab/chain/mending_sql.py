"""The SQL that mends a broken link, ready for a %%sql cell."""

COMMIT = "commit;"
ALIASES = "select pattern, parsing_schema, status from user_ords_schemas;"
"""The query that shows the alias."""
MIMES = "select method, mimes_allowed from user_ords_handlers;"
"""The query that shows what handlers take."""
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


def allow_origins(module: str, origins: str) -> str:
    """Let pages of these origins call a module, and no others."""
    return call("ords.set_module_origins_allowed", p_module_name=text(module), p_origins_allowed=text(origins))


def define_module(name: str) -> str:
    """A module with the base path of its name."""
    return call("ords.define_module", p_module_name=text(name), p_base_path=text(f"/{name}/"))


def define_template(module: str, template: str) -> str:
    """A template of a module."""
    return call("ords.define_template", p_module_name=text(module), p_pattern=text(template))


def define_handler(module: str, template: str, method: str) -> str:
    """A handler; what it does is for its author to say."""
    source = "select 'not written yet' as answer from dual" if method == "GET" else "begin :status_code := 204; end;"
    where = {"p_module_name": text(module), "p_pattern": text(template), "p_method": text(method)}
    kind = {"json/collection": "collection_feed"}.get(source_type(method), "plsql")
    return call("ords.define_handler", **where, p_source_type=f"ords.source_type_{kind}", p_source=text(source))


def source_type(method: str) -> str:
    """Of what kind a handler is that answers a method."""
    return "json/collection" if method == "GET" else "plsql/block"


def define_privilege(privilege: str, role: str, module: str) -> str:
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
    p_privilege_name => {text(privilege)},
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_modules        => l_modules
  );
  commit;
end;"""


def protect_object(name: str, kind: str, alias: str) -> str:
    """Protect what AutoREST serves."""
    where = {"p_object": text(name), "p_object_type": text(kind), "p_object_alias": text(alias)}
    return call("ords.enable_object", p_enabled="true", **where, p_auto_rest_auth="true")


def guard_module(module: str, privilege: str) -> str:
    """Let a privilege guard a module."""
    return call("ords.set_module_privilege", p_module_name=text(module), p_privilege_name=text(privilege))


def guard_pattern(pattern: str, privilege: str, instead_of: str = "") -> str:
    """Let a privilege guard a further pattern; or one in place of another."""
    block = call("ords.create_privilege_mapping", p_privilege_name=text(privilege), p_pattern=text(pattern))
    if not instead_of:
        return block
    return unguard_pattern(instead_of, privilege).removesuffix("  commit;\nend;") + block.removeprefix("begin\n")


def unguard_pattern(pattern: str, privilege: str) -> str:
    """Take a pattern away from a privilege."""
    return call("ords.delete_privilege_mapping", p_privilege_name=text(privilege), p_pattern=text(pattern))


def grant_role(client: str, role: str, package: str = "ords_security") -> str:
    """Give a client the role."""
    return call(f"{package}.grant_client_role", p_client_name=text(client), p_role_name=text(role))


def ask_for(client: str, privileges: str) -> str:
    """Have a client ask for these privileges (a comma between) and no others."""
    names = {"p_name": text(client), "p_privilege_names": text(privileges)}
    return call("ords_security.update_client_privileges", **names)


def ask_for_by_oauth(client: str, privileges: str) -> str:
    """The same by package OAUTH, which sets all of a client's description at once."""
    return f"""\
begin
  for c in (select * from user_ords_clients where name = {text(client)}) loop
    oauth.update_client(
      p_name            => c.name,
      p_description     => c.description,
      p_origins_allowed => c.allowed_origins,
      p_redirect_uri    => c.redirect_uri,
      p_support_email   => c.support_email,
      p_support_uri     => c.support_uri,
      p_privilege_names => {text(privileges)}
    );
  end loop;
  commit;
end;"""


def new_secret(client: str) -> str:
    """A new secret, into a bind variable."""
    return f"begin\n  :client_secret := ords_security.rotate_client_secret(p_name => {text(client)});\n  commit;\nend;"


def new_secret_by_oauth(client: str) -> str:
    """The same by package OAUTH, which keeps secrets where they can be read."""
    return f"""\
begin
  oauth.rotate_client_secret(p_name => {text(client)});
  commit;
  select client_secret into :client_secret from user_ords_clients where name = {text(client)};
end;"""


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


def register_by_oauth(client: str, role: str) -> str:
    """The same by package OAUTH."""
    grant = f"oauth.grant_client_role(p_client_name => {text(client)}, p_role_name => {text(role)});\n  "
    return f"""\
begin
  oauth.create_client(
    p_name            => {text(client)},
    p_grant_type      => 'client_credentials',
    p_support_email   => 'nobody@example.com',
    p_privilege_names => null
  );
  {grant if role else ""}commit;
  select client_id, client_secret into :client_id, :client_secret
  from user_ords_clients where name = {text(client)};
end;"""


def source_of(module: str, template: str, method: str) -> str:
    """The query that shows what a handler runs."""
    return f"""\
select h.source
from user_ords_modules m
join user_ords_templates t on t.module_id = m.id
join user_ords_handlers h on h.template_id = t.id
where m.name = {text(module)} and t.uri_template = {text(template)} and h.method = {text(method)};"""
