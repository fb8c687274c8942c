INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@service, @grain, @name, TIMESTAMP '1970-01-01 00:00:00' + INTERVAL @due_at * 1000 MICROSECOND, @period, @hash, 0)
