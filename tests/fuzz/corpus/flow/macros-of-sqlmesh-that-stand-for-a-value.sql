SELECT a FROM db.t WHERE ds BETWEEN @start_ds AND @end_ds
