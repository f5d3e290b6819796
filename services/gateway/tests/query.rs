//! What readers of the views may rely on.

mod world;

use rights_api::v1::{
    Cell, Filter, GetKeyRequest, GetLedgerRequest, GetPartyRequest, GetReceiptRequest,
    HistoryRequest, ListKeysRequest, ListPartiesRequest, Moment, Reason, cell::Kind, moment::AsOf,
};
use rights_openings::Opening;
use tlog::hash::leaf;
use world::{World, author, bytes, command_id, facts, holding, party, reason, recorded_at};

fn get(id: &str, as_of: Option<AsOf>, min_sequence: u64) -> GetPartyRequest {
    GetPartyRequest { moment: Some(Moment { min_sequence, as_of }), party: id.into() }
}

fn text(text: &str) -> Cell {
    Cell { kind: Some(Kind::Text(text.into())) }
}

fn filter(column: &str, value: Cell) -> Filter {
    Filter { column: column.into(), value: Some(value) }
}

#[tokio::test]
async fn a_row_is_read_as_it_was_after_any_record() {
    // GEN-4: "as known at".
    let mut world = World::founded();
    let proposed = world.record("ProposeParty", [party("tekton", "PROPOSED")]);
    let accredited = world.record("AccreditParty", [party("tekton", "ACCREDITED")]);
    let mut client = world.querying().await;
    for (as_of, state, sequence) in [
        (None, "ACCREDITED", accredited),
        (Some(AsOf::Sequence(proposed)), "PROPOSED", proposed),
        (Some(AsOf::TimeUs(recorded_at(accredited) - 1)), "PROPOSED", proposed),
        (Some(AsOf::TimeUs(recorded_at(accredited))), "ACCREDITED", accredited),
    ] {
        let got =
            client.get_party(get("tekton", as_of, 0)).await.expect("it is there").into_inner();
        assert_eq!(got.row.expect("a row").state, state);
        let shown = got.as_of.expect("a moment");
        assert_eq!((shown.sequence, shown.recorded_at_us), (sequence, recorded_at(sequence)));
    }
    let before = client.get_party(get("tekton", Some(AsOf::Sequence(0)), 0)).await;
    assert_eq!(reason(&before.expect_err("it was not there")), Reason::NotFound);
}

#[tokio::test]
async fn a_moment_that_the_views_do_not_reach_is_refused() {
    let world = World::founded();
    let mut client = world.querying().await;
    for as_of in [AsOf::Sequence(1), AsOf::TimeUs(recorded_at(0) - 1)] {
        let refused = client.get_party(get("tekton", Some(as_of), 0)).await;
        assert_eq!(reason(&refused.expect_err("nothing is known")), Reason::AsOfUnknown);
    }
}

#[tokio::test]
async fn pages_of_one_list_show_one_moment_while_the_ledger_grows() {
    let mut world = World::founded();
    for id in ["argo", "boreas", "dione", "eos"] {
        world.record("ProposeParty", [party(id, "PROPOSED")]);
    }
    let mut client = world.querying().await;
    let mut asked = ListPartiesRequest { page_size: 3, ..ListPartiesRequest::default() };
    let first = client.list_parties(asked.clone()).await.expect("a page").into_inner();
    world.record("ProposeParty", [party("fauna", "PROPOSED")]);
    world.record("AccreditParty", [party("eos", "ACCREDITED")]);
    asked.page_token.clone_from(&first.next_page_token);
    let second = client.list_parties(asked).await.expect("a page").into_inner();
    assert_eq!(first.as_of, second.as_of);
    let rows: Vec<_> = first.rows.into_iter().chain(second.rows).collect();
    let seen: Vec<_> = rows.iter().map(|row| (row.party.as_str(), row.state.as_str())).collect();
    let proposed = ["argo", "boreas", "dione", "eos"].map(|id| (id, "PROPOSED"));
    assert_eq!(seen, proposed);
    assert_eq!(second.next_page_token, "");
}

#[tokio::test]
async fn a_full_last_page_is_the_last() {
    let mut world = World::founded();
    world.record("ProposeParty", [party("argo", "PROPOSED"), party("boreas", "PROPOSED")]);
    let asked = ListPartiesRequest { page_size: 2, ..ListPartiesRequest::default() };
    let page = world.querying().await.list_parties(asked).await.expect("a page").into_inner();
    assert_eq!((page.rows.len(), page.next_page_token.as_str()), (2, ""));
}

