//! The command `rights`.
//!
//! - [`arguments`]: nouns, verbs, flags, and their help; one file for each noun beside it.
//! - [`verbs`]: the nouns that follow from the proto files ([`schema`], [`shape`]), which [`write`]
//!   and [`read`] serve without knowing any command or table.
//! - [`reach`]: one way to a ledger, behind a socket ([`channel`]), in this process ([`node`]), or as it
//!   is stored ([`reading`]).
//! - [`process`]: what serves a ledger, whole or one service of it.
//! - [`lang`], [`output`], [`failure`], [`exit`]: what people read, what machines read, what went
//!   wrong, how it ends.

pub mod arguments;
pub mod verbs;

pub mod bench;
pub mod completion;
pub mod config;
pub mod demo;
pub mod drafts;
pub mod evidence;
pub mod explain;
pub mod export;
pub mod found;
pub mod founding;
pub mod history;
pub mod import;
pub mod key;
pub mod read;
pub mod serve;
pub mod submit;
pub mod verify;
pub mod write;

pub mod cast;
pub mod channel;
pub mod configuration;
pub mod node;
pub mod process;
pub mod reach;
pub mod reading;
pub mod service_keys;
pub mod trouble;

pub mod digits;
pub mod effect;
pub mod readable;
pub mod schema;
pub mod secret;
pub mod settings;
pub mod shape;
pub mod time;

pub mod exit;
pub mod failure;
pub mod lang;
pub mod output;

use std::time::Duration;

use clap::{ArgMatches, Command};

use self::{exit::Exit, failure::Failure, lang::Lang};

/// How long threads that still wait for a server are waited for at the end.
const LINGER: Duration = Duration::from_secs(1);

/// Does what the arguments of this process ask the command `rights` for, and says how that ended.
///
/// # Panics
/// If the system gives no thread.
#[must_use]
pub fn run() -> Exit {
    run_with(arguments::command, arguments::run)
}

/// Does what the arguments of this process ask `command` for, as `does` does it.
fn run_with(
    command: impl FnOnce(Lang) -> Command,
    does: impl AsyncFnOnce(&ArgMatches, Lang) -> Result<(), Failure>,
) -> Exit {
    let arguments: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let lang = Lang::asked(&arguments);
    let matches = match command(lang).try_get_matches() {
        Ok(matches) => matches,
        Err(answer) => {
            // Help is data and goes to standard output; what is wrong with usage does not.
            let exit = if answer.use_stderr() { Exit::Usage } else { Exit::Success };
            return answer.print().map_or(Exit::Usage, |()| exit);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a system that started this process gives it threads");
    let done = runtime.block_on(does(&matches, lang));
    runtime.shutdown_timeout(LINGER);
    match done {
        Ok(()) => Exit::Success,
        Err(failure) => {
            failure.report(lang);
            failure.exit
        }
    }
}
