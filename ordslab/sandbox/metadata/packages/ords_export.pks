-- Package ORDS_EXPORT (25.1 and later): metadata as a PL/SQL script.
-- EXPORT_SCHEMA's parameters are documented, their defaults observed (scripts call it without any). EXPORT_MODULE's
-- names and order were observed; its defaults but the date's are inferred.
package ords_export as

  function export_schema(
    p_include_modules         in boolean default true,
    p_include_privileges      in boolean default true,
    p_include_roles           in boolean default true,
    p_include_oauth           in boolean default true,
    p_include_rest_objects    in boolean default true,
    p_include_jwt_profiles    in boolean default true,
    p_include_enable_schema   in boolean default true,
    p_export_date             in boolean default true,
    p_cleanup_missing_objects in boolean default false) return clob;

  function export_module(
    p_module_name               in varchar2,
    p_include_enable_schema     in boolean default true,
    p_include_privs             in boolean default true,
    p_privs_with_other_mod_refs in boolean default false,
    p_export_date               in boolean default true) return clob;

end ords_export;
