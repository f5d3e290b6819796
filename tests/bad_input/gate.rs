//! The Registry's gate as a stranger finds it: bytes go in, a coded refusal comes out.

use ed25519_dalek::Signer as _;
use prost_reflect::prost::Message as _;
use rights::{
    envelope::{self, PAYLOAD_TYPE, pae},
    role::Role,
    wire::{self, v1},
};
use rights_api::{
    status,
    v1::{Reason, SubmitRequest, registry_client::RegistryClient, registry_server::RegistryServer},
};
use rights_sequencer::{RegistryService, Submission};
use tests::{
    cast::{Ask, key_of, signing_key},
    system::{System, wait},
};

/// The bytes must be refused for this reason, and the ledger stay as it was (GEN-13).
#[track_caller]
pub(crate) fn refused(system: &System, envelope: Vec<u8>, reason: Reason) {
    refused_with(system, envelope, Vec::new(), reason);
}

/// The same, with openings beside them.
#[track_caller]
pub(crate) fn refused_with(
    system: &System,
    envelope: Vec<u8>,
    openings: Vec<rights_api::v1::Opening>,
    reason: Reason,
) {
    let before = system.records();
    let server = RegistryServer::new(RegistryService::new(system.handle().clone()));
    let request = SubmitRequest { envelope: envelope.into(), openings, at_us: 0 };
    let answer = wait(RegistryClient::new(server).submit(request));
    let status = answer.expect_err("it is refused");
    let refused = status::read(&status).expect("every refusal has its reason");
    assert_eq!(refused.reason, reason, "{status}");
    assert_eq!(system.records(), before);
}

/// The body of `asked`, changed as protobuf that the core would never write.
pub(crate) fn changed(
    system: &mut System,
    asked: Ask,
    change: impl FnOnce(&mut v1::Command),
) -> Vec<u8> {
    let signers = asked.signers.clone();
    let mut command = body(&system.signed(asked));
    change(&mut command);
    signed(command.encode_to_vec(), &signers)
}

fn body(submission: &Submission) -> v1::Command {
    wire::strictly(&payload(submission)).unwrap()
}

/// The bytes that were signed.
pub(crate) fn payload(submission: &Submission) -> Vec<u8> {
    envelope::open(&submission.envelope).unwrap().payload().to_vec()
}

/// An envelope around `payload`, whatever that is, signed in all of `roles`.
pub(crate) fn signed(payload: Vec<u8>, roles: &[Role]) -> Vec<u8> {
    let bytes = pae(PAYLOAD_TYPE, &payload);
    let signature = |role: &Role| (key_of(*role), signing_key(*role).sign(&bytes).to_bytes());
    envelope::seal(payload, &roles.iter().map(signature).collect::<Vec<_>>())
}
