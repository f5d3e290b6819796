//! Drafts in files: a command whose bytes are fixed, on its way between those who sign it.

use std::{fs, path::Path};

use rights::{id::KeyId, time::Instant};
use rights_client::{
    draft::{Draft, DraftError},
    sealed::Opening,
    submit::Parcel,
};
use serde::{Deserialize, Serialize};

use crate::{
    digits::{hex, unhex},
    effect,
    exit::Exit,
    failure::{Failure, file, own},
    output, reach,
    secret::Secret,
    settings::Settings,
};

/// A draft and what opens the texts that were sealed for it.
pub struct Drafted {
    pub draft: Draft,
    pub openings: Vec<Opening>,
}

/// The file: everything in hex but the texts, which are confidential.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnFile {
    command: String,
    openings: Vec<OpeningOnFile>,
    signatures: Vec<SignatureOnFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningOnFile {
    salt: String,
    text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureOnFile {
    key: String,
    signature: String,
}

/// Signs a draft in its file.
#[derive(clap::Args)]
pub struct Sign {
    #[arg(value_name = "DRAFT")]
    draft_file: std::path::PathBuf,
    #[arg(long, required = true, value_name = "FILE")]
    key: Vec<String>,
    #[command(flatten)]
    secret: Secret,
}

impl Sign {
    /// Shows the effect, signs, and writes the draft back.
    ///
    /// # Errors
    /// `NOT_A_DRAFT`, `NOT_A_SIGNER`, or what the keys object to.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let mut drafted = read(&self.draft_file)?;
        if let Some(effect) =
            effect::of_payload(settings.lang, drafted.draft.payload(), &drafted.openings)
        {
            output::message(&effect);
        }
        for uri in &self.key {
            drafted.draft.sign(&self.secret.key(uri, settings)?)?;
        }
        write(&self.draft_file, &drafted)?;
        settings.say("draft-signed", &[("path", &self.draft_file.display().to_string())]);
        Ok(())
    }
}

impl Drafted {
    /// What is submitted, once everybody listed has signed.
    ///
    /// # Errors
    /// `UNSIGNED`.
    pub fn parcel(self, at: Option<Instant>) -> Result<Parcel, DraftError> {
        let envelope = self.draft.envelope()?.into();
        Ok(Parcel { envelope, openings: self.openings, at })
    }
}

/// Submits the draft in `path`.
///
/// # Errors
/// `NOT_A_DRAFT`, `UNSIGNED`, or what the ledger objects to.
pub async fn submit(path: &Path, at: Option<Instant>, settings: &Settings) -> Result<(), Failure> {
    let drafted = read(path)?;
    if let Some(effect) =
        effect::of_payload(settings.lang, drafted.draft.payload(), &drafted.openings)
    {
        output::message(&effect);
    }
    let parcel = drafted.parcel(at)?;
    let reached = reach::reach(settings).await?;
    reached.submit(&parcel, settings).await?;
    reached.close().await
}

/// Writes a draft to `path`, over what was there.
///
/// # Errors
/// `FILE_UNUSABLE`.
///
/// # Panics
/// Never: texts in lists are JSON.
pub fn write(path: &Path, drafted: &Drafted) -> Result<(), Failure> {
    let openings = drafted.openings.iter();
    let signatures = drafted.draft.signatures().iter();
    let on_file = OnFile {
        command: hex(drafted.draft.payload()),
        openings: openings
            .map(|opening| OpeningOnFile { salt: hex(&opening.salt), text: opening.text.clone() })
            .collect(),
        signatures: signatures
            .map(|(key, signature)| SignatureOnFile {
                key: key.to_string(),
                signature: hex(signature),
            })
            .collect(),
    };
    let text = serde_json::to_string_pretty(&on_file).expect("texts in lists are JSON");
    fs::write(path, text + "\n").map_err(|error| file(path, &error))
}

/// Reads the draft in `path`; whether its signatures verify is for the ledger to say.
///
/// # Errors
/// `FILE_UNUSABLE`, `NOT_A_DRAFT`.
pub fn read(path: &Path) -> Result<Drafted, Failure> {
    let wrong = || own("NOT_A_DRAFT", Exit::Malformed).fact("path", path.display());
    let text = fs::read(path).map_err(|error| file(path, &error))?;
    let on_file: OnFile = serde_json::from_slice(&text).map_err(|_| wrong())?;
    let payload = unhex(&on_file.command).ok_or_else(wrong)?;
    let mut draft = Draft::parse(payload).map_err(|_| wrong())?;
    for SignatureOnFile { key, signature } in on_file.signatures {
        let key: Option<[u8; 32]> = unhex(&key).and_then(|key| key.try_into().ok());
        let signature = unhex(&signature).and_then(|signature| signature.try_into().ok());
        draft.take(KeyId(key.ok_or_else(wrong)?), signature.ok_or_else(wrong)?)?;
    }
    let opening = |OpeningOnFile { salt, text }: OpeningOnFile| {
        let salt = unhex(&salt).and_then(|salt| salt.try_into().ok()).ok_or_else(wrong)?;
        Ok(Opening { salt, text })
    };
    let openings = on_file.openings.into_iter().map(opening).collect::<Result<_, Failure>>()?;
    Ok(Drafted { draft, openings })
}
