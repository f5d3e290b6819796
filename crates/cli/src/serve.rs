//! `rights serve`: the ledger as it is configured, on one port of this machine.

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    configuration::Asked,
    exit::Exit,
    failure::{Failure, own},
    node::Node,
    output,
    settings::Settings,
};

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    asked: Asked,
}

impl Serve {
    /// Serves until SIGINT or SIGTERM.
    ///
    /// # Errors
    /// `CONFIGURATION_INVALID`, `PORT_IN_USE`, or why the ledger cannot be served.
    pub async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let serving = settings.serving(&self.asked)?;
        // The port first: whoever cannot have it need not wait for a replay.
        let listener = TcpListener::bind(serving.listen).await.map_err(|why| {
            own("PORT_IN_USE", Exit::Configuration)
                .fact("port", serving.listen.port())
                .fact("why", why)
        })?;
        let address = listener.local_addr()?;
        log_to_stderr(serving.log_level);
        let (mut interrupted, mut terminated) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let node = Node::configured(serving).await?;
        if address.ip().is_loopback() {
            settings.say("serve-loopback", &[]);
        } else {
            settings.say("serve-open", &[]);
        }
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

/// What developers read goes to standard error, in English, as `RUST_LOG` says, else as `level`.
fn log_to_stderr(level: &str) {
    // The Kafka client calls it an error to reach the end of the log; what matters, we are told.
    let quiet = format!("{level},rdkafka=off,librdkafka=off");
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(quiet));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Another command of this process may have begun to log already.
    subscriber.try_init().ok();
}
