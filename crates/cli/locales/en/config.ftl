# What is said about settings.
config-key = setting
config-value = value
config-origin = origin
config-default = default
config-unknown = there is no { $name }
config-unknown-near = there is no { $name }; did you mean { $nearest }?
config-value-wrong = { $name } takes { $expected }{ $given }
config-not = , not { $given }
config-url = { $name }: { $why }
config-table = { $name } is a table of other keys
config-secret = { $name } holds a password, which every process of this machine can read: put it into a file
config-not-shorter = { $name } must be shorter than { $than }
config-two-passwords = { $name } gives a password, and the URL has one already
config-empty = { $name }: the file holds no password
config-syntax = this is no TOML: { $why }
config-unreadable = { $name } cannot be read: { $why }

config-expected-path = a path
config-expected-address = an address and a port, such as 127.0.0.1:7878
config-expected-url = a URL
config-expected-peers = URLs with commas between them, such as http://10.0.0.1:7001
config-expected-count = a whole number from 1
config-expected-switch = true or false
config-expected-duration = a duration in quotes, such as 500ms, 2s, 5m, 12h or 30d
config-expected-level = one of { $levels }

config-url-scheme = the URL begins neither with { $either } nor with { $or }
config-url-embedded = `sqlite:` is the data directory, and nothing follows it; data_dir says where that is
config-url-user = the URL does not say which user asks
config-url-host = the URL has no host, or one that cannot be
config-url-port = the URL has a port that is none
config-url-topic = the URL has no topic, or a name that Kafka does not allow
config-url-database = the URL does not name one database
config-url-option = an option of the URL is not name=value, stands there twice, or names the servers again
config-url-escape = after a percent sign the URL has no two hexadecimal digits of UTF-8
config-url-no-http = a URL does not begin with http://
config-url-path = behind a host and its port nothing can follow
