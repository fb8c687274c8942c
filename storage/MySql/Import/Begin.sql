INSERT INTO import_progress (step, source, moved) VALUES ('import', @source, 0)
