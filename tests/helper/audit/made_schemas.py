"""A schema that is clean, and faults to put into it, one at a time."""

from __future__ import annotations

from dataclasses import dataclass

EMPTY = """
begin
  for x in (select name from user_ords_clients) loop ords_security.delete_client(p_name => x.name); end loop;
  for x in (select name from user_ords_modules) loop ords.delete_module(x.name); end loop;
  for x in (select name from user_ords_privileges where name not like 'oracle.%') loop
    ords.delete_privilege(x.name);
  end loop;
  for x in (select name from user_ords_roles where name not like 'oracle.%' and name <> 'SODA Developer') loop
    ords.delete_role(x.name);
  end loop;
  for x in (select parsing_object, type from user_ords_enabled_objects) loop
    ords.enable_object(p_enabled => false, p_object => x.parsing_object, p_object_type => x.type);
  end loop;
  ords_security.delete_jwt_profile;
  ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => true);
  for x in (select object_name, object_type from user_objects
            where object_type in ('TABLE', 'VIEW', 'PACKAGE', 'PROCEDURE', 'FUNCTION')) loop
    execute immediate 'drop ' || x.object_type || ' ' || x.object_name;
  end loop;
  commit;
end;
/
"""
CLEAN = """
create table orders (id number primary key, owner varchar2(40), total number, note varchar2(100));
create table people (id number primary key, name varchar2(40), ssn varchar2(11), password varchar2(40));
declare
  r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; s varchar2(200); c ords_types.t_client_credentials;
begin
  ords.define_module('shop', '/shop/');
  ords.define_template('shop', 'orders/:id');
  ords.define_handler('shop', 'orders/:id', 'GET', 'json/item',
    'select id, total from orders where id = :id and owner = :current_user');
  ords.define_template('shop', 'orders/');
  ords.define_handler('shop', 'orders/', 'GET', 'json/collection',
    'select id, total from orders where owner = :current_user');
  ords.create_role('shop_role');
  ords.create_role('catalog_role');
  r(1) := 'shop_role'; m(1) := 'shop';
  ords.define_privilege('shop_priv', r, p, m, 'Orders', 'Read your orders', 'kept');
  r(1) := 'catalog_role'; m.delete; p(1) := '/open-api-catalog/*';
  ords.define_privilege('catalog_priv', r, p, m);
  c := ords_security.register_client(p_name => 'shop_app', p_grant_type => 'client_credentials',
    p_client_secret => ords_types.oauth_client_secret());
  ords_security.grant_client_role('shop_app', 'shop_role');
  commit;
end;
/
"""


@dataclass(frozen=True)
class Fault:
    """`kind`: what the audit calls it. `script`: what makes it of the clean schema; `block`: the same within a block.

    `mended`: whether its finding has SQL. `leaves`: what is found once that has run, as it was hidden by the fault.
    """

    kind: str
    block: str = ""
    script: str = ""
    mended: bool = True
    leaves: frozenset[str] = frozenset()
    name: str = ""

    def __str__(self):
        return f"{self.kind} {self.name}".strip()

    @property
    def whole(self):
        """The script with its block."""
        arrays = "declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; c ords_types.t_client_credentials;"
        return self.script + (f"\n{arrays} begin {self.block} commit; end;\n/\n" if self.block else "")


def module_of(name, handlers, page=25, status="PUBLISHED"):
    """A module with handlers by (template, method, source type, source)."""
    parts = [f"ords.define_module('{name}', '/{name}/', {page}, '{status}');"]
    for template, method, kind, source in handlers:
        parts.append(f"ords.define_template('{name}', '{template}');")
        parts.append(f"ords.define_handler('{name}', '{template}', '{method}', '{kind}', q'[{source}]');")
    return " ".join(parts)


def handler_of(source, kind="plsql/block", method="POST"):
    """A further handler of the guarded module."""
    return (
        "ords.define_template('shop', 'more');"
        f"ords.define_handler('shop', 'more', '{method}', '{kind}', q'[{source}]');"
    )


def client_of(name, flow="client_credentials", role="shop_role", redirect="https://app.example.com/back", **more):
    secret = "p_client_secret => ords_types.oauth_client_secret(), " if flow == "client_credentials" else ""
    further = "".join(f", {key} => {value}" for key, value in more.items())
    if flow != "client_credentials":
        further += f", p_description => 'An app', p_redirect_uri => '{redirect}', p_support_email => 'a@example.com'"
    grant = f"ords_security.grant_client_role('{name}', '{role}');" if role else ""
    return (
        f"c := ords_security.register_client(p_name => '{name}', p_grant_type => '{flow}', {secret}"
        f"p_privilege_names => 'shop_priv'{further}); {grant}"
    )


