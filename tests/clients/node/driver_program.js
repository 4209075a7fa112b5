// What a program does with node-oracledb (thin), as checks: node driver_program.js MODULE DSN; the password is in PASSWORD.
// Prints one line of JSON a check: its name and null, or what went wrong.
'use strict';

const assert = require('node:assert/strict');
const [moduleName, connectString] = process.argv.slice(2);
const oracledb = require(moduleName);
const password = process.env.PASSWORD;
const connect = (options = {}) => oracledb.getConnection({ user: 'page', password, connectString, ...options });

async function using(work) {
  const connection = await connect();
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

async function table(connection, name, columns) {
  await connection.execute(`begin execute immediate 'drop table ${name}'; exception when others then null; end;`);
  await connection.execute(`create table ${name} (${columns})`);
}

const checks = {
  async logon_and_its_errors() {
    await using(async (connection) => assert.match(connection.oracleServerVersionString, /^23\./));
    await assert.rejects(connect({ password: 'wrong' }), /ORA-01017/);
    await assert.rejects(connect({ user: 'nobody' }), /ORA-01017/);
    await assert.rejects(connect({ connectString: connectString.replace('FREEPDB1', 'NOSUCH') }), /NJS-518|ORA-12514/);
  },

  async queries_of_all_types() {
    await using(async (connection) => {
      await table(connection, 'node_types', `id number, n number(10, 2), v varchar2(30), c char(3), d date, ts timestamp,
        tz timestamp with time zone, r raw(10), bd binary_double, cl clob, bl blob`);
      const moment = new Date(Date.UTC(2026, 1, 28, 13, 14, 15, 123));
      await connection.execute(
        'insert into node_types values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11)',
        [1, 12.5, 'Zürich €', 'ab', moment, moment, moment, Buffer.from([0, 255]), -2.5, 'clob', Buffer.from('blob')],
      );
      await connection.execute('insert into node_types (id) values (2)');
      for (let round = 0; round < 2; round++) {
        const { rows, metaData } = await connection.execute('select * from node_types order by id');
        assert.deepEqual(metaData.slice(0, 4).map((column) => column.name), ['ID', 'N', 'V', 'C']);
        assert.deepEqual(rows[0].slice(0, 4), [1, 12.5, 'Zürich €', 'ab ']);
        assert.equal(rows[0][5].getTime(), moment.getTime());
        assert.deepEqual(rows[0][7], Buffer.from([0, 255]));
        assert.equal(rows[0][8], -2.5);
        assert.equal(await rows[0][9].getData(), 'clob');
        assert.deepEqual(await rows[0][10].getData(), Buffer.from('blob'));
        assert.deepEqual(rows[1], [2, ...Array(10).fill(null)]);
      }
      const asText = { fetchInfo: { CL: { type: oracledb.STRING }, BL: { type: oracledb.BUFFER } } };
      const { rows } = await connection.execute('select cl, bl from node_types where id = 1', [], asText);
      assert.deepEqual(rows, [['clob', Buffer.from('blob')]]);
    });
  },

  async numbers_are_exact_as_text() {
    await using(async (connection) => {
      const fetchAsText = { fetchTypeHandler: () => ({ type: oracledb.STRING }) };
      const { rows } = await connection.execute('select power(2, 70), 0.1 + 0.2, 1 / 4 from dual', [], fetchAsText);
      assert.deepEqual(rows[0].map((text) => text.replace(/^\./, '0.')), ['1180591620717411303424', '0.3', '0.25']);
    });
  },

  async result_sets_and_streams() {
    await using(async (connection) => {
      const text = 'select level as n from dual connect by level <= :n';
      const { resultSet } = await connection.execute(text, { n: 250 }, { resultSet: true, fetchArraySize: 20 });
      let count = 0;
      while (await resultSet.getRow()) count++;
      await resultSet.close();
      assert.equal(count, 250);
      let streamed = 0;
      for await (const row of connection.queryStream(text, { n: 300 })) streamed += row.length;
      assert.equal(streamed, 300);
    });
  },

  async changes_and_batches() {
    await using(async (connection) => {
      await table(connection, 'node_t', 'id number primary key, name varchar2(10) not null');
      const rows = [[1, 'a'], [2, 'b'], [1, 'again'], [4, 'd']];
      const options = { batchErrors: true, dmlRowCounts: true };
      const result = await connection.executeMany('insert into node_t values (:1, :2)', rows, options);
      assert.deepEqual(result.batchErrors.map((error) => [error.offset, error.message.slice(0, 9)]), [[2, 'ORA-00001']]);
      assert.deepEqual(result.dmlRowCounts, [1, 1, 0, 1]);
      const out = { type: oracledb.NUMBER, dir: oracledb.BIND_OUT };
      const returned = await connection.execute(
        'update node_t set name = :name where id > 1 returning id into :ids', { name: 'x', ids: out },
      );
      assert.deepEqual(returned.outBinds.ids.sort(), [2, 4]);
      await connection.rollback();
      assert.deepEqual((await connection.execute('select count(*) from node_t')).rows, [[0]]);
      await connection.execute("insert into node_t values (9, 'z')", [], { autoCommit: true });
    });
    await using(async (connection) => {
      assert.deepEqual((await connection.execute('select * from node_t')).rows, [[9, 'z']]);
      assert.deepEqual(
        (await connection.execute('select * from node_t', [], { outFormat: oracledb.OUT_FORMAT_OBJECT })).rows,
        [{ ID: 9, NAME: 'z' }],
      );
    });
  },

  async blocks_and_their_binds() {
    await using(async (connection) => {
      const { outBinds } = await connection.execute(
        "begin :o := :i * 2; :b := :b || ' out'; open :c for select level from dual connect by level <= 3; end;",
        {
          o: { type: oracledb.NUMBER, dir: oracledb.BIND_OUT },
          i: 21,
          b: { val: 'in', type: oracledb.STRING, dir: oracledb.BIND_INOUT, maxSize: 50 },
          c: { type: oracledb.CURSOR, dir: oracledb.BIND_OUT },
        },
      );
      assert.deepEqual([outBinds.o, outBinds.b], [42, 'in out']);
      assert.deepEqual(await outBinds.c.getRows(), [[1], [2], [3]]);
      await outBinds.c.close();
      await connection.execute("begin dbms_output.enable; dbms_output.put_line('hello'); end;");
      const line = await connection.execute('begin dbms_output.get_line(:l, :s); end;', {
        l: { type: oracledb.STRING, dir: oracledb.BIND_OUT, maxSize: 32767 },
        s: { type: oracledb.NUMBER, dir: oracledb.BIND_OUT },
      });
      assert.deepEqual(line.outBinds, { l: 'hello', s: 0 });
    });
  },

  async statements_after_their_table_changed() {
    await using(async (connection) => {
      await table(connection, 'node_changing', 'a number');
      await connection.execute('insert into node_changing values (1)');
      for (let round = 0; round < 2; round++) {
        assert.deepEqual((await connection.execute('select * from node_changing')).rows, [[1]]);
      }
      await table(connection, 'node_changing', 'b varchar2(10), c number');
      await connection.execute("insert into node_changing values ('x', 2)");
      assert.deepEqual((await connection.execute('select * from node_changing')).rows, [['x', 2]]);
    });
  },

  async errors_and_time_outs() {
    await using(async (connection) => {
      await assert.rejects(connection.execute('select * from nowhere'), (error) => {
        assert.equal(error.errorNum, 942);
        assert.equal(error.offset, 14);
        return true;
      });
      connection.callTimeout = 300;
      await assert.rejects(connection.execute('begin loop null; end loop; end;'), /NJS-123|DPI-1067/);
      connection.callTimeout = 0;
      setTimeout(() => connection.break(), 300);
      await assert.rejects(connection.execute('begin loop null; end loop; end;'), /ORA-01013/);
      await connection.ping();
      assert.deepEqual((await connection.execute('select 1 from dual')).rows, [[1]]);
    });
  },

  async pools() {
    const pool = await oracledb.createPool({ user: 'page', password, connectString, poolMin: 1, poolMax: 3 });
    const work = async (number) => {
      const connection = await pool.getConnection();
      const { rows } = await connection.execute('select :1 from dual', [number]);
      await connection.close();
      return rows[0][0];
    };
    assert.deepEqual(await Promise.all([...Array(10).keys()].map(work)), [...Array(10).keys()]);
    await pool.close();
  },
};

async function main() {
  for (const [check, run] of Object.entries(checks)) {
    let failure = null;
    try {
      await run();
    } catch (error) {
      failure = error.stack;
    }
    console.log(JSON.stringify({ check, failure, driver: oracledb.versionString }));
  }
}

main();
