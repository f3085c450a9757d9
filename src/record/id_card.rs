//! The QR of Vietnamese identity cards, both generations.
//!
//! Seven fields separated by `|` on the chip card of 2021; eleven on the identity card since 1 July 2024
//! (TT 16/2024/TT-BCA lists the contents, not their layout: the order of the last four rests on observation, so they
//! are read tolerantly and more than eleven are accepted). Neither carries a signature: what they say is a hint from an
//! official paper, not proof.

use super::{Claim, Record, RecordKind};
use crate::{
    identity::{CitizenId, Sex},
    text::{self, date::PartialDate},
    value::Value,
};
use std::rc::Rc;

/// Version of this importer.
const IMPORTER: u32 = 2;

/// A card's text is 100 to 250 characters; more than this is something else.
const LONGEST: usize = 2000;

/// Why a payload is not an identity card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardError {
    /// Nothing there.
    Empty,
    /// A web address, or any text without a card's fields.
    NotACard {
        /// It is a web address.
        link: bool,
    },
    /// Fewer fields than a card has: cut off.
    TooFewFields {
        /// How many there are.
        found: usize,
    },
    /// The first field is not a 12-digit number of a Vietnamese card (a foreign or damaged one).
    Number,
    /// There is no name.
    Name,
}

impl CardError {
    /// One of each, for whoever must have a text for every code.
    pub const ALL: &[CardError] = &[
        CardError::Empty,
        CardError::NotACard { link: true },
        CardError::NotACard { link: false },
        CardError::TooFewFields { found: 5 },
        CardError::Number,
        CardError::Name,
    ];

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CardError::Empty => "card.empty",
            CardError::NotACard { link: true } => "card.link",
            CardError::NotACard { link: false } => "card.not-a-card",
            CardError::TooFewFields { .. } => "card.too-few-fields",
            CardError::Number => "card.number",
            CardError::Name => "card.name",
        }
    }
}

/// What may look odd on a card that is otherwise readable.
pub const CARD_WARNINGS: &[&str] =
    &["card.birth-date", "card.issue-date", "card.sex", "card.id-sex", "card.id-year", "card.address"];

/// Reads the text of a card's QR, as a scanner types it or a picture gives it.
///
/// # Errors
/// [`CardError`] says what is wrong; the text itself is never part of it. A date that does not exist or an unknown sex
/// is left out with a warning, since the other fields are still worth reading.
pub fn read_id_card(payload: &str) -> Result<Record, CardError> {
    if payload.trim().is_empty() {
        return Err(CardError::Empty);
    }
    if payload.len() > LONGEST {
        return Err(CardError::NotACard { link: false });
    }
    let clean = text::nfc(payload.trim());
    let fields: Vec<&str> = clean.split(['|', '｜']).map(str::trim).collect();
    if fields.len() < 2 {
        let lower = clean.to_ascii_lowercase();
        let link = lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("www.");
        return Err(CardError::NotACard { link });
    }
    // The number comes before the count: a foreign card says more than "too few fields".
    let wrong = |_| if looks_numeric(fields[0]) { CardError::Number } else { not_a_card(&fields) };
    let id = CitizenId::parse(fields[0]).map_err(wrong)?;
    if fields.len() < 7 {
        return Err(CardError::TooFewFields { found: fields.len() });
    }
    let name = text::clean(fields[2]);
    if name.is_empty() || name.chars().any(|c| c.is_ascii_digit()) {
        return Err(CardError::Name);
    }
    let kind = if fields.len() > 7 { RecordKind::IdentityCard } else { RecordKind::CitizenCard };
    let mut warnings = Vec::new();
    let mut claims = Vec::new();
    let mut state = |attribute: &str, part: usize, value: Option<Value>, sure: bool| {
        if let Some(value) = value {
            claims.push(Claim { attribute: attribute.into(), value, part: part_name(part), sure });
        }
    };
    // Here, not where boxes are filled: this code comes late, and forms that ask for the parts of a name are few.
    for reading in text::name_readings(&name) {
        let forenames = [&*reading.middle, " ", &*reading.given].concat();
        let but_given = [&*reading.family, " ", &*reading.middle].concat();
        for (part, words) in [
            ("person.name.family", &reading.family),
            ("person.name.middle", &reading.middle),
            ("person.name.given", &reading.given),
            ("person.name.forenames", &forenames),
            ("person.name.family-middle", &but_given),
        ] {
            state(part, 3, Value::text(words), reading.doubt.is_none());
        }
    }
    let mut claim = |attribute: &str, part: usize, value: Option<Value>| state(attribute, part, value, true);
    claim("person.id.number", 1, Value::text(&id.number));
    if let Some(old) = fields.get(1).filter(|f| f.len() == 9 && f.bytes().all(|b| b.is_ascii_digit())) {
        claim("person.id.old-number", 2, Value::text(old));
    }
    claim("person.name", 3, Value::text(&name));
    let birth = card_date(fields[3]);
    if birth.is_none() {
        warnings.push("card.birth-date");
    }
    claim("person.birth.date", 4, birth.map(Value::Date));
    let sex = Sex::parse_vi(fields[4]);
    if sex.is_none() {
        warnings.push("card.sex");
    }
    claim("person.sex", 5, sex.and_then(|s| Value::text(s.code())));
    let address = text::clean(fields[5]);
    if address.is_empty() {
        warnings.push("card.address");
    }
    claim("person.address.residence", 6, Value::text(&address));
    let issued_on = card_date(fields[6]);
    if issued_on.is_none() {
        warnings.push("card.issue-date");
    }
    for (attribute, index) in [("person.father.name", 9), ("person.mother.name", 10)] {
        if let Some(parent) = fields.get(index) {
            claim(attribute, index + 1, Value::text(&text::clean(parent)));
        }
    }
    if sex.is_some_and(|s| s != id.sex) {
        warnings.push("card.id-sex"); // a legal change of sex or a slip: said, not refused
    }
    if birth.is_some_and(|b| b.year() != id.birth_year) {
        warnings.push("card.id-year");
    }
    Ok(Record { kind, importer: IMPORTER, raw: payload.into(), claims, issued_on, warnings })
}

fn part_name(part: usize) -> Rc<str> {
    format!("qr/{part}").into()
}

fn looks_numeric(field: &str) -> bool {
    field.chars().filter(char::is_ascii_digit).count() * 2 > field.chars().count()
}

fn not_a_card(fields: &[&str]) -> CardError {
    if fields.len() >= 7 { CardError::Number } else { CardError::NotACard { link: false } }
}

/// `ddmmyyyy`, or only a year on the cards of people whose papers never said more.
fn card_date(field: &str) -> Option<PartialDate> {
    match field.len() {
        4 => field.parse().ok(),
        _ => PartialDate::parse_loose(field).ok(),
    }
}
