//! The rules of shares, by the rulebook's vectors and against arbitrary-precision fractions.

use super::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use std::string::ToString;
use std::vec;

fn share(text: &str) -> Share {
    Share::parse(text).unwrap()
}

fn shares<const N: usize>(texts: [&str; N]) -> Vec<Share> {
    texts.map(share).to_vec()
}

fn weights(numbers: &[u64]) -> Vec<NonZeroU64> {
    numbers.iter().map(|number| NonZeroU64::new(*number).unwrap()).collect()
}

fn by_largest_fraction(amount: u64, texts: [&str; 3]) -> Vec<u64> {
    distribute(amount, &shares(texts), RemainderOrder::LargestFractionThenId).unwrap()
}

/// The seller keeps s·(1−t), the transferee gets s·t (SHA-7).
fn transferred(held: &str, part: &str) -> (Option<Share>, Share) {
    let given = share(held).times(share(part)).unwrap();
    (share(held).minus(given).unwrap(), given)
}

#[test]
fn v1_half_of_a_third_is_a_sixth() {
    let (kept, given) = transferred("1/3", "1/2");
    assert_eq!((kept, given), (Some(share("1/6")), share("1/6")));
    assert_eq!(share("1/3").plus(given), Ok(share("1/2")));
}

#[test]
fn v2_v3_contributions_divide_the_whole_exactly() {
    let by = |numbers: &[u64]| Share::WHOLE.split(&weights(numbers)).unwrap();
    assert_eq!(by(&[120, 45, 35]), shares(["3/5", "9/40", "7/40"]));
    assert_eq!(by(&[7, 5, 1]), shares(["7/13", "5/13", "1/13"]));
}

#[test]
fn v4_an_offer_is_pre_empted_pro_rata_by_those_who_pre_empt() {
    let (kept, offered) = transferred("5/12", "3/5");
    assert_eq!((kept, offered), (Some(share("1/6")), share("1/4")));
    let parts = offered.split_pro_rata(&shares(["1/3", "1/4"])).unwrap();
    assert_eq!(parts, shares(["1/7", "3/28"]));
    assert_eq!(share("1/3").plus(parts[0]), Ok(share("10/21")));
    assert_eq!(share("1/4").plus(parts[1]), Ok(share("5/14")));
    assert_eq!(sums_to_whole(shares(["1/6", "10/21", "5/14"])), Ok(true));
}

#[test]
fn v5_a_single_pre_emptor_takes_the_whole_offer() {
    let parts = share("1/4").split_pro_rata(&shares(["1/3"])).unwrap();
    assert_eq!(share("1/3").plus(parts[0]), Ok(share("7/12")));
    assert_eq!(sums_to_whole(shares(["1/6", "7/12", "1/4"])), Ok(true));
}

#[test]
fn v6_a_surrendered_share_accrues_pro_rata() {
    let kept = accrue(share("5/14"), &shares(["1/6", "10/21"])).unwrap();
    assert_eq!(kept, shares(["7/27", "20/27"]));
}

#[test]
fn v7_v8_v9_income_is_distributed_to_the_last_unit() {
    assert_eq!(by_largest_fraction(10_000, ["1/3", "1/3", "1/3"]), [3334, 3333, 3333]);
    assert_eq!(by_largest_fraction(1_001, ["5/12", "1/3", "1/4"]), [417, 334, 250]);
    assert_eq!(by_largest_fraction(7, ["7/13", "5/13", "1/13"]), [4, 3, 0]);
}

#[test]
fn v10_v11_a_threshold_of_two_thirds_is_reached_by_exactly_two_thirds() {
    assert!(total(shares(["1/3", "1/3"])).unwrap().reaches(share("2/3")));
    assert!(total(shares(["3/7", "5/21"])).unwrap().reaches(share("2/3")));
    assert!(!total(shares(["3/7", "4/21"])).unwrap().reaches(share("2/3")));
    assert!(!total([]).unwrap().reaches(share("1/1000000")));
}

#[test]
fn scenario_s1_income_falls_out_as_whole_units() {
    let parts = by_largest_fraction(1_000_001, ["3/5", "9/40", "7/40"]);
    assert_eq!(parts, [600_001, 225_000, 175_000]);
}

#[test]
fn scenario_s9_income_of_two_holders_rounds_to_the_larger_fraction() {
    let list = shares(["3/4", "1/4"]);
    let parts = distribute(1_003, &list, RemainderOrder::LargestFractionThenId).unwrap();
    assert_eq!(parts, [752, 251]);
}

#[test]
fn under_id_only_the_first_id_gets_the_remainder() {
    let list = shares(["5/12", "1/3", "1/4"]);
    assert_eq!(distribute(1_001, &list, RemainderOrder::IdOnly), Ok(vec![418, 333, 250]));
}

#[test]
fn income_is_not_distributed_over_less_or_more_than_the_whole() {
    for list in [shares(["1/2", "1/3"]), shares(["1/2", "2/3"]), vec![]] {
        let parts = distribute(10, &list, RemainderOrder::IdOnly);
        assert_eq!(parts, Err(InvalidShare::NotWhole));
    }
}

