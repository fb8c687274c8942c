DELETE FROM audit WHERE customer = @customer AND seq <= @seq
