//! The wrong person in a role: caught and explained.

use super::state::Base;
use crate::{
    definition::{Definition, Path, Relation, Role, Severity},
    identity::CitizenId,
    record::Record,
    text::date::PartialDate,
    validate::Finding,
};
use std::{cmp::Ordering, rc::Rc};

/// Every code of a casting finding. Parameters: `role`, `other` (names of roles), `person` (a name).
pub const CASTING_CODES: &[&str] = &["casting.sex", "casting.older", "casting.same-person"];

/// Checks who plays what: sex against the role, parents against children, roles that one person cannot hold both.
pub(super) fn check(definition: &Definition, base: &Base) -> Vec<Finding> {
    let mut findings = Vec::new();
    for role in &definition.roles {
        for person in base.casting.get(&role.id).into_iter().flatten() {
            let records = || {
                base.people
                    .iter()
                    .filter(|p| p.id == *person)
                    .flat_map(|p| &p.records)
                    .filter_map(|id| record(base, id))
            };
            let name: Rc<str> = records().find_map(Record::holder_name).unwrap_or_default().into();
            let sex = records().find_map(sex_of);
            if let (Some(must), Some(is)) = (role.sex, sex)
                && must != is
            {
                findings.push(finding("casting.sex", role, None, &name));
            }
            for other in role.not.iter().filter_map(|id| definition.role(id)) {
                // Each pair once, at the role that comes first, also when only one of the two names the other.
                let first = position(definition, role) < position(definition, other) || !other.not.contains(&role.id);
                if first && base.casting.get(&other.id).is_some_and(|c| c.contains(person)) {
                    findings.push(finding("casting.same-person", role, Some(other), &name));
                }
            }
            for (relation, to) in &role.is {
                if !matches!(relation, Relation::Mother | Relation::Father) {
                    continue;
                }
                let Some(child_role) = definition.role(to) else { continue };
                for child in base.casting.get(to).into_iter().flatten() {
                    let child_birth = birth_of(base, child);
                    let parent_birth = birth_of(base, person);
                    if let (Some(child), Some(parent)) = (child_birth, parent_birth)
                        && matches!(parent.compare(child), Some(Ordering::Greater | Ordering::Equal))
                    {
                        findings.push(finding("casting.older", child_role, Some(role), &name));
                    }
                }
            }
        }
    }
    findings
}

fn position(definition: &Definition, role: &Role) -> Option<usize> {
    definition.roles.iter().position(|r| r.id == role.id)
}

fn record<'s>(base: &'s Base, id: &str) -> Option<&'s Record> {
    base.records.iter().find(|(r, _)| **r == *id).map(|(_, r)| &**r)
}

fn sex_of(record: &Record) -> Option<crate::identity::Sex> {
    match record.holder("person.sex").and_then(|c| c.value.as_text()) {
        Some(code) => crate::identity::Sex::from_code(code),
        None => CitizenId::parse(record.holder_id()?).ok().map(|id| id.sex),
    }
}

fn birth_of(base: &Base, person: &str) -> Option<PartialDate> {
    let person = base.people.iter().find(|p| *p.id == *person)?;
    person.records.iter().filter_map(|id| record(base, id)).find_map(|r| r.holder("person.birth.date")?.value.as_date())
}

fn finding(code: &str, role: &Role, other: Option<&Role>, person: &Rc<str>) -> Finding {
    let mut params: Vec<(Rc<str>, Rc<str>)> =
        vec![("role".into(), role.name.vi.clone()), ("person".into(), person.clone())];
    params.extend(other.map(|o| ("other".into(), o.name.vi.clone())));
    // The role stands as path so that whoever draws knows where the finding belongs: `role:mother`.
    let paths = std::iter::once(role).chain(other).map(|r| Path::field(&format!("role:{}", r.id))).collect();
    Finding { code: code.into(), severity: Severity::Error, paths, params, message: None, law: Vec::new(), fix: None }
}
