//! Texts of the interface: buttons, headings, explanations. Keys begin with `ui.`.

use super::Row;

/// In order of the keys.
pub const TABLE: &[Row] = &[("ui.no", "Không", "No"), ("ui.yes", "Có", "Yes")];

/// The text of a key. An unknown one gives nothing to read, but no failure either.
pub fn get(lang: &str, key: &str) -> &'static str {
    super::find(lang, key).unwrap_or_default()
}
