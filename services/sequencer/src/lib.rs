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

mod answer;
mod claim;
mod clerk;
mod clock;
mod counters;
mod desk;
mod founding;
mod frame;
mod front;
mod grpc;
mod handle;
mod intake;
mod metrics;
mod receipt;
mod scribe;
mod state;
mod stop;
mod task;

pub use self::{
    answer::{ClockSet, NotRecorded, Recorded, Rehearsed, Reply},
    clerk::Clerk,
    clock::{Clock, ClockRefused, Reading, SystemClock},
    counters::Counters,
    desk::{Desk, Job},
    founding::{NotFounded, found},
    frame::Frame,
    front::{Checked, KnownKeys, Rehearsal, Submission, check},
    grpc::RegistryService,
    handle::{Handle, Pending},
    metrics::Metrics,
    receipt::Receipt,
    scribe::Scribe,
    state::State,
    stop::{Lost, Stop},
    task::{Config, INBOX_MAX, SILENCE_MAX, Sequencer},
};
