//! The Registry of a process without a sequencer: passed on to the one that is active.

use rights_config::settings::Settings;
use rights_gateway::{forward::Forward, health::follow};
use tonic::transport::Endpoint;

use super::{port::Port, sequencing::REGISTRY};
use crate::{
    exit::Exit,
    failure::{Failure, own},
};

/// The sequencers that `settings` name.
///
/// # Errors
/// `SETTING_MISSING` if none are named; `ADDRESS_INVALID`.
pub fn sequencers(settings: &Settings) -> Result<Vec<Endpoint>, Failure> {
    let missing = || {
        own("SETTING_MISSING", Exit::Configuration)
            .fact("key", "gateway.sequencers")
            .fact("variable", "RIGHTS_GATEWAY__SEQUENCERS")
    };
    let endpoint = |url: String| {
        Endpoint::from_shared(url.clone()).map_err(|why| {
            own("ADDRESS_INVALID", Exit::Configuration).fact("address", url).fact("why", why)
        })
    };
    settings.sequencers.as_ref().ok_or_else(missing)?.urls().map(endpoint).collect()
}

/// Hosts the Registry of `sequencers` on `port`, ready while one of them is.
pub fn host(port: &mut Port, sequencers: Vec<Endpoint>) {
    let forward = Forward::to(sequencers);
    let ready = |sequencers: &Vec<bool>| sequencers.contains(&true);
    tokio::spawn(follow(port.readiness.clone(), REGISTRY, forward.readiness(), ready));
    port.check("sequencer", REGISTRY, || "none is ready".to_owned());
    port.services.add_service(forward);
}
