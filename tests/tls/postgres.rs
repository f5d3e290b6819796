//! Openings and views over TLS: who is talked to, and what is said to whoever is not.

use std::sync::LazyLock;

use rights_config::settings::Settings;
use rights_config::url::{OpeningsUrl, ViewsUrl};
use rights_postgres::{Address, Error, Mistrust};
use tests::servers::certificates::Authority;
use tests::servers::postgres::Postgres;
use tlog::hash::Hash;

/// The name in the server's certificate; that it is on this machine is said beside it.
const NAME: &str = "db.ledger.test";

struct Server {
    authority: Authority,
    postgres: Postgres,
}

impl Server {
    fn shared() -> &'static Self {
        static SHARED: LazyLock<Server> = LazyLock::new(|| {
            let authority = Authority::found();
            let postgres = Postgres::with_tls(&authority.issue(NAME));
            Server { authority, postgres }
        });
        &SHARED
    }

    /// A fresh database, asked for by the name `host`, with further options.
    fn database(&self, who: &str, host: &str, options: &str) -> String {
        let plain = self.postgres.database();
        let (_, place) = plain.split_once("@127.0.0.1").expect("the server is on this machine");
        format!("postgres://{who}@{host}{place}?hostaddr=127.0.0.1{options}")
    }

    fn trusted(&self) -> String {
        format!("&sslrootcert={}", self.authority.file().display())
    }

    fn right(&self) -> String {
        self.database("rights", NAME, &self.trusted())
    }
}

fn refused(url: &str) -> Error {
    let address = Address::parse(url).expect("it is an address");
    address.connect().err().expect("it is not connected")
}

fn mistrust(url: &str) -> Mistrust {
    match refused(url) {
        Error::Tls(why) => why,
        Error::Sql(error) => panic!("{error:?}"),
    }
}

/// Settings that name one database for views and openings.
fn settings(url: &str) -> Settings {
    Settings {
        views: ViewsUrl::parse(url).expect("it is a URL"),
        openings: OpeningsUrl::parse(url).expect("it is a URL"),
        ..Settings::embedded("unused".as_ref())
    }
}

#[test]
fn openings_and_views_are_reached_by_tls_alone() {
    let settings = settings(&Server::shared().right());
    let ledger = Hash::of(&[b"a ledger"]);
    rights_openings::postgres::Postgres::open(&url(&settings.openings), ledger)
        .expect("the server is the right one");
    rights_stores::openings(&settings, ledger).expect("they were created");
    let views = rights_stores::views(&settings).expect("the server is the right one");
    drop(views.snapshot().expect("they can be read"));
    let mut client = Address::parse(&url(&settings.openings))
        .expect("it is an address")
        .connect()
        .expect("the server is the right one");
    let counted =
        "SELECT count(*), bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE datname = current_database() AND backend_type = 'client backend'";
    let row = client.query_one(counted, &[]).expect("it answers");
    assert!(row.get::<_, i64>(0) >= 2 && row.get::<_, bool>(1), "{row:?}");
}

fn url(openings: &OpeningsUrl) -> String {
    match openings {
        OpeningsUrl::Postgres(url) => url.connection(),
        OpeningsUrl::Embedded => panic!("they are on a server"),
    }
}

#[test]
fn a_server_with_an_unknown_authority_is_not_talked_to() {
    let (server, stranger) = (Server::shared(), Authority::found());
    let trusted = format!("&sslrootcert={}", stranger.file().display());
    let why = mistrust(&server.database("rights", NAME, &trusted));
    assert_eq!(why, Mistrust::Issuer);
    assert!(why.to_string().contains("sslrootcert=FILE"), "{why}");
}

#[test]
fn the_authorities_of_the_machine_do_not_vouch_for_everybody() {
    let url = Server::shared().database("rights", NAME, "&sslmode=verify-full");
    match Address::parse(&url) {
        Ok(_) => assert_eq!(mistrust(&url), Mistrust::Issuer),
        // On a machine that trusts nobody.
        Err(why) => assert!(matches!(why, rights_postgres::NotAnAddress::NoAuthorities), "{why}"),
    }
}

#[test]
fn a_server_with_anothers_name_is_not_talked_to() {
    let server = Server::shared();
    let elsewhere = "other.ledger.test";
    let why = mistrust(&server.database("rights", elsewhere, &server.trusted()));
    let (asked, presented) = (elsewhere.to_owned(), vec![format!("DnsName(\"{NAME}\")")]);
    assert_eq!(why, Mistrust::Name { asked, presented });
}

#[test]
fn a_server_that_wants_tls_gets_nothing_plainly_and_the_url_is_told_so() {
    let why = mistrust(&Server::shared().database("rights", NAME, "&sslmode=disable"));
    assert!(matches!(why, Mistrust::Plain(_)), "{why}");
    assert!(why.to_string().contains("sslmode=verify-full"), "{why}");
}

#[test]
fn a_server_without_tls_gets_nothing_that_was_to_be_hidden() {
    let url = Postgres::shared().database().replace("127.0.0.1", "localhost");
    let server = Server::shared();
    let why = mistrust(&format!("{url}?hostaddr=127.0.0.1{}", server.trusted()));
    assert_eq!(why, Mistrust::NoTls);
}

#[test]
fn a_password_is_bound_to_the_channel_and_a_wrong_one_is_not_repeated() {
    let server = Server::shared();
    let mut owner = Address::parse(&server.right()).expect("it is an address").connect();
    let owner = owner.as_mut().expect("the server is the right one");
    owner.batch_execute("CREATE ROLE guarded LOGIN PASSWORD 'sesame'").expect("it may");
    let bound = format!("{}&channel_binding=require", server.trusted());
    let url = |who| server.database(who, NAME, &bound);
    let right = Address::parse(&url("guarded:sesame")).expect("it is an address");
    right.connect().expect("the password is right");
    let settings = settings(&url("guarded:wr0ng"));
    let why = rights_stores::views(&settings).err().expect("the password is wrong");
    let rights_stores::Error::Views(rights_views::Error::Unavailable(why)) = &why else {
        panic!("{why:?}")
    };
    let said = format!("{why} {why:?} {settings:?}");
    assert!(said.contains("password authentication failed"), "{said}");
    assert!(!said.contains("wr0ng"), "{said}");
}

#[test]
fn a_file_that_is_no_certificate_is_a_wrong_setting() {
    let server = Server::shared();
    let issued = server.authority.issue(NAME);
    for file in [issued.key(), issued.key().with_extension("none"), issued.directory().to_owned()] {
        let url = server.database("rights", NAME, &format!("&sslrootcert={}", file.display()));
        let why = rights_stores::views(&settings(&url)).err().expect("the file is none");
        assert!(matches!(why, rights_stores::Error::Url { key: "views", .. }), "{why:?}");
        assert!(why.to_string().contains(&file.display().to_string()), "{why}");
    }
}
