# Что говорится о настройке.
config-key = параметр
config-value = значение
config-origin = откуда взято
config-default = по умолчанию
config-unknown = { $name }: такого имени нет
config-unknown-near = { $name }: такого имени нет; возможно, имелось в виду { $nearest }
config-value-wrong = { $name } принимает { $expected }{ $given }
config-not = , а не { $given }
config-url = { $name }: { $why }
config-table = { $name } — таблица других ключей
config-secret = { $name } содержит пароль, который может прочесть любой процесс этой машины: поместите его в файл
config-not-shorter = { $name } должно быть короче, чем { $than }
config-two-passwords = { $name } даёт пароль, но он есть и в URL
config-empty = { $name }: в файле нет пароля
config-syntax = это не TOML: { $why }
config-unreadable = { $name } не читается: { $why }

config-expected-path = путь
config-expected-address = адрес и порт, например 127.0.0.1:7878
config-expected-url = URL
config-expected-peers = список URL через запятую, например http://10.0.0.1:7001
config-expected-count = целое число от 1
config-expected-switch = true или false
config-expected-duration = срок в кавычках, например 500ms, 2s, 5m, 12h или 30d
config-expected-level = одно из значений: { $levels }

config-url-scheme = URL не начинается ни с { $either }, ни с { $or }
config-url-embedded = `sqlite:` означает каталог данных, и после него ничего нет; где каталог, говорит data_dir
config-url-user = в URL не указано, от чьего имени обращаться
config-url-host = в URL нет узла или он невозможен
config-url-port = в URL невозможный порт
config-url-topic = в URL нет темы или её имя в Kafka недопустимо
config-url-database = URL не называет одну базу данных
config-url-option = параметр URL не имеет вида имя=значение, указан дважды или снова называет серверы
config-url-escape = в URL после знака процента нет двух шестнадцатеричных цифр текста UTF-8
config-url-no-http = URL не начинается с http://
config-url-path = после узла и порта в URL ничего быть не может
