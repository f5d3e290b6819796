# What `rights demo` tells.
cast-keys =
    DEVELOPMENT ONLY.
    These are the keys of every state, enterprise and service of a ledger that one person plays with.
    They are not encrypted. Never enrol one of them in a ledger that matters.
