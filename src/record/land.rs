//! The QR of land-use certificates of the new form (TT 10/2024/TT-BTNMT): the documented groups are who uses the land, the
//! parcel (map sheet, number, area, kind, term, form, origin, address) and what stands on it.
//!
//! Which order and separators they have is published nowhere, so they are found by their names, which the certificate
//! itself prints; whatever has none of these names is not read. There is no signature: a hint from an official paper.

use super::{Claim, Record, RecordKind};
use crate::{
    identity::CitizenId,
    text::{self, date::PartialDate},
    value::Value,
};
use std::rc::Rc;

/// A certificate's text is some hundred characters; more than this is something else.
const LONGEST: usize = 8000;

/// Why a text is not that of a land-use certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandError {
    /// Nothing there.
    Empty,
    /// Neither a parcel nor a sheet, area or address of one.
    NotLand,
}

impl LandError {
    /// One of each, for whoever must have a text for every code.
    pub const ALL: &[LandError] = &[LandError::Empty, LandError::NotLand];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            LandError::Empty => "card.empty",
            LandError::NotLand => "land.not-land",
        }
    }
}

/// What a name on the certificate means.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Person,
    Number,
    Parcel,
    Sheet,
    Area,
    Use,
    Address,
    Date,
    /// Known, and nothing that forms ask for.
    Other,
}

/// Names as the certificate prints them, folded; longer ones before those that they begin with.
const NAMES: &[(&str, Part)] = &[
    ("nguoi su dung dat", Part::Person),
    ("chu su dung dat", Part::Person),
    ("ho ten", Part::Person),
    ("ho va ten", Part::Person),
    ("ong", Part::Person),
    ("ba", Part::Person),
    ("so dinh danh ca nhan", Part::Number),
    ("so dinh danh", Part::Number),
    ("can cuoc cong dan", Part::Number),
    ("so can cuoc", Part::Number),
    ("can cuoc", Part::Number),
    ("cccd", Part::Number),
    ("thua dat so", Part::Parcel),
    ("so thua", Part::Parcel),
    ("thua dat", Part::Parcel),
    ("to ban do so", Part::Sheet),
    ("so to", Part::Sheet),
    ("to ban do", Part::Sheet),
    ("dien tich san", Part::Other),
    ("dien tich xay dung", Part::Other),
    ("dien tich", Part::Area),
    ("loai dat", Part::Use),
    ("muc dich su dung", Part::Use),
    ("dia chi thuong tru", Part::Other),
    ("dia chi thua dat", Part::Address),
    ("dia chi", Part::Address),
    ("ngay cap", Part::Date),
    ("thoi han", Part::Other),
    ("hinh thuc", Part::Other),
    ("nguon goc", Part::Other),
    ("tai san", Part::Other),
    ("ghi chu", Part::Other),
];

