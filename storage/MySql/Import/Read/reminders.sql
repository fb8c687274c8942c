SELECT GrainId, ReminderName, Period, TIMESTAMPDIFF(MICROSECOND, TIMESTAMP '1970-01-01 00:00:00', StartTime) DIV 1000
FROM OrleansRemindersTable
WHERE ServiceId = @service AND ((GrainId = @grain AND ReminderName > @name) OR (GrainId > @grain AND GrainId < @end))
ORDER BY GrainId, ReminderName
LIMIT @limit
