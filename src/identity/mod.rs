//! The numbers and codes that Vietnamese forms ask for: one file per format, one entry in [`KINDS`] each.
//!
//! Reading takes what people type (blanks, dots, hyphens, full-width digits, +84) and gives the one stored form. A number
//! that cannot exist is an [`IdError`] that says which character and why; a number that may exist but looks odd comes
//! with [`Warning`]s, because the law gives no certainty there. A likely repair (a leading zero lost in a spreadsheet, the
//! letter O for a zero) is offered by [`Kind::suggest`] and never applied.

mod citizen;
mod dossier_code;
mod email;
mod explain;
mod insurance;
mod kinds;
mod mrz;
mod phone;
mod plate;
mod simple;
mod tax;

pub use citizen::{BirthProvince, CitizenId, Mismatch, PROVINCES, Sex, birth_province, check_against};
pub use dossier_code::DossierCode;
pub use email::Email;
pub use explain::{Fact, Recognised, recognise};
pub use insurance::{HealthInsurance, SocialInsurance};
pub use kinds::{
    CITIZEN_ID, Checked, EMAIL, KINDS, Kind, OLD_ID, PHONE, Repair, Suggestion, kind, load, load_repairs, loaded,
};
pub use mrz::{Mrz, MrzField};
pub use phone::{Phone, PhoneKind};
pub use plate::{Plate, PlateVehicle};
pub use simple::{parse_driving_licence, parse_old_id, parse_passport, parse_postal_code};
pub use tax::TaxCode;

use crate::text;

/// Why a text is not a number of the kind asked for. `at` counts characters from 0 in the text as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdError {
    /// Nothing but blanks and separators.
    Empty,
    /// Too few or too many characters, separators not counted.
    Length {
        /// The lengths that exist.
        expected: &'static [usize],
        /// The length found.
        found: usize,
    },
    /// The same of a number that has letters in it.
    Size {
        /// The lengths that exist.
        expected: &'static [usize],
        /// The length found.
        found: usize,
    },
    /// A character that cannot stand there.
    Character {
        /// Where.
        at: usize,
        /// The character itself (and no other of the value).
        found: char,
        /// What could.
        wanted: Wanted,
    },
    /// More characters than can be delivered or stored.
    TooLong {
        /// The most there may be.
        max: usize,
        /// The length found.
        found: usize,
    },
    /// The check digit of a tax code does not fit the other nine.
    TaxCheckDigit {
        /// Where it stands.
        at: usize,
    },
    /// A tax code that was never issued: to its first nine digits there is no tenth.
    TaxNeverIssued {
        /// Where that tenth digit stands.
        at: usize,
    },
    /// There is no branch 000.
    TaxBranch {
        /// Where the branch starts.
        at: usize,
    },
    /// The level of benefit on a health-insurance card is 1 to 5.
    BenefitLevel {
        /// Where it stands.
        at: usize,
    },
    /// No telephone network has this prefix.
    PhonePrefix {
        /// Where the prefix starts.
        at: usize,
    },
    /// No province has this plate code.
    PlateCode {
        /// Where it stands.
        at: usize,
    },
    /// Not in the shape of a dossier code.
    DossierShape {
        /// The first character that breaks it; where all of them fit so far, the place behind the last.
        at: usize,
    },
    /// The day of reception in a dossier code does not exist.
    DossierDate {
        /// Where it starts.
        at: usize,
    },
    /// An e-mail address without @.
    EmailNoAt,
    /// What follows the @ is no domain.
    EmailDomain {
        /// Where it starts.
        at: usize,
    },
    /// A check digit of a machine-readable zone does not fit: something was misread.
    MrzCheckDigit {
        /// What it protects.
        field: MrzField,
        /// Where the check digit stands.
        at: usize,
    },
    /// A date in a machine-readable zone does not exist.
    MrzDate {
        /// Which date.
        field: MrzField,
        /// Where it starts.
        at: usize,
    },
}

/// What can stand in a place of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A digit.
    Digit,
    /// A letter from A to Z.
    Letter,
    /// A letter that series of number plates use.
    Series,
    /// A letter without accents, a digit, or a sign that e-mail addresses have there.
    Address,
    /// A letter, a digit, a dot or a hyphen.
    Code,
    /// What a machine-readable zone has there: letters from A to Z, digits or `<`.
    Zone,
}

