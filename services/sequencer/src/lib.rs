//! The sequencer: the one process that decides for a ledger, in order, and appends what it decided.
//!
//! ```text
//! Handle ──► Front ───────────► task ──────────────► Scribe
//! permits    parse, verify      repeats, deadlines,  openings, append, read back;
//! and waits  on all cores       decide, evolve       only then everybody is answered
//! ```
//!
//! [`Desk`] is the task without its thread: it decides and fills frames, and touches no clock. The
//! thread around it ([`Sequencer`]) lets it decide one frame while another is made durable. After
//! any failed append the desk is thrown away with everybody who waits at it, and the log is claimed
//! and replayed again: the same path as at every start, so a crash has no path of its own.
//!
//! Several may be started for one log. One holds it and sends heartbeats; a [`Standby`] follows the
//! log and claims it when told, or when it hears nothing for a while. Whoever is deposed by that
//! learns it at its next frame, or when it proves, at the latest after a second, that an answer
//! without a record is not given from a stale state; its callers are told that the outcome is
//! unknown, and it ends.

mod answer;
mod beating;
mod claim;
mod clerk;
mod clock;
mod config;
mod counters;
mod desk;
mod followed;
mod founding;
mod frame;
mod front;
mod grpc;
mod handle;
mod intake;
mod metrics;
mod receipt;
mod scribe;
mod sequencer;
mod state;
mod stop;
mod task;
mod vigil;

pub use self::{
    answer::{ClockSet, NotRecorded, Recorded, Rehearsed, Reply},
    clerk::Clerk,
    clock::{Clock, ClockRefused, Reading, SystemClock},
    config::{Config, HEARTBEAT, INBOX_MAX, PATIENCE, SILENCE_MAX},
    counters::Counters,
    desk::{Desk, Job},
    followed::Followed,
    founding::{NotFounded, found},
    frame::Frame,
    front::{Checked, KnownKeys, Rehearsal, Submission, check},
    grpc::RegistryService,
    handle::{Handle, Pending},
    metrics::Metrics,
    receipt::Receipt,
    scribe::Scribe,
    sequencer::{Sequencer, Standby, Turn},
    state::State,
    stop::{Lost, Stop},
};
