//! A share of a right, as an exact fraction: never rounded, never a float.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::num::NonZeroU64;
use core::str::FromStr;

#[cfg(test)]
mod laws;
mod list;

pub use list::{
    RemainderOrder, Total, accrue, common_denominator, distribute, sums_to_whole, total,
};

/// The largest denominator a share, or a list of shares together, may have: 2^63 − 1 (SHA-13).
pub const DENOMINATOR_MAX: u64 = i64::MAX as u64;

/// A part of one whole: p/q with 0 < p ≤ q ≤ 2^63 − 1, in lowest terms (SHA-2).
///
/// "No share" is not a share: it is `None`, or absence from a list (SHA-5). Policy thresholds
/// such as 2/3 are shares too. Ordered by value, exactly.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Share {
    numerator: u64,
    denominator: u64,
}

/// Why an amount is not a share, or a calculation has no share as its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidShare {
    /// The numerator is zero; who holds nothing is left out of the list (SHA-5).
    #[error("a share is more than nothing")]
    Zero,
    /// The fraction, or the sum of the list, is more than one; a denominator of zero is, too.
    #[error("a share is at most the whole")]
    AboveWhole,
    /// The exact result needs a denominator above [`DENOMINATOR_MAX`] (SHA-13).
    #[error("the exact share needs a denominator above {DENOMINATOR_MAX}")]
    TooFine,
    /// More was to be taken away than is there.
    #[error("less is held than is taken away")]
    MoreThanHeld,
    /// There is nobody to whom the share could fall (SHA-3, SHA-9).
    #[error("nobody is left to hold the share")]
    NobodyLeft,
    /// The list does not add up to exactly one (SHA-1).
    #[error("the shares do not add up to one")]
    NotWhole,
    /// The text is not the one spelling that a share has.
    #[error("a share is written p/q in lowest terms, as in 9/40")]
    NotCanonical,
}

impl Share {
    /// All of it: 1/1.
    pub const WHOLE: Self = Self { numerator: 1, denominator: 1 };

