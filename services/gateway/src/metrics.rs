//! What the gateway tells whoever watches it, as numbers.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{
        TypedMetric,
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::{ConstGauge, Gauge},
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::{Registry, Unit},
};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use rights_api::DESCRIPTORS;
use tonic::Code;

use crate::{
    audit::{Audit, Tail},
    routes::HEALTH_DESCRIPTORS,
};

type Labels = Vec<(&'static str, String)>;

/// How many gRPC codes there are.
const CODES: usize = 17;

/// The numbers of one gateway. Clones count together.
#[derive(Clone)]
pub struct Metrics(Arc<Calls>);

struct Calls {
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
    /// By path. Whatever else is asked for counts as one method: callers choose paths, and each
    /// would be a series.
    methods: HashMap<String, Arc<Method>>,
    unknown: Arc<Method>,
}

/// One method of a service, and where its requests are counted from the first one on.
pub(crate) struct Method {
    service: String,
    name: String,
    requests: [OnceLock<Counter>; CODES],
    seconds: OnceLock<Histogram>,
}

impl Method {
    fn new(service: &str, name: &str) -> Arc<Method> {
        let requests = std::array::from_fn(|_| OnceLock::new());
        let (service, name) = (service.to_owned(), name.to_owned());
        Arc::new(Method { service, name, requests, seconds: OnceLock::new() })
    }

    /// The name without its service.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn labels(&self) -> Labels {
        vec![("service", self.service.clone()), ("method", self.name.clone())]
    }
}

impl Default for Metrics {
    /// Nothing is counted yet.
    fn default() -> Metrics {
        let buckets = || Histogram::new(exponential_buckets(0.000_5, 2.0, 16));
        Metrics(Arc::new(Calls {
            requests: Family::default(),
            seconds: Family::new_with_constructor(buckets),
            methods: methods(),
            unknown: Method::new("unknown", "unknown"),
        }))
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Metrics").field(&self.0.requests).finish()
    }
}

impl Metrics {
    pub(crate) fn method(&self, path: &str) -> Arc<Method> {
        Arc::clone(self.0.methods.get(path).unwrap_or(&self.0.unknown))
    }

    /// A request to `method` was answered with `code`, or began to be, after `took`.
    pub(crate) fn count(&self, method: &Method, code: Code, took: Duration) {
        let Calls { requests, seconds, .. } = &*self.0;
        if let Some(counter) = method.requests.get(code as usize) {
            let labels = || [method.labels(), vec![("code", name(code).to_owned())]].concat();
            counter.get_or_init(|| requests.get_or_create_owned(&labels())).inc();
        }
        let seconds = method.seconds.get_or_init(|| seconds.get_or_create_owned(&method.labels()));
        seconds.observe(took.as_secs_f64());
    }

    /// Adds the numbers of the requests to `registry`, all with names that begin with
    /// `rights_gateway`: whatever is served, this is where it is asked.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "rights_gateway_requests",
            "Requests to services; code is that with which the answer began",
            self.0.requests.clone(),
        );
        registry.register_with_unit(
            "rights_gateway_request",
            "Time until an answer began: of a single answer, until it was complete",
            Unit::Seconds,
            self.0.seconds.clone(),
        );
    }
}

impl Audit {
    /// Adds its numbers to `registry`, all with names that begin with `rights_gateway`.
    pub fn register(&self, registry: &mut Registry) {
        let watchers: Gauge = self.watchers();
        registry.register("rights_gateway_watchers", "Watches of the log, now", watchers);
        registry.register_collector(Box::new(Followed(self.tail())));
    }
}

/// Adds to `registry` when this process began to serve, and what it is made of: `build` names its
/// version and its backends.
pub fn register_process(registry: &mut Registry, build: &[(&'static str, &'static str)]) {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    registry.register_with_unit(
        "rights_process_start_time",
        "Unix time at which this process began to serve the ledger",
        Unit::Seconds,
        ConstGauge::new(since.as_secs_f64()),
    );
    registry.register(
        "rights_build",
        "The version that runs and the backends that it stores with",
        Info::new(build.to_vec()),
    );
}

/// The end of the log, as the gateway follows it.
struct Followed(Tail);

impl fmt::Debug for Followed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Followed").field(&self.0.size()).finish()
    }
}

impl Collector for Followed {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Followed(tail) = self;
        one(
            &mut encoder,
            "rights_gateway_log_records",
            "Records of the log as it is given out; 0 once it cannot be read on",
            &ConstGauge::new(tail.size().unwrap_or(0)),
        )?;
        one(
            &mut encoder,
            "rights_gateway_frames_skipped",
            "Stale frames skipped while following the log",
            &ConstCounter::new(tail.skipped()),
        )
    }
}

fn one<M: EncodeMetric + TypedMetric>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metric: &M,
) -> fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, None, M::TYPE)?)
}

/// Every method that is described, by its path.
fn methods() -> HashMap<String, Arc<Method>> {
    let mut methods = HashMap::new();
    for descriptors in [DESCRIPTORS, HEALTH_DESCRIPTORS] {
        let set = FileDescriptorSet::decode(descriptors)
            .expect("descriptors that the build encoded can be decoded");
        for file in set.file {
            for service in file.service {
                let full = format!("{}.{}", file.package.as_deref().unwrap_or(""), service.name());
                for method in &service.method {
                    let path = format!("/{full}/{}", method.name());
                    methods.insert(path, Method::new(&full, method.name()));
                }
            }
        }
    }
    methods
}

/// The name of a code, as the gRPC specification writes it.
fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
