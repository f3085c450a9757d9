//! What the person did: the part of a dossier that is stored, undone and redone.
//!
//! A step of undo must cost what was changed, not what is there: of a form with a thousand boxes a key changes one. So what
//! is seldom changed ([`Base`]) is shared between the steps, and of the answers a step keeps those that were different.

use super::{AnswerState, Person};
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
    /// What a draft of another version answered, and this version has no box for: (id or path, as JSON).
    pub lost: Vec<(Rc<str>, Json)>,
    /// Counts ids; never goes back, so an id is never used twice.
    pub next: u32,
}

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

    /// Keeps a record and finds its person by ID number. `Err` when the same text was read before.
    pub fn add_record(&mut self, record: Record) -> Result<Rc<str>, ()> {
        if self.records.iter().any(|(_, r)| r.raw.trim() == record.raw.trim()) {
            return Err(());
        }
        let id = self.id('r');
        let number = record.holder_id();
        let holder = self.people.iter().position(|p| {
            let of_person = |(id, _): &&(Rc<str>, Rc<Record>)| p.records.contains(id);
            number.is_some() && self.records.iter().filter(of_person).any(|(_, r)| r.holder_id() == number)
        });
        let name: Rc<str> = record.holder_name().unwrap_or_default().into();
        let person = match holder {
            Some(i) => {
                self.people[i].records.push(id.clone());
                self.people[i].id.clone()
            }
            None => {
                let person = Person { id: self.id('p'), records: vec![id.clone()], name };
                self.people.push(person.clone());
                person.id
            }
        };
        self.records.push((id, Rc::new(record)));
        Ok(person)
    }

    /// Forgets a record, and the person who is known by nothing else.
    pub fn remove_record(&mut self, id: &str) {
        self.records.retain(|(r, _)| **r != *id);
        let mut gone = Vec::new();
        self.people.retain_mut(|person| {
            let had = person.records.len();
            person.records.retain(|r| **r != *id);
            let keep = !person.records.is_empty() || had == 0;
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
        let person = Person { id: self.id('p'), records: Vec::new(), name: "".into() };
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
