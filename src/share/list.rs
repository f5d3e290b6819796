//! Lists of shares: the holders of one right, and what is divided among them.

use super::{DENOMINATOR_MAX, InvalidShare, Share, gcd, wide_product};
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

/// What shares add up to, in lowest terms: possibly nothing, possibly more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    numerator: u128,
    denominator: u128,
}

impl Total {
    /// p of p/q: zero for no shares, more than q if the list exceeds the whole.
    #[must_use]
    pub const fn numerator(self) -> u128 {
        self.numerator
    }

    /// q of p/q: from 1 to [`DENOMINATOR_MAX`].
    #[must_use]
    pub const fn denominator(self) -> u128 {
        self.denominator
    }

    /// Whether this is exactly one (SHA-1, SHA-6).
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.numerator == self.denominator
    }

    /// Whether this is at least `threshold`, compared exactly (CON-2).
    #[must_use]
    pub fn reaches(self, threshold: Share) -> bool {
        // Above one, every threshold is reached; below it, the products fit in 126 bits.
        self.numerator >= self.denominator
            || self.numerator * u128::from(threshold.denominator)
                >= u128::from(threshold.numerator) * self.denominator
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// The exact sum of `shares`, whatever their order.
///
/// # Errors
/// [`InvalidShare::TooFine`] if they have no common denominator (SHA-13).
pub fn total(shares: impl IntoIterator<Item = Share> + Clone) -> Result<Total, InvalidShare> {
    let common = common_denominator(shares.clone())?;
    // A term is below 2^63, so that 128 bits hold more terms than memory does.
    let sum: u128 = shares.into_iter().map(|share| u128::from(share.over(common).get())).sum();
    let divisor = gcd(sum, common.into());
    Ok(Total { numerator: sum / divisor, denominator: u128::from(common) / divisor })
}

/// Whether `shares` add up to exactly one (SHA-1, SHA-6).
///
/// # Errors
/// [`InvalidShare::TooFine`] if they have no common denominator (SHA-13).
pub fn sums_to_whole(
    shares: impl IntoIterator<Item = Share> + Clone,
) -> Result<bool, InvalidShare> {
    total(shares).map(Total::is_whole)
}

/// The least common denominator of `shares`, whatever their order; 1 for none.
///
/// # Errors
/// [`InvalidShare::TooFine`] if it is above [`DENOMINATOR_MAX`] (SHA-13).
pub fn common_denominator(shares: impl IntoIterator<Item = Share>) -> Result<u64, InvalidShare> {
    shares.into_iter().try_fold(1, |common: u64, share| {
        // The least common multiple only grows, so stopping early refuses nothing that a later
        // entry could have saved.
        let (so_far, next) = (u128::from(common), u128::from(share.denominator));
        let multiple = so_far / gcd(so_far, next) * next;
        match u64::try_from(multiple) {
            Ok(multiple) if multiple <= DENOMINATOR_MAX => Ok(multiple),
            Ok(_) | Err(_) => Err(InvalidShare::TooFine),
        }
    })
}

/// What the remaining holders hold, in their order, after `surrendered` has accrued to them pro
/// rata (SHA-8).
///
/// Each share grows by the same factor; the sum of all does not change (SHA-3).
///
/// # Errors
/// [`InvalidShare::NobodyLeft`] if nobody remains: a sole owner's surrender ends the title
/// (SHA-9). [`InvalidShare::AboveWhole`] if all together are more than one, and
/// [`InvalidShare::TooFine`] (SHA-13).
pub fn accrue(surrendered: Share, remaining: &[Share]) -> Result<Vec<Share>, InvalidShare> {
    if remaining.is_empty() {
        return Err(InvalidShare::NobodyLeft);
    }
    let common = common_denominator(remaining.iter().copied().chain([surrendered]))?;
    let kept: u128 = remaining.iter().map(|share| u128::from(share.over(common).get())).sum();
    let all = kept + u128::from(surrendered.over(common).get());
    if all > u128::from(common) {
        return Err(InvalidShare::AboveWhole);
    }
    // In one step, s·(Σ+x)/Σ: the part that accrues may be too fine where the new share is not.
    let grown = |share: &Share| {
        Share::reduced(u128::from(share.over(common).get()) * all, kept * u128::from(common))
    };
    remaining.iter().map(grown).collect()
}

/// How the units that remain after rounding down are given out (MON-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemainderOrder {
    /// To the largest fractional part first; among equals, to the holder whose id comes first.
    LargestFractionThenId,
    /// To the holder whose id comes first.
    IdOnly,
}

/// `amount` minor units divided by `shares`, in their order (MON-2).
///
/// `shares` are in the order of their holders' ids, so that nobody gains by the order in which
/// they were written down. The parts add up to `amount`, and each is its exact part rounded
/// down, or that plus one.
///
/// # Errors
/// [`InvalidShare::NotWhole`] if the shares do not add up to one; [`InvalidShare::TooFine`] if
/// they have no common denominator (SHA-13).
pub fn distribute(
    amount: u64,
    shares: &[Share],
    order: RemainderOrder,
) -> Result<Vec<u64>, InvalidShare> {
    let common = common_denominator(shares.iter().copied())?;
    if !sums_to_whole(shares.iter().copied())? {
        return Err(InvalidShare::NotWhole);
    }
    let exact = |share: &Share| wide_product(amount, share.over(common).get());
    let common = u128::from(common);
    let mut parts: Vec<u64> =
        shares.iter().map(|share| whole_units(exact(share), common)).collect();
    let mut first_served: Vec<usize> = (0..shares.len()).collect();
    match order {
        // The sort is stable: among equal fractions the order of ids stands.
        RemainderOrder::LargestFractionThenId => {
            first_served.sort_by_key(|index| Reverse(exact(&shares[*index]) % common));
        }
        RemainderOrder::IdOnly => {}
    }
    // Each fraction dropped is below one unit, so fewer units remain than there are holders.
    let remaining = amount - parts.iter().sum::<u64>();
    for (_, index) in (0..remaining).zip(first_served) {
        parts[index] += 1;
    }
    Ok(parts)
}

fn whole_units(product: u128, common: u128) -> u64 {
    u64::try_from(product / common).expect("a part of a 64-bit amount is no more than the amount")
}
