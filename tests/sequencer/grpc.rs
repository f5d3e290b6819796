//! Registry as its clients see it: the generated client calls the generated server, no socket.

use rights_api::{
    status,
    v1::{
        self, Reason, RehearseRequest, SubmitAllRequest, SubmitRequest,
        registry_client::RegistryClient, registry_server::RegistryServer, rehearse_response,
        submit_all_response::Outcome,
    },
};
use rights_sequencer::{RegistryService, Submission};
use tests::cast::{ENTERPRISES, appoint_secretary, enrol, propose, sealed};
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};

use crate::bench::{Bench, now, wait};

type Client = RegistryClient<RegistryServer<RegistryService>>;

fn client(bench: &Bench) -> Client {
    RegistryClient::new(RegistryServer::new(RegistryService::new(bench.handle.clone())))
}

fn openings(submission: &Submission) -> Vec<v1::Opening> {
    let sent = |opening: &rights_openings::Opening| v1::Opening {
        salt: opening.salt().to_vec(),
        value: opening.text().to_owned(),
    };
    submission.openings.iter().map(sent).collect()
}

fn submit(submission: &Submission) -> SubmitRequest {
    let (envelope, openings) = (submission.envelope.clone(), openings(submission));
    SubmitRequest { envelope, openings, at_us: 0 }
}

/// All of `submissions` in one stream, tagged from 0; what came back, by tag.
async fn submit_all(client: &mut Client, submissions: Vec<Submission>) -> Vec<(u64, Outcome)> {
    let (requests, sent) = mpsc::channel(2_048);
    for (tag, submission) in (0..).zip(submissions) {
        let (envelope, openings) = (submission.envelope.clone(), openings(&submission));
        requests.send(SubmitAllRequest { tag, envelope, openings, at_us: 0 }).await.unwrap();
    }
    drop(requests);
    let mut answers = client.submit_all(ReceiverStream::new(sent)).await.unwrap().into_inner();
    let mut answered = Vec::new();
    while let Some(answer) = answers.next().await {
        let answer = answer.unwrap();
        answered.push((answer.tag, answer.outcome.unwrap()));
    }
    answered
}

#[test]
fn a_submitted_command_is_answered_with_its_receipt_and_its_repeat_with_the_same() {
    let bench = Bench::new();
    let mut client = client(&bench);
    let (name, opening) = sealed("the secretary's name");
    let asked = appoint_secretary("RU", Some(name), now()).opening(opening).numbered(1);
    let first = wait(client.submit(submit(&asked))).unwrap().into_inner();
    assert_eq!(first.receipt.as_ref().map(|receipt| receipt.sequence), Some(1));
    let again = wait(client.submit(submit(&asked))).unwrap().into_inner();
    assert_eq!(again, first);
}

#[test]
fn a_refusal_is_a_status_that_says_its_reason() {
    let bench = Bench::new();
    let mut client = client(&bench);
    let (name, _) = sealed("the secretary's name");
    let asked = appoint_secretary("RU", Some(name), now()).numbered(1);
    let reason = |status: tonic::Status| status::read(&status).unwrap().reason;
    let refused = wait(client.submit(submit(&asked))).unwrap_err();
    assert_eq!(reason(refused), Reason::OpeningMissing);
    let garbage = SubmitRequest { envelope: vec![1, 2, 3].into(), openings: vec![], at_us: 0 };
    assert_eq!(reason(wait(client.submit(garbage)).unwrap_err()), Reason::Malformed);
    let ahead = SubmitRequest { at_us: now().plus_hours(1).micros(), ..submit(&asked) };
    assert_eq!(reason(wait(client.submit(ahead)).unwrap_err()), Reason::FieldInvalid);
    bench.handle.close();
    assert_eq!(reason(wait(client.submit(submit(&asked))).unwrap_err()), Reason::ShuttingDown);
}

#[test]
fn a_stream_is_decided_and_answered_in_its_order_and_goes_on_after_a_refusal() {
    let bench = Bench::new();
    let mut client = client(&bench);
    // Each needs the one before it; every third is refused.
    let steps = |(number, (id, seat)): (u64, (&str, &str))| {
        [
            appoint_secretary(seat, None, now()).numbered(3 * number + 1),
            propose(id, seat, now()).numbered(3 * number + 2),
            propose(id, seat, now()).numbered(3 * number + 3),
        ]
    };
    let submissions: Vec<_> = (0..).zip(ENTERPRISES).flat_map(steps).collect();
    let answered = wait(submit_all(&mut client, submissions));
    let tags: Vec<u64> = answered.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(tags, (0..18).collect::<Vec<_>>());
    let mut recorded = Vec::new();
    for (tag, outcome) in answered {
        match outcome {
            Outcome::Receipt(receipt) => recorded.push(receipt.sequence),
            Outcome::Refusal(refusal) => {
                assert_eq!((tag % 3, refusal.reason), (2, Reason::PartyExists.into()));
            }
        }
    }
    assert_eq!(recorded, (1..=12).collect::<Vec<_>>());
}

#[test]
fn a_stream_may_hold_more_than_its_window() {
    let bench = Bench::new();
    let mut client = client(&bench);
    let many = (1..=1_500).map(|number| enrol("NA", "RU", now()).numbered(number)).collect();
    let answered = wait(submit_all(&mut client, many));
    assert_eq!(answered.len(), 1_500);
}

#[test]
fn a_client_who_hung_up_in_a_stream_asks_again_and_finds_one_record() {
    let bench = Bench::new();
    let mut client = client(&bench);
    let asked = appoint_secretary("RU", None, now()).numbered(1);
    let request = SubmitAllRequest {
        tag: 0,
        envelope: asked.envelope.clone(),
        openings: Vec::new(),
        at_us: 0,
    };
    let receipt = wait(async {
        let (requests, sent) = mpsc::channel(1);
        requests.send(request).await.unwrap();
        let answers = client.submit_all(ReceiverStream::new(sent)).await.unwrap();
        drop((answers, requests));
        client.submit(submit(&asked)).await
    });
    assert_eq!(receipt.unwrap().into_inner().receipt.unwrap().sequence, 1);
    assert_eq!(bench.records().len(), 2);
}

#[test]
fn a_rehearsal_names_its_events_or_its_refusal() {
    let bench = Bench::new();
    let mut client = client(&bench);
    let rehearse = |submission: Submission| RehearseRequest {
        envelope: submission.envelope,
        openings: Vec::new(),
        at_us: 0,
    };
    let asked = appoint_secretary("RU", None, now()).numbered(1);
    let outcome = wait(client.rehearse(rehearse(asked))).unwrap().into_inner().outcome;
    let Some(rehearse_response::Outcome::Accepted(accepted)) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(accepted.events.len(), 2);
    let asked = propose("NA", "RU", now()).numbered(2);
    let outcome = wait(client.rehearse(rehearse(asked))).unwrap().into_inner().outcome;
    let Some(rehearse_response::Outcome::Refusal(refusal)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(refusal.reason, i32::from(Reason::NotAuthorised));
    assert_eq!(bench.records().len(), 1);
}
