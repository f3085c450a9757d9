//! A finished dossier as a record: what it says of the people in it, for the next form. A paper that was typed in by its
//! short form becomes a record of that paper in the same way.

use super::{Answer, AnswerState, Dossier, Path, derive};
use crate::{
    definition::Source,
    json::Json,
    prefill,
    record::{Claim, Record, RecordKind, Stated, StatedError, Statement},
    text::date::PartialDate,
    value::Value,
};
use std::rc::Rc;

/// Ids of the fields of a short form that say when a paper was issued and when it expires.
const ISSUED_ON: &str = "issuedOn";
const EXPIRES_ON: &str = "expiresOn";

impl Dossier {
    /// What this dossier says of its people: an earlier dossier, or the paper whose short form this is. An answer counts when
    /// it is shown and its box says something about somebody; one from a paper that has expired does not until it is confirmed.
    ///
    /// # Errors
    /// [`StatedError::Damaged`] when it says nothing about anybody.
    pub fn to_record(&self) -> Result<Record, StatedError> {
        let definition = &self.definition;
        let paper = RecordKind::of_form(&definition.id);
        let date = |id: &str| self.answer(&Path::field(id)).and_then(|a| a.value.as_ref()?.as_date());
        let mut people = People::default();
        let mut claims: Vec<Claim> = Vec::new();
        let known = self.known();
        for (at, place) in self.derived.layout.places.iter().enumerate() {
            let answer = &self.derived.answers[at];
            let field = &definition.fields[place.field.0 as usize];
            let counts = place.answerable && !self.derived.hidden[at] && answer.state != AnswerState::Stale;
            let Some(value) = answer.value.as_ref().filter(|_| counts) else { continue };
            // A paper says the same of several people: the number of a marriage certificate is the wife's and the husband's.
            let sources = field.fill.as_ref().filter(|_| paper.is_some()).map_or(&[][..], |f| &f.from);
            let all = sources.iter().filter_map(|source| match source {
                Source::Attribute { role, attribute } => Some((role, attribute)),
                Source::Relation { .. } => None,
            });
            for (role, attribute) in all.chain(derive::says(field).filter(|_| paper.is_none())) {
                if attribute.ends_with("-authority") {
                    continue;
                }
                let row = self.row_id_of(place);
                let who = prefill::meant(definition, &known, role, row);
                let subject = people.subject(who, role, row);
                let part = place.path.as_str().into();
                let value = as_stated(answer).unwrap_or_else(|| value.clone());
                claims.push(Claim { subject, attribute: attribute.clone(), value, part, sure: true });
            }
        }
        // Whoever is known by a number is known by it in the next form as well, also when this one does not ask for it.
        for (who, subject) in &people.0 {
            let number = self.state.base().fact(who, "person.id.number");
            if let Some(number) =
                number.filter(|_| !claims.iter().any(|c| c.subject == *subject && &*c.attribute == ID))
            {
                let (attribute, part) = (ID.into(), "casting".into());
                claims.push(Claim { subject: subject.clone(), attribute, value: number.clone(), part, sure: true });
            }
        }
        let relations = self.relations(&people);
        let original = Json::object([
            ("definition", Json::Text(definition.id.clone())),
            ("version", Json::Text(definition.version.clone())),
            ("data", self.data_json()),
        ]);
        let statement = Statement {
            kind: paper.unwrap_or(RecordKind::Dossier),
            source: if paper.is_some() { "".into() } else { definition.id.clone() },
            issued_on: if paper.is_some() { date(ISSUED_ON) } else { Some(PartialDate::from(self.today)) },
            expires_on: date(EXPIRES_ON).filter(|_| paper.is_some()),
            claims,
            relations,
            original: Some(original),
        };
        statement.into_record()
    }

    /// What the roles are to each other, said of the people who have them.
    fn relations(&self, people: &People) -> Vec<Stated> {
        let mut relations: Vec<Stated> = Vec::new();
        for role in &self.definition.roles {
            for (relation, to) in &role.is {
                for who in self.holders(role, people) {
                    for of in self.definition.role(to).map(|to| self.holders(to, people)).unwrap_or_default() {
                        let stated = (who.clone(), *relation, of);
                        // "Head of the household" is said of the role itself.
                        if stated.0 != stated.2 && !relations.contains(&stated) {
                            relations.push(stated);
                        }
                    }
                }
            }
        }
        relations
    }

    /// The subjects that have a role.
    fn holders(&self, role: &crate::definition::Role, people: &People) -> Vec<Rc<str>> {
        let cast = self.cast(&role.id);
        let mut keys: Vec<&str> = cast.iter().map(|p| &**p).collect();
        if role.many {
            let rows = self.definition.fields.iter().enumerate().filter(|(_, f)| f.group.is_none());
            for (i, _) in rows {
                let group = crate::definition::FieldIx(i as u16);
                if derive::role_of_rows(&self.definition, group).is_some_and(|r| r.id == role.id) {
                    keys.extend(self.derived.layout.rows_of(group).iter().map(|r| &**r));
                }
            }
        } else if keys.is_empty() {
            keys.push(&role.id);
        }
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().filter_map(|key| people.of(key)).collect()
    }
}

/// A name as its paper writes it, where the form wants capitals: the next one may not.
fn as_stated(answer: &Answer) -> Option<Value> {
    let steps = &answer.origin.as_ref()?.steps;
    Value::text(steps.iter().find(|step| *step.code == *"name.upper")?.before.as_ref()?)
}

const ID: &str = "person.id.number";

/// (who, as prefill knows them; their name in the record).
#[derive(Default)]
struct People(Vec<(Rc<str>, Rc<str>)>);

impl People {
    fn of(&self, who: &str) -> Option<Rc<str>> {
        self.0.iter().find(|(key, _)| **key == *who).map(|(_, subject)| subject.clone())
    }

    /// Whoever has several roles is named by the first of them; whoever stands in a row by role and row.
    fn subject(&mut self, who: &str, role: &Rc<str>, row: Option<&str>) -> Rc<str> {
        if let Some(known) = self.of(who) {
            return known;
        }
        let subject: Rc<str> = match row.filter(|row| *row == who) {
            Some(row) => [role, "-", row].concat().into(),
            None => role.clone(),
        };
        self.0.push((who.into(), subject.clone()));
        subject
    }
}
