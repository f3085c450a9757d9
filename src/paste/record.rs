//! What the citizen ticked of the findings, as a record: a claim for each, with its place in the text. Of the text itself
//! only what was ticked is kept.

use super::{Found, RELATION};
use crate::{
    json::Json,
    prefill::vocabulary,
    record::{Claim, Record, RecordKind, StatedError, Statement},
    relation::Relation,
    text::date::PartialDate,
    value::Value,
};
use std::{collections::BTreeMap, rc::Rc};

/// Attributes of findings that the vocabulary has under another name.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("person.address.current", "person.address.temporary"),
    ("person.insurance.health", "person.health-insurance.number"),
];

/// The attribute of the vocabulary that a finding states; `None` where it has none, or where the finding is a relation.
pub fn attribute_of(found: &Found) -> Option<&'static str> {
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == found.attribute).map(|(_, name)| *name);
    vocabulary::attribute(other.unwrap_or(found.attribute)).map(|a| a.name)
}

/// What a finding says that its person is to somebody; `None` for other findings, and for relations that nothing asks for.
pub fn relation_of(found: &Found) -> Option<Relation> {
    let code = found.value.as_text().filter(|_| found.attribute == RELATION)?;
    match code {
        "wife" | "husband" => Some(Relation::Spouse),
        code => Relation::from_code(code),
    }
}

/// The line and the character in it at which a finding begins, both from 1.
pub fn place_of(text: &str, found: &Found) -> (usize, usize) {
    let before = text.get(..found.span.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// The record of what was ticked: findings by their index; `of`: to whom a relation is, by the number of the person.
///
/// # Errors
/// [`StatedError::Damaged`] when nothing was ticked that says something about anybody.
pub fn to_record(
    text: &str,
    all: &[Found],
    ticked: &[usize],
    of: &BTreeMap<usize, usize>,
    today: PartialDate,
) -> Result<Record, StatedError> {
    let subject = |person: usize| Rc::<str>::from(format!("person-{}", person + 1));
    let (mut claims, mut relations, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (at, found) in all.iter().enumerate().filter(|(at, _)| ticked.contains(at)) {
        let (line, column) = place_of(text, found);
        let part: Rc<str> = format!("text/{line}/{column}").into();
        let quote = text.get(found.span.clone()).unwrap_or_default();
        if let Some(attribute) = attribute_of(found) {
            let (subject, value) = (subject(found.person), found.value.clone());
            // Ticked is said: the citizen has seen it.
            claims.push(Claim { subject, attribute: attribute.into(), value, part: part.clone(), sure: true });
        } else if let (Some(relation), Some(other)) = (relation_of(found), of.get(&at)) {
            relations.push((found.person, relation, *other));
        } else {
            continue;
        }
        kept.push(Json::object([("at", Json::Text(part)), ("text", Json::text(quote))]));
    }
    let known = |person: usize| claims.iter().any(|c| c.subject == subject(person));
    relations.retain(|(who, _, of)| who != of && known(*who) && known(*of));
    let relations = relations.into_iter().map(|(who, is, of)| (subject(who), is, subject(of))).collect();
    let statement = Statement {
        kind: RecordKind::Pasted,
        source: "".into(),
        issued_on: Some(today),
        expires_on: None,
        claims,
        relations,
        original: Some(Json::Array(kept)),
    };
    statement.into_record()
}

/// Whether a value is shown as the text has it: the codes of a list say nothing to a person.
pub fn is_coded(found: &Found) -> bool {
    matches!(found.attribute, "person.nationality" | "person.ethnicity") && matches!(found.value, Value::Text(_))
}