    /// The share `numerator`/`denominator`, reduced to lowest terms (SHA-2).
    ///
    /// # Errors
    /// [`InvalidShare::Zero`], [`InvalidShare::AboveWhole`] or [`InvalidShare::TooFine`]; the
    /// last only if the fraction is too fine after reduction.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, InvalidShare> {
        Self::reduced(numerator.into(), denominator.into())
    }

    /// The share that `text` spells, as `p/q` in decimal; the whole is `1/1`.
    ///
    /// # Errors
    /// [`InvalidShare::NotCanonical`] for signs, spaces, leading zeros and fractions not in
    /// lowest terms; otherwise as [`Share::new`].
    pub fn parse(text: &str) -> Result<Self, InvalidShare> {
        let (numerator, denominator) = text.split_once('/').ok_or(InvalidShare::NotCanonical)?;
        let (numerator, denominator) = (decimal(numerator)?, decimal(denominator)?);
        let share = Self::new(numerator, denominator)?;
        if (share.numerator, share.denominator) == (numerator, denominator) {
            Ok(share)
        } else {
            Err(InvalidShare::NotCanonical)
        }
    }

    /// p of p/q: at least 1.
    #[must_use]
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// q of p/q: from p to [`DENOMINATOR_MAX`].
    #[must_use]
    pub const fn denominator(self) -> u64 {
        self.denominator
    }

    /// The two shares together.
    ///
    /// # Errors
    /// [`InvalidShare::AboveWhole`] or [`InvalidShare::TooFine`].
    pub fn plus(self, other: Self) -> Result<Self, InvalidShare> {
        let [mine, theirs] = self.brought_together(other);
        Self::reduced(mine + theirs, wide_product(self.denominator, other.denominator))
    }

    /// What is left of this share when `other` is taken away; none if nothing is (SHA-5).
    ///
    /// # Errors
    /// [`InvalidShare::MoreThanHeld`] or [`InvalidShare::TooFine`].
    pub fn minus(self, other: Self) -> Result<Option<Self>, InvalidShare> {
        let [mine, theirs] = self.brought_together(other);
        match mine.checked_sub(theirs) {
            None => Err(InvalidShare::MoreThanHeld),
            Some(0) => Ok(None),
            Some(left) => {
                Self::reduced(left, wide_product(self.denominator, other.denominator)).map(Some)
            }
        }
    }

    /// The part `other` of this share: a transfer of t of a share s gives s·t (SHA-7).
    ///
    /// # Errors
    /// [`InvalidShare::TooFine`].
    pub fn times(self, other: Self) -> Result<Self, InvalidShare> {
        Self::reduced(
            wide_product(self.numerator, other.numerator),
            wide_product(self.denominator, other.denominator),
        )
    }

    /// This share divided by weights: xᵢ = x·wᵢ/Σw, in the order of the weights (SHA-4, SHA-11).
    ///
    /// The parts add up to this share exactly. Whether the list they join still has a common
    /// denominator is for [`common_denominator`] to say (SHA-13).
    ///
    /// # Errors
    /// [`InvalidShare::NobodyLeft`] for no weights, [`InvalidShare::TooFine`] if any part is.
    pub fn split(self, weights: &[NonZeroU64]) -> Result<Vec<Self>, InvalidShare> {
        if weights.is_empty() {
            return Err(InvalidShare::NobodyLeft);
        }
        let total: u128 = weights.iter().map(|weight| u128::from(weight.get())).sum();
        weights.iter().map(|weight| self.portion(weight.get().into(), total)).collect()
    }

    /// This share divided in proportion to `holdings`, in their order, as when several
    /// co-owners pre-empt one offer (TRF-2).
    ///
    /// # Errors
    /// [`InvalidShare::NobodyLeft`] for no holdings, [`InvalidShare::TooFine`] if the holdings
    /// have no common denominator (SHA-13) or a part is too fine.
    pub fn split_pro_rata(self, holdings: &[Self]) -> Result<Vec<Self>, InvalidShare> {
        let common = common_denominator(holdings.iter().copied())?;
        let weights: Vec<_> = holdings.iter().map(|share| share.over(common)).collect();
        self.split(&weights)
    }

    /// The share as a percentage with one decimal, as in `33.3`: rounded, half upwards, and so
    /// for showing beside the fraction, never instead of it.
    #[must_use]
    pub fn percent_rounded(self) -> String {
        let (part, whole) = (u128::from(self.numerator), u128::from(self.denominator));
        let tenths = (part * 2_000 + whole) / (whole * 2);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// This share times `weight`/`total`, where 0 < weight ≤ total.
    fn portion(self, weight: u128, total: u128) -> Result<Self, InvalidShare> {
        // Reduced crosswise before multiplying, so that a product that does not fit in 128 bits
        // is a result that does not fit in 63.
        let common = gcd(weight, total);
        let (weight, total) = (weight / common, total / common);
        let across = gcd(self.numerator.into(), total);
        let (numerator, total) = (u128::from(self.numerator) / across, total / across);
        let across = gcd(weight, self.denominator.into());
        let (weight, denominator) = (weight / across, u128::from(self.denominator) / across);
        let denominator = denominator.checked_mul(total).ok_or(InvalidShare::TooFine)?;
        let numerator = numerator.checked_mul(weight).ok_or(InvalidShare::TooFine)?;
        Self::reduced(numerator, denominator)
    }

    /// The numerator that this share has over `common`, a multiple of its denominator.
    fn over(self, common: u64) -> NonZeroU64 {
        NonZeroU64::new(self.numerator * (common / self.denominator))
            .expect("a positive numerator times a positive factor is positive")
    }

    /// Both numerators over the product of the denominators; each below 2^126.
    fn brought_together(self, other: Self) -> [u128; 2] {
        [
            wide_product(self.numerator, other.denominator),
            wide_product(other.numerator, self.denominator),
        ]
    }

    fn reduced(numerator: u128, denominator: u128) -> Result<Self, InvalidShare> {
        if numerator == 0 {
            return Err(InvalidShare::Zero);
        }
        if numerator > denominator {
            return Err(InvalidShare::AboveWhole);
        }
        let common = gcd(numerator, denominator);
        match (u64::try_from(numerator / common), u64::try_from(denominator / common)) {
            (Ok(numerator), Ok(denominator)) if denominator <= DENOMINATOR_MAX => {
                Ok(Self { numerator, denominator })
            }
            (Ok(_) | Err(_), Ok(_) | Err(_)) => Err(InvalidShare::TooFine),
        }
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        let [mine, theirs] = self.brought_together(*other);
        mine.cmp(&theirs)
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Share {
    type Err = InvalidShare;

    fn from_str(text: &str) -> Result<Self, InvalidShare> {
        Self::parse(text)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A number in decimal digits, without sign or leading zeros.
fn decimal(text: &str) -> Result<u64, InvalidShare> {
    let canonical = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if !canonical {
        return Err(InvalidShare::NotCanonical);
    }
    // Digits alone can only overflow, and then the fraction in lowest terms is too fine as well.
    text.parse().map_err(|_| InvalidShare::TooFine)
}

fn wide_product(one: u64, other: u64) -> u128 {
    u128::from(one) * u128::from(other)
}

/// The greatest common divisor; at least one of the two is not zero.
fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
