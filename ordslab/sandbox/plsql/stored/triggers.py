"""Triggers on tables: compiled as blocks that know :NEW and :OLD, fired by the writer of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.datatypes import RecordType, row_type
from ordslab.sandbox.plsql.errors import CompileError, Diagnostic
from ordslab.sandbox.plsql.parser import parse_block
from ordslab.sandbox.plsql.parser.statements import StatementParser
from ordslab.sandbox.plsql.runtime import Event, Execution, Frame, Returned, Run, check_nesting
from ordslab.sandbox.plsql.scope import Routine, Scope, Variable, slot_access
from ordslab.sandbox.plsql.stored.library import library_of
from ordslab.sandbox.plsql.stored.units import Unit
from ordslab.sandbox.plsql.values import Record, exact
from ordslab.sandbox.sql.dictionary.objects import Program, Table
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import moments

if TYPE_CHECKING:
    from ordslab.sandbox.sql.programs import Row
    from ordslab.sandbox.sql.session import Session

_NEW, _OLD = 0, 1  # their slots


class TriggerUnit(Unit):
    """A trigger. Lines of its errors count from its body, as Oracle's do."""

    @property
    def source(self) -> str:
        """The body."""
        return self.program.text[self.program.details["offset"] :]

    def _heading(self, session: Session) -> None:
        self.details = self.program.details
        table = self.library.dictionary.table(self.details["table"])
        if table is None:
            raise Diagnostic(-1, "PL/SQL: ORA-00942: table or view does not exist")
        self.catalog.used.add(table.name)
        self._kind = row_type(table.name, tuple((column.name, column.shown) for column in table.columns))
        self._local = frozenset(column.name for column in table.columns if column.is_local)

    def _rest(self, session: Session) -> None:
        compiler = self.compiler(session, self.source)
        routine = Routine(0, is_block=True)
        compiler.scope = Scope(routine)
        names = _correlations(self.details, self._kind, routine)
        if self.details["row"]:
            compiler.correlations = names
        block = parse_block(compiler.source)
        if block.autonomous:
            raise not_supported("PRAGMA AUTONOMOUS_TRANSACTION in a trigger")
        body = compiler.block(block)
        self.diagnostics += _own_errors(compiler.diagnostics, self.details)
        self._when = self._condition(session, names)
        self._step, self._size = body, routine.size

    def _condition(self, session: Session, names: dict[str, Variable]) -> Run | None:
        """WHEN, which names the rows without a colon."""
        text = self.details["when"]
        if text is None:
            return None
        compiler = self.compiler(session, text)
        compiler.scope = Scope(Routine(0))
        compiler.scope.names.update(names)
        parser = StatementParser(text)
        try:
            found = compiler.condition(parser.expression())
            parser.finish()
        except Diagnostic as diagnostic:
            raise CompileError(text, [diagnostic]) from None
        return found

    def run(self, session: Session, event: Event, old: Row | None, new: Row | None) -> None:
        """Run it; `new` then has what it gave to :NEW."""
        execution = Execution(session, {})
        execution.event = event
        frame = Frame(max(self._size, 2), None, execution)
        frame.slots[_NEW] = _record(self._kind, self._shown(new, session))
        frame.slots[_OLD] = _record(self._kind, self._shown(old, session))
        try:
            if self._when is None or self._when(frame):
                self._step(frame)
        except Returned:
            pass
        except RecursionError:
            raise OraError(6500, message="PL/SQL: storage error") from None
        except OraError as error:
            raise self._failed(execution.with_stack(error)) from None
        if new is not None:
            for name in new:
                value = getattr(frame.slots[_NEW], name.lower())
                is_local = name in self._local and value is not None
                new[name] = f"{value} {session.time_zone}" if is_local else value

    def _shown(self, row: Row | None, session: Session) -> Row | None:
        """The row with moments in the session's time zone."""
        if row is None or not self._local:
            return row
        zone = moments.offset(session.time_zone)
        local = {name: row[name] for name in self._local if row.get(name) is not None}
        return {**row, **{name: moments.timestamp_text(moments.utc(text) + zone) for name, text in local.items()}}

    def _failed(self, error: OraError) -> OraError:
        text = f"{error.message}\nORA-04088: error during execution of trigger '{self.name}'"
        error.message = text
        error.args = (f"ORA-{error.number:05d}: {text}",)
        return error


