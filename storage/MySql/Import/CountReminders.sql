SELECT count(*) FROM OrleansRemindersTable WHERE ServiceId = @service
