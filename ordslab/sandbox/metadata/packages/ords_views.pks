-- Package ORDS_VIEWS: not Oracle's. Where the DBA_ORDS_* views get their rows from.
package ords_views as

  -- The rows of a DBA_ORDS_* view as a JSON array of arrays.
  function rows_of(
    p_view in varchar2) return clob;

end ords_views;
