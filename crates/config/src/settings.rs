//! What holds, as a process takes it: plain values, with the passwords that files hold.

use std::{
    fs,
    net::SocketAddr,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    load::{Configuration, Flag, Given, load},
    problem::{Problem, Wrong},
    url::{LogUrl, OpeningsUrl, ViewsUrl, peers::Peers},
    value::Value,
};

/// Every setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// None if neither anybody nor the user's home says where.
    pub data_dir: Option<PathBuf>,
    pub listen: SocketAddr,
    pub log: LogUrl,
    pub views: ViewsUrl,
    pub openings: OpeningsUrl,
    /// None if it is in the data directory, and that is none.
    pub clerk_key_file: Option<PathBuf>,
    pub sequencer: Sequencer,
    /// The sequencers that a gateway passes commands on to; none unless somebody says which.
    pub sequencers: Option<Peers>,
    /// None: on the port of everything else.
    pub metrics_listen: Option<SocketAddr>,
    /// One of [`crate::key::LEVELS`].
    pub log_level: &'static str,
}

impl Settings {
    /// What holds for a ledger that is embedded in `data_dir`, if nobody asks for anything else.
    ///
    /// # Panics
    /// Never: a directory contradicts nothing.
    #[must_use]
    pub fn embedded(data_dir: &Path) -> Settings {
        let flag = Flag { name: "--data-dir", key: "data_dir", text: data_dir.into() };
        let given = Given { flags: vec![flag], ..Given::default() };
        load(&given).expect("every default is a value").without_secrets()
    }
}

/// The settings of the sequencer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sequencer {
    pub verifiers: NonZeroUsize,
    pub inbox_max: NonZeroUsize,
    pub silence_max: Duration,
    pub standby: bool,
    /// Longer than `heartbeat`.
    pub patience: Duration,
    pub heartbeat: Duration,
}

macro_rules! read {
    ($($name:ident: $variant:ident -> $type:ty;)*) => {$(
        fn $name(&self, key: &str) -> Option<$type> {
            match &self.setting(key).value {
                Some(Value::$variant(value)) => Some(value.clone()),
                Some(_) | None => None,
            }
        }
    )*};
}

/// Why a value is there that is not an option.
const THERE: &str = "the table of keys has a default of this kind";

impl Configuration {
    /// Every setting, as the URLs are written: without the passwords in files.
    ///
    /// # Panics
    /// If the table of keys has no default where there must be one: a test loads every one.
    #[must_use]
    pub fn without_secrets(&self) -> Settings {
        Settings {
            data_dir: self.path("data_dir"),
            listen: self.address("listen").expect(THERE),
            log: self.log("log").expect(THERE),
            views: self.views("views").expect(THERE),
            openings: self.openings("openings").expect(THERE),
            clerk_key_file: self.path("clerk_key_file"),
            sequencer: self.sequencer(),
            sequencers: self.peers("gateway.sequencers"),
            metrics_listen: self.address("metrics.listen"),
            log_level: self.level("log_level").expect(THERE),
        }
    }

    /// Every setting, with the passwords in files; those are read now.
    ///
    /// # Errors
    /// Every file that cannot be read, or that gives a second password.
    pub fn with_secrets(&self) -> Result<Settings, Vec<Problem>> {
        let mut settings = self.without_secrets();
        let mut problems = Vec::new();
        if let LogUrl::Kafka(url) = settings.log {
            let key = "log_password_file";
            let password = self.password(key, url.has_password(), &mut problems);
            let url = password.iter().fold(url, |url, password| url.with_password(password));
            settings.log = LogUrl::Kafka(url);
        }
        if let ViewsUrl::Postgres(url) = settings.views {
            let key = "views_password_file";
            let password = self.password(key, url.has_secret(), &mut problems);
            let url = password.iter().fold(url, |url, password| url.with_password(password));
            settings.views = ViewsUrl::Postgres(url);
        }
        settings.openings = self.openings_with_secret(&settings, &mut problems);
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }

    /// Openings that nobody placed are in the views' database, whose password opens it.
    fn openings_with_secret(
        &self,
        settings: &Settings,
        problems: &mut Vec<Problem>,
    ) -> OpeningsUrl {
        let key = "openings_password_file";
        let url = match &settings.openings {
            OpeningsUrl::Embedded => return OpeningsUrl::Embedded,
            OpeningsUrl::Postgres(url) => url.clone(),
        };
        let placed = self.setting("openings").origin != crate::origin::Origin::Default;
        if !placed && self.setting(key).value.is_none() {
            return OpeningsUrl::beside(&settings.log, &settings.views);
        }
        let password = self.password(key, url.has_secret(), problems);
        let url = password.iter().fold(url, |url, password| url.with_password(password));
        OpeningsUrl::Postgres(url)
    }

    /// The password in the file of the key, without the end of its line.
    fn password(&self, key: &str, has: bool, problems: &mut Vec<Problem>) -> Option<String> {
        let path = self.path(key)?;
        let read = match fs::read_to_string(&path) {
            Ok(_) if has => Err(Wrong::TwoPasswords),
            Ok(text) => match text.trim_end_matches(['\r', '\n']) {
                "" => Err(Wrong::Empty),
                password => Ok(password.to_owned()),
            },
            Err(error) => Err(Wrong::Unreadable(format!("{}: {error}", path.display()))),
        };
        match read {
            Ok(password) => Some(password),
            Err(wrong) => {
                let place = self.setting(key).origin.clone();
                problems.push(Problem { place, name: key.into(), wrong });
                None
            }
        }
    }

    fn sequencer(&self) -> Sequencer {
        Sequencer {
            verifiers: self.count("sequencer.verifiers").expect(THERE),
            inbox_max: self.count("sequencer.inbox_max").expect(THERE),
            silence_max: self.duration("sequencer.silence_max").expect(THERE),
            standby: self.switch("sequencer.standby").expect(THERE),
            patience: self.duration("sequencer.patience").expect(THERE),
            heartbeat: self.duration("sequencer.heartbeat").expect(THERE),
        }
    }

    read! {
        path: Path -> PathBuf;
        address: Address -> SocketAddr;
        log: Log -> LogUrl;
        views: Views -> ViewsUrl;
        openings: Openings -> OpeningsUrl;
        count: Count -> NonZeroUsize;
        switch: Switch -> bool;
        duration: Duration -> Duration;
        peers: Peers -> Peers;
        level: Level -> &'static str;
    }
}
