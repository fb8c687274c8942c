SELECT min(SUBSTRING_INDEX(GrainId, '/', 1)) FROM OrleansRemindersTable WHERE ServiceId = @service AND SUBSTRING_INDEX(GrainId, '/', 1) > @type
