//! The gRPC service Registry: requests become submissions, outcomes become replies, and nothing is
//! kept here, since a client who hangs up drops its handler.

use std::pin::Pin;

use rights::{ledger::Refusal, time::Instant};
use rights_api::{
    SUBMIT_ALL_WINDOW, convert, status,
    v1::{
        self, Reason, RehearseRequest, RehearseResponse, SubmitAllRequest, SubmitAllResponse,
        SubmitRequest, SubmitResponse, registry_server::Registry, rehearse_response,
        submit_all_response,
    },
};
use rights_openings::Opening;
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Request, Response, Status, Streaming};
use tracing::Instrument as _;

use crate::{ClockRefused, Handle, NotRecorded, Pending, Receipt, Recorded, Rehearsal, Submission};

/// Registry, answered by the sequencer behind a handle.
#[derive(Clone, Debug)]
pub struct RegistryService {
    handle: Handle,
}

impl RegistryService {
    /// The service of the sequencer that `handle` leads to.
    #[must_use]
    pub fn new(handle: Handle) -> RegistryService {
        RegistryService { handle }
    }
}

/// One command of a stream: answered at the door, or on its way.
struct InTurn {
    tag: u64,
    answer: Result<Pending<Recorded>, NotRecorded>,
}

#[tonic::async_trait]
impl Registry for RegistryService {
    type SubmitAllStream =
        Pin<Box<dyn Stream<Item = Result<SubmitAllResponse, Status>> + Send + 'static>>;

    async fn submit(
        &self,
        request: Request<SubmitRequest>,
    ) -> Result<Response<SubmitResponse>, Status> {
        let SubmitRequest { envelope, openings, at_us } = request.into_inner();
        let submission = submission(envelope, openings, at_us).map_err(|it| not_recorded(&it))?;
        let recorded = self.handle.submit(submission).await;
        let receipt = recorded.map_err(|it| not_recorded(&it))?;
        Ok(Response::new(SubmitResponse { receipt: Some(self::receipt(&receipt)) }))
    }

    async fn submit_all(
        &self,
        request: Request<Streaming<SubmitAllRequest>>,
    ) -> Result<Response<Self::SubmitAllStream>, Status> {
        // What is unanswered waits between the two tasks; when the window is full, or the inbox is,
        // the first reads no further, and HTTP/2 makes the client wait.
        let (in_turn, to_answer) = mpsc::channel(SUBMIT_ALL_WINDOW);
        let (answers, answered) = mpsc::channel(SUBMIT_ALL_WINDOW);
        let take = take_in_turn(self.handle.clone(), request.into_inner(), in_turn);
        // What is logged of its commands says which request brought them.
        tokio::spawn(take.in_current_span());
        tokio::spawn(answer_in_turn(to_answer, answers).in_current_span());
        Ok(Response::new(Box::pin(ReceiverStream::new(answered))))
    }

    async fn rehearse(
        &self,
        request: Request<RehearseRequest>,
    ) -> Result<Response<RehearseResponse>, Status> {
        let RehearseRequest { envelope, openings, at_us } = request.into_inner();
        let outcome = match submission(envelope, openings, at_us) {
            Ok(submission) => self.handle.rehearse(Rehearsal::Signed(submission)).await,
            Err(why) => Err(why),
        };
        let outcome = match outcome {
            Ok(events) => rehearse_response::Outcome::Accepted(convert::rehearsed(&events)),
            Err(NotRecorded::Refused(refusal)) => {
                rehearse_response::Outcome::Refusal(status::message(&refusal))
            }
            Err(
                other @ (NotRecorded::Unavailable
                | NotRecorded::Deposed
                | NotRecorded::ShuttingDown
                | NotRecorded::Clock(_)),
            ) => return Err(not_recorded(&other)),
        };
        Ok(Response::new(RehearseResponse { outcome: Some(outcome) }))
    }
}

async fn take_in_turn(
    handle: Handle,
    mut requests: Streaming<SubmitAllRequest>,
    in_turn: mpsc::Sender<InTurn>,
) {
    // A stream that breaks is a client that hung up: what it sent before goes its way.
    while let Ok(Some(request)) = requests.message().await {
        let SubmitAllRequest { tag, envelope, openings, at_us } = request;
        let answer = match submission(envelope, openings, at_us) {
            Ok(submission) => handle.enqueue(submission).await,
            Err(why) => Err(why),
        };
        if in_turn.send(InTurn { tag, answer }).await.is_err() {
            return;
        }
    }
}

async fn answer_in_turn(
    mut to_answer: mpsc::Receiver<InTurn>,
    answers: mpsc::Sender<Result<SubmitAllResponse, Status>>,
) {
    while let Some(InTurn { tag, answer }) = to_answer.recv().await {
        let recorded = match answer {
            Ok(pending) => pending.answer().await,
            Err(why) => Err(why),
        };
        let outcome = match recorded {
            Ok(receipt) => submit_all_response::Outcome::Receipt(self::receipt(&receipt)),
            Err(NotRecorded::Refused(refusal)) => {
                submit_all_response::Outcome::Refusal(status::message(&refusal))
            }
            Err(
                other @ (NotRecorded::Unavailable
                | NotRecorded::Deposed
                | NotRecorded::ShuttingDown
                | NotRecorded::Clock(_)),
            ) => {
                // Those behind it may depend on it: they are sent again, in their order.
                answers.send(Err(not_recorded(&other))).await.ok();
                return;
            }
        };
        let answer = SubmitAllResponse { tag, outcome: Some(outcome) };
        if answers.send(Ok(answer)).await.is_err() {
            return;
        }
    }
}

fn submission(
    envelope: bytes::Bytes,
    openings: Vec<v1::Opening>,
    at_us: u64,
) -> Result<Submission, NotRecorded> {
    let opening = |convert::Opening { salt, value }| {
        Opening::new(salt, value).map_err(|_| {
            NotRecorded::from(Refusal::new(rights::ledger::Reason::OpeningMismatch, "XCH-12"))
        })
    };
    let openings =
        convert::openings(openings)?.into_iter().map(opening).collect::<Result<_, _>>()?;
    let at = (at_us > 0).then(|| Instant::from_micros(at_us));
    Ok(Submission { envelope, openings, at })
}

fn receipt(receipt: &Receipt) -> v1::Receipt {
    let Receipt { sequence, recorded_at, record, head } = receipt;
    convert::receipt(*sequence, record.bytes(), *recorded_at, (head.size, head.root.bytes()))
}

fn not_recorded(why: &NotRecorded) -> Status {
    let failure = |reason| status::Failure::new(reason);
    match why {
        NotRecorded::Refused(refusal) => status::refusal(refusal),
        NotRecorded::Unavailable => status::failure(&failure(Reason::Unavailable)),
        NotRecorded::Deposed => {
            status::failure(&failure(Reason::Unavailable).fact("sequencer", "deposed"))
        }
        NotRecorded::ShuttingDown => status::failure(&failure(Reason::ShuttingDown)),
        NotRecorded::Clock(refused) => status::failure(&match refused {
            ClockRefused::Production => failure(Reason::NotDevelopment),
            ClockRefused::Backwards { last } => failure(Reason::FieldInvalid)
                .fact("field", "at_us")
                .fact("at_least_us", last.micros()),
            ClockRefused::Ahead { wall } => failure(Reason::FieldInvalid)
                .fact("field", "at_us")
                .fact("at_most_us", wall.micros()),
        }),
    }
}
