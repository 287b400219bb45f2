SELECT q, t.nope FROM db.t
