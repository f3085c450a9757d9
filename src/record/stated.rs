//! Claims in JSON: what a portal hands over of whoever is logged in, a paper that was typed in by its short form, a dossier
//! that was finished here. One format, for all that states claims and has no machine form of its own.
//!
//! ```json
//! {"troly-record": 1, "kind": "host", "source": "Cơ sở dữ liệu quốc gia về dân cư", "issuedOn": "2026-11-20",
//!  "people": [{"id": "holder", "attributes": {"person.name": "Trần Thị Bích", "person.id.number": "079190000017"}},
//!             {"id": "child", "is": {"child": "holder"}, "attributes": {"person.birth.date": "2026-03-05"}}]}
//! ```
//! An attribute's value is what the data of a form have for it, a list of such, or `{"value": …, "part": …, "sure": false}`.

use super::{Claim, Record, RecordKind, Stated, is_of, name_parts, subjects};
use crate::{
    definition::{FieldType, value_of, value_to_json},
    json::{Json, push_token},
    prefill::vocabulary,
    relation::Relation,
    text::{self, date::PartialDate},
    value::Value,
};
use std::rc::Rc;

/// Version of the format written here.
const FORMAT: i64 = 1;
/// Version of this importer.
pub const IMPORTER: u32 = 1;
/// More people than any paper or dossier names.
const MOST_PEOPLE: usize = 200;
/// No value is longer.
const LONGEST: usize = 2000;

/// Why a text is not a record of claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatedError {
    /// Not JSON, or JSON of something else.
    NotARecord,
    /// Written by a newer version of the program.
    Newer {
        /// Its version.
        found: i64,
    },
    /// Something in it is not what it must be.
    Damaged {
        /// JSON pointer.
        pointer: String,
    },
}

impl StatedError {
    /// One of each, for whoever must have a text for every code.
    pub const ALL: &[StatedError] =
        &[StatedError::NotARecord, StatedError::Newer { found: 2 }, StatedError::Damaged { pointer: String::new() }];

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            StatedError::NotARecord => "record.not-a-record",
            StatedError::Newer { .. } => "record.newer",
            StatedError::Damaged { .. } => "record.damaged",
        }
    }
}

/// An attribute that this version does not know: left out, and said.
pub const UNKNOWN_ATTRIBUTE: &str = "record.unknown-attribute";

/// The same record without what it states that is sensitive (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP, Điều 4); `None` when it states nothing
/// of the sort, or says nothing else. What it was taken from goes with it, as the same stands there.
pub fn without_sensitive(record: &Record) -> Option<Record> {
    let sensitive = |name: &str| vocabulary::attribute(name).is_some_and(|a| a.sensitive);
    if !record.claims.iter().any(|claim| sensitive(&claim.attribute)) {
        return None;
    }
    let Json::Object(mut file) = Json::parse(&record.raw).ok()? else { return None };
    file.retain(|(key, _)| &**key != "original");
    let people = file.iter_mut().find(|(key, _)| &**key == "people");
    let Some((_, Json::Array(people))) = people else { return None };
    for person in people {
        let Json::Object(person) = person else { return None };
        for (_, attributes) in person.iter_mut().filter(|(key, _)| &**key == "attributes") {
            let Json::Object(attributes) = attributes else { return None };
            attributes.retain(|(name, _)| !sensitive(name));
        }
    }
    read_stated(&Json::Object(file).to_text()).ok()
}

/// What somebody states, before it is a record.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The kind.
    pub kind: RecordKind,
    /// Of whom a portal has it; of a dossier the procedure's code.
    pub source: Rc<str>,
    /// Of when it is.
    pub issued_on: Option<PartialDate>,
    /// The last day on which it is valid.
    pub expires_on: Option<PartialDate>,
    /// The claims, of whom it is about before all first.
    pub claims: Vec<Claim>,
    /// Who of them is what to whom.
    pub relations: Vec<Stated>,
    /// What it was taken from, kept as it is.
    pub original: Option<Json>,
}

impl Statement {
    /// The record, as it would be read from a text.
    ///
    /// # Errors
    /// [`StatedError::Damaged`] when a claim is not one of its attribute.
    pub fn into_record(self) -> Result<Record, StatedError> {
        read_claims(&self.to_json().to_text())
    }

