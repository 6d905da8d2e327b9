-- Which gateway a charge is from and when its call ended: budgets of providers and models leave out what gateways count
-- themselves. Charges that landed before have neither and are always counted: the gateways of then are gone.
ALTER TABLE charges
    ADD COLUMN IF NOT EXISTS `instance` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `ended_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1));
