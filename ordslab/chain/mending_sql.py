"""The SQL that mends a broken link, ready for a %%sql cell."""

from __future__ import annotations

COMMIT = "commit;"


def call(subprogram: str, **arguments: str) -> str:
    """A block with one call in named notation, and its commit."""
    width = max(map(len, arguments))
    given = ",\n".join(f"    {name.ljust(width)} => {value}" for name, value in arguments.items())
    return f"begin\n  {subprogram}(\n{given}\n  );\n  commit;\nend;"


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def enable_schema(alias: str) -> str:
    """Serve the schema under an alias."""
    return call("ords.enable_schema", p_enabled="true", p_url_mapping_pattern=text(alias))


def publish(module: str) -> str:
    """Put a module on the air."""
    return call("ords.publish_module", p_module_name=text(module))


def define_module(name: str) -> str:
    """A module with the base path of its name."""
    return call("ords.define_module", p_module_name=text(name), p_base_path=text(f"/{name}/"))


def define_template(module: str, template: str) -> str:
    """A template of a module."""
    return call("ords.define_template", p_module_name=text(module), p_pattern=text(template))


def define_handler(module: str, template: str, method: str) -> str:
    """A handler; what it does is for its author to say."""
    source = {
        "GET": ("ords.source_type_collection_feed", "select * from your_table"),
    }.get(method, ("ords.source_type_plsql", "begin :status_code := 204; end;"))
    return call(
        "ords.define_handler",
        p_module_name=text(module),
        p_pattern=text(template),
        p_method=text(method),
        p_source_type=source[0],
        p_source=text(source[1]),
    )


def define_privilege(role: str, module: str) -> str:
    """Role and privilege for a module that has none."""
    return (
        "declare\n  l_roles    owa.vc_arr;\n  l_patterns owa.vc_arr;\n  l_modules  owa.vc_arr;\nbegin\n"
        f"  ords.create_role(p_role_name => {text(role)});\n"
        f"  l_roles(1)   := {text(role)};\n  l_modules(1) := {text(module)};\n"
        "  ords.define_privilege(\n"
        f"    p_privilege_name => {text(module + '_priv')},\n    p_roles          => l_roles,\n"
        "    p_patterns       => l_patterns,\n    p_modules        => l_modules\n  );\n  commit;\nend;"
    )


def guard_module(module: str, privilege: str) -> str:
    """Let a privilege guard a module."""
    return call("ords.set_module_privilege", p_module_name=text(module), p_privilege_name=text(privilege))


def guard_pattern(pattern: str, privilege: str) -> str:
    """Let a privilege guard a further pattern."""
    return call("ords.create_privilege_mapping", p_privilege_name=text(privilege), p_pattern=text(pattern))


def grant_role(client: str, role: str) -> str:
    """Give a client the role."""
    return call("ords_security.grant_client_role", p_client_name=text(client), p_role_name=text(role))


def new_secret(client: str) -> str:
    """A new secret, into a bind variable."""
    return f"begin\n  :client_secret := ords_security.rotate_client_secret(p_name => {text(client)});\n  commit;\nend;"


def register(client: str, role: str) -> str:
    """A client with a secret and the role."""
    grant = (
        f"  ords_security.grant_client_role(p_client_name => {text(client)}, p_role_name => {text(role)});\n"
        if role
        else ""
    )
    return (
        "declare\n  l_client ords_types.t_client_credentials;\nbegin\n"
        "  l_client := ords_security.register_client(\n"
        f"    p_name          => {text(client)},\n    p_grant_type    => 'client_credentials',\n"
        f"    p_client_secret => ords_types.oauth_client_secret()\n  );\n{grant}  commit;\n"
        "  :client_id     := l_client.client_key.client_id;\n"
        "  :client_secret := l_client.client_secret.secret;\nend;"
    )


def source_of(module: str, template: str, method: str) -> str:
    """The query that shows what a handler runs."""
    return (
        "select h.source\nfrom user_ords_modules m\njoin user_ords_templates t on t.module_id = m.id\n"
        f"join user_ords_handlers h on h.template_id = t.id\nwhere m.name = {text(module)}"
        f" and t.uri_template = {text(template)} and h.method = {text(method)};"
    )


ALIASES = "select pattern, parsing_schema, status from user_ords_schemas;"
"""The query that shows the alias."""


def addresses() -> str:
    """The query that shows every path that there is."""
    return (
        "select m.uri_prefix, t.uri_template, h.method, m.status\nfrom user_ords_modules m\n"
        "join user_ords_templates t on t.module_id = m.id\njoin user_ords_handlers h on h.template_id = t.id;"
    )
