//! Definition × answers → findings.
//!
//! [`check`] looks at everything, [`Checks`] keeps the result and looks again only at what a change can have changed.
//! One file per kind of value: what its built-in checks say, with code, parameters and, where there is one, a correction.
//! A hidden answer counts as missing everywhere: the exported data, in which it is not, are judged the same.

mod address;
pub mod attachment;
mod checks;
mod choice;
mod data;
mod date;
pub mod document;
mod name;
pub mod number;
mod numbered;
mod shown;
#[cfg(test)]
mod tests;
pub mod text;

pub use checks::{Checks, check, check_field};
pub use data::{Data, DataError, DataErrorCode, export, export_shown};
pub use numbered::error_params;
pub use shown::{Shown, View};

use crate::{
    definition::{Field, FieldType, Path, Severity, Text},
    identity,
    text::date::DateTime,
    value::Value,
};
use std::rc::Rc;

/// One problem, with everything needed to explain and to correct it. Its text is made in [`crate::i18n`].
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable code: `required`, `citizen-id.length`, or the id of a rule (`R2`).
    pub code: Rc<str>,
    /// How grave.
    pub severity: Severity,
    /// The answers that it concerns; the first one is where to start.
    pub paths: Vec<Path>,
    /// Parameters of the message: (name, text as shown to the person).
    pub params: Vec<(Rc<str>, Rc<str>)>,
    /// The rule's own message; `None` for built-in codes, whose text is in the catalogue.
    pub message: Option<Text>,
    /// Citations.
    pub law: Vec<Rc<str>>,
    /// A correction.
    pub fix: Option<Fix>,
}

/// A correction that one gesture applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says; `None`: the catalogue's text for the finding's code.
    pub label: Option<Text>,
    /// New values; `None` empties the answer.
    pub set: Vec<(Path, Option<Value>)>,
}

/// What a built-in check has found: a finding without its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Parameters of the message.
    pub params: Vec<(&'static str, Rc<str>)>,
    /// What would be right, where that is known.
    pub fix: Option<Value>,
}

impl Problem {
    fn new(code: &'static str, severity: Severity) -> Self {
        Problem { code, severity, params: Vec::new(), fix: None }
    }

    fn error(code: &'static str) -> Self {
        Problem::new(code, Severity::Error)
    }

    fn warning(code: &'static str) -> Self {
        Problem::new(code, Severity::Warning)
    }

    fn with(mut self, name: &'static str, value: impl Into<Rc<str>>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    fn fix(mut self, value: Option<Value>) -> Self {
        self.fix = value;
        self
    }
}

/// Whether a value is nothing at all: an empty address, a paper without kind and number.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Text(t) => is_empty(t),
        Value::Address(a) => is_empty(&a.detail) && a.commune.is_empty() && a.province.is_empty() && a.old.is_empty(),
        Value::Document(d) => {
            d.kind.is_empty() && is_empty(&d.number) && is_empty(&d.issued_by) && d.issued_on.is_none()
        }
        Value::List(items) => items.is_empty(),
        Value::Files(files) => files.is_empty(),
        _ => false,
    }
}

/// Whether there is nothing but blanks: most texts show at their first character that there is more.
fn is_empty(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// What is wrong with one value, whatever the other answers are.
pub fn problems(field: &Field, value: &Value) -> Vec<Problem> {
    let mut out = Vec::new();
    match (field.kind, value) {
        (FieldType::Text | FieldType::Multiline | FieldType::Agency, Value::Text(t)) => text::check(field, t, &mut out),
        (FieldType::Integer | FieldType::Money, Value::Int(n)) => number::check(field, *n, &mut out),
        (FieldType::Number, Value::Decimal(n)) => number::check_decimal(field, *n, &mut out),
        (FieldType::Date, Value::Date(d)) => date::check(field, *d, &mut out),
        // Typed, but not readable (yet): kept as text, so that nothing typed is lost.
        (FieldType::Date, Value::Text(t)) => out.push(date::unread(t)),
        (FieldType::Integer, Value::Text(_)) => out.push(Problem::error("integer.form")),
        (FieldType::Money, Value::Text(_)) => out.push(Problem::error("money.form")),
        (FieldType::Number, Value::Text(_)) => out.push(Problem::error("number.form")),
        (FieldType::DateTime, Value::Text(t)) => {
            if DateTime::parse(t).is_none() {
                out.push(Problem::error("date-time.form"));
            }
        }
        (FieldType::Choices, Value::List(items)) => choice::check_many(field, items, &mut out),
        (FieldType::Attachment, Value::Files(files)) => attachment::check(field, files, &mut out),
        (FieldType::Identifier, Value::Text(t)) => match identifier(field) {
            Some(kind) => numbered::check(kind, t, &mut out),
            None => text::check(field, t, &mut out),
        },
        (FieldType::YesNo | FieldType::Declaration, Value::Bool(_)) => {}
        (FieldType::Choice | FieldType::Sex, Value::Text(t)) => choice::check(field, t, &mut out),
        (FieldType::PersonName, Value::Text(t)) => name::check(field, t, &mut out),
        (FieldType::CitizenId, Value::Text(t)) => numbered::check(&identity::CITIZEN_ID, t, &mut out),
        (FieldType::Phone, Value::Text(t)) => numbered::check(&identity::PHONE, t, &mut out),
        (FieldType::Email, Value::Text(t)) => numbered::check(&identity::EMAIL, t, &mut out),
        (FieldType::Address, Value::Address(a)) => address::check(a, &mut out),
        (FieldType::IdentityDocument, Value::Document(d)) => document::check(d, &mut out),
        // Only answers that belong to another definition hold the wrong kind of value.
        _ => out.push(Problem::error("value.type")),
    }
    out
}

/// How the identifier of a field is read; `None` while the code for it has not come.
fn identifier(field: &Field) -> Option<&'static identity::Kind> {
    identity::loaded(field.kind_of.as_deref()?)
}

/// The value in its stored form: numbers without blanks and separators, texts without superfluous blanks. What cannot be
/// read stays as it is.
pub fn normalised(field: &Field, value: Value) -> Value {
    let kind = match field.kind {
        FieldType::CitizenId => Some(&identity::CITIZEN_ID),
        FieldType::Phone => Some(&identity::PHONE),
        FieldType::Email => Some(&identity::EMAIL),
        FieldType::Identifier => identifier(field),
        _ => None,
    };
    match (kind, &value) {
        (Some(kind), Value::Text(t)) => numbered::stored(kind, t).map_or(value.clone(), |t| Value::Text(t.into())),
        (None, Value::Text(t)) => {
            let lines = matches!(field.kind, FieldType::Multiline);
            let clean = if lines { crate::text::clean_lines(t) } else { crate::text::clean(t) };
            if *clean == **t { value } else { Value::Text(clean.into()) }
        }
        (_, Value::Document(d)) => {
            let stored = document::kind_of_number(&d.kind).and_then(|k| numbered::stored(k, &d.number));
            match stored {
                Some(number) if number != d.number => {
                    Value::Document(Rc::new(crate::value::IdentityDocument { number, ..(**d).clone() }))
                }
                _ => value,
            }
        }
        _ => value,
    }
}