#[test]
fn a_proposal_that_misses_the_whole_shows_its_sum() {
    // Scenario S-1.
    let sum = total(shares(["3/5", "11/50", "17/100"])).unwrap();
    assert_eq!((sum.is_whole(), sum.to_string()), (false, "99/100".to_string()));
    assert_eq!(total(shares(["3/4", "3/4"])).unwrap().to_string(), "3/2");
}

#[test]
fn sha_2_a_share_is_more_than_nothing_and_at_most_the_whole() {
    assert_eq!(Share::new(0, 5), Err(InvalidShare::Zero));
    assert_eq!(Share::new(0, 0), Err(InvalidShare::Zero));
    assert_eq!(Share::new(6, 5), Err(InvalidShare::AboveWhole));
    assert_eq!(Share::new(1, 0), Err(InvalidShare::AboveWhole));
    assert_eq!(Share::new(120, 200), Ok(share("3/5")));
}

#[test]
fn sha_13_the_finest_share_has_63_bits_and_no_more() {
    assert!(Share::new(1, DENOMINATOR_MAX).is_ok());
    assert_eq!(Share::new(1, DENOMINATOR_MAX + 1), Err(InvalidShare::TooFine));
    assert_eq!(Share::new(1 << 63, u64::MAX), Err(InvalidShare::TooFine));
    assert_eq!(Share::new(u64::MAX, u64::MAX), Ok(Share::WHOLE));
    assert_eq!(Share::new(2, 1 << 63), Ok(share("1/4611686018427387904")));
}

#[test]
fn sha_13_a_list_too_fine_together_is_refused_though_each_entry_is_not() {
    let list = shares(["1/4294967291", "1/4294967279", "1/2"]);
    assert_eq!(common_denominator(list.iter().copied()), Err(InvalidShare::TooFine));
    assert_eq!(sums_to_whole(list.iter().copied()), Err(InvalidShare::TooFine));
    assert_eq!(list[0].plus(list[1]), Err(InvalidShare::TooFine));
}

#[test]
fn sha_9_nobody_accrues_when_a_sole_owner_surrenders() {
    assert_eq!(accrue(Share::WHOLE, &[]), Err(InvalidShare::NobodyLeft));
    assert_eq!(Share::WHOLE.split(&[]), Err(InvalidShare::NobodyLeft));
    assert_eq!(Share::WHOLE.split_pro_rata(&[]), Err(InvalidShare::NobodyLeft));
}

#[test]
fn what_accrues_never_exceeds_the_whole() {
    assert_eq!(accrue(share("1/2"), &shares(["2/3"])), Err(InvalidShare::AboveWhole));
}

#[test]
fn sha_5_nothing_left_is_no_share() {
    assert_eq!(share("7/40").minus(share("7/40")), Ok(None));
    assert_eq!(share("1/3").minus(share("1/2")), Err(InvalidShare::MoreThanHeld));
}

#[test]
fn scenario_s14_transfers_of_parts_keep_the_sum_at_one() {
    assert_eq!(transferred("9/40", "1/3"), (Some(share("3/20")), share("3/40")));
    assert_eq!(transferred("7/40", "2/7"), (Some(share("1/8")), share("1/20")));
    assert_eq!(sums_to_whole(shares(["3/20", "3/40", "3/5", "1/8", "1/20"])), Ok(true));
}

#[test]
fn a_share_has_one_spelling() {
    for text in ["1/1", "9/40", "1/9223372036854775807"] {
        assert_eq!(share(text).to_string(), text);
    }
    let badly = ["", "/", "1", "1/", "/2", "2/4", "01/2", "1/02", "+1/2", "-1/2", "1 /2", "1/2 "];
    for text in badly.into_iter().chain(["1/2/3", "0.5", "50%", "١/٢", "4/4"]) {
        assert_eq!(Share::parse(text), Err(InvalidShare::NotCanonical), "{text:?}");
    }
    assert_eq!(Share::parse("0/1"), Err(InvalidShare::Zero));
    assert_eq!(Share::parse("3/2"), Err(InvalidShare::AboveWhole));
    assert_eq!(Share::parse("1/18446744073709551616"), Err(InvalidShare::TooFine));
}

#[test]
fn a_percentage_is_rounded_half_upwards_to_one_decimal() {
    let cases = [("1/3", "33.3"), ("2/3", "66.7"), ("1/1", "100.0"), ("1/2000", "0.1")];
    for (text, percent) in cases.into_iter().chain([("1/2001", "0.0"), ("9/40", "22.5")]) {
        assert_eq!(share(text).percent_rounded(), percent, "{text}");
    }
}

fn exact(share: Share) -> BigRational {
    BigRational::new(share.numerator.into(), share.denominator.into())
}