def privilege_of(name, roles=("shop_role",), patterns=(), modules=()):
    fill = ["r.delete; p.delete; m.delete;"]
    for array, some in (("r", roles), ("p", patterns), ("m", modules)):
        fill += [f"{array}({at}) := '{each}';" for at, each in enumerate(some, 1)]
    return f"{' '.join(fill)} ords.define_privilege('{name}', r, p, m);"


OPEN = module_of("open", [("things", "GET", "json/collection", "select 1 one from dual")])
PACKAGE = """
create or replace package pay as
  procedure search(p_text varchar2);
  procedure outer_one(p_text varchar2);
end;
/
create or replace package body pay as
  procedure run_it(p_sql varchar2) is
  begin
    if p_sql is not null then
      execute immediate p_sql;
    end if;
  end;
  procedure search(p_text varchar2) is
    l_sql varchar2(4000) := 'delete from orders where note = ''' || p_text || '''';
  begin
    run_it(l_sql);
  end search;
  procedure outer_one(p_text varchar2) is begin search(p_text); end;
end;
/
"""
FAULTS = [
    Fault("schema_not_enabled", "ords.enable_schema(p_enabled => false);", leaves=frozenset(("public_catalog",))),
    Fault("public_endpoint", OPEN),
    Fault("public_endpoint", script="begin ords.enable_object(p_object => 'ORDERS', p_object_alias => 'ord',"
          " p_auto_rest_auth => false); commit; end;\n/\n", name="AutoREST"),
    Fault("public_endpoint", OPEN + module_of("open_2", []) + " ords.create_role('open_role');"
          + privilege_of("open_priv", ["open_role"], ["/shop/orders/7"]), name="taken names"),
    Fault("public_when_published", module_of("draft", [("things", "GET", "json/query", "select 1 one from dual")],
                                           status="NOT_PUBLISHED")),
    Fault("bare_path", OPEN + privilege_of("open_priv", patterns=["/open/things/*"])),
    Fault("partly_guarded", module_of("part", [("things/:id", "GET", "json/item",
                                             "select :id x from dual where :current_user = 'x'")])
          + privilege_of("part_priv", patterns=["/part/things/7"])),
    Fault("public_catalog", "ords.delete_privilege('catalog_priv');"),
    Fault("public_catalog", "ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => false);",
          name="of the schema's metadata"),
    Fault("privilege_without_mapping", privilege_of("idle_priv")),
    Fault("privilege_without_role", OPEN + privilege_of("open_priv", (), ["/shop/orders/3"], ["open"])),
    Fault("pattern_without_endpoint", privilege_of("other_priv", patterns=["/nowhere/*"])),
    Fault("pattern_without_endpoint", privilege_of("other_priv", patterns=["/nowhere/*", "/shop/orders/1"]),
          name="beside another"),
    Fault("pattern_without_endpoint", privilege_of("other_priv", patterns=["/ords/page/shop/orders/*"]),
          name="with the alias"),
    Fault("built_in_role_opens", privilege_of("shop_priv", ("shop_role", "SODA Developer"), modules=["shop"]),
          mended=False),
    Fault("role_reads_and_deletes", "ords.define_template('shop', 'purge');"
          " ords.define_handler('shop', 'purge', 'DELETE', 'plsql/block', 'begin delete from orders; end;');"),
    Fault("role_reads_and_deletes", "ords.define_handler('shop', 'orders/:id', 'DELETE', 'plsql/block',"
          " 'begin delete from orders where id = :id and owner = :current_user; end;');", mended=False,
          name="on one path"),
    Fault("jwt_profile", "ords_security.create_jwt_profile(p_issuer => 'https://id.example.com', p_audience => 'x',"
          " p_jwk_url => 'https://id.example.com/keys');", mended=False),
    Fault("implicit_client", client_of("spa", "implicit", "")),
    Fault("client_without_secret", "ords_security.register_client(p_name => 'mute', p_grant_type =>"
          " 'client_credentials'); ords_security.grant_client_role('mute', 'shop_role');"),
    Fault("client_without_role", client_of("idle", role="")),
    Fault("client_without_role", "c := ords_security.register_client(p_name => 'idle', p_grant_type =>"
          " 'client_credentials', p_client_secret => ords_types.oauth_client_secret());", name="and no privilege"),
    Fault("role_opens_nothing", "ords.create_role('lost_role');" + client_of("lost", role="lost_role"), mended=False),
    Fault("built_in_role", client_of("mighty") + " ords_security.grant_client_role('mighty', 'SODA Developer');"),
    Fault("built_in_role", client_of("mighty") + " ords_security.grant_client_role('mighty', 'SQL Developer');",
          name="for any SQL"),
    Fault("built_in_role", client_of("mighty", role="SODA Developer"), name="as its only one",
          leaves=frozenset(("client_without_role",))),
    Fault("secret_in_clear", "oauth.create_client(p_name => 'legacy', p_grant_type => 'client_credentials',"
          " p_support_email => 'a@example.com', p_privilege_names => null);"
          " oauth.grant_client_role('legacy', 'shop_role');"),
    Fault("long_token_lifetime", client_of("slow", p_token_duration="86400", p_code_duration="60")),
    Fault("http_redirect", client_of("web", "authorization_code", "", "http://app.example.com/back")),
    Fault("any_origin", "ords.set_module_origins_allowed('shop', 'https://a.example.com, *');"),
    Fault("any_origin", client_of("page", "authorization_code", "", p_origins_allowed="'*'"), name="of a client"),
    Fault("row_of_any_id", module_of("rows", [("orders/:id", "GET", "json/item",
                                            "select id, total from orders -- :current_user\n where id = :id")])
          + privilege_of("rows_priv", modules=["rows"]), mended=False),
    Fault("row_of_any_person", "ords.define_handler('shop', 'orders/:id', 'GET', 'json/item',"
          " 'select id, total from orders where id = :id');" + client_of("web", "authorization_code", ""),
          mended=False),
    Fault("secret_column", handler_of("select p.id, p.password, p.name from people p", "json/collection", "GET")),
    Fault("secret_column", handler_of("select password pw, name from people", "json/query", "GET"), name="first"),
    Fault("secret_column", handler_of("select password from people", "json/query", "GET"), mended=False, name="alone"),
    Fault("personal_column", handler_of('select "ID", people.ssn as nr from people', "csv/query", "GET"), name="named"),
    Fault("endless_page", module_of("pages", [("all", "GET", "json/collection", "select id from orders")], 0)
          + privilege_of("pages_priv", modules=["pages"])),
    Fault("endless_page", "ords.define_handler('shop', 'orders/', 'GET', 'json/collection',"
          " 'select id, total from orders where owner = :current_user', 100000);", name="of a handler"),
    Fault("sql_injection", handler_of("begin execute immediate 'delete from orders where id = ' || :note; end;"),
          mended=False),
    Fault("sql_injection", handler_of("declare l varchar2(99); begin if :a = 1 then l := case when 1=1 then 'x' || :b"
                                    " end; end if; execute immediate l; end;"), mended=False, name="by a variable"),
    Fault("sql_injection", handler_of("begin pay.outer_one(p_text => :note); end;"), PACKAGE, mended=False,
          name="three calls down"),
    Fault("old_package", handler_of("begin oauth.delete_client(p_name => 'x'); end;"), mended=False),
]  # fmt: skip
"""Each with exactly the finding of its kind."""
HARMLESS = {
    "a value by USING": "begin execute immediate 'delete from orders where note = :x' using :note; end;",
    "a name that was checked": "begin execute immediate 'select 1 from ' || dbms_assert.simple_sql_name(:t); end;",
    "a number": "begin execute immediate 'delete from orders where id = ' || to_number(:amount); end;",
    "text of its own": "declare l varchar2(9) := 'x'; begin execute immediate 'select ' || l || ' from dual'; end;",
    "the caller, by name": "begin execute immediate 'select ''' || :current_user || ''' from dual'; end;",
    "in a comment": "begin null; /* execute immediate 'x' || :note */ end;",
    "in a string": "begin htp.p('execute immediate ' || :note); end;",
    "a cursor for a query": "declare c sys_refcursor; begin open c for select 1 x from dual where :note = 'x'; end;",
    "a program without dynamic SQL": "begin calm.say(:note); end;",
}
CALM = """
create or replace package calm as procedure say(p varchar2); end;
/
create or replace package body calm as procedure say(p varchar2) is begin htp.p(p); end; end;
/
"""
