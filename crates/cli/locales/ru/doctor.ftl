# Что `rights doctor` осматривает, находит и советует.
doctor-area-configuration = настройка
doctor-area-disk = диск
doctor-area-keys = ключи
doctor-area-ports = порты
doctor-area-clock = часы
doctor-area-log = журнал
doctor-area-openings = стираемые тексты
doctor-area-views = представления
doctor-area-heads = согласие журнала и представлений
doctor-tally = неисправностей: { $failed }, предупреждений: { $warnings }, в порядке: { $fine }, не проверено: { $skipped }

doctor-unchecked = не проверено: { $why }
doctor-unchecked-clock = не сверено с последней записью: { $why }
doctor-key-unchecked = не проверено, известен ли ключ реестру: { $why }
doctor-unchecked-identity = не проверено, этого ли реестра представления: { $why }
doctor-unchecked-lag = не проверено, насколько отстают представления: { $why }
doctor-unchecked-heads = не проверено, совпадают ли корни с журналом: { $why }
doctor-unchecked-openings = не проверено, открывает ли каждый текст своё обязательство: { $why }
doctor-unchecked-pages = не проверено, читаются ли все страницы файла журнала: { $why }
doctor-why-configuration = настройка не загружается
doctor-why-key = ключ не читается
doctor-why-log = журнал не читается
doctor-why-views = представления не читаются
doctor-why-empty = представления пусты
doctor-why-quick = для этого читается всё, а указан --quick

doctor-configuration-loads = параметров: { $settings }, из них задано не по умолчанию: { $chosen }
doctor-configuration-problem = { $problem }
    .fix = см. `rights config schema` и docs/configuration.md
doctor-configuration-secret = { $key }: файл { $path } доступен только владельцу
doctor-configuration-secret-lax = { $key }: файл { $path } могут прочесть другие (режим { $mode })
    .fix = выполните `chmod 600 { $path }`

doctor-disk-room = свободно { $free } там, где { $path }
doctor-disk-low = свободно только { $free } там, где { $path }: меньше { $least }
    .fix = освободите место или перенесите каталог данных (data_dir) на больший диск
doctor-disk-full = свободно только { $free } там, где { $path }: меньше { $least }, новые записи могут не поместиться
    .fix = освободите место сейчас или перенесите каталог данных (data_dir) на больший диск
doctor-disk-unknown = неизвестно, сколько свободно там, где { $path }: { $why }
    .fix = посмотрите сами: `df -h { $path }`
doctor-disk-missing = каталога { $path } нет
    .fix = исправьте data_dir или учредите там реестр: `rights found`
doctor-disk-writable = этот пользователь может писать в { $path }
doctor-disk-read-only = этот пользователь не может писать в { $path }: { $why }
    .fix = запускайте от имени владельца каталога или смените владельца (`chown`)
doctor-disk-modes = никто другой не может писать в { $path } (режим { $mode })
doctor-disk-group = целая группа может писать в { $path } (режим { $mode })
    .fix = выполните `chmod g-w { $path }`
doctor-disk-anybody = кто угодно может писать в { $path } (режим { $mode }) и подменить реестр
    .fix = выполните `chmod go-w { $path }`
doctor-floor-none = у владельца журнала нет отметки (floor): укороченная тема узнаётся только по представлениям
    .fix = добавьте floor=/путь/к/файлу в URL журнала
doctor-floor-there = отметка журнала на месте: { $path }
doctor-floor-to-come = отметки { $path } ещё нет: её запишет следующий вступивший во владение журналом
doctor-floor-unwritable = отметку { $path } нельзя записать: { $why }
    .fix = создайте её каталог с правом записи для пользователя, который обслуживает реестр

doctor-key-file = в { $path } лежит ключ регистратора { $key }
doctor-key-known = реестр знает этот ключ как { $role }
doctor-key-unknown = реестр не знает этого ключа: наступление сроков нечем подписать
    .fix = укажите в clerk_key_file ключ, внесённый для { $role }, или внесите этот: `rights key enrol`
doctor-key-of-another-role = реестр знает этот ключ как { $found }, а не как { $role }
    .fix = укажите в clerk_key_file ключ, внесённый для { $role }
doctor-key-ended = ключ был внесён как { $role }, теперь его состояние { $state }
    .fix = укажите в clerk_key_file его преемника или внесите другой: `rights key enrol`
doctor-key-expired = ключ для { $role } действовал по { $until }
    .fix = внесите другой (`rights key enrol`) и укажите его в clerk_key_file
doctor-key-expires = ключ для { $role } действует только по { $until }
    .fix = до этого дня внесите преемника: `rights key rotate`

doctor-port-any = { $key }: { $address } — любой свободный порт
doctor-port-free = { $key }: { $address } свободен
doctor-port-served = { $key }: { $address } занят, там отвечает работающий реестр
    .fix = если это он и есть, всё в порядке; иначе задайте в { $key } другой порт
