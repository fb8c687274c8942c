DELETE FROM secrets WHERE customer = @customer AND connection = @connection AND kind = @kind AND version <> @version
