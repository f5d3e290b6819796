//! Text that is kept in clear: short, visible, and what it seems to be.

use alloc::string::String;
use core::fmt;

/// Longest text, in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 500;

/// Not a text to keep: empty, too long, or with characters that deceive a reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a text: 1 to 500 bytes without control characters, directional overrides, or space at \
     its ends"
)]
pub struct InvalidText;

/// One line of text in any script: 1 to 500 bytes of UTF-8, no control or invisible formatting
/// characters, no white space at its ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// # Errors
    /// [`InvalidText`]: shorten it, or take out what cannot be seen.
    pub fn parse(text: &str) -> Result<Text, InvalidText> {
        let fits = !text.is_empty() && text.len() <= TEXT_BYTES_MAX && text.trim() == text;
        if fits && text.chars().all(is_visible) { Ok(Text(text.into())) } else { Err(InvalidText) }
    }

    /// The text as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Neither a control character nor one that reorders or hides its neighbours (Unicode TR 36).
fn is_visible(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_all_that_it_contains() {
        for text in ["", " a", "a\n", "a\u{7}b", "a\u{202e}b", "a\u{200b}b", "a\u{2066}b"] {
            assert_eq!(Text::parse(text), Err(InvalidText), "{text:?}");
        }
        assert_eq!(Text::parse(&"x".repeat(501)), Err(InvalidText));
        for text in ["Невская Авионика", "Հայկական", "Ararat Sensor", "a b"]
        {
            assert!(Text::parse(text).is_ok(), "{text}");
        }
    }
}
