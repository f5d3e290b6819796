//! Passwords: where they may stand, and that nothing shows them.

use rights_config::{
    problem::Wrong,
    schema,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};

use crate::given::Process;

const SECRET: &str = "geheim";

#[test]
fn nothing_that_is_shown_holds_a_password() {
    let process = Process::new()
        .file("log = \"kafka://h:1/t?sasl.password=geheim\"\n")
        .variable("RIGHTS_VIEWS", "postgres://u:geheim@h:1/d")
        .holding("password", "geheim\n");
    let password = process.path("password");
    let process = process
        .variable("RIGHTS_OPENINGS", "postgres://u@h:1/d")
        .variable("RIGHTS_OPENINGS_PASSWORD_FILE", password.to_str().unwrap());
    let configuration = process.loaded().unwrap();
    let mut shown = format!("{configuration:?} {:?}", configuration.with_secrets().unwrap());
    for setting in configuration.settings() {
        let value = setting.value.as_ref();
        shown += &value.map(|value| format!("{value} {}", schema::json(value))).unwrap_or_default();
    }
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("kafka://h:1/t?sasl.password=***"), "{shown}");
    assert!(shown.contains("postgres://u:***@h:1/d"), "{shown}");
}

#[test]
fn no_complaint_repeats_what_may_be_a_password() {
    let process = Process::new()
        .file("views = \"postgres://u:geheim@h/d/e\"\nviews_password = \"geheim\"\nlog = [\"geheim\"]\n")
        .variable("RIGHTS_OPENINGS", "geheim")
        .variable("RIGHTS_VIEWS_PASSWORD", "geheim")
        .flag("--log", "log", "kafka://h/t?sasl.password=geheim&");
    let wrong = process.wrong();
    assert_eq!(wrong.len(), 6, "{wrong:?}");
    assert!(!format!("{wrong:?}").contains(SECRET), "{wrong:?}");
    let hint = |name: &str| Wrong::Unknown { nearest: Some(name.into()) };
    assert_eq!(wrong[1].2, hint("views_password_file"));
    assert!(wrong.iter().any(|(.., wrong)| *wrong == hint("RIGHTS_VIEWS_PASSWORD_FILE")));
}

#[test]
fn a_flag_holds_no_password() {
    for (flag, key, text) in [
        ("--log", "log", "kafka://h/t?ssl.key.password=geheim"),
        ("--views", "views", "postgres://u:geheim@h/d"),
        ("--openings", "openings", "postgres://u@h/d?password=geheim"),
    ] {
        let process = Process::new().flag(flag, key, text);
        assert_eq!(process.wrong(), [(flag.into(), flag.into(), Wrong::SecretInArguments)]);
    }
}

#[test]
fn a_password_in_a_file_opens_its_url_and_the_openings_in_the_same_database() {
    let process = Process::new().holding("kafka", "one\r\n").holding("postgres", "two");
    let process = process.file(
        "log = \"kafka://h/t\"\nviews = \"postgres://u@h/d\"\n\
               log_password_file = \"kafka\"\nviews_password_file = \"postgres\"\n",
    );
    let settings = process.loaded().unwrap().with_secrets().unwrap();
    let (LogUrl::Kafka(log), ViewsUrl::Postgres(views)) = (settings.log, settings.views) else {
        panic!("both are servers");
    };
    assert_eq!(log.options().collect::<Vec<_>>(), [("sasl.password", "one")]);
    assert_eq!(views.connection(), "postgres://u:two@h:5432/d");
    assert_eq!(settings.openings, OpeningsUrl::Postgres(views));
}

#[test]
fn openings_in_a_database_of_their_own_are_not_opened_by_the_views_password() {
    let process = Process::new().holding("postgres", "two").file(
        "views = \"postgres://u@h/d\"\nopenings = \"postgres://u@other/d\"\n\
         views_password_file = \"postgres\"\n",
    );
    let settings = process.loaded().unwrap().with_secrets().unwrap();
    let OpeningsUrl::Postgres(openings) = settings.openings else { panic!("they are there") };
    assert_eq!(openings.connection(), "postgres://u@other:5432/d");
}

#[test]
fn a_password_is_given_once_and_is_not_empty() {
    let file = "views = \"postgres://u:geheim@h/d\"\nviews_password_file = \"twice\"\n\
                openings = \"postgres://u@h/d\"\nopenings_password_file = \"empty\"\n\
                log = \"kafka://h/t\"\nlog_password_file = \"nowhere\"\n";
    let process = Process::new().holding("twice", "two").holding("empty", "\n").file(file);
    let problems = process.loaded().unwrap().with_secrets().unwrap_err();
    let wrong: Vec<_> = problems.into_iter().map(|problem| (problem.name, problem.wrong)).collect();
    assert!(matches!(&wrong[0], (name, Wrong::Unreadable(_)) if name == "log_password_file"));
    assert_eq!(wrong[1], ("views_password_file".into(), Wrong::TwoPasswords));
    assert_eq!(wrong[2], ("openings_password_file".into(), Wrong::Empty));
}