doctor-port-taken = { $key }: { $address } занят, и отвечает там не реестр
    .fix = задайте в { $key } другой порт или остановите того, кто занял этот: `ss -ltnp`
doctor-port-refused = { $key }: { $address } занять нельзя: { $why }
    .fix = задайте в { $key } адрес этой машины и порт, доступный этому пользователю

doctor-clock-last = сейчас { $now }, до последней записи ({ $last }) { $apart }
doctor-clock-behind = сейчас { $now }, это на { $apart } раньше последней записи ({ $last }): до того времени записи получают её время
    .fix = выставьте часы и доверьте их NTP
doctor-clock-far-behind = сейчас { $now }, это на { $apart } раньше последней записи ({ $last }): запись не начнётся
    .fix = выставьте часы и доверьте их NTP
doctor-clock-silence = сейчас { $now }, после последней записи ({ $last }) прошло { $apart }, а sequencer.silence_max — { $silence-max }: запись не начнётся
    .fix = если часы верны, подтвердите молчание: `rights serve --permit-silence { $hours }`

doctor-log-reached = { $log } — журнал реестра { $ledger }
doctor-log-size = записей: { $records }, назначение реестра: { $purpose }
doctor-log-founding = записей: { $records }, и первая не учреждает реестра
    .fix = выполните `rights verify` и восстановите журнал из копии или зеркала
doctor-log-pages = все страницы файла читаются
doctor-log-page-broken = файл повреждён: { $why }
    .fix = остановите реестр, проверьте диск и восстановите log.db из копии

doctor-openings-reached = { $openings } хранит тексты этого реестра
doctor-openings-none = по адресу { $openings } текстов ещё нет
    .fix = если тексты были, восстановите их из копии; иначе их создаст первый запуск
doctor-openings-kept = хранится текстов: { $kept }, каждый открывает своё обязательство
doctor-openings-damaged = из { $kept } текстов не открывают свои обязательства: { $damaged }
    .fix = восстановите тексты из копии; повреждённые назовёт `rights verify`

doctor-views-none = по адресу { $views } представлений ещё нет
    .fix = ничего: `rights serve` заполнит их из журнала
doctor-views-schema = таблицы этого выпуска, отражено записей: { $records }
doctor-views-older = таблицы другого выпуска, отражено записей: { $records }
    .fix = ничего: `rights serve` заполнит рядом новые, до тех пор чтение ждёт
doctor-views-beside = рядом заполняются новые, записей уже { $records }
doctor-views-access-all = их можно читать, пополнять и создавать заново
doctor-views-access-store = их можно читать и пополнять; новые таблицы создаёт только владелец базы
doctor-views-access-read = их можно читать, но не пополнять: довольно для чтения, мало для `rights serve`
    .fix = предоставьте этой роли роль prefix_projector из `SELECT rights.create_roles('prefix')`
doctor-views-access-none = эта роль не может их читать
    .fix = предоставьте этой роли prefix_projector или prefix_gateway из `SELECT rights.create_roles('prefix')`
doctor-views-ledger = они принадлежат реестру { $origin }, как и журнал
doctor-views-other-ledger = они принадлежат реестру { $origin }, а журнал — другому
    .fix = исправьте views или log: один из них указывает на другой реестр

doctor-lag-none = представления отражают весь журнал
doctor-lag = представления отстают от журнала на { $records } записей
doctor-lag-since = представления отстают от журнала на { $records } записей, то есть на { $since }
doctor-lag-long = представления отстают от журнала на { $records } записей
    .fix = посмотрите, работает ли их пополнение и что оно сообщает
doctor-lag-long-since = представления отстают от журнала на { $records } записей, то есть на { $since }
    .fix = посмотрите, работает ли их пополнение и что оно сообщает
doctor-heads-log = журнал цел: записей { $records }, корень { $root }, пропущено запоздавших кадров: { $stale }
doctor-heads-views = представления отражают первые записи этого журнала, числом { $records }, корень { $remembered }
doctor-heads-beside = заполняемые отражают первые записи этого журнала, числом { $records }, корень { $remembered }
doctor-heads-floor = отметка помнит первые записи этого журнала, числом { $records }, корень { $remembered }
doctor-heads-views-ahead = представления отражают { $records } записей, а в журнале их только { $size }: журнал потерял конец или это старая копия
    .fix = ничего не запускайте; восстановите журнал из более новой копии. Лишь если журнал заведомо верен, заполните представления заново
doctor-heads-floor-ahead = отметка помнит { $records } записей, а в журнале их только { $size }: журнал потерял конец или это старая копия
    .fix = ничего не запускайте; выясните, кто восстановил или пересоздал тему, и восстановите её из зеркала
doctor-heads-views-differ = после { $records } записей корень представлений { $remembered }, а журнала — { $root }: они от другого журнала, или что-то повреждено
    .fix = выполните `rights verify`; если журнал верен, выполните `rights views rebuild`