    fn to_json(&self) -> Json {
        let mut file = vec![
            ("troly-record", Json::Int(FORMAT)),
            ("kind", Json::text(self.kind.entry().code)),
            ("importer", Json::Int(IMPORTER.into())),
        ];
        file.extend((!self.source.is_empty()).then(|| ("source", Json::Text(self.source.clone()))));
        file.extend(self.issued_on.map(|d| ("issuedOn", Json::text(&d.to_string()))));
        file.extend(self.expires_on.map(|d| ("expiresOn", Json::text(&d.to_string()))));
        let people = subjects(&self.claims).into_iter().map(|id| self.person(id)).collect();
        file.push(("people", Json::Array(people)));
        file.extend(self.original.clone().map(|o| ("original", o)));
        Json::object(file)
    }

    fn person(&self, id: &Rc<str>) -> Json {
        let mut attributes: Vec<(Rc<str>, Vec<Json>)> = Vec::new();
        for claim in self.claims.iter().filter(|c| c.subject == *id) {
            let mut value = vec![("value", value_to_json(&claim.value)), ("part", Json::Text(claim.part.clone()))];
            value.extend((!claim.sure).then_some(("sure", Json::Bool(false))));
            let value = Json::object(value);
            match attributes.iter_mut().find(|(name, _)| *name == claim.attribute) {
                Some((_, values)) => values.push(value),
                None => attributes.push((claim.attribute.clone(), vec![value])),
            }
        }
        let one = |mut values: Vec<Json>| if values.len() == 1 { values.remove(0) } else { Json::Array(values) };
        let mut is: Vec<(Rc<str>, Vec<Json>)> = Vec::new();
        for (_, relation, of) in self.relations.iter().filter(|(who, ..)| who == id) {
            let of = Json::Text(of.clone());
            match is.iter_mut().find(|(name, _)| **name == *relation.entry().code) {
                Some((_, all)) => all.push(of),
                None => is.push((relation.entry().code.into(), vec![of])),
            }
        }
        let mut person = vec![("id", Json::Text(id.clone()))];
        if !is.is_empty() {
            person.push(("is", Json::Object(is.into_iter().map(|(name, all)| (name, one(all))).collect())));
        }
        let attributes = attributes.into_iter().map(|(name, values)| (name, one(values))).collect();
        person.push(("attributes", Json::Object(attributes)));
        Json::object(person)
    }
}

/// The credential that a record was made of, as it was read.
pub fn original(raw: &str) -> Option<String> {
    Some(Json::parse(raw).ok()?.get("original")?.as_text()?.to_string())
}

/// Whether a record is in this format.
pub fn is_stated(kind: RecordKind) -> bool {
    use RecordKind as K;
    !kind.entry().form.is_empty()
        || matches!(kind, K::Host | K::Dossier | K::Pasted | K::Credential | K::KeptCredential)
}

/// Reads claims. A text can say of itself that it was verified, so none is because of that: a credential is again when it is
/// held against its issuer's keys again.
///
/// # Errors
/// [`StatedError`]; values are never part of it. An unknown attribute is left out with a warning.
pub fn read_stated(json: &str) -> Result<Record, StatedError> {
    let mut record = read_claims(json)?;
    if record.kind == RecordKind::Credential {
        record.kind = RecordKind::KeptCredential;
    }
    Ok(record)
}

fn read_claims(json: &str) -> Result<Record, StatedError> {
    let parsed = Json::parse(json).map_err(|e| match e.pointer.is_empty() {
        true => StatedError::NotARecord,
        false => StatedError::Damaged { pointer: e.pointer },
    })?;
    let damaged = |pointer: &str| StatedError::Damaged { pointer: pointer.into() };
    match parsed.get("troly-record").ok_or(StatedError::NotARecord)?.as_int() {
        Some(FORMAT) => {}
        Some(found) if found > FORMAT => return Err(StatedError::Newer { found }),
        _ => return Err(damaged("/troly-record")),
    }
    let kind = parsed.get("kind").and_then(Json::as_text).and_then(|code| RecordKind::from_code(code));
    let kind = kind.filter(|kind| is_stated(*kind)).ok_or_else(|| damaged("/kind"))?;
    match parsed.get("importer").map(Json::as_int) {
        None => {}
        Some(Some(found)) if found > IMPORTER.into() => return Err(StatedError::Newer { found }),
        Some(Some(1..)) => {}
        Some(_) => return Err(damaged("/importer")),
    }
    let mut record = Record::new(kind, json);
    let date = |key: &str| match parsed.get(key) {
        None => Ok(None),
        Some(date) => {
            let read = date.as_text().and_then(|d| d.parse::<PartialDate>().ok());
            read.map(Some).ok_or_else(|| damaged(&["/", key].concat()))
        }
    };
    record.issued_on = date("issuedOn")?;
    record.expires_on = date("expiresOn")?;
    if let Some(source) = parsed.get("source") {
        let source = source.as_text().filter(|s| s.len() <= LONGEST).ok_or_else(|| damaged("/source"))?;
        record.source = text::clean(source).into();
    }
    let people = parsed.get("people").ok_or_else(|| damaged("/people"))?;
    let Json::Array(people) = people else { return Err(damaged("/people")) };
    let mut ids: Vec<Rc<str>> = Vec::new();
    for (i, person) in people.iter().enumerate() {
        let id = person.get("id").and_then(Json::as_text).filter(|id| is_id(id) && !ids.contains(id));
        let id = id.filter(|_| i < MOST_PEOPLE).ok_or_else(|| damaged(&format!("/people/{i}/id")))?;
        ids.push(id.clone());
    }
    for (i, person) in people.iter().enumerate() {
        read_person(person, &ids[i], &ids, &mut record).map_err(|place| damaged(&format!("/people/{i}{place}")))?;
    }
    if record.claims.is_empty() {
        return Err(damaged("/people"));
    }
    parents_names(&mut record);
    Ok(record)
}

