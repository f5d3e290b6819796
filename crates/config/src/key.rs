//! The table of all keys: name, kind, default, flag and meaning, each said once.

use crate::duration;

/// A language that people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    En,
    Ru,
}

/// One text in both languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    pub en: &'static str,
    pub ru: &'static str,
}

impl Text {
    /// The text in `lang`.
    #[must_use]
    pub fn of(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ru => self.ru,
        }
    }
}

/// What may be set.
#[derive(PartialEq, Eq, Debug)]
pub struct Key {
    /// Dots lead into tables.
    pub name: &'static str,
    pub kind: Kind,
    pub standard: Standard,
    /// The flag of `rights serve` that sets it, if one does; every key has an environment variable.
    pub flag: Option<&'static str>,
    pub doc: Text,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A file or directory. A relative one in a file is relative to that file's directory.
    Path,
    /// An address of this machine and a port; port 0 is any free one.
    Address,
    Log,
    Views,
    Openings,
    /// A number of things: at least 1.
    Count,
    /// Yes or no.
    Switch,
    Duration,
    /// The ports of other processes of this ledger: URLs, with commas between them.
    Peers,
    Level,
}

/// What holds if nobody says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standard {
    /// This value.
    Fixed(&'static str),
    /// What follows from the machine or from other keys.
    Derived(Text),
}

/// How much developers are told, least first, as `log_level` names it.
pub const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

macro_rules! keys {
    ($($name:literal $kind:ident $standard:expr, $flag:expr; $en:literal $ru:literal)*) => {
        /// All of them, in the order in which they are told.
        pub const KEYS: &[Key] = &[$(Key {
            name: $name,
            kind: Kind::$kind,
            standard: $standard,
            flag: $flag,
            doc: Text { en: $en, ru: $ru },
        }),*];
    };
}

use Standard::{Derived, Fixed};

const NONE: Standard = Derived(Text { en: "none", ru: "нет" });

keys! {
    "data_dir" Path Derived(Text {
        en: "`rights` in the user's data directory (XDG)",
        ru: "`rights` в каталоге данных пользователя (XDG)",
    }), Some("--data-dir");
        "Where everything embedded is, and the keys of the services"
        "Где лежит всё встроенное и ключи служб"
    "listen" Address Fixed("127.0.0.1:7878"), Some("--listen");
        "The address of everything that is served; port 0 picks a free one"
        "Адрес, по которому доступны службы; порт 0 — любой свободный"
    "log" Log Fixed("sqlite:"), Some("--log");
        "The log: `sqlite:` in the data directory, or kafka://HOST:PORT/TOPIC"
        "Журнал: `sqlite:` в каталоге данных или kafka://УЗЕЛ:ПОРТ/ТЕМА"
    "log_password_file" Path NONE, None;
        "A file that holds the password for the log's brokers (SASL)"
        "Файл с паролем к брокерам журнала (SASL)"
    "views" Views Fixed("sqlite:"), Some("--views");
        "The views: `sqlite:` in the data directory, or postgres://USER@HOST:PORT/DATABASE"
        "Представления: `sqlite:` в каталоге данных или postgres://ИМЯ@УЗЕЛ:ПОРТ/БАЗА"
    "views_password_file" Path NONE, None;
        "A file that holds the password for the views' database"
        "Файл с паролем к базе представлений"
    "openings" Openings Derived(Text {
        en: "beside an embedded log; else the views' database",
        ru: "рядом со встроенным журналом; иначе база представлений",
    }), Some("--openings");
        "The erasable texts behind commitments: `sqlite:` or postgres://USER@HOST:PORT/DATABASE"
        "Стираемые тексты за хеш-обязательствами: `sqlite:` или postgres://ИМЯ@УЗЕЛ:ПОРТ/БАЗА"
    "openings_password_file" Path NONE, None;
        "A file that holds the password for the openings' database"
        "Файл с паролем к базе стираемых текстов"
    "clerk_key_file" Path Derived(Text {
        en: "`keys/clerk-due.pem` in the data directory",
        ru: "`keys/clerk-due.pem` в каталоге данных",
    }), None;
        "The clerk's key, which signs what time alone demands"
        "Ключ регистратора, которым подписывается наступление сроков"
    "sequencer.verifiers" Count Derived(Text {
        en: "as many as the machine has cores",
        ru: "по числу ядер машины",
    }), None;
        "Threads that verify signatures"
        "Потоки, проверяющие подписи"
    "sequencer.inbox_max" Count Fixed("4096"), None;
        "Commands between their submission and their answer, at most; beyond it callers wait"
        "Наибольшее число команд, ожидающих ответа; сверх него вызывающие ждут"
    "sequencer.silence_max" Duration Fixed("30d"), Some("--permit-silence");
        "How far the last record of a production ledger and the clock may be apart at the start"
        "Насколько последняя запись рабочего реестра может отстоять от часов при запуске"
    "sequencer.standby" Switch Fixed("false"), None;
        "Whether this process waits until the one that appends falls silent, and then takes over"
        "Ждёт ли процесс, пока пишущий в журнал замолчит, чтобы сменить его"
    "sequencer.patience" Duration Fixed("2s"), None;
        "How long a standby waits for a sign of life before it takes over"
        "Сколько запасной процесс ждёт признака жизни, прежде чем сменить пишущего"
    "sequencer.heartbeat" Duration Fixed("500ms"), None;
        "How often the process that appends gives a sign of life; shorter than the patience"
        "Как часто пишущий процесс подаёт признак жизни; короче, чем sequencer.patience"
    "gateway.sequencers" Peers NONE, None;
        "The sequencers to which a gateway passes commands on: http://HOST:PORT,…; the first ready one"
        "Пишущие процессы, которым шлюз передаёт команды: http://УЗЕЛ:ПОРТ,…; первый готовый"
    "metrics.listen" Address Derived(Text {
        en: "none: on the port of everything else",
        ru: "нет: на общем порту",
    }), None;
        "An address for metrics alone"
        "Отдельный адрес для метрик"
    "log_level" Level Fixed("warn"), None;
        "What developers read on standard error: off, error, warn, info, debug, trace"
        "Что сообщается разработчикам в stderr: off, error, warn, info, debug, trace"
}

