//! `postgres://user[:password]@host:port/database?option=value`: one database, and who asks it.

use std::{collections::BTreeMap, fmt};

use super::{
    HIDDEN, NotAUrl,
    parts::{self, Endpoint, decoded, encoded},
};

pub(super) const SCHEME: &str = "postgres://";
/// Where Postgres listens if nobody says otherwise.
const PORT: u16 = 5_432;

/// A database on Postgres.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    user: String,
    password: Option<String>,
    server: Endpoint,
    database: String,
    options: BTreeMap<String, String>,
}

impl PostgresUrl {
    pub(super) fn parse(rest: &str) -> Result<PostgresUrl, NotAUrl> {
        let (path, query) = match rest.split_once('?') {
            None => (rest, None),
            Some((path, query)) => (path, Some(query)),
        };
        let (who, place) = path.rsplit_once('@').ok_or(NotAUrl::User)?;
        let (user, password) = match who.split_once(':') {
            None => (who, None),
            Some((user, password)) => (user, Some(decoded(password)?)),
        };
        let (server, database) = place.split_once('/').ok_or(NotAUrl::Database)?;
        let (user, database) = (decoded(user)?, decoded(database)?);
        if user.is_empty() || who.contains('/') {
            return Err(NotAUrl::User);
        }
        if database.is_empty() || database.contains('/') {
            return Err(NotAUrl::Database);
        }
        let (server, options) = (Endpoint::parse(server, PORT)?, parts::options(query)?);
        Ok(PostgresUrl { user, password, server, database, options })
    }

    /// The whole URL with its password: for the client alone, never to be shown.
    #[must_use]
    pub fn connection(&self) -> String {
        let password = self.password.as_ref().map(|password| encoded(password));
        self.written(password.as_deref(), &parts::query(&self.options, false))
    }

    /// Whether it has a password.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        self.password.is_some() || self.options.keys().any(|name| parts::secret(name))
    }

    /// With this password.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> PostgresUrl {
        self.password = Some(password.into());
        self
    }

    fn written(&self, password: Option<&str>, query: &str) -> String {
        let password = password.map(|password| format!(":{password}")).unwrap_or_default();
        let (user, database) = (encoded(&self.user), encoded(&self.database));
        format!("{SCHEME}{user}{password}@{}/{database}{query}", self.server)
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = self.password.as_ref().map(|_| HIDDEN);
        f.write_str(&self.written(password, &parts::query(&self.options, true)))
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_gets_the_password_and_nobody_sees_it() {
        let url = PostgresUrl::parse("ledger:ge%3Aheim@db/rights?connect_timeout=5").unwrap();
        let whole = "postgres://ledger:ge%3Aheim@db:5432/rights?connect_timeout=5";
        assert_eq!(url.connection(), whole);
        let shown = "postgres://ledger:***@db:5432/rights?connect_timeout=5";
        assert_eq!((url.to_string(), format!("{url:?}")), (shown.into(), shown.into()));
        assert!(url.has_secret());
    }

    #[test]
    fn a_password_is_added_as_it_is_whatever_it_holds() {
        let url = PostgresUrl::parse("u@h:1/d").unwrap();
        assert!(!url.has_secret());
        let url = url.with_password("p@/:%");
        assert_eq!(PostgresUrl::parse(&url.connection()[SCHEME.len()..]), Ok(url));
    }

    #[test]
    fn who_and_which_database_must_be_said() {
        for (text, wrong) in [
            ("h:1/d", NotAUrl::User),
            ("@h:1/d", NotAUrl::User),
            ("u@h:1", NotAUrl::Database),
            ("u@h:1/", NotAUrl::Database),
            ("u@h:1/a/b", NotAUrl::Database),
            ("u:p@:1/d", NotAUrl::Host),
            ("u:p/w@h:1/d", NotAUrl::User),
            ("u:p@h:x/d", NotAUrl::Port),
            ("u:%@h:1/d", NotAUrl::Escape),
            ("u@h:1/d?sslmode", NotAUrl::Option),
        ] {
            assert_eq!(PostgresUrl::parse(text), Err(wrong), "{text}");
        }
    }
}
