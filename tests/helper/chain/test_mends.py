"""What a mend makes of the dictionary is what its SQL makes of the schema: read again, it is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordslab.chain import mends
from ordslab.chain.call import Call
from ordslab.chain.dictionary import Handler, Module, RestObject
from ordslab.chain.dictionary_judgement import judge
from ordslab.chain.mending import way
from ordslab.chain.reading import assemble, read
from ordslab.chain.routes import Address

from ..broken_chains import CLIENT, block, execute
from ..dictionary_fakes import rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())
HANDLER = Handler("customers", "validation/{id}", "GET", "json/item", 0)
MENDS = {
    "publish": lambda seen: mends.publish("customers"),
    "allow_origin": lambda seen: mends.allow_origin(seen.module("customers"), "https://shop.example"),
    "define_module": lambda seen: mends.define_module("it's new"),
    "define_template": lambda seen: mends.define_template("customers", "list"),
    "define_handler": lambda seen: mends.define_handler(HANDLER, "POST"),
    "protect": lambda seen: mends.protect(seen, "customers"),
    "protect_object": lambda seen: mends.protect_object(RestObject("SEEDS", "seeds", "TABLE", True), "PAGE"),
    "guard_pattern": lambda seen: mends.guard_pattern("/customers/x", "license_priv"),
    "guard_pattern instead": lambda seen: mends.guard_pattern("/y/*", "license_priv", "/y/:id"),
    "unguard_pattern": lambda seen: mends.unguard_pattern("/y/:id", "license_priv"),
    "grant_role": lambda seen: mends.grant_role(CLIENT, "spare_role"),
    "new_secret": lambda seen: mends.new_secret(CLIENT),
    "register": lambda seen: mends.register("it's another", "spare_role"),
    "ask_for": lambda seen: mends.ask_for(CLIENT, ["license_priv", "spare_priv"]),
}


@pytest.fixture
def prepared(case):
    """The case with a spare role and privilege, a module off the air, and a table that is open to everybody."""
    block(case, "execute immediate 'create table seeds (id number primary key)';")
    block(
        case,
        "ords.create_role('spare_role'); r(1) := 'spare_role'; ords.define_privilege('spare_priv', r, p, m);"
        "ords.create_privilege_mapping('license_priv', '/y/:id'); ords.publish_module('customers', 'NOT_PUBLISHED');"
        "ords.set_module_privilege('customers', null); ords.set_module_origins_allowed('customers', 'https://a.example');"
        "ords.enable_object(true, user, 'SEEDS', 'TABLE', 'seeds', false);",
    )
    yield case
    case.connection.rollback()
    block(
        case,
        "ords.drop_rest_for_object('SEEDS'); execute immediate 'drop table seeds';"
        " ords.delete_module('it''s new');"
        " for x in (select name from user_ords_clients where name = 'it''s another') loop"
        " ords_security.delete_client(p_name => x.name); end loop;"
        " for x in (select name from user_ords_privileges where name in ('spare_priv', 'customers_priv')) loop"
        " ords.delete_privilege(x.name); end loop;"
        " ords.delete_role('spare_role'); ords.delete_role('customers_role');",
    )


def parts(dictionary):
    """What is compared: the order of rows says nothing, and ids and secrets are made by ORDS."""
    clients = {each.name: each.has_secret for each in dictionary.clients}
    kinds = (
        "modules handlers objects roles privileges privilege_roles privilege_patterns privilege_modules client_roles"
    )
    sets = {kind: set(getattr(dictionary, kind)) for kind in (*kinds.split(), "client_privileges")}
    methods = {(each.module, each.template) for each in dictionary.handlers if each.method}
    sets["handlers"] = {each for each in sets["handlers"] if each.method or (each.module, each.template) not in methods}
    return clients, sets


@pytest.mark.parametrize("name", MENDS)
def test_the_effect_is_what_the_sql_does(prepared, name):
    """Promise: explain judges what it offers by the same schema that running it makes."""
    before, _ = read(prepared)
    mend = MENDS[name](before)
    execute(prepared, mend.sql, {})
    after, _ = read(prepared)
    assert parts(mend.effect(before)) == parts(after)
    assert name == "new_secret" or parts(before) != parts(after)


def test_a_name_that_is_taken_is_left_alone():
    """Promise: no mend replaces a role, privilege or client that has the name already, in whatever letter case."""
    assert mends.free("a", ["b"]) == "a" and mends.free("a", ["A", "a_2"]) == "a_3"
    taken = replace(CASE, privileges=(*CASE.privileges, "customers_priv"), roles=(*CASE.roles, "Customers_Role"))
    made = mends.protect(taken, "customers").effect(taken)
    assert set(made.privileges) - set(taken.privileges) == {"customers_priv_2"}
    assert set(made.roles) - set(taken.roles) == {"customers_role_2"}


def ask(method, path, client=None):
    return Call(method, Address("page", path), client)


@pytest.mark.parametrize(
    ("changes", "call", "statuses"),
    [
        ({"client_roles": ()}, ask("GET", "/customers/validation/1", CLIENT), [401]),
        (
            {"client_roles": (), "modules": (Module("customers", "/customers/", False),)},
            ask("GET", "/customers/validation/1", CLIENT),
            [401, 404],
        ),
        ({"client_roles": ()}, ask("POST", "/customers/validation/1", CLIENT), [401, 405]),
        ({"modules": (), "handlers": (), "privilege_modules": ()}, ask("GET", "/shop/x", CLIENT), [404, 404, 405]),
        ({"client_roles": ()}, ask("GET", "/customers/nothing", CLIENT), []),  # no mend makes up an endpoint
        ({}, ask("GET", "/customers/validation/1"), []),  # a call without a token rightly gets 401
        ({}, ask("GET", "/customers/validation/1", CLIENT), []),
    ],
)
def test_the_way_has_as_many_steps_as_it_takes(changes, call, statuses):
    """Promise: a second fault behind the first is mended as well; where it can't be, nothing is offered."""
    seen = replace(CASE, **changes)
    first = judge(seen, call)
    found, last = way(seen, call, first)
    told = []
    for each in found:
        told.append(judge(seen, call).status)
        seen = each.effect(seen)
    assert told == statuses
    assert judge(seen, call).status == last.status == 200 or not found
