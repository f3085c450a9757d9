//! Who is what to whom, as records say it; who may be one person; whom that proposes for the roles of a form.
//!
//! Nothing here changes anything: what is found is shown with its source, and the citizen says yes (an [`super::Action`]).

use super::{Dossier, Mention, Path, casting};
use crate::{
    definition::Role,
    prefill::OriginSource,
    relation::Relation,
    text::{self, date::Precision},
    value::Value,
};
use std::rc::Rc;

/// That somebody is something to somebody, as a record says.
#[derive(Clone, Debug, PartialEq)]
pub struct Kin {
    /// Person id.
    pub who: Rc<str>,
    /// What they are.
    pub is: Relation,
    /// To whom.
    pub of: Rc<str>,
    /// Id of the record.
    pub record: Rc<str>,
    /// The record names one of them, and nothing but the name says that it is this person.
    pub by_name: bool,
}

/// Records that cannot both be right: two mothers of one child.
#[derive(Clone, Debug, PartialEq)]
pub struct KinConflict {
    /// Of whom.
    pub of: Rc<str>,
    /// What there can be only one of.
    pub is: Relation,
    /// What the records say, each with its source.
    pub kin: Vec<Kin>,
}

/// Why somebody is proposed: what they are to the person in another role.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What they are.
    pub is: Relation,
    /// The role of the person that they are it to.
    pub role: Rc<str>,
    /// What the records say. Several are a chain: the mother of a child who is nobody yet is the wife of its father.
    pub kin: Kin,
}

/// Somebody for a role that nobody has yet.
#[derive(Clone, Debug, PartialEq)]
pub struct CastProposal {
    /// Role id.
    pub role: Rc<str>,
    /// Person id.
    pub person: Rc<str>,
    /// Why, the surest first.
    pub reasons: Vec<Reason>,
}

impl Dossier {
    /// All that the records say about who is what to whom, and what follows for the other of the two.
    pub fn kin(&self) -> Vec<Kin> {
        let base = self.state.base();
        let mut all: Vec<Kin> = Vec::new();
        let mut add = |who: &Rc<str>, is: Relation, of: &Rc<str>, record: &Rc<str>, by_name: bool| {
            let other = is.entry().other.map(|other| (of, other, who));
            for (who, is, of) in std::iter::once((who, is, of)).chain(other) {
                let kin = Kin { who: who.clone(), is, of: of.clone(), record: record.clone(), by_name };
                if who != of && !all.contains(&kin) {
                    all.push(kin);
                }
            }
        };
        let person_of = |record: &Rc<str>, subject: &Rc<str>| {
            let mention = Mention { record: record.clone(), subject: subject.clone() };
            base.who(&mention)
        };
        for (id, record) in &base.records {
            for (who, is, of) in &record.relations {
                if let (Some(who), Some(of)) = (person_of(id, who), person_of(id, of)) {
                    add(who, *is, of, id, false);
                }
            }
        }
        // A child's card names its parents: whoever of that name is known may be meant.
        for (id, record) in &base.records {
            for (attribute, is) in [("person.mother.name", Relation::Mother), ("person.father.name", Relation::Father)]
            {
                for subject in record.subjects() {
                    let stated = record.relations.iter().any(|(_, what, of)| *what == is && of == subject);
                    let Some(child) = person_of(id, subject).filter(|_| !stated) else { continue };
                    let Some(name) = record.first(subject, attribute).and_then(Value::as_text) else { continue };
                    for parent in base.people.iter().filter(|p| text::same_name(&p.name, name)) {
                        add(&parent.id, is, child, id, true);
                    }
                }
            }
        }
        all
    }

    /// Where records contradict each other about who is what to whom.
    pub fn kin_conflicts(&self) -> Vec<KinConflict> {
        let mut conflicts: Vec<KinConflict> = Vec::new();
        for kin in self.kin().into_iter().filter(|k| k.is.entry().one && !k.by_name) {
            match conflicts.iter_mut().find(|c| c.of == kin.of && c.is == kin.is) {
                Some(conflict) => conflict.kin.push(kin),
                None => conflicts.push(KinConflict { of: kin.of.clone(), is: kin.is, kin: vec![kin] }),
            }
        }
        conflicts.retain(|c| c.kin.iter().any(|k| k.who != c.kin[0].who));
        conflicts
    }

