//! What rules take from the other layers, in one place.

use crate::text::date::PartialDate;

pub(super) fn upper(text: &str) -> String {
    text.to_uppercase()
}

pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}

pub(super) fn same_name(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

pub(super) fn date_words(date: PartialDate) -> String {
    date.to_vietnamese()
}

pub(super) fn number_words(n: i64) -> String {
    n.to_string()
}

/// `male` or `female`, and the year of birth, as the fourth to sixth digits of a personal ID number say.
pub(super) fn id_facts(id: &str) -> Option<(&'static str, i64)> {
    let b = id.as_bytes();
    if b.len() != 12 || !b.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let century = i64::from(b[3] - b'0');
    let year = 1900 + 100 * (century / 2) + i64::from(b[4] - b'0') * 10 + i64::from(b[5] - b'0');
    Some((if century % 2 == 0 { "male" } else { "female" }, year))
}
