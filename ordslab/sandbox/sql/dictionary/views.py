"""The data dictionary: all views that every schema has."""

from __future__ import annotations

from ordslab.sandbox.sql.dictionary.instance_views import INSTANCE_VIEWS
from ordslab.sandbox.sql.dictionary.object_views import OBJECT_VIEWS
from ordslab.sandbox.sql.dictionary.program_views import PROGRAM_VIEWS
from ordslab.sandbox.sql.dictionary.right_views import RIGHT_VIEWS
from ordslab.sandbox.sql.dictionary.table_views import TABLE_VIEWS
from ordslab.sandbox.sql.system_objects import SystemView

VIEWS: tuple[SystemView, ...] = (*INSTANCE_VIEWS, *TABLE_VIEWS, *OBJECT_VIEWS, *RIGHT_VIEWS, *PROGRAM_VIEWS)