#[tokio::test]
async fn a_page_token_serves_only_the_list_that_gave_it() {
    let mut world = World::founded();
    world.record("ProposeParty", [party("argo", "PROPOSED"), party("boreas", "PROPOSED")]);
    let mut client = world.querying().await;
    let asked = ListPartiesRequest { page_size: 1, ..ListPartiesRequest::default() };
    let token = client.list_parties(asked.clone()).await.expect("a page").into_inner();
    let asked = ListPartiesRequest { page_token: token.next_page_token, ..asked };
    let filtered = vec![filter("seat", text("AM"))];
    let earlier = Some(Moment { min_sequence: 0, as_of: Some(AsOf::Sequence(0)) });
    let mut torn = asked.page_token.clone();
    torn.pop();
    for other in [
        ListPartiesRequest { filters: filtered, ..asked.clone() },
        ListPartiesRequest { moment: earlier, ..asked.clone() },
        ListPartiesRequest { page_token: torn, ..asked.clone() },
        ListPartiesRequest { page_token: "00".into(), ..asked.clone() },
    ] {
        let refused = client.list_parties(other).await.expect_err("another list");
        assert_eq!(reason(&refused), Reason::PageTokenInvalid);
    }
    let keys = ListKeysRequest { page_token: asked.page_token.clone(), ..Default::default() };
    let refused = client.list_keys(keys).await.expect_err("another table");
    assert_eq!(reason(&refused), Reason::PageTokenInvalid);
    let larger = ListPartiesRequest { page_size: 9, ..asked };
    assert!(client.list_parties(larger).await.is_ok());
}

#[tokio::test]
async fn a_list_has_the_rows_that_every_filter_admits() {
    let mut world = World::founded();
    world.record("ProposeParty", [party("argo", "PROPOSED"), party("boreas", "ACCREDITED")]);
    let mut client = world.querying().await;
    let filters = vec![filter("seat", text("AM")), filter("state", text("PROPOSED"))];
    let asked = ListPartiesRequest { filters, ..ListPartiesRequest::default() };
    let page = client.list_parties(asked).await.expect("a page").into_inner();
    assert_eq!(page.rows.iter().map(|row| row.party.as_str()).collect::<Vec<_>>(), ["argo"]);
}

#[tokio::test]
async fn a_filter_that_no_row_could_meet_is_refused_by_name() {
    let world = World::founded();
    let mut client = world.querying().await;
    let whole = Cell { kind: Some(Kind::Whole(7)) };
    for (column, value) in [("seta", text("AM")), ("seat", whole)] {
        let filters = vec![filter(column, value)];
        let asked = ListPartiesRequest { filters, ..ListPartiesRequest::default() };
        let refused = client.list_parties(asked).await.expect_err("no such filter");
        assert_eq!(reason(&refused), Reason::FilterUnknown);
        assert_eq!(facts(&refused)["field"], column);
    }
}

#[tokio::test]
async fn whoever_names_a_record_reads_what_it_wrote() {
    let mut world = World::founded();
    let mut client = world.querying().await;
    let asked = tokio::spawn(async move { client.get_party(get("argo", None, 1)).await });
    // Whether the question or the record comes first, the answer is the same.
    tokio::task::yield_now().await;
    let sequence = world.record("ProposeParty", [party("argo", "PROPOSED")]);
    let got = asked.await.expect("it does not panic").expect("it is there").into_inner();
    assert_eq!(
        (got.row.expect("a row").party, got.as_of.expect("a moment").sequence),
        ("argo".into(), sequence)
    );
}

#[tokio::test]
async fn a_text_is_shown_beside_its_commitment_until_it_is_erased() {
    let mut world = World::founded().with_openings();
    let opening =
        Opening::new([5; 16], "Guidance of small satellites".into()).expect("it is short");
    let commitment = opening.commitment();
    let openings = world.openings.clone().expect("this world has openings");
    openings.store(std::slice::from_ref(&opening)).expect("a new opening is stored");
    world.record("EnrolKey", [holding(&commitment)]);
    let mut client = world.querying().await;
    let asked = GetKeyRequest { moment: None, key: vec![1; 32] };
    let got = client.get_key(asked.clone()).await.expect("it is there").into_inner();
    let [shown] = got.texts.as_slice() else { panic!("one text: {:?}", got.texts) };
    assert_eq!(shown.text, "Guidance of small satellites");
    assert_eq!((&*shown.commitment, &*shown.salt), (&commitment.bytes()[..], &[5; 16][..]));
    openings.erase(&[commitment]).expect("it is erased");
    let got = client.get_key(asked).await.expect("the row stays").into_inner();
    assert!(got.texts.is_empty());
}

