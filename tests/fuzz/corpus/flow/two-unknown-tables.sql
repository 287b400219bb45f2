SELECT q FROM raw.z, raw.y