/// The key of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The tables that keys are in.
pub fn tables() -> impl Iterator<Item = &'static str> {
    let mut tables: Vec<_> =
        KEYS.iter().filter_map(|key| Some(key.name.rsplit_once('.')?.0)).collect();
    tables.dedup();
    tables.into_iter()
}

impl Key {
    /// The environment variable that sets it, for example `RIGHTS_SEQUENCER__INBOX_MAX`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("RIGHTS_{}", self.name.replace('.', "__").to_uppercase())
    }
}

impl Kind {
    /// Whether a text of this kind may hold a password.
    #[must_use]
    pub fn may_be_secret(self) -> bool {
        match self {
            Kind::Log | Kind::Views | Kind::Openings => true,
            Kind::Path
            | Kind::Address
            | Kind::Count
            | Kind::Switch
            | Kind::Duration
            | Kind::Peers
            | Kind::Level => false,
        }
    }

    /// What a value of this kind looks like.
    #[must_use]
    pub fn doc(self) -> Text {
        let (en, ru) = match self {
            Kind::Path => ("path", "путь"),
            Kind::Address => ("address and port", "адрес и порт"),
            Kind::Log | Kind::Views | Kind::Openings => ("URL", "URL"),
            Kind::Count => ("number from 1", "число от 1"),
            Kind::Switch => ("true or false", "true или false"),
            Kind::Duration => {
                ("duration: 500ms, 2s, 5m, 12h, 30d", "срок: 500ms, 2s, 5m, 12h, 30d")
            }
            Kind::Peers => ("URLs: http://HOST:PORT,…", "список URL: http://УЗЕЛ:ПОРТ,…"),
            Kind::Level => ("level", "уровень"),
        };
        Text { en, ru }
    }

    /// What a value of this kind matches, if an expression says it.
    #[must_use]
    pub fn pattern(self) -> Option<&'static str> {
        match self {
            Kind::Log => Some("^(sqlite:|kafka://.+)$"),
            Kind::Views | Kind::Openings => Some("^(sqlite:|postgres(ql)?://.+)$"),
            Kind::Duration => Some(duration::PATTERN),
            Kind::Address => Some("^(\\[[0-9A-Fa-f:.]+\\]|[0-9.]+):[0-9]{1,5}$"),
            Kind::Peers => Some("^http://[^,/]+(,http://[^,/]+)*$"),
            Kind::Path | Kind::Count | Kind::Switch | Kind::Level => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::value::Value;

    #[test]
    fn every_key_has_one_name_one_variable_and_a_meaning_in_both_languages() {
        let names: BTreeSet<_> = KEYS.iter().map(|key| key.name).collect();
        let variables: BTreeSet<_> = KEYS.iter().map(Key::variable).collect();
        assert_eq!((names.len(), variables.len()), (KEYS.len(), KEYS.len()));
        let flags: Vec<_> = KEYS.iter().filter_map(|key| key.flag).collect();
        assert_eq!(flags.iter().collect::<BTreeSet<_>>().len(), flags.len());
        for key in KEYS {
            assert!(!key.doc.en.is_empty() && !key.doc.ru.is_empty(), "{}", key.name);
            assert!(key.name.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c)));
            // Two underscores lead into a table in a variable's name, so that none may be in a key's.
            assert!(!key.name.contains("__"), "{}", key.name);
        }
    }

    #[test]
    fn every_fixed_default_is_a_value_of_its_key() {
        for key in KEYS {
            if let Standard::Fixed(text) = key.standard {
                let value = Value::parse(key.kind, text, None).expect(key.name);
                assert_eq!(value.to_string(), text, "{}", key.name);
            }
        }
    }
}
