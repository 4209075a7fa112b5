-- Package ORDS_EXPORT_ADMIN (25.1 and later): any schema's metadata as a PL/SQL script. Documented.
package ords_export_admin as

  function export_schema(
    p_schema                  in varchar2,
    p_include_modules         in boolean default true,
    p_include_privileges      in boolean default true,
    p_include_roles           in boolean default true,
    p_include_oauth           in boolean default true,
    p_include_rest_objects    in boolean default true,
    p_include_jwt_profiles    in boolean default true,
    p_include_enable_schema   in boolean default true,
    p_export_date             in boolean default true,
    p_runnable_as_admin       in boolean default true,
    p_cleanup_missing_objects in boolean default false) return clob;

end ords_export_admin;
