UPDATE secrets SET wrap_key = @wrap_key, wrapped = @wrapped
WHERE customer = @customer AND connection = @connection AND kind = @kind AND version = @version AND wrapped = @was_wrapped
