//! Whose is what: the steps of a message, walked in order with the person in mind of whom it speaks.

use super::scan::{Act, Step, Who};
use super::token::Tokens;
use super::value::Read;
use super::{Found, RELATION};
use crate::{
    detect::lexicon::Kin,
    text::{clean, fold},
    value::Value,
};
use std::collections::BTreeMap;

#[derive(Default)]
struct Person {
    named: bool,
    /// Attributes that are known already.
    has: Vec<&'static str>,
    relations: Vec<&'static str>,
    /// Line in which the person was last spoken of.
    line: usize,
}

/// Beyond this many people a text is a list that nobody confirms one by one; the rest is still found, name by name.
#[derive(Default)]
struct People {
    all: Vec<Person>,
    current: Option<usize>,
    myself: Option<usize>,
    by_kin: BTreeMap<&'static str, usize>,
    by_name: BTreeMap<String, usize>,
    by_title: BTreeMap<String, usize>,
    by_row: BTreeMap<usize, usize>,
    found: Vec<(Found, Option<usize>)>,
    /// Findings before anybody was named.
    pending: Vec<usize>,
}

/// Attributes of which somebody may have several.
fn many(attribute: &str) -> bool {
    matches!(attribute, "person.phone" | "person.email" | RELATION)
}

pub(super) fn assign(tokens: &Tokens<'_>, steps: &[Step]) -> Vec<Found> {
    let mut people = People::default();
    let line_of = |i: usize| tokens.get(i).map_or(0, |t| t.line);
    for (n, step) in steps.iter().enumerate() {
        let line = line_of(step.from);
        match &step.act {
            Act::Name { sure, who, also, aside, signed } => {
                let span = tokens.span(step.from, step.to);
                let name = clean(tokens.text.get(span.0..span.1).unwrap_or_default());
                let person = people.named(&name, *who, line, *signed);
                if let Some(title) = &step.title {
                    people.by_title.insert(title.clone(), person);
                }
                for kin in
                    [if let Who::Kin(kin, at) = who { Some((*kin, *at)) } else { None }, *also].into_iter().flatten()
                {
                    people.relate(tokens, kin.0, kin.1, person);
                }
                let read =
                    Read { attribute: "person.name", span, value: Value::Text(name.as_str().into()), sure: *sure };
                people.add(&read, Some(person), line);
                if !aside {
                    people.current = Some(person);
                }
            }
            Act::Value { read, who, labelled } => {
                let later = || {
                    let in_line = |s: &&Step| line_of(s.from) == line;
                    let name = |s: &&Step| matches!(s.act, Act::Name { .. });
                    steps[n..].iter().take(40).take_while(in_line).any(|s| name(&s))
                        && !steps[..n].iter().rev().take(40).take_while(in_line).any(|s| name(&s))
                };
                let person = match *who {
                    Who::Row(row) => Some(people.row(row)),
                    Who::Kin(kin, at) => {
                        let person = people.of_kin(kin);
                        people.relate(tokens, kin, at, person);
                        Some(person)
                    }
                    Who::Myself => Some(people.me()),
                    Who::Contact if people.myself.is_some() => people.myself,
                    Who::Current | Who::Contact => match people.current {
                        Some(current) if people.all[current].line < line && later() => {
                            let known = people.all[current].has.contains(&read.attribute);
                            (*labelled && !known).then_some(current)
                        }
                        current => current,
                    },
                };
                if let Some(person) = person {
                    if !matches!(who, Who::Row(_)) {
                        people.current = Some(person);
                    }
                    if people.all[person].has.contains(&read.attribute) && !many(read.attribute) {
                        continue;
                    }
                }
                people.add(read, person, line);
            }
            Act::Refer(Who::Kin(kin, at)) => {
                let person = people.of_kin(kin);
                people.relate(tokens, kin, *at, person);
                people.all[person].line = line;
                people.current = Some(person);
            }
            Act::Refer(Who::Myself) => {
                let person = people.me();
                people.all[person].line = line;
                people.current = Some(person);
            }
            Act::Refer(_) => {}
            Act::Forget => people.current = None,
            Act::Relation(kin) => {
                // What the declarant is to the head is not what the head is.
                let head = |p: usize| people.all[p].relations.contains(&"head") && kin.id != "head";
                if let Some(person) = people.current.filter(|p| !head(*p)) {
                    people.relate(tokens, kin, (step.from, step.to), person);
                }
            }
            Act::Title(title) => {
                if let Some(person) = people.by_title.get(title) {
                    people.current = Some(*person);
                }
            }
        }
    }
    people.finish()
}

