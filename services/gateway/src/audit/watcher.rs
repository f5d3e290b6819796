//! What a reader of the log is told, in which order.

use std::time::Duration;

use rights_api::{
    status::Failure,
    v1::{
        CaughtUp, Heartbeat, LogRecord, ReadRecordsResponse, Reason, WatchResponse,
        watch_response::Told,
    },
};

use super::{
    follow::{End, Follow},
    tail::Tail,
};
use crate::serve::Stopping;

/// How often a watcher hears that there is nothing new.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The process is about to stop.
pub(super) fn shutting_down() -> Failure {
    Failure::new(Reason::ShuttingDown)
}

/// Gives out what the log holds now, `count_max` records at most.
pub(super) async fn read(
    mut follow: Follow<ReadRecordsResponse>,
    count_max: u64,
    mut stopping: Stopping,
) {
    let told = tokio::select! {
        told = records(&mut follow, count_max) => told,
        () = stopping.said() => Err(End::Because(shutting_down())),
    };
    follow.end(told);
}

async fn records(follow: &mut Follow<ReadRecordsResponse>, mut count_left: u64) -> Result<(), End> {
    loop {
        let chunk = follow.chunk().await?;
        if chunk.is_empty() {
            return Err(End::Done);
        }
        for record in chunk {
            if count_left == 0 {
                return Err(End::Done);
            }
            count_left -= 1;
            let sequence = record.sequence;
            follow.tell(ReadRecordsResponse { record: Some(record) }, sequence).await?;
        }
    }
}

/// Gives out what the log holds, and then what is appended. After each arrival at the end comes a
/// heartbeat: from then on only records behind it come, because a chunk begins where the last ended.
pub(super) async fn watch(mut follow: Follow<WatchResponse>, tail: Tail, mut stopping: Stopping) {
    let told = tokio::select! {
        told = watched(&mut follow, tail) => told,
        () = stopping.said() => Err(End::Because(shutting_down())),
    };
    follow.end(told);
}

async fn watched(follow: &mut Follow<WatchResponse>, mut tail: Tail) -> Result<(), End> {
    let mut caught_up = false;
    loop {
        let chunk = follow.chunk().await?;
        if !chunk.is_empty() {
            for record in chunk {
                tell_record(follow, record).await?;
            }
            continue;
        }
        tell_heartbeat(follow).await?;
        if !caught_up {
            caught_up = true;
            let next = follow.size();
            tell(follow, Told::CaughtUp(CaughtUp {}), next).await?;
        }
        grown(follow, &mut tail).await?;
    }
}

/// Waits until there is more, saying from time to time that there is not.
async fn grown(follow: &mut Follow<WatchResponse>, tail: &mut Tail) -> Result<(), End> {
    let size = follow.size();
    loop {
        tokio::select! {
            grown = tail.beyond(size) => return grown.map_err(End::Because),
            () = follow.gone() => return Err(End::Gone),
            () = tokio::time::sleep(HEARTBEAT) => tell_heartbeat(follow).await?,
        }
    }
}

async fn tell_record(follow: &mut Follow<WatchResponse>, record: LogRecord) -> Result<(), End> {
    let sequence = record.sequence;
    tell(follow, Told::Record(record), sequence).await
}

async fn tell_heartbeat(follow: &mut Follow<WatchResponse>) -> Result<(), End> {
    match follow.passed() {
        Some(sequence) => tell(follow, Told::Heartbeat(Heartbeat { sequence }), sequence + 1).await,
        None => Ok(()),
    }
}

async fn tell(follow: &mut Follow<WatchResponse>, told: Told, next: u64) -> Result<(), End> {
    follow.tell(WatchResponse { told: Some(told) }, next).await
}
