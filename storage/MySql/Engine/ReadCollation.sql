SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = database()
