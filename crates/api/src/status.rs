//! The one table of errors: whatever was refused or failed becomes a gRPC status here and nowhere
//! else, and is read back here.
//!
//! Each status carries exactly one `google.rpc.ErrorInfo` of domain `rights`, whose metadata hold the
//! facts; a field violation where a field is at fault; where asking again helps, after how long; and
//! a link to the page of its reason. The gRPC code of a reason is the option it has in `reason.proto`.

use std::{collections::HashMap, fmt, time::Duration};

use rights::ledger;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::v1::{self, Reason};

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// The domain of every `ErrorInfo`.
pub const DOMAIN: &str = "rights";

/// Most bytes of one fact; what is longer is cut. Details travel in HTTP/2 trailers, for which
/// clients have room for 16 KiB by default: these bounds keep the worst status below 12 KiB.
const FACT_BYTES_MAX: usize = 256;
const FACTS_MAX: usize = 16;
const MESSAGE_BYTES_MAX: usize = 512;

/// When to ask again, where asking again helps.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// The names of metadata that are no facts.
const RULE: &str = "rule";
const POLICY: &str = "policy";
const FACTS: &str = "facts";

/// Why something was refused, or failed: what a client learns from a status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// [`Reason::Unspecified`] if this build does not know the reason.
    pub reason: Reason,
    /// The rule that was broken, where there is one to name.
    pub rule: Option<String>,
    /// The version of the policy under which it was decided.
    pub policy: Option<u32>,
    /// Names and values, in the order in which they are worth reading; at most 16.
    pub facts: Vec<(String, String)>,
}

/// What is no verdict of the ledger: a request that makes no sense, a service that cannot answer
/// now, or one that must stop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub reason: Reason,
    pub facts: Vec<(String, String)>,
}

/// The three families: what whoever asked does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// The answer is no. Asking the same again is answered the same until the ledger changes.
    Refused,
    /// Perhaps it happened, perhaps not: ask again, a command with the same id.
    Retry,
    /// A person has to look.
    Stop,
}

impl Failure {
    /// A failure without facts yet.
    #[must_use]
    pub const fn new(reason: Reason) -> Failure {
        Failure { reason, facts: Vec::new() }
    }

    /// With one more fact.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl fmt::Display) -> Failure {
        self.facts.push((name.into(), value.to_string()));
        self
    }
}

impl Refused {
    /// What whoever asked does next.
    #[must_use]
    pub fn family(&self) -> Family {
        family_of(code(self.reason))
    }

    fn place(&self) -> Option<&str> {
        let at_fault = |(name, _): &&(String, String)| name == "place" || name == "field";
        self.facts.iter().find(at_fault).map(|(_, value)| value.as_str())
    }
}

/// The status of a refusal.
#[must_use]
pub fn refusal(refusal: &ledger::Refusal) -> Status {
    status(&Refused::from(refusal))
}

/// The status of a failure.
#[must_use]
pub fn failure(failure: &Failure) -> Status {
    status(&Refused::from(failure))
}

/// The status to give out in place of one that the machinery of gRPC made, which says no reason; one
/// that says its reason is given out as it is.
#[must_use]
pub fn adopted(made: Status) -> Status {
    if read(&made).is_some() {
        return made;
    }
    let why = made.message();
    let adopted = match made.code() {
        Code::Ok => return made,
        Code::Unimplemented => Failure::new(Reason::MethodUnknown),
        Code::OutOfRange | Code::ResourceExhausted => Failure::new(Reason::RequestTooLarge),
        Code::DeadlineExceeded | Code::Cancelled => Failure::new(Reason::DeadlineExceeded),
        Code::Unavailable => Failure::new(Reason::Unavailable),
        Code::Unauthenticated | Code::PermissionDenied => Failure::new(Reason::NotAuthorised),
        // What services themselves call internal says so in its details; this is a body that is no
        // message of its method.
        Code::Internal | Code::InvalidArgument | Code::Unknown => {
            Failure::new(Reason::FieldInvalid).fact("field", "message")
        }
        // The health service's word for a service that it does not know.
        Code::NotFound => Failure::new(Reason::NotFound),
        Code::AlreadyExists | Code::FailedPrecondition | Code::Aborted | Code::DataLoss => {
            Failure::new(Reason::Internal)
        }
    };
    failure(&adopted.fact("why", why))
}

/// The message of a refusal, for streams that go on after it.
#[must_use]
pub fn message(refusal: &ledger::Refusal) -> v1::Refusal {
    let Refused { reason, rule, policy, facts } = bounded(Refused::from(refusal));
    v1::Refusal {
        reason: reason.into(),
        rule: rule.unwrap_or_default(),
        policy_version: policy.unwrap_or_default(),
        facts: facts.into_iter().map(|(name, value)| v1::Fact { name, value }).collect(),
    }
}

