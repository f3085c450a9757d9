//! What the person did: the part of a dossier that is stored, undone and redone.
//!
//! A step of undo must cost what was changed, not what is there: of a form with a thousand boxes a key changes one. So what
//! is seldom changed ([`Base`]) is shared between the steps, and of the answers a step keeps those that were different.

use super::{AnswerState, Mention, Person};
use crate::{definition::Path, json::Json, prefill::Origin, record::Record, sorted::Map, value::Value};
use std::rc::Rc;

/// An answer given, confirmed or emptied by the person. Prefill never replaces it (invariant 3).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hand {
    /// The value; `None`: emptied on purpose.
    pub value: Option<Value>,
    /// `Edited`, `Confirmed`, or `Empty` for what was filled and taken back.
    pub state: AnswerState,
    /// Where a confirmed value had come from.
    pub origin: Option<Origin>,
}

impl Hand {
    pub fn typed(value: Option<Value>) -> Self {
        Self { value, state: AnswerState::Edited, origin: None }
    }
}

/// Everything but the answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Base {
    pub records: Vec<(Rc<str>, Rc<Record>)>,
    pub people: Vec<Person>,
    pub casting: Map<Rc<str>, Vec<Rc<str>>>,
    /// Rows that the person added; rows that follow from the casting are not here.
    pub rows: Map<Rc<str>, Vec<Rc<str>>>,
    /// Old address as printed → commune that the person chose for it.
    pub choices: Map<Rc<str>, Rc<str>>,
    /// Who was offered for a role and does not have it: (role, person). Not stored: asked again another day.
    pub refused: Vec<(Rc<str>, Rc<str>)>,
    /// What a draft of another version answered, and this version has no box for: (id or path, as JSON).
    pub lost: Vec<(Rc<str>, Json)>,
    /// Counts ids; never goes back, so an id is never used twice.
    pub next: u32,
}

/// The number by which people are merged.
const ID_NUMBER: &str = "person.id.number";

/// The state.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    base: Rc<Base>,
    hand: Map<Path, Rc<Hand>>,
    /// What answers were before they were changed, since [`State::begin`].
    log: Vec<(Path, Option<Rc<Hand>>)>,
}

/// The way back from a change.
#[derive(Clone, Debug)]
pub(super) struct Step {
    base: Rc<Base>,
    /// What to put back, the last one first.
    hand: Vec<(Path, Option<Rc<Hand>>)>,
}

impl Step {
    /// Whose answers it puts back.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.hand.iter().map(|(path, _)| path)
    }
}

impl State {
    /// Everything but the answers.
    pub fn base(&self) -> &Rc<Base> {
        &self.base
    }

    /// To change it.
    pub fn edit(&mut self) -> &mut Base {
        Rc::make_mut(&mut self.base)
    }

    /// What the person gave at a path.
    pub fn hand(&self, path: &str) -> Option<&Hand> {
        self.hand.get(path).map(|hand| &**hand)
    }

    /// Whether the person gave nothing at all.
    pub fn nothing_by_hand(&self) -> bool {
        self.hand.is_empty()
    }

    /// Sets what the person gave at a path; `None`: nothing.
    pub fn set(&mut self, path: Path, hand: Option<Hand>) {
        let old = self.hand.get(path.as_str()).cloned();
        if old.as_deref() == hand.as_ref() {
            return;
        }
        self.put(&path, hand.map(Rc::new));
        self.log.push((path, old));
    }

    fn put(&mut self, path: &Path, hand: Option<Rc<Hand>>) {
        match hand {
            Some(hand) => {
                self.hand.insert(path.clone(), hand);
            }
            None => self.hand.remove(path.as_str()),
        }
    }

    /// A change begins.
    pub fn begin(&mut self) -> Rc<Base> {
        self.log.clear();
        self.base.clone()
    }

    /// The change that began is done: the way back, if anything is different.
    pub fn end(&mut self, before: Rc<Base>) -> Option<Step> {
        if !Rc::ptr_eq(&before, &self.base) && *before == *self.base {
            self.base = before.clone(); // touched, and the same again
        }
        let hand = std::mem::take(&mut self.log);
        let changed = !hand.is_empty() || !Rc::ptr_eq(&before, &self.base);
        changed.then_some(Step { base: before, hand })
    }

