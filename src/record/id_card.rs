//! The QR of Vietnamese identity cards, both generations.

use super::Record;

/// Why a payload is not an identity card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardError {
    /// Nothing there.
    Empty,
    /// A web address or something else that is not a card.
    NotACard,
    /// Fewer fields than a card has.
    TooFewFields {
        /// How many there are.
        found: usize,
    },
    /// The first field is not a 12-digit number.
    Number,
    /// There is no name.
    Name,
}

impl CardError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CardError::Empty => "card.empty",
            CardError::NotACard => "card.not-a-card",
            CardError::TooFewFields { .. } => "card.too-few-fields",
            CardError::Number => "card.number",
            CardError::Name => "card.name",
        }
    }
}

/// Reads the text of a card's QR, as a scanner types it or a picture gives it.
///
/// # Errors
/// [`CardError`] says what is wrong; the text itself is never part of it.
pub fn read_id_card(_payload: &str) -> Result<Record, CardError> {
    Err(CardError::Empty)
}
