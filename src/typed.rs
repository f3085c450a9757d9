//! What a person types into the parts of a box, and the value that it means.
//!
//! A date has three parts (GOV.UK found that three labelled boxes are filled faster and with fewer mistakes than one box
//! or a calendar when people know the date by heart, as they know birthdays). Text that means nothing yet ("31/02/2026",
//! half a year) is kept as [`Value::Text`], so that nothing typed is lost and validation can say what is wrong with it.

use crate::{
    definition::{Field, FieldType},
    identity, text,
    text::{
        date::{DateTime, PartialDate},
        number,
    },
    validate,
    value::{Address, IdentityDocument, Value},
};
use std::rc::Rc;

/// Kinds of identity paper, as [`IdentityDocument::kind`] codes them, in the order of a list.
pub const DOCUMENT_KINDS: &[&str] = &["can-cuoc", "cccd", "cmnd", "passport", "birth-certificate", "other"];

/// How many text parts a box of this type has.
pub fn part_count(kind: FieldType) -> usize {
    use FieldType as T;
    match kind {
        T::Text
        | T::Multiline
        | T::Integer
        | T::Number
        | T::Money
        | T::Identifier
        | T::PersonName
        | T::CitizenId
        | T::Phone
        | T::Email
        | T::Agency
        | T::Address => 1,
        T::Date => 3,
        T::DateTime => 5,
        // kind, number, day, month, year of issue, issuer
        T::IdentityDocument => 6,
        T::YesNo
        | T::Choice
        | T::Choices
        | T::Attachment
        | T::Sex
        | T::Declaration
        | T::Signature
        | T::Note
        | T::Group => 0,
    }
}

/// The parts as shown. A text that could not be read is shown as it was typed.
pub fn parts_of(kind: FieldType, value: Option<&Value>) -> Vec<String> {
    use FieldType as T;
    let raw = |v: &Value| v.as_text().unwrap_or_default().to_owned();
    let mut parts = match (kind, value) {
        (_, None) => Vec::new(),
        (T::Date, Some(Value::Date(d))) => date_parts(Some(*d)),
        (T::Date, Some(v)) => raw(v).splitn(3, '/').map(str::to_owned).collect(),
        (T::IdentityDocument, Some(Value::Document(d))) => {
            let mut parts = vec![d.kind.clone(), d.number.clone()];
            parts.extend(date_parts(d.issued_on));
            parts.push(d.issued_by.clone());
            parts
        }
        (T::IdentityDocument, Some(v)) => vec![String::new(), raw(v)],
        (T::Address, Some(Value::Address(a))) => vec![a.detail.clone()],
        (T::CitizenId, Some(v)) => vec![grouped(&raw(v))],
        (T::Phone, Some(v)) => {
            let raw = raw(v);
            vec![identity::Phone::parse(&raw).map_or(raw, |p| p.format())]
        }
        (T::DateTime, Some(v)) => {
            let raw = raw(v);
            match DateTime::parse(&raw) {
                Some(at) => {
                    let mut parts = date_parts(Some(at.date));
                    parts.extend([format!("{:02}", at.hour), format!("{:02}", at.minute)]);
                    parts
                }
                None => raw.splitn(5, '/').map(str::to_owned).collect(),
            }
        }
        (T::Money, Some(Value::Int(n))) => vec![number::grouped(*n)],
        (_, Some(Value::Int(n))) => vec![n.to_string()],
        (_, Some(Value::Decimal(f))) => vec![number::shown(*f)],
        (_, Some(v)) => vec![raw(v)],
    };
    parts.resize(part_count(kind), String::new());
    parts
}

/// The value of the parts. `before` carries what the parts do not show (the commune of an address).
pub fn value_of(kind: FieldType, parts: &[String], before: Option<&Value>) -> Option<Value> {
    use FieldType as T;
    let part = |i: usize| parts.get(i).map(|p| p.trim()).unwrap_or_default();
    match kind {
        T::Date => match read_date(part(0), part(1), part(2)) {
            Ok(date) => date.map(Value::Date),
            Err(raw) => Some(Value::Text(raw.into())),
        },
        T::IdentityDocument => {
            let issued = read_date(part(2), part(3), part(4));
            let document = IdentityDocument {
                kind: part(0).to_owned(),
                number: part(1).chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect(),
                issued_by: part(5).to_owned(),
                issued_on: issued.ok().flatten(),
            };
            (document != IdentityDocument::default()).then(|| Value::Document(Rc::new(document)))
        }
        T::Address => {
            let mut address = match before {
                Some(Value::Address(a)) => (**a).clone(),
                _ => Address::default(),
            };
            address.detail = part(0).to_owned();
            (address != Address::default()).then(|| Value::Address(Rc::new(address)))
        }
        T::Integer => {
            let typed = part(0);
            typed.parse().map(Value::Int).ok().or_else(|| Value::text(typed))
        }
        T::Money => {
            let typed = part(0);
            number::whole(typed).map(Value::Int).or_else(|| Value::text(typed))
        }
        T::Number => {
            let typed = part(0);
            number::fraction(typed).map(Value::Decimal).or_else(|| Value::text(typed))
        }
        T::DateTime => {
            let raw = || {
                Value::text(&(0..5).map(part).collect::<Vec<_>>().join("/"))
                    .filter(|_| parts.iter().any(|p| !p.trim().is_empty()))
            };
            let date = read_date(part(0), part(1), part(2)).ok().flatten();
            let time = part(3).parse().ok().zip(if part(4).is_empty() { Some(0) } else { part(4).parse().ok() });
            let at = date.zip(time).and_then(|(date, (hour, minute))| DateTime::new(date, hour, minute));
            at.map(|at| Value::Text(at.to_string().into())).or_else(raw)
        }
        T::CitizenId => {
            let bare: String = part(0).chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
            Value::text(&bare)
        }
        _ => Value::text(part(0)),
    }
}