    /// Goes a step; gives the one that leads back.
    pub fn go(&mut self, step: Step) -> Step {
        let mut hand = Vec::with_capacity(step.hand.len());
        for (path, old) in step.hand.into_iter().rev() {
            let now = self.hand.get(path.as_str()).cloned();
            self.put(&path, old);
            hand.push((path, now));
        }
        Step { base: std::mem::replace(&mut self.base, step.base), hand }
    }

    /// Two people are one. Who stands in a row as the one that goes stands there as the other, with what was typed.
    pub fn merge(&mut self, into: &Rc<str>, from: &Rc<str>) {
        if !self.edit().merge(into, from) {
            return;
        }
        let rows = &mut self.edit().rows;
        let inner: Vec<Rc<str>> = rows.iter().map(|(key, _)| key.clone()).collect();
        for key in inner {
            if let Some((group, _)) = key.split_once('/').filter(|(_, row)| *row == &**from) {
                let moved = rows.get(&key).cloned().unwrap_or_default();
                rows.entry(&[group, "/", into].concat()).extend(moved);
                rows.remove(&key);
            }
        }
        let typed = self.hand.iter().filter(|(path, _)| path.split_row().is_some_and(|(_, row, _)| row == &**from));
        for (path, hand) in typed.map(|(path, hand)| (path.clone(), hand.clone())).collect::<Vec<_>>() {
            if let Some((group, _, column)) = path.split_row() {
                let there = Path::cell(group, into, column);
                if self.hand(there.as_str()).is_none() {
                    self.set(there, Some((*hand).clone()));
                }
            }
            self.set(path, None);
        }
    }

    /// Removes a row and what was typed in it; a row that came from the casting takes its person out of `role`.
    pub fn remove_row(&mut self, group: &str, row: &str, role: Option<&str>) {
        let base = self.edit();
        // No id is used twice: it is in one list, its group's or, of a group in a group, that of the row around it.
        for rows in base.rows.values_mut() {
            rows.retain(|r| **r != *row);
        }
        if let Some(role) = role {
            base.uncast(role, row);
        }
        let typed = self
            .hand
            .iter()
            .map(|(path, _)| path)
            .filter(|path| path.split_row().is_some_and(|(g, r, _)| g == group && r == row));
        for path in typed.cloned().collect::<Vec<_>>() {
            self.set(path, None);
        }
    }
}

impl Base {
    fn id(&mut self, prefix: char) -> Rc<str> {
        self.next += 1;
        format!("{prefix}{}", self.next).into()
    }

    /// Keeps a record and finds its people by their ID numbers; gives the one that it is about before all. `Err` when the
    /// same text was read before, or says nothing of anybody.
    pub fn add_record(&mut self, record: Record) -> Result<Rc<str>, ()> {
        if record.claims.is_empty() {
            return Err(());
        }
        if let Some(at) = self.records.iter().position(|(_, r)| r.raw.trim() == record.raw.trim()) {
            let (id, known) = &mut self.records[at];
            // A credential whose signature was checked again: the same paper, of more worth
            if known.kind == record.kind || known.subjects() != record.subjects() {
                return Err(());
            }
            let mention =
                Mention { record: id.clone(), subject: record.subjects().into_iter().next().ok_or(())?.clone() };
            *known = Rc::new(record);
            return self.who(&mention).cloned().ok_or(());
        }
        let id = self.id('r');
        let record = Rc::new(record);
        self.records.push((id.clone(), record.clone()));
        let mut first = None;
        for subject in record.subjects() {
            let number = record.first(subject, ID_NUMBER);
            let known = self.people.iter().position(|p| {
                let states = |m: &Mention| self.states(m, ID_NUMBER) == number;
                number.is_some() && p.mentions.iter().any(states)
            });
            let at = known.unwrap_or_else(|| {
                drop(self.person_without_papers());
                self.people.len() - 1
            });
            self.people[at].mentions.push(Mention { record: id.clone(), subject: subject.clone() });
            self.name(at);
            first.get_or_insert(self.people[at].id.clone());
        }
        first.ok_or(())
    }