/// What the rules demand of an exact result: that share, or the refusal that names why not.
fn demanded(value: &BigRational) -> Result<Share, InvalidShare> {
    if value.numer() == &BigInt::ZERO {
        return Err(InvalidShare::Zero);
    }
    if value > &BigRational::from_integer(1.into()) {
        return Err(InvalidShare::AboveWhole);
    }
    match (u64::try_from(value.numer()), u64::try_from(value.denom())) {
        (Ok(numerator), Ok(denominator)) => Share::new(numerator, denominator),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => Err(InvalidShare::TooFine),
    }
}

/// Shares from the plain to the finest that exist.
fn any_share() -> impl Strategy<Value = Share> {
    let up_to = |bound: u64| {
        (1..=bound).prop_flat_map(|q| (1..=q).prop_map(move |p| Share::new(p, q).unwrap()))
    };
    prop_oneof![up_to(60), up_to(1 << 32), up_to(DENOMINATOR_MAX)]
}

fn any_weights() -> impl Strategy<Value = Vec<NonZeroU64>> {
    let weight = prop_oneof![1..200u64, 1..=u64::MAX].prop_map(|w| NonZeroU64::new(w).unwrap());
    proptest::collection::vec(weight, 1..12)
}

/// A list that sums to one, as the holders of a result do.
fn any_holders() -> impl Strategy<Value = Vec<Share>> {
    proptest::collection::vec(1..100_000u64, 1..20)
        .prop_map(|numbers| Share::WHOLE.split(&weights(&numbers)).unwrap())
}

proptest! {
    #[test]
    fn arithmetic_is_exact_or_refused(one in any_share(), other in any_share()) {
        let (a, b) = (exact(one), exact(other));
        prop_assert_eq!(one.plus(other), demanded(&(&a + &b)));
        prop_assert_eq!(one.times(other), demanded(&(&a * &b)));
        prop_assert_eq!(one.cmp(&other), a.cmp(&b));
        let left = match a.cmp(&b) {
            Ordering::Less => Err(InvalidShare::MoreThanHeld),
            Ordering::Equal => Ok(None),
            Ordering::Greater => demanded(&(&a - &b)).map(Some),
        };
        prop_assert_eq!(one.minus(other), left);
    }

    #[test]
    fn sha_4_splitting_gives_exactly_x_times_w_over_the_sum(
        whole in any_share(), numbers in any_weights(),
    ) {
        let sum: BigInt = numbers.iter().map(|w| BigInt::from(w.get())).sum();
        let part = |w: &NonZeroU64| {
            demanded(&(exact(whole) * BigRational::new(w.get().into(), sum.clone())))
        };
        let demanded: Result<Vec<_>, _> = numbers.iter().map(part).collect();
        prop_assert_eq!(whole.split(&numbers), demanded);
    }

    #[test]
    fn sha_13_a_sum_is_the_same_in_every_order(
        list in proptest::collection::vec(any_share(), 0..6),
    ) {
        let mut reversed = list.clone();
        reversed.reverse();
        let mut sorted = list.clone();
        sorted.sort();
        let sum = total(list.iter().copied());
        prop_assert_eq!(sum, total(reversed));
        prop_assert_eq!(sum, total(sorted));
        if let Ok(sum) = sum {
            let expected: BigRational = list.iter().copied().map(exact).sum();
            let sum = BigRational::new(sum.numerator().into(), sum.denominator().into());
            prop_assert_eq!(sum, expected);
        }
    }

    #[test]
    fn sha_3_accrual_keeps_the_sum(holders in any_holders()) {
        let Some((surrendered, remaining)) = holders.split_first() else { unreachable!() };
        match accrue(*surrendered, remaining) {
            Ok(after) => prop_assert_eq!(sums_to_whole(after), Ok(true)),
            Err(refusal) => {
                prop_assert!(remaining.is_empty());
                prop_assert_eq!(refusal, InvalidShare::NobodyLeft);
            }
        }
    }

    #[test]
    fn mon_2_parts_add_up_and_are_rounded_by_less_than_a_unit(
        amount in any::<u64>(), holders in any_holders(),
    ) {
        for order in [RemainderOrder::LargestFractionThenId, RemainderOrder::IdOnly] {
            let parts = distribute(amount, &holders, order).unwrap();
            let given: u128 = parts.iter().map(|part| u128::from(*part)).sum();
            prop_assert_eq!(given, u128::from(amount));
            for (part, share) in parts.iter().zip(&holders) {
                let floor = (exact(*share) * BigInt::from(amount)).to_integer();
                let above = BigInt::from(*part) - floor;
                prop_assert!(above == BigInt::ZERO || above == BigInt::from(1));
            }
        }
    }

    #[test]
    fn every_share_reads_back_from_its_spelling(share in any_share()) {
        prop_assert_eq!(Share::parse(&share.to_string()), Ok(share));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[0-9/+-]{0,24}|.{0,12}") {
        if let Ok(share) = Share::parse(&text) {
            prop_assert_eq!(share.to_string(), text);
        }
    }
}
