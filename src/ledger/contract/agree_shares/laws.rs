//! Whatever is agreed, one after the other: the shares of a result add up to exactly one.

use alloc::vec::Vec;
use core::num::NonZeroU64;

use proptest::prelude::*;

use super::super::{super::scenario::*, scenario::*};
use crate::{
    ledger::{ShareOf, holdings::Holdings},
    share::{Share, sums_to_whole},
};

/// Weights of NA, BV and SO; no weight, no share.
fn split(weights: [u64; 3]) -> Vec<ShareOf> {
    let weighted = ["BV", "NA", "SO"].into_iter().zip(weights);
    let some: Vec<_> =
        weighted.filter_map(|(id, weight)| Some((id, NonZeroU64::new(weight)?))).collect();
    let weights: Vec<NonZeroU64> = some.iter().map(|(_, weight)| *weight).collect();
    let parts = Share::WHOLE.split(&weights).unwrap();
    some.iter().zip(parts).map(|((id, _), share)| ShareOf { party: party(id), share }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// SHA-1, SHA-2, SHA-3, SHA-5, SHA-17
    #[test]
    fn any_sequence_of_agreements_keeps_the_sum_at_one(
        agreements in proptest::collection::vec(
            [0_u64..1_000, 0..1_000, 0..1_000].prop_filter("somebody holds", |w| *w != [0; 3]),
            1..5,
        ),
    ) {
        let mut world = disclosed();
        let mut revision = 0;
        for weights in agreements {
            let title = split(weights);
            world = world.given(propose_shares(title.clone()).seeing(revision));
            world = world.given(agree().seeing(revision + 1));
            revision += 2;
            let held = world.ledger.holdings(&r1()).unwrap();
            prop_assert!(held.iter().eq(&title));
            prop_assert_eq!(sums_to_whole(held.iter().map(|of| of.share)), Ok(true));
            prop_assert_eq!(replayed(&world), held.clone());
        }
    }
}

/// The holdings that the recorded changes alone add up to, which also shows that no record changed a
/// share without its counter-change.
fn replayed(world: &World) -> Holdings {
    let mut held = alloc::collections::BTreeMap::new();
    for moved in world.ledger.shares(&r1()).unwrap().history.iter() {
        assert_eq!(held.get(&moved.party).copied(), moved.before);
        match moved.after {
            Some(after) => held.insert(moved.party, after),
            None => held.remove(&moved.party),
        };
    }
    let list: Vec<ShareOf> =
        held.into_iter().map(|(party, share)| ShareOf { party, share }).collect();
    Holdings::from_list(&list).unwrap()
}