/// In a path of the storage format a bar separates record and person.
fn is_id(id: &str) -> bool {
    (1..=60).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// `Err`: where in the person something is wrong.
fn read_person(person: &Json, id: &Rc<str>, ids: &[Rc<str>], record: &mut Record) -> Result<(), String> {
    for (name, of) in person.get("is").map_or(&[][..], Json::entries) {
        let wrong = || format!("/is/{name}");
        let relation = Relation::from_code(name).ok_or_else(wrong)?;
        for of in if matches!(of, Json::Array(_)) { of.items() } else { std::slice::from_ref(of) } {
            let of = of.as_text().filter(|of| ids.contains(of) && *of != id).ok_or_else(wrong)?;
            record.relations.push((id.clone(), relation, of.clone()));
        }
    }
    let Some(Json::Object(attributes)) = person.get("attributes") else { return Err("/attributes".into()) };
    for (name, values) in attributes {
        let Some(attribute) = vocabulary::attribute(name) else {
            if !record.warnings.contains(&UNKNOWN_ATTRIBUTE) {
                record.warnings.push(UNKNOWN_ATTRIBUTE);
            }
            continue;
        };
        let wrong = || {
            let mut place = "/attributes".to_string();
            push_token(&mut place, name);
            place
        };
        let several = matches!(values, Json::Array(_));
        for json in if several { values.items() } else { std::slice::from_ref(values) } {
            let long = json.get("value").filter(|_| attribute.kind != FieldType::Address || json.get("part").is_some());
            let value = read_value(attribute.kind, long.unwrap_or(json)).ok_or_else(wrong)?;
            let part = match long.and(json.get("part")) {
                None => ["people/", id, "/", name].concat().into(),
                Some(part) => part.as_text().filter(|p| p.len() <= LONGEST).cloned().ok_or_else(wrong)?,
            };
            let sure = match long.and(json.get("sure")) {
                None => !several || values.items().len() == 1,
                Some(sure) => sure.as_bool().ok_or_else(wrong)?,
            };
            if **name == *"person.name"
                && let Value::Text(full) = &value
            {
                name_parts(id, full, &part, sure, &mut record.claims);
            }
            let claim = Claim { subject: id.clone(), attribute: name.clone(), value, part, sure };
            // What follows from the name may be stated as well: then that counts.
            let stated =
                record.claims.iter().position(|c| c.attribute == *name && c.subject == *id && c.value == claim.value);
            match stated {
                Some(at) => record.claims[at] = claim,
                None => record.claims.push(claim),
            }
        }
    }
    Ok(())
}

fn read_value(kind: FieldType, json: &Json) -> Option<Value> {
    let value = match (kind, json) {
        // As a paper prints it.
        (FieldType::Address, Json::Text(_)) => value_of(FieldType::Text, json),
        _ => value_of(kind, json),
    };
    let value = match value.ok()? {
        Value::Text(t) => Value::text(&text::clean(&t)).filter(|_| t.len() <= LONGEST)?,
        value => value,
    };
    is_of(kind, &value).then_some(value)
}

/// Whose mother or father is named knows their names.
fn parents_names(record: &mut Record) {
    let mut more = Vec::new();
    for (parent, relation, child) in &record.relations {
        let attribute = match relation {
            Relation::Mother => "person.mother.name",
            Relation::Father => "person.father.name",
            _ => continue,
        };
        if record.first(child, attribute).is_none()
            && let Some(name) = record.about(parent, "person.name").next()
        {
            more.push(Claim { subject: child.clone(), attribute: attribute.into(), ..name.clone() });
        }
    }
    record.claims.extend(more);
}