#[tokio::test]
async fn a_gateway_without_openings_shows_no_text() {
    let mut world = World::founded();
    let opening = Opening::new([5; 16], "secret".into()).expect("it is short");
    world.record("EnrolKey", [holding(&opening.commitment())]);
    let asked = GetKeyRequest { moment: None, key: vec![1; 32] };
    let got = world.querying().await.get_key(asked).await.expect("it is there").into_inner();
    assert!(got.texts.is_empty());
}

#[tokio::test]
async fn a_history_says_who_made_each_version_and_when() {
    let mut world = World::founded();
    let proposed = world.record("ProposeParty", [party("argo", "PROPOSED")]);
    world.record_many(2);
    let accredited = world.record("AccreditParty", [party("argo", "ACCREDITED")]);
    let asked =
        HistoryRequest { table: "parties".into(), key: vec![text("argo")], ..Default::default() };
    let history = world.querying().await.history(asked).await.expect("a history").into_inner();
    let made: Vec<_> =
        history.versions.iter().map(|made| (made.sequence, &*made.command)).collect();
    assert_eq!(made, [(proposed, "ProposeParty"), (accredited, "AccreditParty")]);
    let last = &history.versions[1];
    assert_eq!(last.recorded_at_us, recorded_at(accredited));
    assert_eq!(last.signers, [author().0.to_vec()]);
    let state = last.row.iter().find(|cell| cell.column == "state").expect("its state");
    assert_eq!(state.value, Some(text("ACCREDITED")));
    assert_eq!(last.row.len(), party("argo", "").1.cells().len());
}

#[tokio::test]
async fn a_long_history_is_read_piece_by_piece() {
    let mut world = World::founded();
    let made: Vec<_> = ["PROPOSED", "ACCREDITED", "SUSPENDED"]
        .map(|state| world.record("SomeCommand", [party("argo", state)]))
        .into();
    let mut client = world.querying().await;
    let asked = HistoryRequest {
        table: "parties".into(),
        key: vec![text("argo")],
        versions_max: 2,
        ..Default::default()
    };
    let first = client.history(asked.clone()).await.expect("a history").into_inner();
    assert_eq!((first.versions.len(), first.next_sequence), (2, made[2]));
    let asked = HistoryRequest { from_sequence: first.next_sequence, ..asked };
    let rest = client.history(asked).await.expect("a history").into_inner();
    assert_eq!((rest.versions.len(), rest.next_sequence), (1, 0));
}

#[tokio::test]
async fn a_history_of_no_table_is_refused() {
    let world = World::founded();
    let mut client = world.querying().await;
    for (table, key) in [("partys", vec![text("argo")]), ("parties", vec![])] {
        let asked = HistoryRequest { table: table.into(), key, ..Default::default() };
        let refused = client.history(asked).await.expect_err("no such row");
        assert_eq!(reason(&refused), Reason::FieldInvalid);
    }
}

#[tokio::test]
async fn a_receipt_is_found_by_author_and_command() {
    let mut world = World::founded();
    let sequence = world.record("ProposeParty", [party("argo", "PROPOSED")]);
    let mut client = world.querying().await;
    let asked = |sequence| GetReceiptRequest {
        author: author().0.to_vec(),
        command_id: command_id(sequence).bytes().to_vec(),
        min_sequence: 0,
    };
    let found = client.get_receipt(asked(sequence)).await.expect("it is recorded").into_inner();
    let receipt = found.receipt.expect("a receipt");
    assert_eq!((receipt.sequence, &*found.command), (sequence, "ProposeParty"));
    assert_eq!(receipt.record_hash, leaf(&bytes(sequence)).bytes());
    assert_eq!(receipt.head.map(|head| head.size), Some(sequence + 1));
    let missing = client.get_receipt(asked(9)).await.expect_err("never recorded");
    assert_eq!(reason(&missing), Reason::NotFound);
}

#[tokio::test]
async fn a_ledger_is_what_its_record_0_says() {
    let world = World::founded();
    let said = world.querying().await.get_ledger(GetLedgerRequest {}).await.expect("it is founded");
    let said = said.into_inner();
    assert_eq!(said.origin, world::ORIGIN);
    assert_eq!(said.purpose().as_str_name(), "PURPOSE_DEVELOPMENT");
    assert_eq!(said.identity, leaf(&bytes(0)).bytes());
    assert_eq!(said.head.map(|head| head.size), Some(1));
}
