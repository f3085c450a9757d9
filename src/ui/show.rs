//! Values and origins in words.

use super::context::Ui;
use crate::{
    definition::{Field, FieldType, Path},
    prefill::{Origin, OriginSource},
    record::RecordKind,
    text,
    value::Value,
};
use std::rc::Rc;
use yew::Callback;

/// A value as a person reads it.
pub fn value(ui: &Ui, field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (FieldType::Sex, Value::Text(code)) if matches!(&**code, "male" | "female") => {
            ui.t(if &**code == "male" { "ui.sex.male" } else { "ui.sex.female" }).to_owned()
        }
        (FieldType::Choice, Value::Text(code)) => option_label(ui, field, code),
        (FieldType::DateTime, Value::Text(t)) => {
            text::date::DateTime::parse(t).map_or_else(|| t.to_string(), text::date::DateTime::to_vietnamese)
        }
        (FieldType::Money, Value::Int(n)) => [&*text::number::grouped(*n), " ", ui.t("ui.money.unit")].concat(),
        (FieldType::CitizenId | FieldType::Phone, v) => {
            crate::typed::parts_of(field.kind, Some(v)).into_iter().next().unwrap_or_default()
        }
        (FieldType::Declaration, Value::Bool(true)) => ui.t("ui.declared").to_owned(),
        (_, Value::Bool(yes)) => ui.t(if *yes { "ui.yes" } else { "ui.no" }).to_owned(),
        (_, Value::Int(n)) => n.to_string(),
        (_, Value::Decimal(n)) => text::number::shown(*n),
        (_, Value::Text(t)) => t.to_string(),
        (_, Value::List(codes)) => codes.iter().map(|c| option_label(ui, field, c)).collect::<Vec<_>>().join(", "),
        (_, Value::Files(files)) => files.iter().map(|f| &*f.name).collect::<Vec<_>>().join(", "),
        (_, Value::Date(d)) => d.to_vietnamese(),
        (_, Value::Address(a)) => a.line(),
        (_, Value::Document(d)) => {
            let mut parts = Vec::new();
            if !d.kind.is_empty() {
                parts.push(ui.t(&["ui.doc.", &d.kind].concat()).to_owned());
            }
            if !d.number.is_empty() {
                parts.push(ui.tp("ui.doc.show-number", &[("number", &d.number)]));
            }
            if !d.issued_by.is_empty() {
                parts.push(ui.tp("ui.doc.show-by", &[("by", &d.issued_by)]));
            }
            if let Some(on) = d.issued_on {
                parts.push(ui.tp("ui.doc.show-on", &[("on", &on.to_vietnamese())]));
            }
            parts.join(", ")
        }
    }
}

/// What a paper states, without a box around it: the codes of a list stay codes.
pub fn stated(ui: &Ui, attribute: &str, value: &Value) -> String {
    match (attribute, value) {
        ("person.sex", Value::Text(code)) => {
            ui.t(if &**code == "male" { "ui.sex.male" } else { "ui.sex.female" }).to_owned()
        }
        ("person.id.number", Value::Text(number)) => id_number(number),
        (_, Value::Text(text)) => text.to_string(),
        (_, Value::Date(date)) => date.to_vietnamese(),
        (_, Value::Address(address)) => address.line(),
        (_, Value::Decimal(n)) => text::number::shown(*n),
        _ => String::new(),
    }
}

/// The label of an option, or the text itself when there is no such option. A commune's code stands for its name until the
/// units are there, which are fetched for it.
pub fn option_label(ui: &Ui, field: &Field, code: &str) -> String {
    if field.of_communes() {
        let units = ui.store.dossier().units().cloned();
        let Some(units) = units else {
            ui.store.need_units(Callback::noop());
            return code.to_owned();
        };
        return units.line(code).as_deref().unwrap_or(code).to_owned();
    }
    field
        .options
        .iter()
        .find(|o| &*o.value == code)
        .map_or_else(|| code.to_owned(), |o| o.label.get(&ui.lang).to_string())
}

/// Where a value came from in a few words, and from when (or empty).
pub fn from(ui: &Ui, origin: &Origin) -> (String, String) {
    let from = match &origin.source {
        OriginSource::Record { kind, person, .. } => {
            let kind = ui.t(&["ui.kind.", kind].concat());
            let on = origin.on.map(|on| on.to_vietnamese()).unwrap_or_default();
            let from = ui.tp("ui.from.short", &[("kind", kind), ("name", &name(ui, person))]);
            return ([&*from, if on.is_empty() { "" } else { "," }].concat(), on);
        }
        OriginSource::Casting { of, to } => ui.tp("ui.from.casting", &[("of", &ui.role(of)), ("to", &ui.role(to))]),
        OriginSource::Answer(path) => ui.tp("ui.from.answer", &[("label", &ui.label(path))]),
        // From nothing else: always the same.
        OriginSource::Computed(paths) if paths.is_empty() => ui.t("ui.from.form").to_owned(),
        OriginSource::Computed(paths) => ui.tp("ui.from.computed", &[("labels", &labels(ui, paths))]),
        OriginSource::Form => ui.t("ui.from.form").to_owned(),
        OriginSource::Typed => ui.t("ui.from.typed").to_owned(),
    };
    (from, String::new())
}

/// Where a value came from, in one sentence.
pub fn whole(ui: &Ui, origin: &Origin) -> String {
    let OriginSource::Record { kind, person, .. } = &origin.source else { return from(ui, origin).0 };
    let kind = &small_first(RecordKind::from_code(kind).map_or("", |kind| kind.name(&ui.lang)));
    let name = &name(ui, person);
    match origin.on {
        Some(on) => ui.tp("ui.from.record-on", &[("kind", kind), ("name", name), ("on", &on.to_vietnamese())]),
        None => ui.tp("ui.from.record", &[("kind", kind), ("name", name)]),
    }
}

/// Name of somebody whom the dossier knows.
pub fn name(ui: &Ui, person: &str) -> Rc<str> {
    let dossier = ui.store.dossier();
    dossier.people().iter().find(|p| &*p.id == person).map(|p| p.name.clone()).unwrap_or_default()
}

/// What a record is, in the middle of a sentence.
pub fn paper(ui: &Ui, record: &str) -> String {
    let dossier = ui.store.dossier();
    let record = dossier.records().iter().find(|(id, _)| **id == *record);
    record.map(|(_, r)| small_first(r.kind.name(&ui.lang))).unwrap_or_default()
}

fn labels(ui: &Ui, paths: &[Path]) -> String {
    paths.iter().map(|p| ["“", &ui.label(p), "”"].concat()).collect::<Vec<_>>().join(", ")
}

/// In the middle of a sentence: "thẻ căn cước".
fn small_first(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map(text::lower).into_iter().chain(rest).collect()
}

/// An ID number in groups of three.
pub fn id_number(number: &str) -> String {
    crate::typed::parts_of(FieldType::CitizenId, Some(&Value::Text(number.into()))).concat()
}
