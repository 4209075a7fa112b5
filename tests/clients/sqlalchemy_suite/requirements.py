"""What of SQLAlchemy's compliance suite is for this database: what Oracle has, less what the fidelity page refuses.

The suite's own defaults are for a database of no special kind; what stands here differs from them. Source of what
Oracle has: SQLAlchemy's own requirements for its dialect oracle+oracledb (its repository, test/requirements.py).
"""

from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

HAS = """
aggregate_order_by autocommit cast_precision_numerics_many_significant_digits check_constraint_reflection
comment_reflection comment_reflection_full_unicode computed_columns computed_columns_virtual create_or_replace_view
create_table_as ctes datetime_interval datetime_literals deferrable_fks except_ expression_server_defaults
fetch_expression fetch_first fetch_no_order_by fetch_offset_with_options fetch_percent fetch_ties
foreign_key_constraint_name_reflection foreign_key_constraint_option_reflection_ondelete has_temp_table
identity_columns identity_columns_standard indexes_check_column_order indexes_with_expressions
inline_check_constraint_reflection intersect json_array_indexes json_type non_updating_cascade nullsordering
nvarchar_types order_by_label_with_expression percent_schema_names precision_numerics_enotation_small
precision_numerics_many_significant_digits reflect_indexes_with_ascdesc_as_expression reflect_indexes_with_expressions
reflect_table_options reflects_pk_names regexp_match regexp_replace savepoints server_defaults
skip_autocommit_rollback supports_bitwise_and supports_bitwise_or supports_bitwise_xor temp_table_comment_reflection
temp_table_names timestamp_microseconds tuple_in unicode_ddl unique_constraints_reflect_as_index
view_column_reflection view_reflection views window_functions window_range window_range_numeric
"""
HAS_NOT = """
autoincrement_without_sequence binary_comparisons binary_literals datetime_microseconds empty_strings_text
empty_strings_varchar expressions_against_unbounded_text on_update_cascade
parens_in_union_contained_select_wo_limit_offset selectone symbol_names_w_double_quote time time_microseconds
timestamp_microseconds_implicit_bound unbounded_varchar
"""
# Refused by name: serializable transactions, materialized views, two-phase commit. There is no second schema here.
REFUSED = "isolation_level materialized_views two_phase_transactions schemas default_schema_name_switch"


class Requirements(SuiteRequirements):
    """Of the dialect oracle+oracledb on the sandbox."""

    def get_isolation_levels(self, config):
        """The levels that the dialect knows."""
        return {"default": "READ COMMITTED", "supported": ["READ COMMITTED", "SERIALIZABLE", "AUTOCOMMIT"]}


for _name in HAS.split():
    setattr(Requirements, _name, property(lambda self: exclusions.open()))
for _name in f"{HAS_NOT} {REFUSED}".split():
    setattr(Requirements, _name, property(lambda self: exclusions.closed()))
