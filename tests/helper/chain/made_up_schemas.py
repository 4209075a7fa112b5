"""Made-up schemas for `explain`, and calls of them: a seed makes each, by SQL, in a sandbox's own schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from ordslab.chain.mending_sql import text

CLEAN = """begin
  ords.enable_schema(p_url_mapping_pattern => 'page');
  for x in (select name from user_ords_clients) loop ords_security.delete_client(p_name => x.name); end loop;
  for x in (select name from user_ords_privileges where name not like 'oracle.%') loop
    ords.delete_privilege(x.name);
  end loop;
  for x in (select name from user_ords_modules) loop ords.delete_module(x.name); end loop;
  for x in (select name from user_ords_roles where name not like 'oracle.%') loop ords.delete_role(x.name); end loop;
  for x in (select parsing_object, type from user_ords_enabled_objects) loop
    ords.enable_object(p_enabled => false, p_object => x.parsing_object, p_object_type => x.type);
  end loop;
  commit;
end;"""
"""Takes everything away that a made-up schema has."""
OBJECTS = """declare
  there number;
begin
  select count(*) into there from user_tables where table_name = 'PLANTS';
  if there = 0 then
    execute immediate 'create table plants (id number primary key, name varchar2(20))';
    execute immediate 'create view flowers as select * from plants';
    execute immediate 'create procedure water as begin null; end;';
  end if;
