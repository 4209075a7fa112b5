"""Lesson 01: a public endpoint that says whether a customer's license is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.checkpoints.checkpoint import ENDPOINT_PATH, Checkpoint, NotTried, NotYet, Query, get_without_token

if TYPE_CHECKING:
    from ordslab.lab import Lab

TABLES = {"LICENSES": {"CUSTOMER_ID", "PRODUCT", "VALID_UNTIL"}, "CUSTOMERS": {"ID", "NAME"}}
"""The case's tables with their columns."""

_TABLES_CELL = """%%sql
create table customers (
  id   number primary key,
  name varchar2(100) not null
);

create table licenses (
  customer_id number       not null references customers,
  product     varchar2(40) not null,
  valid_until date         not null,
  primary key (customer_id, product)
);

insert into customers values (1, 'Aurora Books');
insert into customers values (2, 'Borealis Bikes');
insert into customers values (3, 'Cumulus Coffee');
insert into licenses values (1, 'Atlas Desktop', date '2035-12-31');
insert into licenses values (2, 'Atlas Desktop', date '2024-06-30');
insert into licenses values (3, 'Atlas Desktop', date '2034-03-31');
commit;"""

_MODULE_CELL = """%%sql
begin
  ords.define_module(
    p_module_name => 'customers',
    p_base_path   => '/customers/'
  );
  ords.define_template(
    p_module_name => 'customers',
    p_pattern     => 'validation/{id}'
  );
  ords.define_handler(
    p_module_name => 'customers',
    p_pattern     => 'validation/{id}',
    p_method      => 'GET',
    p_source_type => ords.source_type_collection_item,
    p_source      => q'[
      select c.id, c.name, l.product, l.valid_until,
             case when l.valid_until >= trunc(sysdate) then 'VALID' else 'EXPIRED' end as status
      from customers c
      join licenses l on l.customer_id = c.id
      where c.id = :id]'
  );
  commit;
end;"""

_HANDLERS = """
select t.uri_template, h.method
from user_ords_modules m
join user_ords_templates t on t.module_id = m.id
left join user_ords_handlers h on h.template_id = t.id
where m.name = 'customers'
"""


def _look_into_database(query: Query) -> None:
    modules = query("select uri_prefix, status from user_ords_modules where name = 'customers'")
    if not modules:
        raise NotTried("There is no module customers yet.")
    prefix, status = modules[0]
    if str(prefix).strip("/") != "customers":
        raise NotYet(f"The module customers has the base path {prefix}; it should be /customers/.")
    if status != "PUBLISHED":
        raise NotYet("The module customers is not published.")
    methods = [
        method
        for template, method in query(_HANDLERS)
        if str(template).strip("/").replace(":id", "{id}") == "validation/{id}"
    ]
    if not methods:
        raise NotYet("The module customers has no template validation/{id}.")
    if "GET" not in methods:
        raise NotYet("The template validation/{id} has no handler for GET.")


def _look_beyond(lab: Lab) -> str:
    answer = get_without_token(lab)
    call = f"GET {ENDPOINT_PATH}"
    if answer.status_code == 401:
        return f"{call} answers 401: the endpoint is there, and protected already."
    if answer.status_code == 404:
        raise NotYet(f"{call} answers 404: the handler's query finds no row for customer 1. Are the rows committed?")
    if answer.status_code != 200:
        raise NotYet(f"{call} answers {answer.status_code}: {_cause(answer.text)}")
    document = answer.json()
    if "items" in document:
        raise NotYet(f"{call} answers a collection. The handler's source type should be that of a collection item.")
    if document.get("id") != 1 or document.get("status") != "VALID":
        raise NotYet(f"{call} answers 200, but not with id 1 and status VALID.")
    return f"{call} answers 200, to anyone: the license of customer 1 is VALID."


def _cause(text: str) -> str:
    import json

    try:
        document = json.loads(text)
    except ValueError:
        return "no JSON"
    return str(document.get("cause") or document.get("message") or "no reason given").splitlines()[0]


ENDPOINT = Checkpoint(
    name="endpoint",
    hint="Three calls make an endpoint: ords.define_module, ords.define_template, ords.define_handler. Then commit.",
    cells=(_TABLES_CELL, _MODULE_CELL),
    look_into_database=_look_into_database,
    look_beyond=_look_beyond,
    removals=(
        (
            "select 1 from user_ords_modules where name = 'customers'",
            "begin ords.delete_module(p_module_name => 'customers'); end;",
        ),
        *(
            (f"select 1 from user_tables where table_name = '{table}'", f"drop table {table.lower()} purge")
            for table in TABLES
        ),
    ),
)
