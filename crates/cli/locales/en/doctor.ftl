# What `rights doctor` looks at, finds and advises.
doctor-area-configuration = configuration
doctor-area-disk = disk
doctor-area-keys = keys
doctor-area-ports = ports
doctor-area-clock = clock
doctor-area-log = log
doctor-area-openings = openings
doctor-area-views = views
doctor-area-heads = agreement of log and views
doctor-tally = failures: { $failed }, warnings: { $warnings }, fine: { $fine }, not checked: { $skipped }

doctor-unchecked = not checked: { $why }
doctor-unchecked-clock = not compared with the last record: { $why }
doctor-key-unchecked = not checked whether the ledger knows the key: { $why }
doctor-unchecked-identity = not checked whether the views are this ledger's: { $why }
doctor-unchecked-lag = not checked how far the views are behind: { $why }
doctor-unchecked-heads = not checked whether roots agree with the log: { $why }
doctor-unchecked-openings = not checked whether each opening opens its commitment: { $why }
doctor-unchecked-pages = not checked whether every page of the log's file can be read: { $why }
doctor-why-configuration = the configuration does not load
doctor-why-key = the key cannot be read
doctor-why-log = the log cannot be read
doctor-why-views = the views cannot be read
doctor-why-empty = the views are empty
doctor-why-quick = that reads everything, and --quick was given

doctor-configuration-loads = { $settings } settings, { $chosen } of them not at their default
doctor-configuration-problem = { $problem }
    .fix = see `rights config schema` and docs/configuration.md
doctor-configuration-secret = { $key }: { $path } can be read by its owner alone
doctor-configuration-secret-lax = { $key }: { $path } can be read by others (mode { $mode })
    .fix = run `chmod 600 { $path }`

doctor-disk-room = { $free } are free at { $path }
doctor-disk-low = only { $free } are free at { $path }, less than { $least }
    .fix = make room, or move the data directory (data_dir) to a larger file system
doctor-disk-full = only { $free } are free at { $path }, less than { $least }: the next records may not fit
    .fix = make room now, or move the data directory (data_dir) to a larger file system
doctor-disk-unknown = how much is free at { $path } cannot be told: { $why }
    .fix = look yourself: `df -h { $path }`
doctor-disk-missing = there is no directory { $path }
    .fix = correct data_dir, or found a ledger there with `rights found`
doctor-disk-writable = { $path } can be written by this user
doctor-disk-read-only = { $path } cannot be written by this user: { $why }
    .fix = run as the user who owns it, or run `chown` on it
doctor-disk-modes = nobody else can write into { $path } (mode { $mode })
doctor-disk-group = a whole group can write into { $path } (mode { $mode })
    .fix = run `chmod g-w { $path }`
doctor-disk-anybody = anybody can write into { $path } (mode { $mode }), and put another ledger in its place
    .fix = run `chmod go-w { $path }`
doctor-floor-none = the log's owner has no floor: a topic that was cut short is known only by what the views remember
    .fix = add floor=/path/of/a/file to the URL of the log
doctor-floor-there = the floor is there: { $path }
doctor-floor-to-come = the floor { $path } is not there yet: the next claim writes it
doctor-floor-unwritable = the floor { $path } cannot be written: { $why }
    .fix = create its directory, writable by the user who serves the ledger

doctor-key-file = { $path } holds the clerk's key { $key }
doctor-key-known = the ledger knows the key as { $role }
doctor-key-unknown = the ledger does not know the key: nothing could be signed when deadlines pass
    .fix = set clerk_key_file to the key that was enrolled for { $role }, or enrol this one with `rights key enrol`
doctor-key-of-another-role = the ledger knows the key as { $found }, not as { $role }
    .fix = set clerk_key_file to the key that was enrolled for { $role }
doctor-key-ended = the key was enrolled as { $role } and is { $state } now
    .fix = set clerk_key_file to its successor, or enrol another with `rights key enrol`
doctor-key-expired = the key as { $role } was valid until { $until }
    .fix = enrol another with `rights key enrol`, and set clerk_key_file to it
doctor-key-expires = the key as { $role } is valid until { $until } only
    .fix = enrol its successor with `rights key rotate` before that day

doctor-port-any = { $key }: { $address } takes any free port
doctor-port-free = { $key }: { $address } is free
doctor-port-served = { $key }: { $address } is in use, and a running ledger answers there
    .fix = if it is this ledger, all is well; otherwise set { $key } to another port
