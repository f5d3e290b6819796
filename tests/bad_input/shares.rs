//! Shares that are no shares.

use rights::wire::v1::{Share, command::Operation};
use rights_api::v1::Reason;
use tests::{
    k17::{S_1, disclose, propose_shares, system},
    system::System,
};

use crate::gate::{changed, refused};

/// R-1 is disclosed, and NA proposes three shares.
fn ready() -> System {
    let mut system = system().on("2026-03-02");
    system.given(disclose("R-1", "NA"));
    system
}

/// The shares of BV, NA and SO, as they are encoded.
#[track_caller]
fn proposed(system: &mut System, shares: [(u64, u64); 3], reason: Reason) {
    let envelope = changed(system, propose_shares("R-1", &S_1), |command| {
        let Some(Operation::ProposeShares(asked)) = &mut command.operation else {
            panic!("it is the command asked for")
        };
        for (of, (numerator, denominator)) in asked.title.iter_mut().zip(shares) {
            of.share = Some(Share { numerator, denominator });
        }
    });
    refused(system, envelope, reason);
}

#[test]
fn shares_that_do_not_add_up_to_one_are_refused() {
    // SHA-1
    let mut system = ready();
    proposed(&mut system, [(11, 50), (3, 5), (17, 100)], Reason::SharesNotOne);
    proposed(&mut system, [(1, 2), (1, 2), (1, 1_000_000)], Reason::SharesNotOne);
    proposed(&mut system, [(1, 1), (1, 1), (1, 1)], Reason::SharesNotOne);
}

#[test]
fn a_share_of_zero_is_malformed() {
    // SHA-2, SHA-5
    let mut system = ready();
    proposed(&mut system, [(0, 1), (1, 2), (1, 2)], Reason::Malformed);
    proposed(&mut system, [(1, 0), (1, 2), (1, 2)], Reason::Malformed);
    proposed(&mut system, [(0, 0), (1, 2), (1, 2)], Reason::Malformed);
}

#[test]
fn a_negative_share_is_malformed_however_it_is_encoded() {
    // SHA-2: minus one and minus forty in two's complement.
    let mut system = ready();
    proposed(&mut system, [(u64::MAX, 40), (1, 2), (1, 2)], Reason::Malformed);
    proposed(&mut system, [(9, u64::MAX - 39), (1, 2), (1, 2)], Reason::Malformed);
}

#[test]
fn a_share_that_is_more_than_one_or_not_reduced_is_malformed() {
    // SHA-2
    let mut system = ready();
    proposed(&mut system, [(3, 2), (1, 2), (1, 2)], Reason::Malformed);
    proposed(&mut system, [(2, 4), (1, 4), (1, 4)], Reason::Malformed);
}

#[test]
fn shares_without_a_common_denominator_that_can_be_kept_are_too_fine() {
    // SHA-13, SHA-14
    let mut system = ready();
    proposed(&mut system, [(1, 1 << 63), (1, 2), (1, 2)], Reason::Malformed);
    let primes = [4_294_967_291, 4_294_967_279, 4_294_967_231].map(|prime| (1_000_000_000, prime));
    proposed(&mut system, primes, Reason::ShareTooFine);
    let dust = [(1, 2_000_000), (1, 2), (999_999, 2_000_000)];
    proposed(&mut system, dust, Reason::ShareTooSmall);
}