impl IdError {
    /// Stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            IdError::Empty => "id.empty",
            IdError::Length { .. } => "id.length",
            IdError::Size { .. } => "id.size",
            IdError::Character { wanted, .. } => match wanted {
                Wanted::Digit => "id.character",
                Wanted::Letter => "id.letter",
                Wanted::Series => "plate.letter",
                Wanted::Address => "email.character",
                Wanted::Code => "dossier-code.character",
                Wanted::Zone => "mrz.character",
            },
            IdError::TooLong { .. } => "id.too-long",
            IdError::TaxCheckDigit { .. } => "tax.check-digit",
            IdError::TaxNeverIssued { .. } => "tax.never-issued",
            IdError::TaxBranch { .. } => "tax.branch",
            IdError::BenefitLevel { .. } => "health.benefit-level",
            IdError::PhonePrefix { .. } => "phone.prefix",
            IdError::PlateCode { .. } => "plate.code",
            IdError::DossierShape { .. } => "dossier-code.shape",
            IdError::DossierDate { .. } => "dossier-code.date",
            IdError::EmailNoAt => "email.no-at",
            IdError::EmailDomain { .. } => "email.domain",
            IdError::MrzCheckDigit { .. } => "mrz.check-digit",
            IdError::MrzDate { .. } => "mrz.date",
        }
    }

    /// The character that it is about, counted from 0 in the text as typed.
    pub fn at(self) -> Option<usize> {
        match self {
            IdError::Empty | IdError::Length { .. } | IdError::Size { .. } | IdError::TooLong { .. } => None,
            IdError::EmailNoAt => None,
            IdError::Character { at, .. } | IdError::MrzCheckDigit { at, .. } | IdError::MrzDate { at, .. } => Some(at),
            IdError::TaxCheckDigit { at } | IdError::TaxBranch { at } | IdError::BenefitLevel { at } => Some(at),
            IdError::PhonePrefix { at } | IdError::PlateCode { at } => Some(at),
            IdError::DossierShape { at } | IdError::DossierDate { at } | IdError::EmailDomain { at } => Some(at),
            IdError::TaxNeverIssued { at } => Some(at),
        }
    }

    /// The characters that it is about, counted from 0 in the text as typed; an empty range is the place where something is
    /// missing.
    pub fn range(self, typed: &str) -> std::ops::Range<usize> {
        let end = typed.trim_end().chars().count();
        // Where so many characters begin that count (from the end, when there are too many).
        let counted: Vec<usize> = Scan::new(typed, "").chars.iter().map(|(at, _)| *at).collect();
        let surplus = |max: usize, found: usize| {
            let first = found.checked_sub(max).and_then(|n| counted.len().checked_sub(n));
            first.and_then(|place| counted.get(place)).map_or(end..end, |at| *at..end)
        };
        let so_many = |at: usize, count: usize| {
            let last = counted.iter().filter(|place| **place >= at).take(count).last();
            at..last.map_or(end, |last| last + 1)
        };
        match self {
            IdError::Empty => 0..0,
            IdError::EmailNoAt => end..end,
            IdError::Length { expected, found } | IdError::Size { expected, found } => {
                surplus(expected.iter().copied().max().unwrap_or(found), found)
            }
            IdError::TooLong { max, found } => surplus(max, found),
            IdError::TaxBranch { at } | IdError::PhonePrefix { at } => so_many(at, 3),
            IdError::PlateCode { at } => so_many(at, 2),
            IdError::DossierDate { at } | IdError::MrzDate { at, .. } => so_many(at, 6),
            IdError::EmailDomain { at } => at..end.max(at),
            IdError::DossierShape { at } if at >= end => end..end,
            IdError::Character { at, .. } | IdError::TaxCheckDigit { at } | IdError::TaxNeverIssued { at } => {
                at..at + 1
            }
            IdError::BenefitLevel { at } | IdError::DossierShape { at } | IdError::MrzCheckDigit { at, .. } => {
                at..at + 1
            }
        }
    }
}