impl People {
    fn new_person(&mut self) -> usize {
        self.all.push(Person::default());
        self.all.len() - 1
    }

    fn me(&mut self) -> usize {
        if let Some(me) = self.myself {
            return me;
        }
        let me = self.new_person();
        self.myself = Some(me);
        me
    }

    fn row(&mut self, row: usize) -> usize {
        if let Some(person) = self.by_row.get(&row) {
            return *person;
        }
        let person = self.new_person();
        self.by_row.insert(row, person);
        person
    }

    fn of_kin(&mut self, kin: &'static Kin) -> usize {
        if let Some(person) = self.by_kin.get(kin.id) {
            return *person;
        }
        let person = self.new_person();
        self.by_kin.insert(kin.id, person);
        person
    }

    /// The person of a name, who may be known already.
    fn named(&mut self, name: &str, who: Who, line: usize, signed: bool) -> usize {
        let key = fold(name);
        let unnamed = |people: &People, person: Option<usize>| person.filter(|p| !people.all[*p].named);
        let known = self.by_name.get(&key).copied();
        let person = match who {
            Who::Row(row) => self.row(row),
            Who::Myself => unnamed(self, self.myself).or(known).unwrap_or_else(|| self.new_person()),
            Who::Kin(kin, _) => {
                let of_kin = unnamed(self, self.by_kin.get(kin.id).copied());
                let person = known.or(of_kin).unwrap_or_else(|| self.new_person());
                self.by_kin.insert(kin.id, person);
                person
            }
            Who::Current | Who::Contact => {
                let spoken_of = unnamed(self, self.current).filter(|p| line - self.all[*p].line.min(line) <= 2);
                let me = unnamed(self, self.myself).filter(|_| signed);
                known.or(me).or(spoken_of).unwrap_or_else(|| self.new_person())
            }
        };
        if who == Who::Myself {
            self.myself = Some(person);
        }
        self.all[person].named = true;
        self.by_name.insert(key, person);
        for found in std::mem::take(&mut self.pending) {
            let attribute = self.found[found].0.attribute;
            self.found[found].1 = Some(person);
            self.all[person].has.push(attribute);
        }
        person
    }

    fn relate(&mut self, tokens: &Tokens<'_>, kin: &'static Kin, at: (usize, usize), person: usize) {
        if self.all[person].relations.contains(&kin.id) {
            return;
        }
        self.all[person].relations.push(kin.id);
        self.by_kin.entry(kin.id).or_insert(person);
        let read =
            Read { attribute: RELATION, span: tokens.span(at.0, at.1), value: Value::Text(kin.id.into()), sure: true };
        self.push(&read, Some(person));
    }

    fn add(&mut self, read: &Read, person: Option<usize>, line: usize) {
        match person {
            Some(person) => {
                // A name twice is one person's, found once.
                let has = self.all[person].has.contains(&read.attribute);
                self.all[person].line = line;
                if read.attribute == "person.name" && has {
                    return;
                }
                self.all[person].has.push(read.attribute);
            }
            None => self.pending.push(self.found.len()),
        }
        self.push(read, person);
    }

    fn push(&mut self, read: &Read, person: Option<usize>) {
        let found = Found {
            span: read.span.0..read.span.1,
            attribute: read.attribute,
            person: 0,
            value: read.value.clone(),
            sure: read.sure,
        };
        self.found.push((found, person));
    }

    /// The findings in the order of the text, people counted as they come.
    fn finish(mut self) -> Vec<Found> {
        if !self.pending.is_empty() {
            let person = if self.all.len() == 1 { 0 } else { self.new_person() };
            for found in std::mem::take(&mut self.pending) {
                self.found[found].1 = Some(person);
            }
        }
        // Somebody of whom only a relation is said is nobody to fill in.
        let mut known = vec![false; self.all.len()];
        for (found, person) in &self.found {
            if let Some(person) = person.filter(|_| found.attribute != RELATION) {
                known[person] = true;
            }
        }
        self.found.retain(|(_, person)| person.is_some_and(|p| known[p]));
        self.found.sort_by_key(|(found, _)| found.span.start);
        // What begins inside another finding is part of it.
        let mut end = 0;
        self.found.retain(|(found, _)| {
            let apart = found.span.start >= end;
            end = end.max(found.span.end);
            apart
        });
        let mut numbers = BTreeMap::new();
        self.found
            .into_iter()
            .map(|(mut found, person)| {
                let next = numbers.len();
                found.person = *numbers.entry(person).or_insert(next);
                found
            })
            .collect()
    }
}