    /// What the record of a mention says first for an attribute.
    pub fn states(&self, mention: &Mention, attribute: &str) -> Option<&Value> {
        let (_, record) = self.records.iter().find(|(id, _)| *id == mention.record)?;
        record.first(&mention.subject, attribute)
    }

    /// What is stated first of a person.
    pub fn fact(&self, person: &str, attribute: &str) -> Option<&Value> {
        let person = self.people.iter().find(|p| *p.id == *person)?;
        person.mentions.iter().find_map(|m| self.states(m, attribute))
    }

    /// Names a person as the first paper does that names them.
    fn name(&mut self, at: usize) {
        let name = self.people[at].mentions.iter().find_map(|m| self.states(m, "person.name")?.as_text());
        if let Some(name) = name.map(Rc::from) {
            self.people[at].name = name;
        }
    }

    /// Who a mention is.
    pub fn who(&self, mention: &Mention) -> Option<&Rc<str>> {
        self.people.iter().find(|p| p.mentions.contains(mention)).map(|p| &p.id)
    }

    /// Two mentions are one person, or not. Tells apart whom numbers make one; gives whom to merge.
    pub fn tie(&mut self, same: bool, one: &Mention, other: &Mention) -> Option<(Rc<str>, Rc<str>)> {
        let (one, person) = (self.who(one)?.clone(), self.who(other)?.clone());
        if !same && one == person {
            self.split(&person, other);
        }
        (same && one != person).then_some((one, person))
    }

    /// Two are one: what papers say of the one they say of the other. False when there is nothing to do.
    pub fn merge(&mut self, into: &Rc<str>, from: &Rc<str>) -> bool {
        let at = |id: &Rc<str>| self.people.iter().position(|p| p.id == *id);
        let (Some(_), Some(gone)) = (at(into), at(from).filter(|_| into != from)) else { return false };
        let gone = self.people.remove(gone);
        let Some(at) = self.people.iter().position(|p| p.id == *into) else { return false };
        self.people[at].mentions.extend(gone.mentions);
        if self.people[at].name.is_empty() {
            self.people[at].name = gone.name;
        }
        for people in self.casting.values_mut() {
            let both = people.contains(into);
            people.retain(|p| !both || p != from);
            people.iter_mut().filter(|p| *p == from).for_each(|p| *p = into.clone());
        }
        true
    }

    /// What a paper says of a person is about somebody else.
    pub fn split(&mut self, person: &str, mention: &Mention) {
        let Some(at) = self.people.iter().position(|p| *p.id == *person && p.mentions.len() > 1) else { return };
        let Some(which) = self.people[at].mentions.iter().position(|m| m == mention) else { return };
        let mention = self.people[at].mentions.remove(which);
        drop(self.person_without_papers());
        let new = self.people.len() - 1;
        self.people[new].mentions.push(mention);
        self.name(new);
        self.name(at);
    }

    /// Forgets a record, and the person who is known by nothing else.
    pub fn remove_record(&mut self, id: &str) {
        self.records.retain(|(r, _)| **r != *id);
        let mut gone = Vec::new();
        self.people.retain_mut(|person| {
            let had = person.mentions.len();
            person.mentions.retain(|m| *m.record != *id);
            let keep = !person.mentions.is_empty() || had == 0;
            if !keep {
                gone.push(person.id.clone());
            }
            keep
        });
        for people in self.casting.values_mut() {
            people.retain(|p| !gone.contains(p));
        }
    }

    /// Somebody whom no paper shows.
    pub fn person_without_papers(&mut self) -> Rc<str> {
        let person = Person { id: self.id('p'), mentions: Vec::new(), name: "".into() };
        self.people.push(person.clone());
        person.id
    }

    pub fn cast(&mut self, role: &str, person: Option<Rc<str>>, many: bool) {
        let cast = self.casting.entry(role);
        if !many {
            cast.clear();
        }
        if let Some(person) = person {
            if !cast.contains(&person) {
                cast.push(person);
            }
        } else {
            cast.clear();
        }
    }

    pub fn uncast(&mut self, role: &str, person: &str) {
        if let Some(cast) = self.casting.get_mut(role) {
            cast.retain(|p| **p != *person);
        }
    }

    pub fn add_row(&mut self, group: &str) -> Rc<str> {
        let row = self.id('r');
        self.rows.entry(group).push(row.clone());
        row
    }
}
