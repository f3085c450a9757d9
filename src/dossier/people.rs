//! What is done with papers and people, and answers that the page gives.
//!
//! A form that is opened empty has neither. In the browser this code comes late, with the pages and the reader that send these
//! actions: an action carries the code that does it, so that [`Dossier::reduce`] alone does not bring it into the first load.

use super::{Action, Dossier, Hand, Mention, Notice, Path, derive, state::Base};
use crate::{record::Record, text::date::PartialDate, value::Value};
use std::rc::Rc;

/// Everything that can happen to papers and people, and what the page gives.
#[derive(Clone)]
pub enum PeopleAction {
    /// A paper was read.
    AddRecord(Record),
    /// Papers that were kept are used for this dossier: those of one person, in one step.
    AddRecords(Vec<Record>),
    /// Forget a paper and what only it stated. What the person confirmed stays.
    RemoveRecord(Rc<str>),
    /// Somebody plays a role (`person: None` frees it). A role that takes many gets one more.
    Cast {
        /// Role id.
        role: Rc<str>,
        /// Person id.
        person: Option<Rc<str>>,
    },
    /// One person less in a role that takes many.
    Uncast {
        /// Role id.
        role: Rc<str>,
        /// Person id.
        person: Rc<str>,
    },
    /// Two roles are the same person although there is no paper ("the applicant is the mother"): both get a person without records.
    SamePerson {
        /// Role that is being said.
        role: Rc<str>,
        /// The role whose person it is.
        as_role: Rc<str>,
    },
    /// Two people are one: the citizen says so, since their papers have no number in common.
    MergePeople {
        /// Id of who stays.
        into: Rc<str>,
        /// Id of who is the same.
        from: Rc<str>,
    },
    /// What one paper says of a person is about somebody else.
    SplitPerson {
        /// Person id.
        person: Rc<str>,
        /// Which paper, and whom in it.
        mention: Mention,
    },
    /// The page gives answers that it has kept of this person, which count as typed, or records of what it knows of people.
    /// What was answered here meanwhile stays.
    Give(Given),
}

impl PeopleAction {
    /// Whether boxes may be filled by it.
    pub fn fills(&self) -> bool {
        matches!(
            self,
            PeopleAction::AddRecord(_)
                | PeopleAction::AddRecords(_)
                | PeopleAction::Cast { .. }
                | PeopleAction::SamePerson { .. }
                | PeopleAction::MergePeople { .. }
                | PeopleAction::SplitPerson { .. }
        )
    }
}

/// Such an action, with what does it.
#[derive(Clone)]
pub struct Change {
    action: PeopleAction,
    apply: fn(&mut Dossier, PeopleAction, &mut Vec<Notice>),
}

impl Change {
    /// What is done.
    pub fn action(&self) -> &PeopleAction {
        &self.action
    }

    pub(super) fn apply(self, dossier: &mut Dossier, notices: &mut Vec<Notice>) {
        (self.apply)(dossier, self.action, notices);
    }
}

impl From<PeopleAction> for Action {
    fn from(action: PeopleAction) -> Self {
        Action::People(Change { action, apply: Dossier::change_people })
    }
}

/// Answers that the page gives, see [`Dossier::given`]: of the form, or of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// Of fields outside groups, by their ids; of a row by the last parts of the columns' ids.
    pub answers: Vec<(Rc<str>, Value)>,
    /// Of groups, by their ids: the rows.
    pub rows: Vec<(Rc<str>, Vec<Given>)>,
    /// What the page knows of people.
    pub records: Vec<GivenRecord>,
}

/// A record that the page gives, and who of it plays which role: (person of the record, role).
pub type GivenRecord = (Record, Vec<(Rc<str>, Rc<str>)>);

/// Somebody of whom papers speak, whatever form is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The name, as the first paper has it.
    pub name: Rc<str>,
    /// Date of birth.
    pub born: Option<PartialDate>,
    /// The ID number.
    pub number: Rc<str>,
    /// Which papers speak of them: their places in the list that was given.
    pub papers: Vec<usize>,
}

/// Of whom papers speak: one person by one ID number, as in a dossier. Of the same paper the first counts.
pub fn known_people(papers: &[Record]) -> Vec<Known> {
    let mut base = Base::default();
    let mut places = Vec::new();
    for (at, paper) in papers.iter().enumerate() {
        if base.add_record(paper.clone()).is_ok() {
            places.push(at);
        }
    }
    let ids: Vec<Rc<str>> = base.records.iter().map(|(id, _)| id.clone()).collect();
    let known = base.people.iter().map(|person| {
        let fact = |attribute: &str| base.fact(&person.id, attribute);
        let at = |mention: &Mention| places.get(ids.iter().position(|id| *id == mention.record)?).copied();
        let mut papers: Vec<usize> = person.mentions.iter().filter_map(at).collect();
        papers.dedup();
        Known {
            name: person.name.clone(),
            born: fact("person.birth.date").and_then(Value::as_date),
            number: fact("person.id.number").and_then(Value::as_text).unwrap_or_default().into(),
            papers,
        }
    });
    known.collect()
}