/// What becomes of a typed value when the person leaves the box: the form in which it is stored and written on the form.
pub fn tidy(field: &Field, value: Value) -> Value {
    match validate::normalised(field, value) {
        Value::Text(name) if field.kind == FieldType::PersonName && field.upper => {
            Value::Text(text::name_upper(&name).into())
        }
        value => value,
    }
}

/// Whether the date of issue of an identity paper was typed but cannot be read: its value has no place for such a text.
pub fn unreadable_issue_date(kind: FieldType, parts: &[String]) -> bool {
    match parts {
        [_, _, d, m, y, _] if kind == FieldType::IdentityDocument => read_date(d.trim(), m.trim(), y.trim()).is_err(),
        _ => false,
    }
}

fn date_parts(date: Option<PartialDate>) -> Vec<String> {
    let two = |n: Option<u8>| n.map(|n| n.to_string()).unwrap_or_default();
    match date {
        Some(d) => vec![two(d.day()), two(d.month()), d.year().to_string()],
        None => vec![String::new(); 3],
    }
}

/// Reads three parts, or a whole date that was pasted into one of them. `Err`: the parts as typed, joined.
fn read_date(day: &str, month: &str, year: &str) -> Result<Option<PartialDate>, String> {
    let written: Vec<&str> = [day, month, year].into_iter().filter(|p| !p.is_empty()).collect();
    if written.is_empty() {
        return Ok(None);
    }
    let holes = !day.is_empty() && month.is_empty() && written.len() > 1;
    if !holes
        && (written.len() > 1 || !year.is_empty() || day.len() > 2)
        && let Ok(date) = PartialDate::parse_loose(&written.join("/"))
    {
        return Ok(Some(date));
    }
    Err([day, month, year].join("/"))
}

fn grouped(digits: &str) -> String {
    if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    [&digits[..3], &digits[3..6], &digits[6..9], &digits[9..]].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: FieldType, parts: &[&str]) -> Option<Value> {
        value_of(kind, &parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>(), None)
    }

    #[test]
    fn a_date_is_read_from_its_parts() {
        let date = |s: &str| Some(Value::Date(s.parse().expect("a literal date")));
        for (parts, value) in [
            (["5", "3", "2026"], date("2026-03-05")),
            (["", "3", "2026"], date("2026-03")),
            (["", "", "1958"], date("1958")),
            (["05/03/2026", "", ""], date("2026-03-05")),
            (["", "", ""], None),
            (["31", "2", "2026"], Value::text("31/2/2026")),
            (["5", "", ""], Value::text("5//")),
            (["5", "", "2026"], Value::text("5//2026")),
            (["", "13", "2026"], Value::text("/13/2026")),
        ] {
            assert_eq!(typed(FieldType::Date, &parts), value, "{parts:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_shown_as_typed() {
        for parts in [["31", "2", "2026"], ["5", "", ""], ["5", "", "20"]] {
            let value = typed(FieldType::Date, &parts);
            assert_eq!(parts_of(FieldType::Date, value.as_ref()), parts);
        }
        let value = typed(FieldType::Integer, &["hai"]);
        assert_eq!(parts_of(FieldType::Integer, value.as_ref()), ["hai"]);
    }

    #[test]
    fn typing_the_street_keeps_the_commune() {
        let before =
            Value::Address(Rc::new(Address { commune: "26740".into(), detail: "1 A".into(), ..Address::default() }));
        let Some(Value::Address(after)) = value_of(FieldType::Address, &["2 B".to_owned()], Some(&before)) else {
            panic!("an address stays an address")
        };
        assert_eq!((&*after.commune, &*after.detail), ("26740", "2 B"));
    }

    #[test]
    fn an_id_number_is_stored_bare_and_shown_in_groups() {
        let value = typed(FieldType::CitizenId, &["079 095.000-123"]);
        assert_eq!(value, Value::text("079095000123"));
        assert_eq!(parts_of(FieldType::CitizenId, value.as_ref()), ["079 095 000 123"]);
    }
}
