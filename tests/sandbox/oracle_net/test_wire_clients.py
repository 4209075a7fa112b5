"""The libraries that a learner puts on top of the driver."""

import asyncio

import oracledb
import pandas
import pytest
import sqlalchemy

from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import NUMBER, Column, varchar2

SELECT = "select id, name from t"


@pytest.fixture(autouse=True)
def table(script):
    script[SELECT] = Result((Column("ID", NUMBER), Column("NAME", varchar2(10))), [(1, "a"), (2, None)])


def test_pool_hands_out_working_connections(listener, script):
    pool = oracledb.create_pool(user="page", password=listener.password, dsn=listener.dsn, min=1, max=3)
    for _ in range(5):
        with pool.acquire() as first, pool.acquire() as second:
            assert first.cursor().execute(SELECT).fetchall() == second.cursor().execute(SELECT).fetchall()
    pool.close()


def test_release_to_the_pool_rolls_back_what_is_open(listener, database):
    pool = oracledb.create_pool(user="page", password=listener.password, dsn=listener.dsn, min=1, max=1)
    with pool.acquire() as connection:
        connection.cursor().execute("insert into t values (1)")
    assert ("rollback", []) in database.sessions[-1].calls
    pool.close()


async def test_async_connection(listener):
    async with oracledb.connect_async(user="page", password=listener.password, dsn=listener.dsn) as connection:
        rows = await connection.fetchall(SELECT)
        assert rows == [(1, "a"), (2, None)]
        both = await asyncio.gather(connection.fetchall(SELECT), connection.fetchone(SELECT))
        assert both == [rows, rows[0]]


async def test_pipeline_runs_in_order(listener):
    async with oracledb.connect_async(user="page", password=listener.password, dsn=listener.dsn) as connection:
        pipeline = oracledb.create_pipeline()
        pipeline.add_execute("insert into t values (:1)", [1])
        pipeline.add_fetchall(SELECT)
        pipeline.add_commit()
        results = await connection.run_pipeline(pipeline)
        assert results[1].rows == [(1, "a"), (2, None)]


async def test_pipeline_may_go_on_after_an_error(listener, script):
    script["select bad from t"] = OraError(904, '"BAD"')
    async with oracledb.connect_async(user="page", password=listener.password, dsn=listener.dsn) as connection:
        pipeline = oracledb.create_pipeline()
        pipeline.add_fetchall("select bad from t")
        pipeline.add_fetchall(SELECT)
        results = await connection.run_pipeline(pipeline, continue_on_error=True)
        assert results[0].error.full_code == "ORA-00904"
        assert len(results[1].rows) == 2


async def test_pipeline_that_stops_at_an_error_does_nothing_behind_it(listener, script, database):
    script["select bad from t"] = OraError(904, '"BAD"')
    async with oracledb.connect_async(user="page", password=listener.password, dsn=listener.dsn) as connection:
        pipeline = oracledb.create_pipeline()
        pipeline.add_fetchall("select bad from t")
        pipeline.add_execute("insert into t values (1)")
        with pytest.raises(oracledb.DatabaseError, match="ORA-00904"):
            await connection.run_pipeline(pipeline)
        assert "insert into t values (1)" not in [call[0] for call in database.sessions[-1].calls]
        assert len(await connection.fetchall(SELECT)) == 2


def test_pandas_reads_a_frame(connection):
    with pytest.warns(UserWarning, match="pandas only supports SQLAlchemy"):
        frame = pandas.read_sql(SELECT, connection)
    assert frame.columns.tolist() == ["ID", "NAME"]
    assert frame["ID"].tolist() == [1, 2]


def test_sqlalchemy_connects_and_selects(listener, script):
    script["select sys_context( 'userenv', 'current_schema' ) from dual"] = Result(
        (Column("X", varchar2(128)),), [("PAGE",)]
    )
    script["SELECT 1.1 FROM DUAL"] = Result((Column("1.1", NUMBER),), [(1.1,)])
    url = f"oracle+oracledb://page:{listener.password}@127.0.0.1:{listener.port}/?service_name=FREEPDB1"
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.text(SELECT)).all() == [(1, "a"), (2, None)]
    engine.dispose()


def test_data_frame_over_arrow(connection):
    assert connection.fetch_df_all(SELECT).num_rows() == 2