/// Something odd about a number that may nevertheless be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The first three digits are no province's code.
    UnknownProvince,
    /// The first three digits are in the range of the codes for births registered abroad.
    RegisteredAbroad,
    /// By its century digit the bearer is born in 2100 or later.
    FutureBirth,
    /// An eleven-digit mobile number of before 2018, brought to its present prefix.
    MobileMigrated,
    /// A service or emergency number: nobody can be called back there.
    NotPersonal,
    /// A number of another country, of which only the length was checked.
    ForeignNumber,
    /// A postal code of six digits, as before 2018.
    OldPostalCode,
}

impl Warning {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Warning::UnknownProvince => "citizen-id.unknown-province",
            Warning::RegisteredAbroad => "citizen-id.registered-abroad",
            Warning::FutureBirth => "citizen-id.future-birth",
            Warning::MobileMigrated => "phone.migrated",
            Warning::NotPersonal => "phone.not-personal",
            Warning::ForeignNumber => "phone.foreign",
            Warning::OldPostalCode => "postal-code.old",
        }
    }
}

/// The characters of an identifier without blanks, separators and invisible characters, narrow and in capitals, each
/// with its place in the text as typed.
struct Scan<'a> {
    chars: Vec<(usize, char)>,
    typed: &'a str,
}

impl<'a> Scan<'a> {
    /// Drops blanks, dots, hyphens and what else people put between groups of digits, except the characters of `keep`.
    fn new(typed: &'a str, keep: &str) -> Self {
        let characters = typed.chars().enumerate().filter(|(_, c)| !text::is_invisible(*c) && !c.is_whitespace());
        let narrow = characters.map(|(at, c)| (at, text::upper(text::narrow(c))));
        let chars = narrow.filter(|(_, c)| keep.contains(*c) || !"-./_·•,".contains(*c)).collect();
        Self { chars, typed }
    }

    /// The characters, all of which must be digits, in one of `lengths`.
    fn digits(&self, lengths: &'static [usize]) -> Result<String, IdError> {
        self.all(lengths, |_| Wanted::Digit, |_, c| c.is_ascii_digit())
    }

    /// The characters, each of which `fits` at its place, where otherwise something else is `wanted`; in one of `lengths`. A
    /// wrong character is reported before a wrong length: it says more.
    fn all(
        &self,
        lengths: &'static [usize],
        wanted: fn(usize) -> Wanted,
        fits: fn(usize, char) -> bool,
    ) -> Result<String, IdError> {
        if self.chars.is_empty() {
            return Err(IdError::Empty);
        }
        if let Some(place) = self.chars.iter().enumerate().position(|(place, (_, c))| !fits(place, *c)) {
            return Err(self.wrong(place, wanted(place)));
        }
        if !lengths.contains(&self.chars.len()) {
            let (expected, found) = (lengths, self.chars.len());
            let digits = wanted(0) == Wanted::Digit;
            return Err(if digits { IdError::Length { expected, found } } else { IdError::Size { expected, found } });
        }
        Ok(self.chars.iter().map(|(_, c)| *c).collect())
    }

    /// The error for the character at `place`, shown as it was typed.
    fn wrong(&self, place: usize, wanted: Wanted) -> IdError {
        let at = self.at(place);
        IdError::Character { at, found: self.typed.chars().nth(at).unwrap_or_default(), wanted }
    }

    /// Where the character at `place` stood in the text as typed.
    fn at(&self, place: usize) -> usize {
        self.chars.get(place).map_or(0, |(at, _)| *at)
    }
}

/// The value of up to nine digits; other characters count as nothing (callers have checked).
fn value(digits: &str) -> u32 {
    digits.bytes().fold(0u32, |n, b| n.wrapping_mul(10).wrapping_add(u32::from(b.wrapping_sub(b'0'))))
}

/// A number in groups with blanks between them; what is left over is one more group.
fn grouped(number: &str, sizes: &[usize]) -> String {
    let mut out = String::with_capacity(number.len() + sizes.len());
    let mut end = sizes.first().copied().unwrap_or(usize::MAX);
    let mut group = 0;
    for (i, c) in number.chars().enumerate() {
        if i == end {
            group += 1;
            end = sizes.get(group).map_or(usize::MAX, |size| end + size);
            out.push(' ');
        }
        out.push(c);
    }
    out
}