    /// Pairs of people who may be one: the same name and the same day of birth, and no two numbers that say otherwise. Only
    /// the citizen knows.
    pub fn alike(&self) -> Vec<(Rc<str>, Rc<str>)> {
        let base = self.state.base();
        let born = |id: &str| casting::birth_of(base, id).filter(|d| d.precision() == Precision::Day);
        let number = |id: &str| base.fact(id, "person.id.number");
        let mut pairs = Vec::new();
        for (i, a) in base.people.iter().enumerate() {
            let Some(birth) = born(&a.id).filter(|_| !a.name.is_empty()) else { continue };
            for b in &base.people[i + 1..] {
                let two_numbers = number(&a.id).zip(number(&b.id)).is_some_and(|(a, b)| a != b);
                if text::same_name(&a.name, &b.name) && born(&b.id) == Some(birth) && !two_numbers {
                    pairs.push((a.id.clone(), b.id.clone()));
                }
            }
        }
        pairs
    }

    /// People for the roles that nobody has yet, from what records say of those who have one. Of several for a role all are
    /// proposed; the citizen says who it is.
    pub fn cast_proposals(&self) -> Vec<CastProposal> {
        let kin = self.kin();
        let mut proposals = Vec::new();
        for role in self.definition.roles.iter().filter(|r| r.many || self.cast(&r.id).is_empty()) {
            let mut found: Vec<CastProposal> = Vec::new();
            for reason in self.reasons(role, &kin) {
                let person = &reason.kin.who;
                let refused = self.state.base().refused.iter().any(|(r, p)| *r == role.id && p == person);
                if refused || !self.fits(role, person) {
                    continue;
                }
                match found.iter_mut().find(|p| p.person == *person) {
                    Some(known) if known.reasons.contains(&reason) => {}
                    Some(known) => known.reasons.push(reason),
                    None => {
                        let (role, person) = (role.id.clone(), person.clone());
                        found.push(CastProposal { role, person, reasons: vec![reason] });
                    }
                }
            }
            found.iter_mut().for_each(|p| p.reasons.sort_by_key(|r| r.kin.by_name));
            found.sort_by_key(|p| p.reasons.first().is_some_and(|r| r.kin.by_name));
            proposals.extend(found);
        }
        proposals
    }

    fn reasons(&self, role: &Role, kin: &[Kin]) -> Vec<Reason> {
        let roles = &self.definition.roles;
        let mut reasons = Vec::new();
        // Whoever is `is` to the person in the role `to`.
        let mut ask = |is: Relation, to: &Rc<str>| {
            for person in self.cast(to) {
                let found = kin.iter().filter(|k| k.of == *person && k.is.is(is));
                reasons.extend(found.map(|k| Reason { is: k.is, role: to.clone(), kin: k.clone() }));
            }
        };
        for (is, to) in role.is.iter().filter(|(_, to)| *to != role.id) {
            ask(*is, to);
            // Both parents of a child who has no papers yet are, as a rule, married.
            if is.is(Relation::Parent) {
                for other in roles.iter().filter(|o| o.id != role.id) {
                    if other.is.iter().any(|(is, child)| is.is(Relation::Parent) && child == to) {
                        ask(Relation::Spouse, &other.id);
                    }
                }
            }
        }
        for other in roles.iter().filter(|o| o.id != role.id) {
            for (is, _) in other.is.iter().filter(|(_, to)| *to == role.id) {
                if let Some(back) = is.entry().other {
                    ask(back, &other.id);
                }
            }
        }
        reasons
    }

    /// Whether nothing speaks against it: sex, other roles, having it already.
    fn fits(&self, role: &Role, person: &Rc<str>) -> bool {
        let base = self.state.base();
        let sex = casting::sex_of(base, person);
        let wrong_sex = role.sex.zip(sex).is_some_and(|(must, is)| must != is);
        let excluded = self.definition.roles.iter().any(|other| {
            (role.not.contains(&other.id) || other.not.contains(&role.id)) && self.cast(&other.id).contains(person)
        });
        !wrong_sex && !excluded && !self.cast(&role.id).contains(person)
    }

    /// Where a record is used: the boxes that it fills or that were confirmed from it, and the roles of its people.
    pub fn used(&self, record: &str) -> (Vec<Path>, Vec<Rc<str>>) {
        let from = |a: &super::Answer| matches!(a.origin.as_ref().map(|o| &o.source), Some(OriginSource::Record { record: r, .. }) if **r == *record);
        let paths = self.answers().filter(|(_, a)| from(a)).map(|(path, _)| path.clone()).collect();
        let people: Vec<&Rc<str>> = self
            .state
            .base()
            .people
            .iter()
            .filter(|p| p.mentions.iter().any(|m| *m.record == *record))
            .map(|p| &p.id)
            .collect();
        let plays = |role: &&Role| self.cast(&role.id).iter().any(|p| people.contains(&p));
        (paths, self.definition.roles.iter().filter(plays).map(|r| r.id.clone()).collect())
    }
}
