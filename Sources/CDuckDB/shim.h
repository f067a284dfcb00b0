// Checked against DuckDB 1.5.5.
#pragma once
const char *duckdb_library_version(void);
