SELECT source, done_at FROM import_progress WHERE step = 'import'
