SELECT batch FROM commit_marks WHERE writer = @writer FOR UPDATE
