//! What keeps a ledger from being opened or served, each with its reason: where what to do is told.

use rights_log::{Setting, Stop as LogStop, TopicFault};
use rights_sequencer::{Lost, NotFounded, Stop as SequencerStop};

use crate::{
    configuration,
    exit::Exit,
    failure::{Failure, own},
};

impl From<rights_log::Error> for Failure {
    fn from(error: rights_log::Error) -> Failure {
        match error {
            rights_log::Error::Unavailable(why) => unavailable(&why),
            rights_log::Error::Stop(stop) => stop.into(),
        }
    }
}

impl From<rights_stores::Error> for Failure {
    fn from(error: rights_stores::Error) -> Failure {
        match error {
            rights_stores::Error::Log(error) => error.into(),
            rights_stores::Error::Openings(error) => error.into(),
            rights_stores::Error::Views(error) => error.into(),
            rights_stores::Error::NotBuilt { key, url } => configuration::no_client(key, url),
            rights_stores::Error::Url { key, why } => {
                own("CONFIGURATION_INVALID", Exit::Configuration)
                    .fact("problems", format!("\n  · {key}: {why}"))
            }
            rights_stores::Error::NoDataDirectory => configuration::no_data_directory(),
        }
    }
}

impl From<LogStop> for Failure {
    fn from(stop: LogStop) -> Failure {
        let why = stop.to_string();
        match stop {
            LogStop::Damaged { position, why } => {
                own("LOG_DAMAGED", Exit::Order).fact("position", position).fact("why", why)
            }
            LogStop::RolledBack { .. } => own("ROLLBACK_DETECTED", Exit::Order).fact("why", why),
            LogStop::Deposed { term } => own("DEPOSED", Exit::Unavailable).fact("term", term),
            LogStop::NotFounded => own("LEDGER_NOT_FOUNDED", Exit::Configuration).fact("path", ""),
            LogStop::NoLog(path) => {
                own("LEDGER_NOT_FOUNDED", Exit::Configuration).fact("path", path.display())
            }
            LogStop::AlreadyFounded { size } => {
                own("ALREADY_FOUNDED", Exit::Conflict).fact("size", size)
            }
            LogStop::OtherLedger { path, .. } => {
                own("OTHER_LEDGER", Exit::Conflict).fact("path", path.display())
            }
            LogStop::NotALog(path) => {
                own("NOT_A_LOG", Exit::Malformed).fact("path", path.display())
            }
            LogStop::InUse { path, holder } => own("DATA_DIRECTORY_IN_USE", Exit::Unavailable)
                .fact("path", path.display())
                .fact("holder", holder),
            LogStop::Topic { name, fault } => topic(&name, fault),
        }
    }
}

/// Why a topic is not taken for a ledger's log.
fn topic(name: &str, fault: TopicFault) -> Failure {
    let own = |reason, exit| own(reason, exit).fact("topic", name);
    match fault {
        TopicFault::Missing => own("LEDGER_NOT_FOUNDED", Exit::Configuration).fact("path", name),
        TopicFault::Exists => own("TOPIC_EXISTS", Exit::Conflict),
        TopicFault::Settings(settings) => {
            let change = |setting: Setting| {
                format!("{}={} → {}", setting.name, setting.found, setting.wanted)
            };
            let settings: Vec<String> = settings.into_iter().map(change).collect();
            own("TOPIC_UNFIT", Exit::Configuration).fact("settings", settings.join(", "))
        }
        TopicFault::Floor(path) => {
            own("FLOOR_UNREADABLE", Exit::Malformed).fact("path", path.display())
        }
    }
}

impl From<rights_openings::Error> for Failure {
    fn from(error: rights_openings::Error) -> Failure {
        match error {
            rights_openings::Error::Unavailable(_) => unavailable(&error),
            rights_openings::Error::OtherLedger { found, asked } => {
                own("OTHER_LEDGERS_OPENINGS", Exit::Configuration)
                    .fact("found", found)
                    .fact("asked", asked)
            }
            rights_openings::Error::Deposed { swept, .. } => {
                own("DEPOSED", Exit::Unavailable).fact("term", swept)
            }
            rights_openings::Error::Erased(_)
            | rights_openings::Error::Damaged(_)
            | rights_openings::Error::Unreadable(_) => {
                own("OPENINGS_DAMAGED", Exit::Order).fact("why", chain(&error))
            }
        }
    }
}