doctor-port-taken = { $key }: { $address } is in use, and no ledger answers there
    .fix = set { $key } to another port, or stop what has this one: `ss -ltnp`
doctor-port-refused = { $key }: { $address } cannot be had: { $why }
    .fix = set { $key } to an address of this machine and a port that this user may have

doctor-clock-last = it is { $now }, { $apart } from the last record, of { $last }
doctor-clock-behind = it is { $now }, { $apart } before the last record, of { $last }: until then records are given its time
    .fix = have the clock set, and kept by NTP
doctor-clock-far-behind = it is { $now }, { $apart } before the last record, of { $last }: the sequencer does not start
    .fix = have the clock set, and kept by NTP
doctor-clock-silence = it is { $now }, { $apart } after the last record, of { $last }, and sequencer.silence_max is { $silence-max }: the sequencer does not start
    .fix = if the clock is right, confirm the silence: `rights serve --permit-silence { $hours }`

doctor-log-reached = { $log } is the log of ledger { $ledger }
doctor-log-size = records: { $records }; the ledger is for { $purpose }
doctor-log-founding = records: { $records }, and the first one founds no ledger
    .fix = run `rights verify`, and restore the log from a backup or a mirror
doctor-log-pages = every page of the file can be read
doctor-log-page-broken = the file is damaged: { $why }
    .fix = stop the ledger, check the disk, and restore log.db from a backup

doctor-openings-reached = { $openings } holds the openings of this ledger
doctor-openings-none = there are no openings yet at { $openings }
    .fix = if openings were kept, restore them from a backup; otherwise the first start creates them
doctor-openings-kept = openings: { $kept }, and each opens its commitment
doctor-openings-damaged = of { $kept } openings, { $damaged } do not open their commitments
    .fix = restore the openings from a backup; `rights verify` names the damaged ones

doctor-views-none = there are no views yet at { $views }
    .fix = nothing: `rights serve` fills them from the log
doctor-views-schema = they have this release's tables and reflect { $records } records
doctor-views-older = they have another release's tables and reflect { $records } records
    .fix = nothing: `rights serve` fills new ones beside them; until then reads wait
doctor-views-beside = new ones are being filled beside them, with { $records } records by now
doctor-views-access-all = they can be read, stored and made anew
doctor-views-access-store = they can be read and stored; new tables can be made by the owner of the database alone
doctor-views-access-read = they can be read but not stored: enough for a gateway, not for `rights serve` or a projector
    .fix = grant the role prefix_projector of `SELECT rights.create_roles('prefix')` to this one
doctor-views-access-none = they cannot be read by this role
    .fix = grant the role prefix_projector or prefix_gateway of `SELECT rights.create_roles('prefix')` to this one
doctor-views-ledger = they are of the ledger { $origin }, as the log is
doctor-views-other-ledger = they are of the ledger { $origin }, and the log is not
    .fix = correct views or log: one of them names another ledger's

doctor-lag-none = the views reflect the whole log
doctor-lag = the views are { $records } records behind the log
doctor-lag-since = the views are { $records } records behind the log, which took { $since }
doctor-lag-long = the views are { $records } records behind the log
    .fix = see whether a projector runs, and what it logs
doctor-lag-long-since = the views are { $records } records behind the log, which took { $since }
    .fix = see whether a projector runs, and what it logs
doctor-heads-log = the log is whole: { $records } records, root { $root }, late frames passed over: { $stale }
doctor-heads-views = the views reflect the first { $records } records of this log, root { $remembered }
doctor-heads-beside = those being filled reflect the first { $records } records of this log, root { $remembered }
doctor-heads-floor = the floor remembers the first { $records } records of this log, root { $remembered }
doctor-heads-views-ahead = the views reflect { $records } records, and the log holds only { $size }: the log lost its end, or is an old copy
    .fix = start nothing; restore the log from a newer copy. Only if the log is surely right, fill new views
doctor-heads-floor-ahead = the floor remembers { $records } records, and the log holds only { $size }: the log lost its end, or is an old copy
    .fix = start nothing; find out who restored or recreated the topic, and restore it from a mirror
doctor-heads-views-differ = at { $records } records the views have root { $remembered }, and the log has { $root }: they are of another log, or one of them is damaged
    .fix = run `rights verify`; if the log is right, run `rights views rebuild`
