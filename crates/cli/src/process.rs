//! What `rights serve` and the processes of single services have in common: flags, ports, log lines,
//! signals, and how they end.

use clap::{Args, Command, FromArgMatches as _};
use rights_config::settings::Settings as Serving;
use rights_gateway::serve::{Stop, Stopping, stop};
use rights_sequencer::Turn;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use crate::{
    arguments,
    configuration::Asked,
    exit::Exit,
    failure::Failure,
    lang::Lang,
    node::port::{Listeners, Served},
    output,
    settings::{General, Settings},
};

/// A process that is about to serve: it has its ports, and hears signals.
pub struct Process {
    settings: Settings,
    listeners: Listeners,
    told: Told,
}

/// What whoever runs the process tells it by signals. Clones hear the same.
#[derive(Clone)]
pub struct Told {
    end: Stopping,
    take_over: watch::Receiver<()>,
}

/// The flags of a process of one service.
#[derive(Args)]
struct Flags<A: Args> {
    #[command(flatten)]
    general: General,
    #[command(flatten)]
    asked: A,
}

/// Runs the process `name`, whose flags are `A`: what `serve` does, with its ports and its settings.
#[must_use]
pub fn run<A, F>(name: &'static str, serve: impl FnOnce(Process, Serving) -> F) -> Exit
where
    A: Args + Into<Asked>,
    F: Future<Output = Result<(), Failure>>,
{
    crate::run_with(
        |lang| command::<A>(name, lang),
        async |matches, lang| {
            let flags = Flags::<A>::from_arg_matches(matches).map_err(arguments::usage)?;
            let settings = Settings::of(lang, flags.general);
            let serving = settings.serving(&flags.asked.into())?;
            serve(Process::begin(&settings, &serving).await?, serving).await
        },
    )
}

/// The command line of the process `name`, its help in `lang`.
#[must_use]
pub fn command<A: Args>(name: &'static str, lang: Lang) -> Command {
    arguments::finished(Flags::<A>::augment_args(arguments::begun(name)), name, lang)
}

impl Process {
    /// Takes the ports and begins to listen to signals.
    ///
    /// # Errors
    /// `PORT_IN_USE`.
    pub async fn begin(settings: &Settings, serving: &Serving) -> Result<Process, Failure> {
        // The ports first: whoever cannot have them need not wait for a replay.
        let listeners = Listeners::bind(serving).await?;
        log_to_stderr(serving.log_level);
        Ok(Process { settings: settings.clone(), listeners, told: Told::by_signals(settings)? })
    }

    /// What it is told by signals.
    #[must_use]
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// Its ports, once everybody was told where they are and that all is ready to be asked.
    ///
    /// # Errors
    /// Whatever standard output gives.
    pub fn announced(self) -> Result<Listeners, Failure> {
        let Process { settings, listeners, told: _ } = self;
        let address = listeners.address()?;
        if address.ip().is_loopback() {
            settings.say("serve-loopback", &[]);
        } else {
            settings.say("serve-open", &[]);
        }
        settings.say("serve-stop", &[]);
        output::text(&format!("http://{address}"))?;
        Ok(listeners)
    }

    /// Serves until it is told to end, or until `ended`; then `close` lets nothing new begin, and what
    /// was begun is answered.
    ///
    /// # Errors
    /// Those of `ended`.
    pub async fn serve(
        self,
        served: Served,
        ended: impl Future<Output = Result<(), Failure>>,
        close: impl FnOnce(),
    ) -> Result<(), Failure> {
        let told = self.told.clone();
        let ends = async {
            let ended = tokio::select! {
                () = told.to_end() => Ok(()),
                ended = ended => ended,
            };
            close();
            ended
        };
        served.serve(self.announced()?, ends).await
    }
}

impl Told {
    /// SIGINT and SIGTERM: end. SIGUSR1: take over.
    fn by_signals(settings: &Settings) -> Result<Told, Failure> {
        let interrupted = signal(SignalKind::interrupt())?;
        let terminated = signal(SignalKind::terminate())?;
        let asked = signal(SignalKind::user_defined1())?;
        let (end, told) = stop();
        let (takes, take_over) = watch::channel(());
        tokio::spawn(hear_end(interrupted, terminated, end, settings.clone()));
        tokio::spawn(hear_take_over(asked, takes));
        Ok(Told { end: told, take_over })
    }

    /// Waits until it is told to end.
    pub async fn to_end(mut self) {
        self.end.said().await;
    }

    /// What `begun` gives; nothing if the process is told to end meanwhile.
    ///
    /// # Errors
    /// Those of `begun`.
    pub async fn unless<T>(
        &self,
        begun: impl Future<Output = Result<T, Failure>>,
    ) -> Result<Option<T>, Failure> {
        tokio::select! {
            () = self.clone().to_end() => Ok(None),
            begun = begun => begun.map(Some),
        }
    }

    /// Whoever waits for its `turn` has it as soon as this process is told to take over.
    pub fn pass_on(&self, turn: Turn) {
        let mut take_over = self.take_over.clone();
        tokio::spawn(async move {
            while take_over.changed().await.is_ok() {
                turn.take();
            }
        });
    }
}

async fn hear_end(mut interrupted: Signal, mut terminated: Signal, end: Stop, settings: Settings) {
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    settings.say("serve-stopping", &[]);
    end.say();
}

/// Hears it for as long as the process lives: what nobody listens to would end it.
async fn hear_take_over(mut asked: Signal, takes: watch::Sender<()>) {
    while asked.recv().await.is_some() {
        tracing::warn!("told to take over");
        takes.send_replace(());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::Served;

    #[test]
    fn every_flag_of_every_process_is_explained_in_both_languages() {
        for lang in Lang::ALL {
            for command in [
                command::<Asked>("rights-sequencer", lang),
                command::<Served>("rights-projector", lang),
                command::<Served>("rights-gateway", lang),
            ] {
                assert!(command.get_about().is_some_and(|about| !about.to_string().is_empty()));
                for argument in command.get_arguments() {
                    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(!help.is_empty(), "{} in {lang:?}", argument.get_id());
                }
                command.debug_assert();
            }
        }
    }
}
