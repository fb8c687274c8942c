UPDATE import_progress SET done_at = @at WHERE step = 'import'