doctor-heads-floor-differs = at { $records } records the floor remembers root { $remembered }, and the log has { $root }
    .fix = start nothing; the topic is not the one that was written: restore it from a mirror
doctor-heads-views-within = the views reflect { $records } records, and no frame of the log ends there: they are of another log, or damaged
    .fix = run `rights verify`; if the log is right, run `rights views rebuild`
doctor-heads-floor-within = the floor remembers { $records } records, and no frame of the log ends there
    .fix = start nothing; the topic is not the one that was written: restore it from a mirror

doctor-area-databases = databases
doctor-why-database = the database cannot be reached
doctor-why-topic = the topic must be put right first
doctor-unchecked-log = the log was not opened: { $why }

doctor-clock-topic = the last message of the topic was written at { $stamped }, by the clock of its writer
doctor-clock-topic-ahead = the last message of the topic was written at { $stamped }, { $apart } from now: the writer's clock and this one differ
    .fix = have the clocks of both machines kept by NTP
doctor-clock-database = { $key }: the database's clock is { $apart } from this one
doctor-clock-database-ahead = { $key }: the database's clock is { $apart } ahead of this one
    .fix = have the clocks of both machines kept by NTP
doctor-clock-database-behind = { $key }: the database's clock is { $apart } behind this one
    .fix = have the clocks of both machines kept by NTP

doctor-topic-fit = the topic { $topic } is set to keep a ledger's log
doctor-topic-setting = topic { $topic }: { $name } is { $found } and must be { $wanted }
    .fix = kafka-configs.sh --bootstrap-server { $brokers } --alter --entity-type topics --entity-name { $topic } --add-config { $name }={ $value }
doctor-topic-partitions = topic { $topic } has { $found } partitions and must have { $wanted }: a log is one order
    .fix = name the topic that the ledger was founded in; partitions cannot be taken away
doctor-topic-replication = topic { $topic } is on { $found } broker and must be on { $wanted }
    .fix = kafka-reassign-partitions.sh --bootstrap-server { $brokers }, with { $value } brokers or more for { $topic }-0
doctor-topic-replicated = topic { $topic }: replicas { $replicas }, in sync { $in-sync }, needed to append { $least }; brokers { $alive }
doctor-topic-behind = topic { $topic }: replicas { $replicas }, in sync only { $in-sync }, needed to append { $least }; brokers { $alive }
    .fix = find the broker that is down or slow: kafka-topics.sh --describe --topic { $topic }
doctor-topic-refuses = topic { $topic }: replicas { $replicas }, in sync only { $in-sync }, needed to append { $least }: nothing is recorded
    .fix = start the brokers that are down; do not lower min.insync.replicas
doctor-topic-offline = topic { $topic } has no leader: nothing is read or recorded
    .fix = start the brokers that hold it; do not allow an unclean election, which loses records

doctor-database-answers = { $key }: PostgreSQL { $version } answers, database { $database }, role { $role }
doctor-database-old = { $key }: PostgreSQL { $version } answers, database { $database }, and { $least } is the least that is known to work
    .fix = upgrade the server to PostgreSQL { $least } or later
doctor-database-durable = { $key }: what is committed is on the disk (synchronous_commit is { $commit }; openings ask for it themselves)
doctor-database-whole = { $key }: pages are whole after a crash
doctor-database-forgets = { $key }: { $off } is off: a crash loses openings that were acknowledged
    .fix = ALTER SYSTEM SET { $off } = on, then restart the server
doctor-database-breaks = { $key }: { $off } is off: after a crash the views may be damaged, and are to be filled anew
    .fix = ALTER SYSTEM SET { $off } = on, then restart the server
doctor-database-discreet = { $key }: the server's own log holds no parameters of statements, and so no texts
doctor-database-logs-texts = { $key }: the server writes parameters of statements into its own log, where erased texts survive
    .fix = ALTER SYSTEM SET log_parameter_max_length = 0, then SELECT pg_reload_conf()

doctor-openings-access-store = they can be read, stored and erased
doctor-openings-access-read = they can be read but not stored: enough for a gateway, not for `rights serve` or a sequencer
    .fix = connect as the role that owns the schema openings, or grant it: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA openings
doctor-openings-access-none = they cannot be read by this role
    .fix = GRANT USAGE ON SCHEMA openings and SELECT ON ALL TABLES IN SCHEMA openings to it