/// What a status of this API says; none if it comes from somewhere else: a proxy, the transport.
#[must_use]
pub fn read(status: &Status) -> Option<Refused> {
    let details = status.get_error_details();
    let info = details.error_info().filter(|info| info.domain == DOMAIN)?;
    let metadata = &info.metadata;
    let fact = |name: &str| Some((name.to_owned(), metadata.get(name)?.clone()));
    Some(Refused {
        reason: reason(&info.reason).unwrap_or(Reason::Unspecified),
        rule: metadata.get(RULE).cloned(),
        policy: metadata.get(POLICY).and_then(|version| version.parse().ok()),
        facts: metadata.get(FACTS).map_or("", String::as_str).split(',').filter_map(fact).collect(),
    })
}

/// What whoever got this status does next, whoever made it.
#[must_use]
pub fn family(status: &Status) -> Family {
    // A status that was sent has no cause: this one was made on our side, because a connection broke,
    // whatever its code. What was asked may have been done all the same.
    if std::error::Error::source(status).is_some() {
        return Family::Retry;
    }
    family_of(status.code())
}

/// The name of a reason as machines read it, for example `SHARES_NOT_ONE`.
#[must_use]
pub fn name(reason: Reason) -> &'static str {
    let prefixed = reason.as_str_name();
    prefixed.strip_prefix("REASON_").unwrap_or(prefixed)
}

/// The reason of that name.
#[must_use]
pub fn reason(name: &str) -> Option<Reason> {
    Reason::from_str_name(&format!("REASON_{name}"))
}

fn status(refused: &Refused) -> Status {
    let refused = bounded(refused.clone());
    let (code, name) = (code(refused.reason), name(refused.reason));
    let message = cut(refused.to_string(), MESSAGE_BYTES_MAX);
    let mut details = ErrorDetails::with_error_info(name, DOMAIN, metadata(&refused));
    if let Some(place) = refused.place() {
        details.add_bad_request_violation(place, message.as_str());
    }
    if family_of(code) == Family::Retry {
        details.set_retry_info(Some(RETRY_AFTER));
    }
    details.add_help_link(format!("rights explain {name}"), format!("docs/reasons/{name}.md"));
    Status::with_error_details(code, message, details)
}

/// Rule, policy and facts; and the names of the facts in their order, which a map does not keep.
fn metadata(refused: &Refused) -> HashMap<String, String> {
    let mut metadata = HashMap::new();
    metadata.extend(refused.rule.clone().map(|rule| (RULE.into(), rule)));
    metadata.extend(refused.policy.map(|version| (POLICY.into(), version.to_string())));
    let mut names: Vec<String> = Vec::new();
    for (name, value) in &refused.facts {
        let taken =
            |name: &String| names.contains(name) || [RULE, POLICY, FACTS].contains(&&**name);
        let unique = (2..).map(|count| format!("{name}_{count}"));
        let free = std::iter::once(name.clone()).chain(unique).find(|name| !taken(name));
        let free = free.expect("there are more numbers than facts");
        metadata.insert(free.clone(), value.clone());
        names.push(free);
    }
    if !names.is_empty() {
        metadata.insert(FACTS.into(), names.join(","));
    }
    metadata
}

fn bounded(mut refused: Refused) -> Refused {
    refused.facts.truncate(FACTS_MAX);
    for (_, value) in &mut refused.facts {
        *value = cut(std::mem::take(value), FACT_BYTES_MAX);
    }
    refused
}

fn cut(mut text: String, bytes_max: usize) -> String {
    const ELLIPSIS: &str = "…";
    if text.len() > bytes_max {
        let end = text.floor_char_boundary(bytes_max - ELLIPSIS.len());
        text.truncate(end);
        text.push_str(ELLIPSIS);
    }
    text
}

fn family_of(code: Code) -> Family {
    match code {
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Cancelled => {
            Family::Retry
        }
        Code::Internal | Code::DataLoss | Code::Unknown => Family::Stop,
        Code::Ok
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::Unauthenticated => Family::Refused,
    }
}

impl From<&ledger::Refusal> for Refused {
    fn from(refusal: &ledger::Refusal) -> Refused {
        let facts = refusal.facts.iter().map(|fact| (fact.name.into(), fact.value.clone()));
        Refused {
            reason: reason(refusal.reason.as_str())
                .expect("every reason of the core is in reason.proto: a test compares them"),
            rule: refusal.rule.map(Into::into),
            policy: refusal.policy,
            facts: facts.collect(),
        }
    }
}

impl From<&Failure> for Refused {
    fn from(failure: &Failure) -> Refused {
        let Failure { reason, facts } = failure.clone();
        Refused { reason, rule: None, policy: None, facts }
    }
}

impl From<v1::Refusal> for Refused {
    fn from(refusal: v1::Refusal) -> Refused {
        let facts = refusal.facts.into_iter().map(|fact| (fact.name, fact.value));
        Refused {
            reason: Reason::try_from(refusal.reason).unwrap_or(Reason::Unspecified),
            rule: Some(refusal.rule).filter(|rule| !rule.is_empty()),
            policy: Some(refusal.policy_version).filter(|version| *version > 0),
            facts: facts.collect(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name(self.reason))?;
        if let Some(rule) = &self.rule {
            write!(f, " ({rule})")?;
        }
        self.facts.iter().try_for_each(|(name, value)| write!(f, ", {name} {value}"))
    }
}

#[cfg(test)]
mod tests;