def _correlations(details: dict[str, Any], kind: RecordType, routine: Routine) -> dict[str, Variable]:
    """:NEW, which BEFORE triggers may change, and :OLD."""
    assignable = details["timing"] == "BEFORE" and details["events"] != ["DELETE"]
    new = slot_access(kind, routine.level, routine.allocate(), assignable=assignable)
    old = slot_access(kind, routine.level, routine.allocate(), assignable=False)
    return {
        details["new"]: Variable(details["new"], new, kind),
        details["old"]: Variable(details["old"], old, kind),
    }


def _own_errors(diagnostics: Sequence[Diagnostic], details: dict[str, Any]) -> list[Diagnostic]:
    """What the compiler says. Raises ORA-04085, ORA-04084: such a trigger is not created."""
    for diagnostic in diagnostics:
        if diagnostic.text.startswith(f"PLS-00363: expression ':{details['old']}."):
            raise OraError(4085, message="cannot change the value of an OLD reference variable")
        if diagnostic.text.startswith(f"PLS-00363: expression ':{details['new']}."):
            raise OraError(4084, message="cannot change NEW values for this trigger type")
        if diagnostic.text.startswith("PLS-00049") and not details["row"]:
            raise OraError(4082, message="NEW or OLD references not allowed in table level triggers")
    return list(diagnostics)


def _record(kind: RecordType, row: Row | None) -> Record:
    values = row or {}
    return Record(**{field.attribute: exact(values.get(field.name)) for field in kind.fields})


class TableFiring:
    """The triggers that one statement fires (see `sql.programs`)."""

    def __init__(self, session: Session, table: Table, event: Event, programs: Sequence[Program]) -> None:
        self._session = session
        self._table = table
        self._event = event
        self._programs = programs
        self.for_rows = any(program.details["row"] for program in programs)

    def statement(self, timing: str) -> None:
        """BEFORE or AFTER the statement."""
        for program in self._programs:
            if program.details["timing"] == timing and not program.details["row"]:
                self._fire(program, None, None)

    def row(self, timing: str, old: Row | None, new: Row | None, *, single: bool = False) -> None:
        """BEFORE or AFTER a row; the table is mutating, but for a row that is inserted by itself."""
        session = self._session
        mutates = not (single and timing == "BEFORE")
        if mutates:
            session.mutating.append(self._table.name)
        try:
            for program in self._programs:
                if program.details["timing"] == timing and program.details["row"]:
                    self._fire(program, old, new)
        finally:
            if mutates:
                session.mutating.pop()

    def _fire(self, program: Program, old: Row | None, new: Row | None) -> None:
        session = self._session
        check_nesting(session)
        unit = library_of(session.database, session.user).unit(session, program)
        assert isinstance(unit, TriggerUnit)
        unit.complete(session)
        if not unit.is_valid(session):
            raise OraError(4098, message=f"trigger '{unit.name}' is invalid and failed re-validation")
        outer, session.restriction = session.restriction, "trigger"
        try:
            unit.run(session, self._event, old, new)
        finally:
            session.restriction = outer


def firing(session: Session, schema: str, table: Table, verb: str, columns: Sequence[str]) -> TableFiring | None:
    """The triggers that an INSERT, UPDATE (of columns) or DELETE fires; None when there are none."""
    dictionary = session.database.dictionary(schema)
    if not dictionary.triggers or schema != session.user:
        return None
    programs = [
        program
        for program in dictionary.triggers_of(table.name)
        if verb in program.details["events"]
        and (verb != "UPDATE" or not program.details["columns"] or set(columns) & set(program.details["columns"]))
    ]
    return TableFiring(session, table, Event(verb, tuple(columns)), programs) if programs else None
