SELECT f.value AS v FROM raw.z AS t, LATERAL FLATTEN(input => t.items) AS f
