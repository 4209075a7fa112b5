"""Stored programs as compiled units: a heading that others can use, and a body that is compiled when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.autonomous import Invoke
from ordslab.sandbox.plsql.compiler.statements import StatementCompiler
from ordslab.sandbox.plsql.errors import CompileError, Diagnostic, pls
from ordslab.sandbox.plsql.parser import parse_package_body, parse_specification, parse_stored_subprogram
from ordslab.sandbox.plsql.runtime import Frame, Step
from ordslab.sandbox.plsql.scope import Overloads, PackageScope, Refused, Routine, Scope, Subprogram
from ordslab.sandbox.plsql.state import PackageState
from ordslab.sandbox.plsql.stored.library import SessionCatalog
from ordslab.sandbox.plsql.tree import PackageSpecification
from ordslab.sandbox.sql.dictionary import program_storage
from ordslab.sandbox.sql.dictionary.objects import Program
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.stored.library import Library
    from ordslab.sandbox.sql.session import Session

_TERMINATED = Diagnostic(-1, "PL/SQL: Compilation unit analysis terminated")


class UnitCompiler(StatementCompiler):
    """Compiles a stored program. `public`: the subprograms that a package's body has to define."""

    puts_off = True

    def __init__(self, session: Session, catalog: SessionCatalog, source: str, unit: str) -> None:
        super().__init__(source, catalog, session, {})
        self.unit = unit
        self.public: dict[Subprogram, str] = {}

    def without_body(self, subprogram: Subprogram) -> Diagnostic:
        """What is said of a subprogram that was announced and has no body."""
        if subprogram not in self.public:
            return super().without_body(subprogram)
        text = (
            f"subprogram or cursor '{subprogram.name}' is declared in a package specification and must be defined in "
            "the package body"
        )
        return Diagnostic(subprogram.at, f"PLS-00323: {text}", source=self.public[subprogram])


class Unit:
    """A stored program while a library lasts. `diagnostics`: what is wrong with it, as far as it was compiled.

    `details`: what the dictionary keeps of a trigger.
    """

    scope: PackageScope
    overloads: Overloads

    def __init__(self, session: Session, library: Library, program: Program) -> None:
        self.program = program
        self.library = library
        self.name = f"{library.dictionary.schema}.{program.name}"
        self.names = session.names()
        self.catalog = SessionCatalog(session, self.names, library)
        self.diagnostics: list[Diagnostic] = []
        self.details: dict[str, Any] = {}
        self._is_read = False
        self._is_complete = False

    @property
    def source(self) -> str:
        """The text that its errors' places are in."""
        return self.program.text

    def compiler(self, session: Session, source: str) -> UnitCompiler:
        """A compiler for one part of the program."""
        return UnitCompiler(session, self.catalog, source, self.name)

    def read_heading(self, session: Session) -> None:
        """Compile what others can use."""
        try:
            self._heading(session)
            self._is_read = True
        except CompileError as error:
            self.diagnostics = error.diagnostics
        except Diagnostic as diagnostic:
            self.diagnostics = [_TERMINATED, diagnostic]

    def complete(self, session: Session) -> None:
        """Compile the rest, unless that is done or under way."""
        with self.library.lock:
            if self._is_complete or not self._is_read:
                return
            self._is_complete = True
            try:
                self._rest(session)
            except CompileError as error:
                self.diagnostics += error.diagnostics
            except BaseException:
                self._is_complete = False
                raise

    def is_valid(self, session: Session) -> bool:
        """Can others use it? What was invalid is compiled again."""
        if self._is_read and not self.program.valid and not self._is_complete:
            self.complete(session)
            if not self.diagnostics:
                _validated(session, self.program)
        return self._is_read and not self.diagnostics

    def _heading(self, session: Session) -> None:
        raise NotImplementedError

    def _rest(self, session: Session) -> None:
        """Nothing, where there is nothing else."""


def _validated(session: Session, program: Program) -> None:
    """Let the dictionary show the program as valid again: now, if no transaction is open and nobody is in the way."""
    if session.store.in_transaction or session.in_transaction or session.restriction is not None:
        return
    locks = session.database.locks(session.user)
    if not locks.try_acquire(session):
        return
    try:
        session.native("BEGIN IMMEDIATE")
        session.native(program_storage.VALIDATE, (program.id, program.edition))
        session.native("COMMIT")
    finally:
        if session.store.in_transaction:
            session.native("ROLLBACK")
        locks.ended(session)


class SubprogramUnit(Unit):
    """A procedure or function."""

    def _heading(self, session: Session) -> None:
        source = self.program.text
        self._item = parse_stored_subprogram(source)
        self._compiler = self.compiler(session, source)
        self._compiler.scope = Scope(Routine(-1))
        formals = self._compiler.formals(self._item.parameters)
        returns = self._compiler.data_type(self._item.returns) if self._item.returns is not None else None
        subprogram = Subprogram(
            self._item.name, formals, returns, self._first_call, is_defined=False, sql_name=self._item.name
        )
        subprogram.deterministic = self._item.deterministic
        self.overloads = Overloads(self._item.name, [subprogram])
        self._compiler.scope.names[self._item.name] = self.overloads

    def _rest(self, session: Session) -> None:
        assert self._item.body is not None
        subprogram = self.overloads.choices[0]
        self._compiler.define(self._item, self._item.body, subprogram)
        self.diagnostics += self._compiler.diagnostics
        if self.diagnostics:
            subprogram.invoke = self._first_call

    def _first_call(self, frame: Frame, level: int, arguments: list[Any]) -> Any:
        self.complete(frame.execution.session)
        if self.diagnostics:
            raise _not_found(4063, f'{self.program.kind.lower()} "{self.name}" has errors', self.name)
        return self.overloads.choices[0].invoke(frame, level, arguments)


