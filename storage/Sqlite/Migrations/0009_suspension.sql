-- Since when the operator has suspended a customer, and why; null while it may act. The customer's grain decides; this is for lists.
ALTER TABLE customers ADD COLUMN suspended_at INTEGER;
ALTER TABLE customers ADD COLUMN suspension TEXT;
