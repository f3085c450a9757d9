//! One sentence that says why an answer is what it is.

use super::Conversion;

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// One sentence for the citizen: what was recognised, what it became, by which resolution, and what is left to do.
pub fn explain(_conversion: &Conversion, _lang: Lang) -> String {
    String::new()
}