impl Dossier {
    /// What papers state first of a person.
    pub fn fact(&self, person: &str, attribute: &str) -> Option<&Value> {
        self.state.base().fact(person, attribute)
    }

    fn change_people(&mut self, action: PeopleAction, notices: &mut Vec<Notice>) {
        match action {
            PeopleAction::AddRecord(record) => match self.state.edit().add_record(record) {
                Ok(person) => notices.push(Notice::RecordAdded(person)),
                Err(()) => notices.push(Notice::RecordKnown),
            },
            PeopleAction::AddRecords(records) => {
                let added: Vec<_> = records.into_iter().map(|record| self.state.edit().add_record(record)).collect();
                let first = added.into_iter().find_map(Result::ok);
                notices.push(first.map_or(Notice::RecordKnown, Notice::RecordAdded));
            }
            PeopleAction::RemoveRecord(id) => self.state.edit().remove_record(&id),
            PeopleAction::Cast { role, person } => self.cast_role(&role, person),
            PeopleAction::Uncast { role, person } => self.state.edit().uncast(&role, &person),
            PeopleAction::SamePerson { role, as_role } => self.same_person(&role, &as_role),
            PeopleAction::MergePeople { into, from } => self.state.merge(&into, &from),
            PeopleAction::SplitPerson { person, mention } => self.state.edit().split(&person, &mention),
            PeopleAction::Give(given) => self.give(given),
        }
    }

    fn give(&mut self, mut given: Given) {
        for (record, plays) in std::mem::take(&mut given.records) {
            self.give_record(record, plays);
        }
        let mut answers = Vec::new();
        self.place_given(given, None, &mut answers);
        for (path, value) in answers {
            if self.state.hand(path.as_str()).is_none() && !self.locked(&path) {
                // Nobody has left this box, but nobody will either: what is wrong with it may be said.
                self.left.insert(path.clone(), ());
                self.state.set(path, Some(Hand::typed(Some(value))));
            }
        }
    }

    /// A record of the page; whoever has a role by it has it if nobody else does.
    fn give_record(&mut self, record: Record, plays: Vec<(Rc<str>, Rc<str>)>) {
        let raw = record.raw.clone();
        let _ = self.state.edit().add_record(record); // known already: then only the roles are news
        for (subject, role) in plays {
            let base = self.state.base();
            let id = base.records.iter().find(|(_, r)| r.raw == raw).map(|(id, _)| id.clone());
            let mention = id.map(|record| Mention { record, subject });
            let person = base.people.iter().find(|p| mention.as_ref().is_some_and(|m| p.mentions.contains(m)));
            if let Some(person) = person.map(|p| p.id.clone()).filter(|_| self.cast(&role).is_empty()) {
                self.cast_role(&role, Some(person));
            }
        }
    }

    /// Where the answers given belong, in new rows where there are none; `row`: (group, row) that they are of.
    fn place_given(&mut self, given: Given, row: Option<(&str, &str)>, out: &mut Vec<(Path, Value)>) {
        let path = |id: &Rc<str>| match row {
            Some((group, row)) => Path::cell(group, row, id),
            None => Path::field(id),
        };
        out.extend(given.answers.into_iter().map(|(id, value)| (path(&id), value)));
        for (group, rows) in given.rows {
            let outer = row.map(|(_, row)| row);
            let there = self.rows_around(&group, outer).to_vec();
            let Some(key) = self.definition.field(&group).map(|(_, field)| derive::rows_key(field, outer)) else {
                continue;
            };
            for (at, cells) in rows.into_iter().enumerate() {
                let row = there.get(at).cloned().unwrap_or_else(|| self.state.edit().add_row(&key));
                self.place_given(cells, Some((&group, &row)), out);
            }
        }
    }

    fn cast_role(&mut self, role: &str, person: Option<Rc<str>>) {
        let Some(many) = self.definition.role(role).map(|r| r.many) else { return };
        if person.as_ref().is_none_or(|p| self.state.base().people.iter().any(|known| known.id == *p)) {
            self.state.edit().cast(role, person, many);
        }
    }

    fn same_person(&mut self, role: &str, as_role: &str) {
        if role == as_role || self.definition.role(role).is_none() || self.definition.role(as_role).is_none() {
            return;
        }
        let person = match self.state.base().casting.get(as_role).and_then(|p| p.first()) {
            Some(person) => person.clone(),
            None => {
                let person = self.state.edit().person_without_papers();
                self.state.edit().cast(as_role, Some(person.clone()), false);
                person
            }
        };
        self.state.edit().cast(role, Some(person), false);
    }
}
