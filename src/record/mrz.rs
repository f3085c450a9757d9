//! The machine-readable zone of a card or a passport, typed or pasted.
//!
//! Names in it have no accents: they are not claimed at all, since a form is never filled with them.

use super::{Claim, HOLDER, Record, RecordKind};
use crate::{
    identity::{IdError, Mrz},
    text::date::PartialDate,
    value::Value,
};

/// Reads a zone. Blanks, line breaks and small letters do not matter; every check digit does.
///
/// # Errors
/// [`IdError`]: which character or check digit is wrong.
pub fn read_mrz(typed: &str) -> Result<Record, IdError> {
    let zone = Mrz::parse(typed)?;
    let kind = if zone.is_passport() { RecordKind::PassportZone } else { RecordKind::CardZone };
    let mut record = Record { expires_on: zone.expiry, ..Record::new(kind, typed) };
    let mut claim = |attribute: &str, part: &str, value: Option<Value>, sure: bool| {
        record.claims.extend(value.map(|value| Claim {
            subject: HOLDER.into(),
            attribute: attribute.into(),
            value,
            part: ["mrz/", part].concat().into(),
            sure,
        }));
    };
    let vietnamese = zone.nationality == "VNM";
    claim("person.id.number", "personal", zone.citizen_id.as_ref().and_then(|id| Value::text(&id.number)), true);
    if kind == RecordKind::PassportZone {
        claim("person.passport.number", "number", Value::text(&zone.number), true);
    }
    // Two digits of a year: the number settles the century; without one, whoever is younger than the paper may be a
    // hundred years older as well.
    let (last, by_number) = (zone.expiry.map(|d| d.span().1), zone.citizen_id.is_some());
    let birth = last.or(by_number.then_some(crate::text::date::Day::MAX)).and_then(|day| zone.birth(day));
    let young = |birth: PartialDate| last.is_none_or(|last| birth.year() > last.year() - LONGEST_VALID);
    claim("person.birth.date", "birth", birth.map(Value::Date), by_number || !birth.is_some_and(young));
    claim("person.sex", "sex", zone.sex.and_then(|s| Value::text(s.code())), true);
    claim("person.nationality", "nationality", Value::text(if vietnamese { "VN" } else { "" }), true);
    Ok(record)
}

/// No passport is valid for longer (Luật 49/2019/QH14, Điều 7: 10 years); some states' are a little.
const LONGEST_VALID: i32 = 15;
