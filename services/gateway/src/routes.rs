//! One router for everything that one port serves.

use axum::{Router, middleware};
use rights_api::DESCRIPTORS;
use tonic::service::RoutesBuilder;
use tonic_web::GrpcWebLayer;

use crate::{answer, metrics::Metrics, request};

/// The package and name of gRPC's own health service, whose descriptors come with it.
pub(crate) const HEALTH_DESCRIPTORS: &[u8] = tonic_health::pb::FILE_DESCRIPTOR_SET;

/// The descriptors cannot be read: the build went wrong.
#[derive(Debug, thiserror::Error)]
#[error("the descriptors of the services cannot be read")]
pub struct Undescribed(#[from] tonic_reflection::server::Error);

/// The gRPC services that `services` holds (Query, Audit, Registry, Health: whatever this process
/// hosts) and reflection over them, each also for browsers, beside the pages of `web`.
///
/// Every request to a service is counted by `metrics`, and has an id in what is logged of it.
///
/// `web` must not have a fallback: what nothing is served at is answered here, in the protocol of
/// whoever asked.
///
/// # Errors
/// [`Undescribed`].
pub fn routes(
    mut services: RoutesBuilder,
    web: Router,
    metrics: &Metrics,
) -> Result<Router, Undescribed> {
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(HEALTH_DESCRIPTORS)
        .build_v1()?;
    services.add_service(reflection);
    // The web layer answers 400 to every HTTP/1.1 request that is not gRPC-Web, so that it must not
    // see the pages; and two routers with a fallback each cannot be merged.
    let grpc = services.routes().into_axum_router().reset_fallback();
    let follow = middleware::from_fn_with_state(metrics.clone(), request::follow);
    let grpc = grpc.layer(middleware::from_fn(answer::complete)).layer(follow);
    let grpc = grpc.layer(GrpcWebLayer::new());
    Ok(grpc.merge(web).fallback(answer::unknown))
}
