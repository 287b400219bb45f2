SELECT k, q FROM raw.z AS p (k)
