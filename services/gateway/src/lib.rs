//! The gateway: answers readers, owns nothing.
//!
//! - [`query`]: rows and their history, from the views.
//! - [`reflected`]: how far the views reflect the log, where another process fills them.
//! - [`audit`]: records as they are kept, from the log.
//! - [`routes`]: one router for gRPC, gRPC-Web, reflection, health and the pages beside them.
//! - [`forward`]: the Registry, from the sequencer that decides.
//! - [`health`]: which services are ready.
//! - [`metrics`], [`pages`]: what operators and their machines ask: numbers, alive, ready.
//! - [`serve`]: one port, and how it stops.

pub mod audit;
pub mod forward;
pub mod health;
pub mod metrics;
pub mod pages;
pub mod query;
pub mod reflected;
pub mod routes;
pub mod serve;

mod answer;
mod request;