class PackageUnit(Unit):
    """A package; the rest of it is its body."""

    def _heading(self, session: Session) -> None:
        source = self.program.text
        compiler = self.compiler(session, source)
        body = self.library.dictionary.bodies.get(self.program.name)
        edition = self.program.edition + (body.edition if body is not None else 0)
        self.scope = PackageScope(
            self.program.name, self.library.dictionary.schema, PackageState(self.name, edition, self._prepare)
        )
        compiler.scope = self.scope
        self.public: dict[Subprogram, str] = {}
        specification: PackageSpecification = parse_specification(source)
        for item in specification.items:
            with compiler.reporting(item.at, "Declaration"):
                step = compiler.declare_or_refuse(item)
                if step is not None:
                    self.scope.state.steps.append(step)
        if compiler.diagnostics:
            raise CompileError(source, compiler.diagnostics)
        for symbol in self.scope.names.values():
            for choice in symbol.choices if isinstance(symbol, Overloads) else ():
                choice.sql_name = f"{self.program.name}.{choice.name}"
                self.public[choice] = source
        self.withdraw_bodies()

    def withdraw_bodies(self) -> None:
        """Without a body that compiles, every call says so."""
        for choice in self.public:
            choice.is_defined = False
            choice.invoke = self._first_call_of(choice)

    def _first_call_of(self, choice: Subprogram) -> Any:
        def invoke(frame: Frame, level: int, arguments: list[Any]) -> Any:
            self._prepare(frame.execution.session)
            if not choice.is_defined:
                raise _not_found(4067, f'not executed, package body "{self.name}" does not exist', self.name)
            return choice.invoke(frame, level, arguments)

        return invoke

    def _prepare(self, session: Session) -> None:
        """Have the body, if there is one. Raises ORA-04063 when it does not compile."""
        body = self.library.dictionary.bodies.get(self.program.name)
        if body is None:
            return
        unit = self.library.unit(session, body)
        unit.complete(session)
        if unit.diagnostics:
            raise _not_found(4063, f'package body "{self.name}" has errors', self.name)


class PackageBodyUnit(Unit):
    """A package's body, which adds itself to its package."""

    def _heading(self, session: Session) -> None:
        package = self.library.dictionary.program("PACKAGE", self.program.name)
        if package is None:
            unknown = pls(0, 201, f"identifier '{self.program.name}' must be declared")
            raise CompileError(self.program.text, [_TERMINATED, unknown, self._without_specification()])
        self.catalog.used.add(package.name)
        unit = self.library.unit(session, package)
        if not unit.is_valid(session):
            wrong = [pls(0, 905, f"object {self.name} is invalid"), self._without_specification()]
            raise CompileError(self.program.text, [_TERMINATED, *wrong])
        assert isinstance(unit, PackageUnit)
        self._package = unit

    def _without_specification(self) -> Diagnostic:
        return pls(0, 304, f"cannot compile body of '{self.program.name}' without its specification")

    def _rest(self, session: Session) -> None:
        source = self.program.text
        body = parse_package_body(source)
        spec = self._package.scope
        compiler = self.compiler(session, source)
        compiler.public = self._package.public
        compiler.scope = PackageScope(spec.name, spec.owner, spec.state, spec)
        steps = compiler.declarations(body.items)
        for choice in compiler.public:
            if choice.name not in compiler.scope.names:
                compiler.diagnostics.append(compiler.without_body(choice))
        if body.block is not None:
            routine = Routine(0)
            with compiler.inside(Scope(routine, compiler.scope)):
                steps.append(_in_own_frame(compiler.block(body.block), routine))
        self.diagnostics += compiler.diagnostics
        if self.diagnostics:
            self._package.withdraw_bodies()
        else:
            spec.state.steps += steps
            for choice in compiler.public:
                found = compiler.scope.names.get(choice.name)
                if isinstance(found, Refused) and not choice.is_defined:
                    choice.is_defined, choice.invoke = True, _refusing(found)


def _refusing(refused: Refused) -> Invoke:
    def invoke(frame: Frame, level: int, arguments: list[Any]) -> Any:
        raise refused.error()

    return invoke


def _in_own_frame(step: Step, routine: Routine) -> Step:
    return lambda frame: step(Frame(routine.size, None, frame.execution))


def _not_found(number: int, message: str, name: str) -> OraError:
    """A program that cannot run: what is wrong, and ORA-06508."""
    missing = f'ORA-06508: PL/SQL: could not find program unit being called: "{name}"'
    return OraError(number, message=f"{message}\n{missing}")
