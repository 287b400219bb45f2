SELECT k + 1 AS k FROM raw.z
