SELECT *, k + 1 AS m FROM raw.z
