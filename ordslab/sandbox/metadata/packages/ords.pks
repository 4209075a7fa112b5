-- Package ORDS: schemas, modules, roles and privileges.
-- Names and defaults after the Developer's Guide 26.2 and exported schemas. Inferred: the defaults of ENABLE_SCHEMA's
-- mapping and of DEFINE_PARAMETER, the last parameters of DEFINE_SERVICE, those of RENAME_ROLE, the type of P_OBJECTS.
package ords as

  source_type_collection_feed constant varchar2(30) := 'json/collection';
  source_type_collection_item constant varchar2(30) := 'json/item';
  source_type_query           constant varchar2(30) := 'json/query';
  source_type_query_one_row   constant varchar2(30) := 'json/query;type=single';
  source_type_feed            constant varchar2(30) := 'json/query;type=feed';
  source_type_csv_query       constant varchar2(30) := 'csv/query';
  source_type_media           constant varchar2(30) := 'resource/lob';
  source_type_plsql           constant varchar2(30) := 'plsql/block';
  source_type_mle_javascript  constant varchar2(30) := 'mle/javascript';

  function installed_version return varchar2;

  procedure enable_schema(
    p_enabled             in boolean  default true,
    p_schema              in varchar2 default null,
    p_url_mapping_type    in varchar2 default 'BASE_PATH',
    p_url_mapping_pattern in varchar2 default null,
    p_auto_rest_auth      in boolean  default null);

  procedure set_url_mapping(
    p_schema              in varchar2 default null,
    p_url_mapping_type    in varchar2,
    p_url_mapping_pattern in varchar2);

  procedure drop_rest_for_schema(
    p_schema in varchar2 default null);

  procedure enable_object(
    p_enabled        in boolean  default true,
    p_schema         in varchar2 default null,
    p_object         in varchar2,
    p_object_type    in varchar2 default 'TABLE',
    p_object_alias   in varchar2 default null,
    p_auto_rest_auth in boolean  default null);

  procedure drop_rest_for_object(
    p_object in varchar2);

  procedure define_module(
    p_module_name    in varchar2,
    p_base_path      in varchar2,
    p_items_per_page in number   default 25,
    p_status         in varchar2 default 'PUBLISHED',
    p_comments       in varchar2 default null);

  procedure define_template(
    p_module_name in varchar2,
    p_pattern     in varchar2,
    p_priority    in number   default 0,
    p_etag_type   in varchar2 default 'HASH',
    p_etag_query  in varchar2 default null,
    p_comments    in varchar2 default null);

  procedure define_handler(
    p_module_name    in varchar2,
    p_pattern        in varchar2,
    p_method         in varchar2 default 'GET',
    p_source_type    in varchar2 default source_type_collection_feed,
    p_source         in clob,
    p_items_per_page in number   default null,
    p_mimes_allowed  in varchar2 default null,
    p_comments       in varchar2 default null,
    p_mle_env_name   in varchar2 default null);

  procedure define_parameter(
    p_module_name        in varchar2,
    p_pattern            in varchar2,
    p_method             in varchar2,
    p_name               in varchar2,
    p_bind_variable_name in varchar2 default null,
    p_source_type        in varchar2 default 'HEADER',
    p_param_type         in varchar2 default 'STRING',
    p_access_method      in varchar2 default 'IN',
    p_comments           in varchar2 default null);

  procedure define_service(
    p_module_name       in varchar2,
    p_base_path         in varchar2,
    p_pattern           in varchar2,
    p_method            in varchar2 default 'GET',
    p_source_type       in varchar2 default source_type_collection_feed,
    p_source            in clob,
    p_items_per_page    in number   default 25,
    p_status            in varchar2 default 'PUBLISHED',
    p_etag_type         in varchar2 default 'HASH',
    p_etag_query        in varchar2 default null,
    p_mimes_allowed     in varchar2 default null,
    p_module_comments   in varchar2 default null,
    p_template_comments in varchar2 default null,
    p_handler_comments  in varchar2 default null);

  -- deprecated: the same as define_service
  procedure create_service(
    p_module_name       in varchar2,
    p_base_path         in varchar2,
    p_pattern           in varchar2,
    p_method            in varchar2 default 'GET',
    p_source_type       in varchar2 default source_type_collection_feed,
    p_source            in clob,
    p_items_per_page    in number   default 25,
    p_status            in varchar2 default 'PUBLISHED',
    p_etag_type         in varchar2 default 'HASH',
    p_etag_query        in varchar2 default null,
    p_mimes_allowed     in varchar2 default null,
    p_module_comments   in varchar2 default null,
    p_template_comments in varchar2 default null,
    p_handler_comments  in varchar2 default null);

  procedure publish_module(
    p_module_name in varchar2,
    p_status      in varchar2 default 'PUBLISHED');

  procedure rename_module(
    p_module_name   in varchar2,
    p_new_name      in varchar2 default null,
    p_new_base_path in varchar2 default null);

  procedure set_module_origins_allowed(
    p_module_name     in varchar2,
    p_origins_allowed in varchar2);

  procedure delete_module(
    p_module_name in varchar2);

  procedure delete_template(
    p_module_name  in varchar2,
    p_uri_template in varchar2);

  procedure delete_handler(
    p_module_name  in varchar2,
    p_uri_template in varchar2,
    p_method       in varchar2);

  procedure create_role(
    p_role_name in varchar2);

  procedure delete_role(
    p_role_name in varchar2);

  procedure rename_role(
    p_role_name     in varchar2,
    p_new_role_name in varchar2);

  procedure define_privilege(
    p_privilege_name in varchar2,
    p_roles          in owa.vc_arr,
    p_patterns       in owa.vc_arr,
    p_modules        in owa.vc_arr,
    p_label          in varchar2 default null,
    p_description    in varchar2 default null,
    p_comments       in varchar2 default null);

  procedure define_privilege(
    p_privilege_name in varchar2,
    p_roles          in owa.vc_arr,
    p_patterns       in owa.vc_arr,
    p_label          in varchar2 default null,
    p_description    in varchar2 default null,
    p_comments       in varchar2 default null);

  procedure define_privilege(
    p_privilege_name in varchar2,
    p_roles          in owa.vc_arr,
    p_label          in varchar2 default null,
    p_description    in varchar2 default null,
    p_comments       in varchar2 default null);

  procedure create_privilege(
    p_name        in varchar2,
    p_role_name   in varchar2,
    p_label       in varchar2 default null,
    p_description in varchar2 default null);

  procedure create_privilege(
    p_name        in varchar2,
    p_roles       in owa.vc_arr,
    p_label       in varchar2 default null,
    p_description in varchar2 default null);

  procedure create_privilege_mapping(
    p_privilege_name in varchar2,
    p_pattern        in varchar2);

  procedure create_privilege_mapping(
    p_privilege_name in varchar2,
    p_patterns       in owa.vc_arr);

  procedure delete_privilege_mapping(
    p_privilege_name in varchar2,
    p_pattern        in varchar2);

  procedure delete_privilege(
    p_name in varchar2);

  procedure rename_privilege(
    p_name     in varchar2,
    p_new_name in varchar2);

  procedure set_module_privilege(
    p_module_name    in varchar2,
    p_privilege_name in varchar2);

  -- the last call of an exported script
  procedure finalize_import(
    p_prune   in boolean    default false,
    p_objects in owa.vc_arr default null);

end ords;
