//! `rights serve`: the ledger of the data directory on one port of this machine.

use std::{net::Ipv4Addr, time::Duration};

use rights_sequencer::SILENCE_MAX;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    exit::Exit,
    failure::{Failure, own},
    node::Node,
    output,
    settings::Settings,
};

/// The port if nobody says otherwise.
const PORT: u16 = 7_878;

#[derive(clap::Args)]
pub struct Serve {
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    port: u16,
    #[arg(long, value_name = "HOURS")]
    permit_silence: Option<u64>,
}

impl Serve {
    /// Serves until SIGINT or SIGTERM.
    ///
    /// # Errors
    /// `PORT_IN_USE`, or why the ledger cannot be served.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        // The port first: whoever cannot have it need not wait for a replay.
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await.map_err(|why| {
                own("PORT_IN_USE", Exit::Configuration).fact("port", self.port).fact("why", why)
            })?;
        let address = listener.local_addr()?;
        log_to_stderr();
        let (mut interrupted, mut terminated) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let silence_max = self.permit_silence.map_or(SILENCE_MAX, Duration::from_hours);
        let node = Node::open_after(&settings.data_dir()?, silence_max).await?;
        settings.say("serve-loopback", &[]);
        settings.say("serve-stop", &[]);
        output::text(&format!("http://{address}"))?;
        let told = async {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            settings.say("serve-stopping", &[]);
        };
        node.serve(listener, told).await
    }
}

/// What developers read goes to standard error, in English, as `RUST_LOG` says.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Another command of this process may have begun to log already.
    subscriber.try_init().ok();
}
