SELECT seq, hash FROM audit_anchors WHERE customer = @customer
