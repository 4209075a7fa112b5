"""OWA: the array type that ORDS's packages take."""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package

OWA = Package(
    """
    package owa as
      type vc_arr is table of varchar2(32767) index by binary_integer;
    end owa;
    """
)
