//! One way to a ledger, whichever it is: a running server, or the data directory in this process,
//! opened to write or looked at to read.

use rights::id::Origin;
use rights_api::v1::{
    GetLedgerRequest, Receipt, query_client::QueryClient, rehearse_response::Outcome,
};
use rights_client::submit::{PATIENCE, Parcel, Submitter};
use rights_config::settings::Settings as Serving;
use serde_json::json;
use tokio::task::spawn_blocking;

use crate::{
    channel::{self, Channel},
    configuration::Asked,
    digits::hex,
    exit::Exit,
    failure::{Failure, own},
    node::Node,
    output,
    reading::Reading,
    settings::Settings,
    time, trouble,
};

/// A ledger within reach.
pub struct Reached {
    pub channel: Channel,
    pub origin: Origin,
    behind: Behind,
}

/// Who answers.
enum Behind {
    Server,
    Node(Node),
    /// The data directory as it is stored.
    Reading(Reading),
}

/// The ledger that `settings` name, to be read: a data directory is left as it is, and whoever
/// serves it goes on.
///
/// # Errors
/// Why it is not within reach.
pub async fn reading(settings: &Settings) -> Result<Reached, Failure> {
    if settings.address.is_some() {
        return reach(settings).await;
    }
    let reading = Reading::open(settings.serving(&Asked::default())?, settings).await?;
    reached(reading.channel(), Behind::Reading(reading)).await
}

/// The ledger that `settings` name, to be written to: a data directory is this process's alone,
/// and a log on servers is claimed only if nobody seems to hold it.
///
/// # Errors
/// Why it is not within reach.
pub async fn reach(settings: &Settings) -> Result<Reached, Failure> {
    if let Some(address) = &settings.address {
        return reached(channel::connect(address).await?, Behind::Server).await;
    }
    let serving = settings.serving(&Asked::default())?;
    unserved(&serving).await?;
    let node = Node::configured(serving).await?;
    reached(node.channel(), Behind::Node(node)).await
}

/// Nothing, if no sequencer gives a sign of life: whoever claims its log deposes it. Of an embedded
/// log the lock says so.
///
/// # Errors
/// `LEDGER_SERVED`, and what keeps one from hearing.
pub async fn unserved(serving: &Serving) -> Result<(), Failure> {
    let serving = serving.clone();
    let listened = spawn_blocking(move || {
        let Some(pulse) = rights_stores::pulse(&serving)? else { return Ok(()) };
        let mut listener = pulse.listen().map_err(rights_log::Error::from)?;
        let beat = listener.next(serving.sequencer.heartbeat.saturating_mul(2));
        match beat.map_err(rights_log::Error::from)? {
            Some(_) => Err(own("LEDGER_SERVED", Exit::Conflict)),
            None => Ok(()),
        }
    });
    listened.await.map_err(trouble::panicked)?
}

async fn reached(channel: Channel, behind: Behind) -> Result<Reached, Failure> {
    let ledger = QueryClient::new(channel.clone()).get_ledger(GetLedgerRequest {}).await?;
    let origin = Origin::parse(&ledger.into_inner().origin)
        .map_err(|why| own("FOREIGN_ANSWER", Exit::Refused).fact("code", "Ok").fact("why", why))?;
    Ok(Reached { channel, origin, behind })
}

impl Reached {
    /// Submits `parcel` and prints the receipt.
    ///
    /// # Errors
    /// What the ledger objects to.
    pub async fn submit(&self, parcel: &Parcel, settings: &Settings) -> Result<(), Failure> {
        let mut submitter = Submitter::new(self.channel.clone(), PATIENCE);
        let receipt = submitter.submit(parcel).await?;
        print(&receipt, settings)
    }

    /// Says what recording `parcel` now would do.
    ///
    /// # Errors
    /// What the ledger objects to.
    pub async fn rehearse(&self, parcel: &Parcel, settings: &Settings) -> Result<(), Failure> {
        let mut submitter = Submitter::new(self.channel.clone(), PATIENCE);
        match submitter.rehearse(parcel).await?.outcome {
            Some(Outcome::Accepted(accepted)) => {
                let count = accepted.events.len().to_string();
                settings.say("rehearsed", &[("count", &count)]);
                Ok(())
            }
            Some(Outcome::Refusal(refusal)) => {
                Err(rights_api::status::Refused::from(refusal).into())
            }
            None => {
                Err(own("FOREIGN_ANSWER", Exit::Refused).fact("code", "Ok").fact("why", "empty"))
            }
        }
    }

    /// Lets go of it; what runs in this process ends in order.
    ///
    /// # Errors
    /// Why a service had to stop.
    pub async fn close(self) -> Result<(), Failure> {
        match self.behind {
            Behind::Node(node) => node.close().await,
            Behind::Reading(reading) => {
                reading.close();
                Ok(())
            }
            Behind::Server => Ok(()),
        }
    }
}

/// Prints a receipt.
///
/// # Errors
/// Whatever standard output gives.
pub fn print(receipt: &Receipt, settings: &Settings) -> Result<(), Failure> {
    let hash = hex(&receipt.record_hash);
    let recorded = time::iso(receipt.recorded_at_us);
    let (size, root) =
        receipt.head.as_ref().map_or((0, String::new()), |head| (head.size, hex(&head.root)));
    let parts = [
        ("record", receipt.sequence.to_string()),
        ("record_hash", hash.clone()),
        ("recorded_at", recorded.clone()),
        ("head", format!("{size} {root}")),
    ];
    let parts: Vec<_> = parts.map(|(name, value)| (settings.lang.word(name), value)).into();
    let json = json!({
        "sequence": receipt.sequence, "recordHash": hash, "recordedAt": recorded,
        "head": { "size": size, "root": root },
    });
    Ok(output::one(settings.format, &parts, &json)?)
}
