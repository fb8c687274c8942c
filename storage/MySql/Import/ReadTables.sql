SELECT step, moved, last_key FROM import_progress WHERE step <> 'import'
