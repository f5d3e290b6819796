//! Tests of the table of errors.

use super::*;

fn shares_not_one() -> ledger::Refusal {
    let refusal = ledger::Refusal::new(ledger::Reason::SharesNotOne, "SHA-3");
    let mut refusal = refusal.fact("sum", "5/6").fact("party", "tekton").fact("party", "orion");
    refusal.policy = Some(3);
    refusal
}

#[test]
fn every_reason_of_the_core_has_its_name_in_the_proto() {
    let missing = ledger::Reason::ALL.iter().filter(|core| reason(core.as_str()).is_none());
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&ledger::Reason>::new());
}

#[test]
fn below_1000_the_proto_names_reasons_of_the_core_and_no_others() {
    let core = |name| ledger::Reason::ALL.iter().any(|core| core.as_str() == name);
    for reason in (1..2000).filter_map(|number| Reason::try_from(number).ok()) {
        assert_eq!(i32::from(reason) < 1000, core(name(reason)), "{}", name(reason));
    }
}

#[test]
fn every_reason_has_a_code_and_none_is_success() {
    for reason in (1..2000).filter_map(|number| Reason::try_from(number).ok()) {
        assert_ne!(code(reason), Code::Ok, "{}", name(reason));
        assert_ne!(code(reason), Code::Unknown, "{}", name(reason));
    }
    assert_eq!(code(Reason::RevisionConflict), Code::Aborted);
    assert_eq!(code(Reason::SlowConsumer), Code::ResourceExhausted);
}

#[test]
fn a_refusal_survives_its_status_with_the_facts_in_order() {
    let status = refusal(&shares_not_one());
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(status.message(), "SHARES_NOT_ONE (SHA-3), sum 5/6, party tekton, party orion");
    let facts = [("sum", "5/6"), ("party", "tekton"), ("party_2", "orion")];
    let expected = Refused {
        reason: Reason::SharesNotOne,
        rule: Some("SHA-3".into()),
        policy: Some(3),
        facts: facts.map(|(name, value)| (name.into(), value.into())).into(),
    };
    assert_eq!(read(&status), Some(expected));
}

#[test]
fn a_refusal_survives_its_message() {
    let refusal = shares_not_one();
    assert_eq!(Refused::from(message(&refusal)), Refused::from(&refusal));
}

#[test]
fn a_status_has_one_error_info_and_a_link_to_the_page_of_its_reason() {
    let details = refusal(&shares_not_one()).get_error_details();
    let info = details.error_info().expect("a status of ours says why");
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("SHARES_NOT_ONE", "rights"));
    let links = &details.help().expect("a status of ours has a page").links;
    assert_eq!(links[0].description, "rights explain SHARES_NOT_ONE");
    assert!(details.bad_request().is_none() && details.retry_info().is_none());
}

#[test]
fn a_malformed_command_names_the_field() {
    let malformed = ledger::Refusal::new(ledger::Reason::Malformed, "GEN-2").fact("place", "id");
    let details = refusal(&malformed).get_error_details();
    let violations = &details.bad_request().expect("a field is at fault").field_violations;
    assert_eq!(violations[0].field, "id");
}

#[test]
fn a_stranger_learns_the_same_bytes_whatever_exists() {
    // GEN-11: no rule, no policy, no fact.
    let status = refusal(&ledger::Refusal::not_authorised());
    assert_eq!(status.message(), "NOT_AUTHORISED");
    let info = status.get_error_details().error_info().cloned();
    assert!(info.is_some_and(|info| info.metadata.is_empty()));
}

#[test]
fn what_may_be_asked_again_says_when() {
    let overloaded = failure(&Failure::new(Reason::Overloaded));
    assert_eq!(family(&overloaded), Family::Retry);
    assert!(overloaded.get_error_details().retry_info().is_some());
    let damaged = failure(&Failure::new(Reason::LogDamaged).fact("position", 7));
    assert_eq!(family(&damaged), Family::Stop);
}

#[test]
fn the_largest_status_fits_the_trailers_that_clients_accept() {
    let wide = "щ".repeat(5000);
    let base = ledger::Refusal::new(ledger::Reason::Malformed, "GEN-2").fact("place", &wide);
    let full = (0..40).fold(base, |refusal, _| refusal.fact("missing", &wide));
    let headers = refusal(&full).into_http::<()>().into_parts().0.headers;
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    assert!(bytes < 12 * 1024, "{bytes}");
}

#[test]
fn a_status_from_elsewhere_says_nothing_about_the_ledger() {
    assert_eq!(read(&Status::unavailable("connection refused")), None);
    assert_eq!(family(&Status::unavailable("connection refused")), Family::Retry);
}

#[test]
fn whoever_loses_the_connection_asks_again() {
    let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let broken = Status::from_error(Box::new(reset));
    assert_eq!((broken.code(), family(&broken)), (Code::Unknown, Family::Retry));
    assert_eq!(family(&Status::unknown("a service that is none of ours")), Family::Stop);
}

#[test]
fn what_the_machinery_of_grpc_refuses_says_its_reason_too() {
    let reason = |made| read(&adopted(made)).map(|refused| refused.reason);
    assert_eq!(reason(Status::unimplemented("")), Some(Reason::MethodUnknown));
    assert_eq!(reason(Status::out_of_range("too large")), Some(Reason::RequestTooLarge));
    assert_eq!(reason(Status::internal("failed to decode")), Some(Reason::FieldInvalid));
    let ours = failure(&Failure::new(Reason::Internal));
    assert_eq!(reason(ours), Some(Reason::Internal));
}

#[test]
fn every_reason_has_a_page_in_both_languages() {
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reasons");
    for reason in (1..2000).filter_map(|number| Reason::try_from(number).ok()) {
        let page = std::fs::read_to_string(format!("{pages}/{}.md", name(reason)));
        let page = page.unwrap_or_else(|error| panic!("{}: {error}", name(reason)));
        for language in ["# en", "# ru"] {
            assert!(page.lines().any(|line| line == language), "{}: {language}", name(reason));
        }
    }
}
