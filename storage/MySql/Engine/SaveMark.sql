INSERT INTO commit_marks (writer, batch, at) VALUES (@writer, @batch, @at) ON DUPLICATE KEY UPDATE batch = @batch, at = @at
