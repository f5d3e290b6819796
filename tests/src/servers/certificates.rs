//! Authorities and what they issue: made for one test, and trusted by nobody else.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

/// Who says that a server is who it claims to be.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    directory: TempDir,
}

/// A server's certificate and key, each in a file (PEM).
pub struct Issued {
    directory: TempDir,
}

impl Authority {
    /// An authority that nobody has heard of.
    ///
    /// # Panics
    /// If there is no room for its file.
    #[must_use]
    pub fn found() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "an authority of one test");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("it may sign for itself");
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let authority = Self { issuer, directory };
        fs::write(authority.file(), authority.issuer.pem()).expect("there is room for a file");
        authority
    }

    /// The file of its own certificate, for whoever is to trust it.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.directory.path().join("authority.pem")
    }

    /// A certificate for the server `name`, and for no other.
    ///
    /// # Panics
    /// If `name` is none, or there is no room for the files.
    #[must_use]
    pub fn issue(&self, name: &str) -> Issued {
        let key = key();
        let params = CertificateParams::new([name.to_owned()]).expect("this is a server's name");
        let certificate = params.signed_by(&key, &self.issuer).expect("the authority may sign");
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let issued = Issued { directory };
        let files = [(issued.chain(), certificate.pem()), (issued.key(), key.serialize_pem())];
        for (file, text) in files {
            fs::write(file, text).expect("there is room for a file");
        }
        issued
    }
}

impl Issued {
    /// The file of the certificate.
    #[must_use]
    pub fn chain(&self) -> PathBuf {
        self.directory.path().join("chain.pem")
    }

    /// The file of the key (PKCS #8).
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.directory.path().join("key.pem")
    }

    /// Where both files are.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the machine has randomness")
}