/// Reads the text of a certificate's QR.
///
/// # Errors
/// [`LandError`]; the text itself is never part of it.
pub fn read_land(payload: &str) -> Result<Record, LandError> {
    if payload.trim().is_empty() {
        return Err(LandError::Empty);
    }
    if payload.len() > LONGEST {
        return Err(LandError::NotLand);
    }
    let clean = text::nfc(payload);
    let mut owners: Vec<(Option<String>, Option<String>)> = Vec::new();
    let (mut parcel, mut sheet, mut area, mut kind, mut address) = (None, None, None, None, None);
    let mut issued_on = None;
    for piece in clean.split(['\n', '\r', '|', '｜', ';']) {
        let Some((part, value)) = named(piece) else { continue };
        let value = value.to_owned();
        match part {
            Part::Person => owners.extend(people(&value).into_iter().map(|name| (Some(name), None))),
            Part::Number => {
                let Ok(id) = CitizenId::parse(&value) else { continue };
                match owners.iter_mut().find(|(_, number)| number.is_none()) {
                    Some((_, number)) => *number = Some(id.number),
                    None => owners.push((None, Some(id.number))),
                }
            }
            Part::Parcel => parcel = parcel.or(Some(value)),
            Part::Sheet => sheet = sheet.or(Some(value)),
            Part::Area => area = area.or_else(|| square_metres(&value)),
            Part::Use => kind = kind.or(Some(value)),
            Part::Address => address = address.or(Some(value)),
            Part::Date => issued_on = issued_on.or_else(|| PartialDate::parse_loose(&value).ok()),
            Part::Other => {}
        }
    }
    if parcel.is_none() || (sheet.is_none() && area.is_none() && address.is_none()) {
        return Err(LandError::NotLand);
    }
    let place = match (&parcel, &sheet) {
        (Some(parcel), Some(sheet)) => format!("Thửa đất số {parcel}, tờ bản đồ số {sheet}"),
        (parcel, _) => format!("Thửa đất số {}", parcel.as_deref().unwrap_or_default()),
    };
    let mut record = Record { issued_on, ..Record::new(RecordKind::LandCertificate, payload) };
    owners.truncate(MOST_OWNERS);
    if owners.is_empty() {
        owners.push((None, None));
    }
    for (i, (name, number)) in owners.iter().enumerate() {
        let subject: Rc<str> = if i == 0 { "owner".into() } else { format!("owner-{}", i + 1).into() };
        let mut claim = |attribute: &str, part: &str, value: Option<Value>| {
            record.claims.extend(value.map(|value| Claim {
                subject: subject.clone(),
                attribute: attribute.into(),
                value,
                part: ["qr/", part].concat().into(),
                sure: true,
            }));
        };
        let text = |t: &Option<String>| t.as_deref().and_then(Value::text);
        claim("person.name", "person", text(name));
        claim("person.id.number", "number", text(number));
        claim("person.land.parcel", "parcel", Value::text(&place));
        claim("person.land.area", "area", area.map(Value::Decimal));
        claim("person.land.use", "use", text(&kind));
        claim("person.land.address", "address", text(&address));
    }
    Ok(record)
}

/// More people than any certificate names; the others are on a list of its own.
const MOST_OWNERS: usize = 10;

/// The part that a piece names, and what it says of it.
fn named(piece: &str) -> Option<(Part, &str)> {
    let piece = without_number(piece.trim()).trim_start_matches(['-', '•', '(', ' ']);
    // The fold has a character for each of the text's, so the name's length counts in both.
    let folded: Vec<char> =
        piece.chars().map(|c| text::fold(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(' ')).collect();
    for (name, part) in NAMES {
        let length = name.chars().count();
        if folded.len() <= length || !folded.iter().copied().zip(name.chars()).all(|(a, b)| a == b) {
            continue;
        }
        let at = piece.char_indices().nth(length).map_or(piece.len(), |(at, _)| at);
        let rest = &piece[at..];
        if rest.starts_with(|c: char| c.is_alphabetic()) {
            continue; // "bàn" is not "bà"
        }
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || ":.=-".contains(c)).trim();
        return (!value.is_empty()).then_some((*part, value));
    }
    None
}

/// Without the number of a list: "1. ", "a) ", "đ) ".
fn without_number(piece: &str) -> &str {
    match piece.split_once(['.', ')']) {
        Some((number, rest)) if number.chars().count() <= 2 && number.chars().all(char::is_alphanumeric) => {
            rest.trim_start()
        }
        _ => piece,
    }
}

/// "Ông Nguyễn Văn An và bà Trần Thị Bích" are two.
fn people(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    for one in value.split([',', '&']).flat_map(|v| v.split(" và ")) {
        let words: Vec<&str> = one.split_whitespace().collect();
        let words = match words.as_slice() {
            [title, rest @ ..] if matches!(text::fold(title.trim_end_matches(':')).as_str(), "ong" | "ba") => rest,
            all => all,
        };
        let name = words.join(" ");
        if words.len() > 1 && !name.chars().any(|c| c.is_ascii_digit()) {
            names.push(text::clean(&name));
        }
    }
    names
}

/// "120,5 m2", "1.250 m²".
fn square_metres(value: &str) -> Option<f64> {
    let number: String = value.chars().take_while(|c| c.is_ascii_digit() || ".,".contains(*c)).collect();
    let plain = match number.rsplit_once([',', '.']) {
        // Three digits behind a point are thousands: nobody measures land to the square centimetre.
        Some((_, last)) if last.len() == 3 => number.replace(['.', ','], ""),
        Some((whole, last)) => [&whole.replace(['.', ','], ""), ".", last].concat(),
        None => number,
    };
    plain.parse::<f64>().ok().filter(|a| *a > 0.0 && *a < 1e9)
}
