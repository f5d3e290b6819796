//! Whom a connection believes, and what it shows for itself: rustls with ring, and nothing else.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{NotAnAddress, options::Roots};

/// What the protocol is called in TLS (`PostgreSQL` documentation, 53.2.13). A server that is
/// connected to by TLS from the first byte insists on it.
const PROTOCOL: &[u8] = b"postgresql";

/// What connects and verifies. `identity` is a file of certificates and one of their key.
pub(crate) fn connector(
    roots: &Roots,
    identity: Option<(PathBuf, PathBuf)>,
) -> Result<MakeRustlsConnect, NotAnAddress> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has a suite for every version of TLS that is compiled in")
        .with_root_certificates(store(roots)?);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let chain = certificates("sslcert", &certificate)?;
            let secret = PrivateKeyDer::from_pem_file(&key);
            let secret = secret.map_err(|why| unusable("sslkey", &key, why))?;
            let shown = builder.with_client_auth_cert(chain, secret);
            shown.map_err(|why| unusable("sslkey", &key, why))?
        }
    };
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

fn store(roots: &Roots) -> Result<RootCertStore, NotAnAddress> {
    let mut store = RootCertStore::empty();
    match roots {
        Roots::File(path) => {
            for authority in certificates("sslrootcert", path)? {
                let added = store.add(authority);
                added.map_err(|why| unusable("sslrootcert", path, why))?;
            }
        }
        Roots::System => {
            // Machines carry authorities that no parser of today takes; the others count.
            let (taken, _) =
                store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if taken == 0 {
                return Err(NotAnAddress::NoAuthorities);
            }
        }
    }
    Ok(store)
}

/// At least one.
fn certificates(
    option: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, NotAnAddress> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let read: Vec<_> = read.map_err(|why| unusable(option, path, why))?;
    if read.is_empty() {
        return Err(unusable(option, path, "it holds no certificate"));
    }
    Ok(read)
}

fn unusable(option: &'static str, path: &Path, why: impl Display) -> NotAnAddress {
    NotAnAddress::File { option, path: path.to_owned(), why: why.to_string() }
}
