//! What a process answers readers from: Query over the views, Audit over the log.

use std::sync::Arc;

use rights_api::v1::{audit_server, query_server};
use rights_gateway::{
    audit::{Audit, PATIENCE, Tail},
    health::{follow, follow_log},
    query::Query,
    reflected::{Reflected, Standing},
    serve::Stopping,
};
use rights_log::Reading as Log;
use tokio::sync::watch;

use super::{port::Port, stores::Read};
use crate::{
    exit::Exit,
    failure::{Failure, own},
};

/// The services, as the health service names them.
pub const QUERY: &str = query_server::SERVICE_NAME;
pub const AUDIT: &str = audit_server::SERVICE_NAME;

/// What readers are answered from.
pub struct Reading {
    read: Read,
    tail: Tail,
    stopping: Stopping,
}

impl Reading {
    /// From `read`, until `stopping`.
    ///
    /// # Errors
    /// The operating system's, when it has no thread to give.
    pub fn over(read: Read, stopping: Stopping) -> Result<Reading, Failure> {
        let tail = Tail::of(Arc::clone(&read.log), stopping.clone())?;
        Ok(Reading { read, tail, stopping })
    }

    /// The end of the log.
    #[must_use]
    pub fn tail(&self) -> &Tail {
        &self.tail
    }

    /// Ends once the log cannot be read on, for whoever starts the process again; not before.
    ///
    /// # Errors
    /// `LOG_UNREADABLE`.
    pub fn unreadable(&self) -> impl Future<Output = Result<(), Failure>> + 'static {
        let mut tail = self.tail.clone();
        async move {
            tail.broken().await;
            if tail.size().is_some() {
                // It is not followed any more because the process ends.
                return std::future::pending().await;
            }
            Err(own("LOG_UNREADABLE", Exit::Unavailable).fact("why", "see the lines before this"))
        }
    }

    /// Hosts Audit, and Query over views that this process fills as far as `sizes` says; whoever
    /// fills them says whether Query is ready.
    pub fn host(self, port: &mut Port, sizes: watch::Receiver<u64>) {
        let Read { log, openings, views } = self.read;
        let query = Query::new(views, sizes, Arc::clone(&log), Some(openings));
        port.services.add_service(query.server());
        host_audit(port, log, self.tail, self.stopping);
    }

    /// Hosts Audit, and Query over views that another process fills: as far as the log explains
    /// them.
    ///
    /// # Errors
    /// As [`Reading::over`].
    pub fn host_beside_projector(self, port: &mut Port) -> Result<(), Failure> {
        let Read { log, openings, views } = self.read;
        let (looked_for, tail) = (Arc::clone(&log), self.tail.clone());
        let reflected = Reflected::follow(views, looked_for, tail, self.stopping.clone())?;
        let (views, sizes) = (reflected.checked(), reflected.sizes());
        let query = Query::new(views, sizes, Arc::clone(&log), Some(openings));
        port.services.add_service(query.server());
        let (readiness, sizes) = (port.readiness.clone(), reflected.sizes());
        tokio::spawn(follow(readiness, QUERY, sizes, |size| *size > 0));
        port.check("views", QUERY, move || match reflected.standing() {
            Standing::Explained(_) => "being checked".to_owned(),
            Standing::Waiting(why) | Standing::Unexplained(why) => why,
        });
        host_audit(port, log, self.tail, self.stopping);
        Ok(())
    }
}

fn host_audit(port: &mut Port, log: Arc<dyn Log>, tail: Tail, stopping: Stopping) {
    let audit = Audit::new(log, tail.clone(), stopping, PATIENCE);
    audit.register(&mut port.numbers);
    port.services.add_service(audit.server());
    port.check("log", AUDIT, || "cannot be read".to_owned());
    tokio::spawn(follow_log(port.readiness.clone(), tail));
}

/// How many records the log is known to hold, whenever it is asked.
pub fn size(tail: Tail) -> impl Fn() -> u64 + Send + Sync + 'static {
    move || tail.size().unwrap_or(0)
}
