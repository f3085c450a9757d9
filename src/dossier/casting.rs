//! The wrong person in a role: caught and explained.

use super::state::Base;
use crate::{
    definition::{Definition, Path, Relation, Role, Severity},
    identity::{CitizenId, Sex},
    text::date::PartialDate,
    validate::Finding,
    value::Value,
};
use std::{cmp::Ordering, rc::Rc};

/// Every code of a casting finding. Parameters: `role`, `other` (names of roles), `person` (a name).
pub const CASTING_CODES: &[&str] = &["casting.sex", "casting.older", "casting.same-person"];

/// Checks who plays what: sex against the role, parents against children, roles that one person cannot hold both.
pub(super) fn check(definition: &Definition, base: &Base) -> Vec<Finding> {
    let mut findings = Vec::new();
    for role in &definition.roles {
        for person in base.casting.get(&role.id).into_iter().flatten() {
            let name: Rc<str> = base.fact(person, "person.name").and_then(Value::as_text).unwrap_or_default().into();
            let sex = sex_of(base, person);
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
                if !relation.is(Relation::Parent) {
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

/// A person's sex, as papers state it or as the number says.
pub(super) fn sex_of(base: &Base, person: &str) -> Option<Sex> {
    let stated = base.fact(person, "person.sex").and_then(Value::as_text).and_then(Sex::from_code);
    let number = || base.fact(person, "person.id.number").and_then(Value::as_text);
    stated.or_else(|| CitizenId::parse(number()?).ok().map(|id| id.sex))
}

/// A person's date of birth.
pub(super) fn birth_of(base: &Base, person: &str) -> Option<PartialDate> {
    base.fact(person, "person.birth.date")?.as_date()
}

fn finding(code: &str, role: &Role, other: Option<&Role>, person: &Rc<str>) -> Finding {
    let mut params: Vec<(Rc<str>, Rc<str>)> =
        vec![("role".into(), role.name.vi.clone()), ("person".into(), person.clone())];
    params.extend(other.map(|o| ("other".into(), o.name.vi.clone())));
    // The role stands as path so that whoever draws knows where the finding belongs: `role:mother`.
    let paths = std::iter::once(role).chain(other).map(|r| Path::field(&format!("role:{}", r.id))).collect();
    Finding { code: code.into(), severity: Severity::Error, paths, params, message: None, law: Vec::new(), fix: None }
}
