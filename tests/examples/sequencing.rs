//! How many commands a second one sequencer makes durable, from submission to receipt, on the
//! embedded log and openings, against what the same cores can merely verify.
//!
//! `cargo run --release -p tests --example sequencing [commands]`; `RIGHTS_BENCH_DIR` names the
//! directory, since the default one may be a file system in memory.

use std::{path::PathBuf, sync::Arc, thread, time::Instant};

use ed25519_dalek::VerifyingKey;
use rights::{envelope, ledger::programme::Purpose, role::Role};
use rights_log::embedded::Embedded as EmbeddedLog;
use rights_openings::{Openings, embedded::Embedded as EmbeddedOpenings};
use rights_sequencer::{
    Config, HEARTBEAT, Handle, INBOX_MAX, PATIENCE, SILENCE_MAX, Sequencer, Submission,
    SystemClock, found,
};
use tests::cast::{
    self, appoint_secretary, clerk, founding, key_of, noon, propose, signing_key, state,
};

/// Unanswered commands of the one caller.
const IN_FLIGHT: usize = 1_024;

type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn main() -> Fallible<()> {
    let commands = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse())?;
    let cores = thread::available_parallelism()?.get();
    let submissions = submissions(commands);
    let size = submissions.iter().map(|one| one.envelope.len()).sum::<usize>() / commands;
    let verified = verification(&submissions, cores);
    report(&format!("{cores} cores verify envelopes of {size} bytes"), verified);
    let within =
        std::env::var_os("RIGHTS_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let directory = tempfile::tempdir_in(within)?;
    let (log, openings) = stores(EmbeddedLog::create(directory.path(), cast::ledger())?)?;
    let at = noon("2026-01-12");
    found(&log, &openings, founding(Purpose::Development, at).numbered(0), at)?;
    let (handle, sequencer) =
        Sequencer::start(Arc::new(log.clone()), Arc::clone(&openings), config(cores))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?;
    let secretary = appoint_secretary("RU", None, at).numbered(1);
    runtime.block_on(handle.submit(Submission { at: Some(at), ..secretary }))?;
    let before = processor_seconds();
    let recorded = runtime.block_on(record(&handle, submissions))?;
    report_processor("recording", commands, before);
    report("recorded, durable and answered", recorded);
    report("of what verification allows, in per cent", recorded / verified * 100.0);
    let frames = handle.counters().frames.load(std::sync::atomic::Ordering::Relaxed);
    report("frames", frames as f64);
    handle.close();
    sequencer.wait()?;
    replay(log, openings, cores, commands)
}

/// The sequencer's next start, which replays all that was recorded.
fn replay(
    log: EmbeddedLog,
    openings: Arc<dyn Openings>,
    cores: usize,
    count: usize,
) -> Fallible<()> {
    let (begun, before) = (Instant::now(), processor_seconds());
    let (handle, sequencer) = Sequencer::start(Arc::new(log), openings, config(cores))?;
    report("replayed at the next start", rate(count, begun));
    report_processor("replaying", count, before);
    handle.close();
    Ok(sequencer.wait()?)
}

fn config(verifiers: usize) -> Config {
    Config {
        clerk: clerk(),
        clock: Arc::new(SystemClock::default()),
        silence_max: SILENCE_MAX,
        verifiers,
        inbox_max: INBOX_MAX,
        remembered: Vec::new(),
        pulse: None,
        heartbeat: HEARTBEAT,
        patience: PATIENCE,
    }
}

fn stores(log: EmbeddedLog) -> Fallible<(EmbeddedLog, Arc<dyn Openings>)> {
    let (openings, mut staged) = EmbeddedOpenings::beside_frames(log.path())?;
    log.write_beside(Box::new(move |transaction| staged.write(transaction)));
    Ok((log, Arc::new(openings)))
}

/// Proposals of different enterprises, all of one author, signed beforehand.
fn submissions(count: usize) -> Vec<Submission> {
    let at = noon("2026-01-12");
    let propose = |number: usize| {
        let asked = propose(&format!("enterprise-{number}"), "RU", at);
        Submission { at: Some(at), ..asked.numbered(number as u64 + 2) }
    };
    (0..count).map(propose).collect()
}

/// How many signatures a second all cores verify and do nothing else.
fn verification(submissions: &[Submission], cores: usize) -> f64 {
    let role = Role::PartSecretary(state("RU"));
    let (id, key) = (key_of(role), signing_key(role).verifying_key());
    let key_of = |asked: &_| -> Option<&VerifyingKey> { (*asked == id).then_some(&key) };
    let opened: Vec<_> = submissions
        .iter()
        .map(|one| envelope::open(&one.envelope).expect("the cast's envelopes are well formed"))
        .collect();
    let (begun, before) = (Instant::now(), processor_seconds());
    thread::scope(|scope| {
        for part in opened.chunks(opened.len().div_ceil(cores)) {
            scope.spawn(move || {
                for one in part {
                    one.verify(key_of).expect("the cast signs what it sends");
                }
            });
        }
    });
    report_processor("verifying", opened.len(), before);
    rate(opened.len(), begun)
}

/// One caller with a window, as a stream is.
async fn record(handle: &Handle, submissions: Vec<Submission>) -> Fallible<f64> {
    let (count, begun) = (submissions.len(), Instant::now());
    let (in_turn, mut to_answer) = tokio::sync::mpsc::channel(IN_FLIGHT);
    let calls = handle.clone();
    let caller = tokio::spawn(async move {
        for one in submissions {
            let pending = calls.enqueue(one).await?;
            in_turn.send(pending).await.ok();
        }
        Ok::<_, rights_sequencer::NotRecorded>(())
    });
    while let Some(pending) = to_answer.recv().await {
        pending.answer().await?;
    }
    caller.await??;
    Ok(rate(count, begun))
}

#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn rate(count: usize, begun: Instant) -> f64 {
    count as f64 / begun.elapsed().as_secs_f64()
}

/// The time for which all threads of this process have had a processor: it tells what work costs on
/// a machine that others use too. None where `/proc` says nothing of it.
fn processor_seconds() -> Option<f64> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |position: usize| fields.get(position)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}

#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn report_processor(what: &str, count: usize, before: Option<f64>) {
    if let (Some(before), Some(now)) = (before, processor_seconds()) {
        report(
            &format!("ns of processor time for each: {what}"),
            (now - before) * 1e9 / count as f64,
        );
    }
}

#[expect(clippy::print_stdout, reason = "a measurement is data")]
fn report(what: &str, per_second: f64) {
    println!("{per_second:>12.0}  {what}");
}
