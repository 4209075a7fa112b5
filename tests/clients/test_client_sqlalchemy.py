"""SQLAlchemy's ORM and reflection, and pandas on top of it."""

from __future__ import annotations

import datetime
import decimal

import pandas
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import oracle
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "orm_customers"
    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(50), unique=True, comment="who pays")
    since: Mapped[datetime.datetime | None]
    credit: Mapped[decimal.Decimal | None] = mapped_column(sa.Numeric(10, 2))
    big: Mapped[decimal.Decimal | None] = mapped_column(sa.Numeric(38, 0))
    notes: Mapped[str | None] = mapped_column(sa.Text)
    licenses: Mapped[list[License]] = relationship(back_populates="customer", cascade="all, delete-orphan")


class License(Base):
    __tablename__ = "orm_licenses"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="seats_positive"),
        sa.UniqueConstraint("customer_id", "seats", name="one_of_each"),
        sa.Index("by_seats", "seats"),
        {"comment": "what they bought"},
    )
    id: Mapped[int] = mapped_column(sa.Sequence("orm_license_ids"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_customers.id", ondelete="CASCADE", name="to_customer"))
    seats: Mapped[int] = mapped_column(server_default="1")
    customer: Mapped[Customer] = relationship(back_populates="licenses")


@pytest.fixture(scope="module")
def url(sandbox):
    address, _, service = sandbox.dsn.partition("/")
    return f"page:{sandbox.password}@{address}/?service_name={service}"


@pytest.fixture(scope="module")
def engine(url):
    engine = sa.create_engine(f"oracle+oracledb://{url}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def inspector(engine):
    return sa.inspect(engine)


def test_the_orm_stores_finds_changes_and_deletes(engine):
    with Session(engine) as session:
        ada = Customer(
            name="Ada",
            since=datetime.datetime(2026, 1, 2, 3, 4, 5),
            credit=decimal.Decimal("12.50"),
            big=decimal.Decimal("9" * 38),
            notes="n" * 5000,
            licenses=[License(seats=3), License(seats=5)],
        )
        session.add_all([ada, *(Customer(name=f"customer {number}") for number in range(5))])
        session.commit()
    with Session(engine) as session:
        (found,) = session.scalars(sa.select(Customer).join(License).where(License.seats > 4)).all()
        assert (found.name, found.since) == ("Ada", datetime.datetime(2026, 1, 2, 3, 4, 5))
        assert (found.credit, found.big, len(found.notes)) == (
            decimal.Decimal("12.50"),
            decimal.Decimal("9" * 38),
            5000,
        )
        assert sorted(bought.seats for bought in found.licenses) == [3, 5]
        found.licenses[0].seats = 7
        session.commit()
        names = sa.select(Customer.name).order_by(Customer.name.desc()).limit(2).offset(1)
        assert session.scalars(names).all() == ["customer 3", "customer 2"]
        with pytest.raises(sa.exc.IntegrityError, match="ORA-00001"):
            session.execute(sa.insert(Customer).values(name="Ada"))
        session.rollback()
        session.delete(session.scalars(sa.select(Customer).where(Customer.name == "Ada")).one())
        session.commit()
        assert session.scalar(sa.select(sa.func.count()).select_from(License)) == 0


def test_has_table_and_the_lists_of_names(inspector, engine):
    assert inspector.has_table("orm_customers")
    assert not inspector.has_table("orm_nothing")
    with engine.begin() as connection:
        connection.execute(sa.text("create or replace view orm_view as select id, name from orm_customers"))
    inspector = sa.inspect(engine)
    assert {"orm_customers", "orm_licenses"} <= set(inspector.get_table_names())
    assert "orm_view" in inspector.get_view_names()
    assert "orm_license_ids" in inspector.get_sequence_names()
    assert inspector.get_view_definition("orm_view") == "select id, name from orm_customers"
    assert "page" in inspector.get_schema_names()
    assert inspector.get_temp_table_names() == inspector.get_materialized_view_names() == []


def test_columns_are_reflected(inspector):
    columns = {column["name"]: column for column in inspector.get_columns("orm_customers")}
    assert list(columns) == ["id", "name", "since", "credit", "big", "notes"]
    assert columns["id"]["identity"]["always"] is False
    assert columns["id"]["identity"]["maxvalue"] == 9999999999999999999999999999
    assert isinstance(columns["name"]["type"], sa.VARCHAR)
    assert (columns["name"]["type"].length, columns["name"]["nullable"]) == (50, False)
    assert columns["name"]["comment"] == "who pays"
    assert (columns["credit"]["type"].precision, columns["credit"]["type"].scale) == (10, 2)
    assert isinstance(columns["since"]["type"], oracle.DATE | sa.DATE)
    assert isinstance(columns["notes"]["type"], sa.CLOB)
    licenses = {column["name"]: column for column in inspector.get_columns("orm_licenses")}
    assert licenses["seats"]["default"].strip() == "'1'"


def test_constraints_and_indexes_are_reflected(inspector):
    assert inspector.get_pk_constraint("orm_licenses")["constrained_columns"] == ["id"]
    (key,) = inspector.get_foreign_keys("orm_licenses")
    assert (key["name"], key["referred_table"], key["options"]) == (
        "to_customer",
        "orm_customers",
        {"ondelete": "CASCADE"},
    )
    (unique,) = inspector.get_unique_constraints("orm_licenses")
    assert (unique["name"], unique["column_names"]) == ("one_of_each", ["customer_id", "seats"])
    assert inspector.get_check_constraints("orm_licenses") == [{"name": "seats_positive", "sqltext": "seats > 0"}]
    assert [
        index["column_names"] for index in inspector.get_indexes("orm_licenses") if index["name"] == "by_seats"
    ] == [["seats"]]
    assert inspector.get_table_comment("orm_licenses") == {"text": "what they bought"}


def test_whole_tables_are_reflected_and_usable(engine):
    tables = sa.MetaData()
    tables.reflect(engine, only=["orm_customers", "orm_licenses"])
    customers, licenses = tables.tables["orm_customers"], tables.tables["orm_licenses"]
    with engine.begin() as connection:
        connection.execute(customers.insert().values(name="Grace"))
        (number,) = connection.execute(sa.select(customers.c.id).where(customers.c.name == "Grace")).one()
        connection.execute(licenses.insert().values(id=1000, customer_id=number, seats=2))
        joined = sa.select(customers.c.name, licenses.c.seats).join_from(licenses, customers)
        assert connection.execute(joined).all() == [("Grace", 2)]


def test_pandas_writes_a_table_and_reads_it_back(engine):
    moments = [datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 2, 3, 4, 5), None]
    frame = pandas.DataFrame({"id": [1, 2, 3], "name": ["a", None, "c"], "price": [1.5, 2.25, None], "day": moments})
    for exists in ("fail", "replace", "append"):
        frame.to_sql("orm_frame", engine, if_exists=exists, index=False, dtype={"price": oracle.BINARY_DOUBLE})
    with pytest.raises(ValueError, match="already exists"):
        frame.to_sql("orm_frame", engine, index=False)
    for back in (
        pandas.read_sql_table("orm_frame", engine),
        pandas.read_sql_query("select * from orm_frame", engine),
    ):
        assert len(back) == 6
        pandas.testing.assert_frame_equal(back.iloc[:3], frame, check_dtype=False)


async def test_the_asynchronous_engine_works(url):
    engine = create_async_engine(f"oracle+oracledb_async://{url}")
    async with engine.connect() as connection:
        found = await connection.execute(sa.text("select level from dual connect by level <= :n"), {"n": 3})
        assert found.scalars().all() == [1, 2, 3]
    await engine.dispose()
