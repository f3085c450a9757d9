//! What rules take from the other layers, in one place.

use crate::{identity::CitizenId, text, text::date::PartialDate};

pub(super) use text::{fold, same_name};

pub(super) fn upper(text: &str) -> String {
    text.chars().map(text::upper).collect()
}

pub(super) fn date_words(date: PartialDate) -> String {
    text::words::date(date)
}

pub(super) fn date_of_words(text: &str) -> Option<PartialDate> {
    text::words::read_date(text).ok()
}

pub(super) fn number_words(n: i64) -> String {
    text::words::signed(n)
}

/// `male` or `female`, and the year of birth, as a personal ID number says.
pub(super) fn id_facts(id: &str) -> Option<(&'static str, i64)> {
    CitizenId::parse(id).ok().map(|id| (id.sex.code(), i64::from(id.birth_year)))
}
