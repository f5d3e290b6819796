//! The states that take part, and the third states they deal with, by their two-letter codes.

use core::fmt;
use core::str::FromStr;

/// A state, by its ISO 3166-1 alpha-2 code: two capital ASCII letters (XCH-16).
///
/// User-assigned codes (such as `QM`) are accepted: whether a code is in use on a date is a
/// question for the dated code table, not for this type. Ordered alphabetically.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State([u8; 2]);

/// A text is not a state's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state is named by two capital letters, as in KZ")]
pub struct InvalidState;

impl State {
    /// The state that `text` names.
    ///
    /// # Errors
    /// [`InvalidState`] unless the text is exactly two letters from `A` to `Z`.
    pub fn parse(text: &str) -> Result<Self, InvalidState> {
        match *text.as_bytes() {
            [first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
                Ok(Self([first, second]))
            }
            _ => Err(InvalidState),
        }
    }

    /// The two letters of the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.letters()
    }

    fn letters(&self) -> &str {
        core::str::from_utf8(&self.0).expect("a state's code is two ASCII letters")
    }
}

impl FromStr for State {
    type Err = InvalidState;

    fn from_str(text: &str) -> Result<Self, InvalidState> {
        Self::parse(text)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_state_is_two_capital_letters_and_nothing_else() {
        assert_eq!(State::parse("KZ").unwrap().to_string(), "KZ");
        for text in ["", "K", "kz", "Kz", "KAZ", "K1", "КЗ", " KZ", "KZ "] {
            assert_eq!(State::parse(text), Err(InvalidState), "{text:?}");
        }
    }

    #[test]
    fn states_are_in_alphabetical_order() {
        let mut states = ["RU", "AM", "KZ", "KG"].map(|code| State::parse(code).unwrap());
        states.sort();
        assert_eq!(states.map(|state| state.to_string()), ["AM", "KG", "KZ", "RU"]);
    }
}
