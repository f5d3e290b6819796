//! The way to a ledger's services, whether behind a socket or in this process; and calls whose
//! messages are known from the proto files alone.

use std::convert::Infallible;

use axum::Router;
use bytes::Buf as _;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor, MethodDescriptor};
use rights_api::{status, v1::Reason};
use tonic::{
    Request, Status,
    body::Body,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::{StdError, http},
    transport::Endpoint,
};
use tower::{ServiceBuilder, ServiceExt as _, util::BoxCloneSyncService};

use crate::{
    exit::Exit,
    failure::{Failure, own},
};

/// Takes gRPC requests; clones are handles to the same services.
pub type Channel = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, StdError>;

/// The services at `address`, for example `http://127.0.0.1:7878`.
///
/// # Errors
/// `ADDRESS_INVALID`; `UNREACHABLE` if nobody answers there.
pub async fn connect(address: &str) -> Result<Channel, Failure> {
    let whole =
        if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let endpoint = Endpoint::from_shared(whole).map_err(|why| {
        own("ADDRESS_INVALID", Exit::Usage).fact("address", address).fact("why", why)
    })?;
    let channel = endpoint.connect().await.map_err(|why| {
        own("UNREACHABLE", Exit::Unavailable).fact("address", address).fact("why", deepest(&why))
    })?;
    Ok(BoxCloneSyncService::new(channel.map_err(Into::into)))
}

/// The services that `routes` lead to, in this process.
#[must_use]
pub fn within(routes: Router) -> Channel {
    let services = ServiceBuilder::new()
        .map_err(|never: Infallible| match never {})
        .map_response(|answer: http::Response<axum::body::Body>| answer.map(Body::new))
        .service(routes);
    BoxCloneSyncService::new(services)
}

/// Calls `method` with `request`.
///
/// # Errors
/// What the service answers.
///
/// # Panics
/// Never: names of services are paths.
pub async fn call(
    channel: &Channel,
    method: &MethodDescriptor,
    request: DynamicMessage,
) -> Result<DynamicMessage, Status> {
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await.map_err(|error| failed(Reason::Unavailable, error))?;
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path = http::uri::PathAndQuery::try_from(path).expect("names of services are paths");
    let answer = grpc.unary(Request::new(request), path, Described(method.output())).await?;
    Ok(answer.into_inner())
}

/// What was at the bottom of it: "connection refused", rather than "transport error".
fn deepest(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn failed(reason: Reason, why: StdError) -> Status {
    status::failure(&status::Failure::new(reason).fact("why", deepest(&*why)))
}

/// Messages of one kind, known by its description.
#[derive(Clone)]
struct Described(MessageDescriptor);

impl Codec for Described {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Described;
    type Decoder = Described;

    fn encoder(&mut self) -> Described {
        self.clone()
    }

    fn decoder(&mut self) -> Described {
        self.clone()
    }
}

impl Encoder for Described {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, item: DynamicMessage, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        item.encode(to).map_err(|why| failed(Reason::Internal, why.into()))
    }
}

impl Decoder for Described {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let bytes = from.copy_to_bytes(from.remaining());
        let message = DynamicMessage::decode(self.0.clone(), bytes);
        message.map(Some).map_err(|why| failed(Reason::Internal, why.into()))
    }
}
