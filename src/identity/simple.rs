//! Numbers that only have a shape: old identity cards, passports, driving licences, postal codes.

use super::{IdError, Scan, Wanted};

/// Reads the number of an old identity card ("chứng minh nhân dân"): nine digits, no check digit. The twelve digits of
/// some cards of 2012 to 2015 are citizen IDs.
pub fn parse_old_id(typed: &str) -> Result<String, IdError> {
    Scan::new(typed, "").digits(&[9])
}

/// Reads a Vietnamese passport number: a letter and seven digits, eight in newer booklets. Gives it in capitals.
pub fn parse_passport(typed: &str) -> Result<String, IdError> {
    let wanted = |place: usize| if place == 0 { Wanted::Letter } else { Wanted::Digit };
    let fits = |place: usize, c: char| if place == 0 { c.is_ascii_uppercase() } else { c.is_ascii_digit() };
    Scan::new(typed, "").all(&[8, 9], wanted, fits)
}

/// Reads the number of a driving licence: twelve digits, as on the plastic cards issued since 2012.
pub fn parse_driving_licence(typed: &str) -> Result<String, IdError> {
    Scan::new(typed, "").digits(&[12])
}

/// Reads a postal code: five digits, one per commune (Quyết định 2334/QĐ-BKHCN of 24 August 2025), or the six digits of
/// before 2018.
pub fn parse_postal_code(typed: &str) -> Result<String, IdError> {
    match Scan::new(typed, "").digits(&[5, 6]) {
        Err(IdError::Length { found, .. }) => Err(IdError::Length { expected: &[5], found }),
        read => read,
    }
}
