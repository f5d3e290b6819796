//! The command line as a whole: nouns, verbs, flags; its help in the reader's language.

use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, FromArgMatches as _, Subcommand as _};

use tokio::task::block_in_place;

use crate::{
    bench::Bench,
    completion::Completion,
    config::Config,
    configuration,
    demo::Demo,
    drafts::Sign,
    exit::Exit,
    explain::Explain,
    export::Export,
    failure::Failure,
    found::Found,
    history::History,
    import::Import,
    key::Key,
    lang::Lang,
    read::ListTable,
    serve::Serve,
    settings::{Options, Settings},
    submit::Submit,
    verbs::{self, Does},
    verify::Verify,
};

/// What is no verb of the proto files.
#[derive(clap::Subcommand)]
pub enum Noun {
    Demo(Demo),
    Found(Found),
    Serve(Serve),
    Bench(Bench),
    #[command(subcommand)]
    Key(Key),
    History(History),
    List(ListTable),
    Submit(Submit),
    Sign(Sign),
    Verify(Verify),
    Export(Export),
    Import(Import),
    Explain(Explain),
    #[command(subcommand)]
    Config(Config),
    Completion(Completion),
}

/// The whole command line, its help in `lang`.
#[must_use]
pub fn command(lang: Lang) -> Command {
    let command = begun("rights")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    let command = Noun::augment_subcommands(Options::augment_args(command));
    finished(verbs::add_to(command), "rights", lang)
}

/// The command line of `name`, which takes nothing yet.
#[must_use]
pub fn begun(name: &'static str) -> Command {
    Command::new(name).version(env!("CARGO_PKG_VERSION")).infer_long_args(false)
}

/// `command`, which takes all that it will, with its version and its help in `lang`.
#[must_use]
pub fn finished(command: Command, name: &str, lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    helped(command.arg(version), name, lang).after_help(exit_codes(lang))
}

/// Does what the arguments ask for.
///
/// # Errors
/// Why it was not done.
pub async fn run(matches: &ArgMatches, lang: Lang) -> Result<(), Failure> {
    let options = Options::from_arg_matches(matches).map_err(usage)?;
    let settings = &Settings::new(lang, options);
    if let Some((noun, inner)) = matches.subcommand()
        && let Some((verb, matches)) = inner.subcommand()
        && let Some(found) = verbs::find(noun, verb)
    {
        return match found.does {
            Does::Write(command) => crate::write::verb(command, matches, settings).await,
            Does::List(table) => crate::read::list(table, matches, settings).await,
            Does::Show(table) => crate::read::show(table, matches, settings).await,
        };
    }
    match Noun::from_arg_matches(matches).map_err(usage)? {
        Noun::Demo(demo) => demo.run(settings).await,
        Noun::Found(found) => found.run(settings).await,
        Noun::Serve(serve) => serve.run(settings).await,
        Noun::Bench(bench) => bench.run(settings).await,
        Noun::Key(key) => key.run(settings),
        Noun::History(history) => history.run(settings).await,
        Noun::List(list) => list.run(settings).await,
        Noun::Submit(submit) => submit.run(settings).await,
        Noun::Sign(sign) => sign.run(settings),
        // Both read stores, which blocks.
        Noun::Verify(verify) => block_in_place(|| verify.run(settings)),
        Noun::Export(export) => block_in_place(|| export.run(settings)),
        Noun::Import(import) => import.run(settings).await,
        Noun::Explain(explain) => explain.run(settings),
        Noun::Config(config) => config.run(settings),
        Noun::Completion(completion) => completion.run(settings),
    }
}

/// The arguments are not what the command takes.
pub(crate) fn usage(why: clap::Error) -> Failure {
    crate::failure::own("USAGE", Exit::Usage).fact("why", why)
}

/// `command` and all below it with their help; `path` is its place, for example
/// `rights-party-list`.
fn helped(command: Command, path: &str, lang: Lang) -> Command {
    let about = lang.find(&format!("help-{path}"), &[]).or_else(|| effect_of(path, lang));
    let usage = lang.say("help-usage");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::HelpShort);
    let command = command
        .about(about.unwrap_or_default())
        .help_template(format!(
            "{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(lang.say("help-commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help)
        .mut_args(|argument| argument_helped(argument, lang));
    command.mut_subcommands(|inner| {
        let path = format!("{path}-{}", inner.get_name());
        helped(inner, &path, lang)
    })
}