impl From<rights_views::Error> for Failure {
    fn from(error: rights_views::Error) -> Failure {
        use rights_views::Error as Views;
        match error {
            Views::Unavailable(_) | Views::NotServed => unavailable(&error),
            Views::Stale(_) => own("VIEWS_REPLACED", Exit::Unavailable).fact("why", error),
            Views::NoSuchColumn { .. }
            | Views::WrongCell { .. }
            | Views::WrongKey { .. }
            | Views::Ahead { .. }
            | Views::Unstorable { .. }
            | Views::Damaged { .. }
            | Views::NotViews(_)
            | Views::Unfit { .. } => own("VIEWS_DAMAGED", Exit::Rules).fact("why", chain(&error)),
        }
    }
}

impl From<SequencerStop> for Failure {
    fn from(stop: SequencerStop) -> Failure {
        let why = stop.to_string();
        match stop {
            SequencerStop::Log(stop) => stop.into(),
            SequencerStop::Openings(error) => error.into(),
            SequencerStop::ClockStepped { .. } | SequencerStop::Silence { .. } => {
                own("CLOCK_JUMPED", Exit::Configuration).fact("why", why)
            }
            SequencerStop::Contradiction { .. }
            | SequencerStop::OtherTree { .. }
            | SequencerStop::DueRefused { .. } => {
                own("LEDGER_CONTRADICTED", Exit::Rules).fact("why", why)
            }
            SequencerStop::ClerkKey(key) => {
                own("CLERK_KEY_INACTIVE", Exit::Configuration).fact("key", key)
            }
            SequencerStop::NoThread(_) | SequencerStop::Panicked => {
                own("SERVICE_ENDED", Exit::Unavailable).fact("why", why)
            }
        }
    }
}

impl From<NotFounded> for Failure {
    fn from(why: NotFounded) -> Failure {
        match why {
            NotFounded::Refused(refusal) => rights_api::status::Refused::from(&refusal).into(),
            NotFounded::Lost(Lost::Unavailable(why)) => unavailable(&*why),
            NotFounded::Lost(Lost::Stop(stop)) => stop.into(),
        }
    }
}

impl From<rights_projector::Error> for Failure {
    fn from(error: rights_projector::Error) -> Failure {
        match error {
            rights_projector::Error::Unavailable(why) => unavailable(&*why),
            rights_projector::Error::Stop(stop) => stop.into(),
        }
    }
}

impl From<rights_projector::Stop> for Failure {
    fn from(stop: rights_projector::Stop) -> Failure {
        use rights_projector::Stop;
        let why = stop.to_string();
        match stop {
            Stop::Log(stop) => stop.into(),
            Stop::Views(error) => error.into(),
            Stop::Contradiction { .. } => own("LEDGER_CONTRADICTED", Exit::Rules).fact("why", why),
            Stop::RolledBack { .. } => own("ROLLBACK_DETECTED", Exit::Order).fact("why", why),
            Stop::Changed { .. }
            | Stop::Unexplained { .. }
            | Stop::Lacking { .. }
            | Stop::Spent => own("VIEWS_DAMAGED", Exit::Rules).fact("why", why),
        }
    }
}

/// Whether it is about a store that may be there in a moment.
#[must_use]
pub fn is_passing(failure: &Failure) -> bool {
    failure.reason == "STORAGE_UNAVAILABLE"
}

/// A thread ended by a panic, whose message precedes this.
#[must_use]
pub fn panicked(why: tokio::task::JoinError) -> Failure {
    own("SERVICE_ENDED", Exit::Unavailable).fact("why", why)
}

/// A projector ended and does not say why.
#[must_use]
pub fn silent() -> Failure {
    own("SERVICE_ENDED", Exit::Unavailable).fact("why", "the projector ended")
}

/// The services cannot describe themselves.
#[must_use]
pub fn undescribed(why: rights_gateway::routes::Undescribed) -> Failure {
    own("SERVICE_ENDED", Exit::Refused).fact("why", why)
}

/// An error and everything behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(source) = behind {
        text = format!("{text}: {source}");
        behind = source.source();
    }
    text
}

fn unavailable(error: &dyn std::error::Error) -> Failure {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    own("STORAGE_UNAVAILABLE", Exit::Unavailable).fact("why", deepest)
}