end;"""
"""What AutoREST can serve of it."""
MODULES = {"shop": "/shop/", "shop.orders": "/shop/orders/", "the north's": "/north/"}
TEMPLATES = (".", "items", "items/", "items/:id", "{rest}", "list/:a/:b?", "x,:n,:m")
PATTERNS = (
    "/shop/*",
    "/shop/items",
    "/shop/items/*",
    "/shop/orders/*",
    "/north/items/*",
    "/page/shop/*",
    "/shop/:id",
    "/north/{rest}",
    "/north/*",
    "/plants/*",
    "/*",
)
ROLES = ("clerk", "boss", "Clerk", "guest")
PRIVILEGES = ("p1", "p2", "p3")
CLIENTS = ("alice", "bob", "carol", "dave")
PATHS = (
    "shop/items",
    "shop/items/7",
    "shop/",
    "shop",
    "shop/orders/items",
    "shop/orders/5",
    "shop/list/1/",
    "shop/list/1/2",
    "north/items/1",
    "north/x,1,2",
    "north/",
    "plants/",
    "flowers/",
    "water",
    "water/",
    "plants",
    "metadata-catalog/",
    "metadata-catalog/plants/",
    "open-api-catalog/plants",
    "nowhere/1",
    "oauth/token",
)


@dataclass
class MadeUp:
    """A schema: the lines of a block that makes it, and those of its open work; the call, as explain is asked."""

    committed: list[str] = field(default_factory=list)
    open_work: list[str] = field(default_factory=list)
    method: str = "GET"
    path: str = ""
    client: str | None = None

    def __str__(self) -> str:
        lines = "\n  ".join(self.committed)
        work = "\n  ".join(self.open_work)
        return f"{self.method} {self.path} as {self.client}\n  {lines}\n  not committed:\n  {work}"


def made_up(seed: int) -> MadeUp:
    """The schema and call of a seed."""
    random = Random(seed)
    made = MadeUp()
    lines = made.committed
    modules = random.sample(list(MODULES), random.choice((0, 1, 2, 2, 3, 3)))
    for name in modules:
        lines += _module(random, name)
    for role in ROLES:
        lines.append(f"ords.create_role('{role}');")
    patterns = random.sample(PATTERNS, random.randint(0, 4))
    free = list(modules)
    for privilege in PRIVILEGES[: random.randint(0, 3)]:
        lines.append(_privilege(random, privilege, patterns, free))
    for name, kind in (("PLANTS", "TABLE"), ("FLOWERS", "VIEW"), ("WATER", "PROCEDURE")):
        if random.random() < 0.4 and "/plants/*" not in "".join(lines):
            protected = random.choice(("true", "false"))
            lines.append(f"ords.enable_object(true, user, {text(name)}, '{kind}', '{name.lower()}', {protected});")
    for client in CLIENTS[: random.randint(0, 4)]:
        lines += _client(random, client)
    if random.random() < 0.05:
        lines.append("ords.enable_schema(p_enabled => false);")
    made.method = random.choice(("GET", "GET", "GET", "POST", "DELETE"))
    made.path = random.choice(PATHS)
    made.client = random.choice((None, *CLIENTS, "ALICE"))
    if made.path == "oauth/token":
        made.method = random.choice(("POST", "POST", "GET"))
    if random.random() < 0.25:
        made.open_work = _work(random, made, modules)
    return made


def _module(random: Random, name: str) -> list[str]:
    status = "PUBLISHED" if random.random() < 0.8 else "NOT_PUBLISHED"
    lines = [f"ords.define_module({text(name)}, '{MODULES[name]}', 25, '{status}');"]
    for template in random.sample(TEMPLATES, random.randint(0, 3)):
        lines.append(f"ords.define_template({text(name)}, '{template}', {random.choice((0, 0, 5))});")
        for method in random.sample(("GET", "POST", "DELETE"), random.randint(0, 2)):
            source = "select 1 as one from dual" if method == "GET" else "begin :status_code := 204; end;"
            kind = "collection_feed" if method == "GET" else "plsql"
            lines.append(
                f"ords.define_handler({text(name)}, '{template}', '{method}', ords.source_type_{kind}, '{source}');"
            )
    return lines


def _privilege(random: Random, name: str, patterns: list[str], modules: list[str]) -> str:
    roles = random.sample(ROLES, random.choice((0, 1, 1, 1, 2)))
    fill = [f"r({number}) := '{role}';" for number, role in enumerate(roles, start=1)]
    for number in range(1, random.choice((0, 1, 1, 2)) + 1):
        if patterns:
            fill.append(f"p({number}) := '{patterns.pop()}';")
    if modules and random.random() < 0.5:
        fill.append(f"m(1) := {text(modules.pop())};")
    return f"r.delete; p.delete; m.delete; {' '.join(fill)} ords.define_privilege({text(name)}, r, p, m);"


def _client(random: Random, name: str) -> list[str]:
    secret = "ords_constants.oauth_client_secret_skip" if random.random() < 0.2 else None
    secret = secret or f"ords_types.oauth_client_secret(p_secret => '{secret_of(name)}')"
    asked = ", p_privilege_names => 'p1'" if random.random() < 0.3 else ""
    lines = [
        "begin c := ords_security.register_client("
        f"p_name => {text(name)}, p_grant_type => 'client_credentials', p_client_secret => {secret}{asked});"
        " exception when others then null; end;"  # p1 may not be there
    ]
    for role in random.sample(ROLES, random.choice((0, 0, 1, 1, 2))):
        lines.append(
            f"begin ords_security.grant_client_role({text(name)}, '{role}'); exception when others then null; end;"
        )
    return lines


def _work(random: Random, made: MadeUp, modules: list[str]) -> list[str]:
    """One change that nobody has committed."""
    some = [
        "ords.delete_privilege('p1');",
        "r(1) := 'boss'; p(1) := '/shop/items/7'; ords.define_privilege('p9', r, p);",
    ]
    some += [f"ords.publish_module({text(each)}, 'NOT_PUBLISHED');" for each in modules]
    some += [f"ords.publish_module({text(each)});" for each in modules]
    some += [f"ords_security.grant_client_role('{each}', 'clerk');" for each in CLIENTS]
    return [f"begin {random.choice(some)} exception when others then null; end;"]


def secret_of(client: str) -> str:
    """The secret of a made-up client."""
    return f"the secret of {client}, who is made up"
