//! What the integration tests share.
#![allow(dead_code)] // each test binary uses a part

use std::{fs, path::Path, rc::Rc};
use troly::{
    address::{self, Units},
    definition::{self, Definition},
    dossier::{Action, Dossier, ImportError, PeopleAction},
    json::Json,
    record::read_id_card,
    text::date::{Day, PartialDate},
    value::Value,
};

/// A file of the repository.
pub fn file(path: &str) -> String {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&full).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// An official procedure.
pub fn procedure(id: &str) -> Rc<Definition> {
    let folder = if id.starts_with(|c: char| c.is_ascii_digit()) { "procedures" } else { "tests/fixtures/definitions" };
    let parsed = definition::parse(&file(&format!("{folder}/{id}.json")));
    Rc::new(parsed.unwrap_or_else(|d| panic!("{id}.json: {d:#?}")))
}

/// A form of one section with these fields and rules, about an applicant.
pub fn form(fields: &str, rules: &str) -> Rc<Definition> {
    Rc::new(definition::parse(&form_text(fields, rules)).unwrap_or_else(|d| panic!("{d:?}")))
}

/// As its author writes it.
pub fn form_text(fields: &str, rules: &str) -> String {
    format!(
        r#"{{"troly":1,"id":"9","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
           "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x","roles":[{{"id":"applicant","name":"x"}}],
           "steps":[{{"id":"s","title":"x","sections":[{{"id":"s","title":"x","fields":[{fields}]}}]}}],"rules":[{rules}]}}"#
    )
}

/// A day written in ISO form.
pub fn day(iso: &str) -> Day {
    iso.parse::<PartialDate>().ok().and_then(PartialDate::to_day).expect("a literal day")
}

/// The units, built once for each test thread.
pub fn units() -> Units {
    thread_local!(static UNITS: Units = address::embedded());
    UNITS.with(Clone::clone)
}

/// A dossier with the units loaded.
pub fn dossier(id: &str, today: &str) -> Dossier {
    let mut dossier = Dossier::new(procedure(id), day(today));
    dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
    dossier
}

/// The dossier of a file under `tests/fixtures/dossiers/`, with its casting, the cards of those who play roles (as their codes
/// read) and the units; `path` is for what goes wrong.
pub fn open_case(definition: &Rc<Definition>, case: &Json, path: &str) -> Dossier {
    let today = case.get("today").and_then(Json::as_text).unwrap_or_else(|| panic!("{path}: no today"));
    let data = case.get("data").unwrap_or_else(|| panic!("{path}: no data"));
    let mut dossier = match Dossier::from_data(definition.clone(), day(today), &data.to_text()) {
        Ok(dossier) => dossier,
        // Typed, and nothing that data can hold: "31/02/2026".
        Err(ImportError::Damaged { pointer }) => {
            let place = pointer[1..].replace('/', ".");
            let typed = data.get_dotted(&place).and_then(Json::as_text).unwrap_or_else(|| panic!("{path}: {pointer}"));
            let mut rest = data.clone();
            rest.remove_dotted(&place);
            let mut dossier = Dossier::from_data(definition.clone(), day(today), &rest.to_text())
                .unwrap_or_else(|e| panic!("{path}: {e:?}"));
            let value = Some(Value::Text(typed.clone()));
            dossier.reduce(Action::Edit { path: definition::Path::field(&place), value });
            dossier
        }
        Err(error) => panic!("{path}: {error:?}"),
    };
    for (role, as_role) in case.get("cast").map_or(&[][..], Json::entries) {
        let as_role = as_role.as_text().unwrap_or_else(|| panic!("{path}: cast")).clone();
        dossier.reduce(PeopleAction::SamePerson { role: role.clone(), as_role }.into());
    }
    for (role, card) in case.get("cards").map_or(&[][..], Json::entries) {
        let person = add_card(&mut dossier, card.as_text().unwrap_or_else(|| panic!("{path}: cards")));
        cast(&mut dossier, role, &person);
    }
    dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
    dossier
}

/// Adds the card and says whose it is.
pub fn add_card(dossier: &mut Dossier, payload: &str) -> Rc<str> {
    let record = read_id_card(payload).expect("a card of the fixtures");
    let id = record.holder_id().expect("every card has a number").to_string();
    dossier.reduce(PeopleAction::AddRecord(record).into());
    let known = |p: &&troly::dossier::Person| {
        let said = |r: &Rc<str>| p.mentions.iter().any(|m| m.record == *r);
        dossier.records().iter().any(|(r, record)| said(r) && record.holder_id() == Some(&id))
    };
    dossier.people().iter().find(known).expect("the card's person is known now").id.clone()
}

/// Casts one person.
pub fn cast(dossier: &mut Dossier, role: &str, person: &Rc<str>) {
    dossier.reduce(PeopleAction::Cast { role: role.into(), person: Some(person.clone()) }.into());
}

/// A value in short, as the fixtures write it.
pub fn short(value: &Value) -> String {
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Text(t) => t.to_string(),
        Value::List(l) => l.join("|"),
        Value::Date(d) => d.to_string(),
        Value::Address(a) => a.line(),
        Value::Document(d) => d.number.clone(),
        Value::Files(f) => f.iter().map(|f| &*f.name).collect::<Vec<_>>().join("|"),
    }
}