doctor-heads-floor-differs = после { $records } записей отметка помнит корень { $remembered }, а в журнале { $root }
    .fix = ничего не запускайте; тема не та, в которую писали: восстановите её из зеркала
doctor-heads-views-within = представления отражают { $records } записей, но ни один кадр журнала там не кончается: они от другого журнала или повреждены
    .fix = выполните `rights verify`; если журнал верен, выполните `rights views rebuild`
doctor-heads-floor-within = отметка помнит { $records } записей, но ни один кадр журнала там не кончается
    .fix = ничего не запускайте; тема не та, в которую писали: восстановите её из зеркала

doctor-area-databases = базы данных
doctor-why-database = база недоступна
doctor-why-topic = сначала надо исправить тему
doctor-unchecked-log = журнал не открывался: { $why }

doctor-clock-topic = последнее сообщение темы записано в { $stamped } по часам писавшего
doctor-clock-topic-ahead = последнее сообщение темы записано в { $stamped }, расхождение { $apart }: часы писавшего и эти различаются
    .fix = доверьте часы обеих машин NTP
doctor-clock-database = { $key }: часы базы отличаются от этих на { $apart }
doctor-clock-database-ahead = { $key }: часы базы впереди этих на { $apart }
    .fix = доверьте часы обеих машин NTP
doctor-clock-database-behind = { $key }: часы базы отстают от этих на { $apart }
    .fix = доверьте часы обеих машин NTP

doctor-topic-fit = тема { $topic } настроена так, что хранит журнал реестра
doctor-topic-setting = тема { $topic }: { $name } = { $found }, а должно быть { $wanted }
    .fix = kafka-configs.sh --bootstrap-server { $brokers } --alter --entity-type topics --entity-name { $topic } --add-config { $name }={ $value }
doctor-topic-partitions = в теме { $topic } разделов { $found }, а должно быть { $wanted }: порядок записей один
    .fix = укажите тему, в которой учреждён реестр; убавить разделы нельзя
doctor-topic-replication = тема { $topic } лежит на { $found } брокере, а должна на { $wanted }
    .fix = kafka-reassign-partitions.sh --bootstrap-server { $brokers }: не меньше { $value } брокеров для { $topic }-0
doctor-topic-replicated = тема { $topic }: копий { $replicas }, согласованных { $in-sync }, для записи нужно { $least }; брокеров { $alive }
doctor-topic-behind = тема { $topic }: копий { $replicas }, согласованных только { $in-sync }, для записи нужно { $least }; брокеров { $alive }
    .fix = найдите остановленный или медленный брокер: kafka-topics.sh --describe --topic { $topic }
doctor-topic-refuses = тема { $topic }: копий { $replicas }, согласованных только { $in-sync }, для записи нужно { $least }: ничего не записывается
    .fix = запустите остановленные брокеры; не уменьшайте min.insync.replicas
doctor-topic-offline = у темы { $topic } нет ведущего брокера: ничего не читается и не записывается
    .fix = запустите брокеры, на которых она лежит; не разрешайте нечистых выборов: они теряют записи

doctor-database-answers = { $key }: отвечает PostgreSQL { $version }, база { $database }, роль { $role }
doctor-database-old = { $key }: отвечает PostgreSQL { $version }, база { $database }, а проверена работа начиная с { $least }
    .fix = обновите сервер до PostgreSQL { $least } или новее
doctor-database-durable = { $key }: подтверждённое лежит на диске (synchronous_commit = { $commit }; тексты требуют этого сами)
doctor-database-whole = { $key }: страницы целы после сбоя
doctor-database-forgets = { $key }: { $off } выключено: сбой потеряет подтверждённые тексты
    .fix = ALTER SYSTEM SET { $off } = on, затем перезапустите сервер
doctor-database-breaks = { $key }: { $off } выключено: после сбоя представления могут быть повреждены, их придётся заполнить заново
    .fix = ALTER SYSTEM SET { $off } = on, затем перезапустите сервер
doctor-database-discreet = { $key }: в журнал самого сервера не попадают параметры запросов, а значит и тексты
doctor-database-logs-texts = { $key }: сервер пишет параметры запросов в собственный журнал, где стёртые тексты сохраняются
    .fix = ALTER SYSTEM SET log_parameter_max_length = 0, затем SELECT pg_reload_conf()

doctor-openings-access-store = их можно читать, добавлять и стирать
doctor-openings-access-read = их можно читать, но не добавлять: довольно для чтения, мало для `rights serve`
    .fix = подключайтесь ролью, которой принадлежит схема openings, или дайте права: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA openings
doctor-openings-access-none = эта роль не может их читать
    .fix = дайте ей права: GRANT USAGE ON SCHEMA openings и SELECT ON ALL TABLES IN SCHEMA openings