/// A writing verb's help is the effect of its command, a reading verb's the table it reads.
fn effect_of(path: &str, lang: Lang) -> Option<String> {
    let (noun, verb) = path.strip_prefix("rights-")?.split_once('-')?;
    match verbs::find(noun, verb)?.does {
        Does::Write(command) => lang.find(&format!("effect-{command}"), &[]),
        Does::List(table) => Some(lang.tell("help-list-table", &[("table", &titled(table, lang))])),
        Does::Show(table) => Some(lang.tell("help-show-table", &[("table", &titled(table, lang))])),
    }
}

/// What a table shows, in the reader's words.
fn titled(table: &str, lang: Lang) -> String {
    let key = format!("table-{}", table.replace('_', "-"));
    lang.find(&key, &[]).unwrap_or_else(|| table.to_owned())
}

/// `argument` with its help; values and defaults stand where clap's own words would be.
fn argument_helped(argument: Arg, lang: Lang) -> Arg {
    let id = argument.get_id().as_str().to_owned();
    let key = argument.get_long().and_then(configuration::key_of);
    let help = verbs::field_help(&id, lang)
        .or_else(|| lang.find(&format!("arg-{}", id.replace('_', "-")), &[]))
        .or_else(|| key.map(|key| key.doc.of(lang.into()).to_owned()));
    let defaults = argument.get_default_values().iter().filter_map(|value| value.to_str());
    let fixed = key.and_then(configuration::fixed).into_iter();
    let defaults: Vec<&str> = defaults.chain(fixed).collect();
    let help = match defaults.as_slice() {
        [] | ["false"] => help.unwrap_or_default(),
        [default, ..] => {
            let default = lang.tell("help-default", &[("value", default)]);
            format!("{} {default}", help.unwrap_or_default())
        }
    };
    let possible: Vec<String> =
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let heading = match id.as_str() {
        _ if argument.is_positional() => lang.say("help-arguments"),
        "lang" | "data_dir" | "config" | "address" | "output" | "help" | "version" => {
            lang.say("help-general")
        }
        id if id.starts_with("field:") => lang.say("help-fields"),
        _ => lang.say("help-options"),
    };
    let takes_value = argument.get_action().takes_values();
    let argument = argument.help(help).help_heading(heading);
    if !takes_value {
        return argument;
    }
    let argument = argument.hide_default_value(true);
    if possible.is_empty() {
        return argument;
    }
    argument.hide_possible_values(true).value_name(possible.join("|"))
}

fn exit_codes(lang: Lang) -> String {
    let line = |exit: Exit| {
        let code = exit.code().to_string();
        format!("  {code:>2}  {}", lang.say(&format!("exit-{code}")))
    };
    let lines: Vec<String> = Exit::ALL.into_iter().map(line).collect();
    format!("{}:\n{}", lang.say("help-exit-codes"), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(command: &Command, path: &str, visit: &mut dyn FnMut(&Command, &str)) {
        visit(command, path);
        for inner in command.get_subcommands() {
            each(inner, &format!("{path} {}", inner.get_name()), visit);
        }
    }

    #[test]
    fn everything_that_can_be_asked_is_explained_in_both_languages() {
        for lang in Lang::ALL {
            each(&command(lang), "rights", &mut |command, path| {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                assert!(!about.is_empty(), "{path} in {lang:?}");
                for argument in command.get_arguments() {
                    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(!help.is_empty(), "{path} {} in {lang:?}", argument.get_id());
                }
            });
        }
    }

    #[test]
    fn every_table_has_a_title_in_both_languages() {
        for table in rights::row::TABLES {
            for lang in Lang::ALL {
                let key = format!("table-{}", table.name.replace('_', "-"));
                assert!(lang.find(&key, &[]).is_some(), "{key} in {lang:?}");
            }
        }
    }

    #[test]
    fn no_two_flags_collide() {
        command(Lang::En).debug_assert();
    }
}
