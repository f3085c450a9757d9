//! What is done with papers and people, and answers that the page gives.
//!
//! A form that is opened empty has neither. In the browser this code comes late, with the pages and the reader that send these
//! actions: an action carries the code that does it, so that [`Dossier::reduce`] alone does not bring it into the first load.

use super::{Action, Dossier, Hand, Mention, Notice, Path, derive, state::Base};
use crate::{record::Record, text::date::PartialDate, value::Value};
use std::{collections::BTreeMap, rc::Rc};

/// Everything that can happen to papers and people, and what the page gives.
#[derive(Clone)]
pub enum PeopleAction {
    /// A paper was read.
    AddRecord(Record),
    /// Papers that were kept are used for this dossier: those of one person, in one step.
    AddRecords(Kept),
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
    /// Who was offered for a role does not have it: not offered again.
    Refuse {
        /// Role id.
        role: Rc<str>,
        /// Person id.
        person: Rc<str>,
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
                | PeopleAction::AddRecords(..)
                | PeopleAction::Cast { .. }
                | PeopleAction::SamePerson { .. }
                | PeopleAction::MergePeople { .. }
                | PeopleAction::SplitPerson { .. }
        )
    }
}

/// Papers that were kept, and what the citizen said of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The papers.
    pub records: Vec<Record>,
    /// Of whom they speak, by places among them.
    pub ties: Vec<Tie>,
    /// Which commune an old address is in where no law says it: (as printed, code).
    pub choices: Vec<(Rc<str>, Rc<str>)>,
}

/// Such an action. Whoever sends one brings what does it, copies it and drops it.
#[derive(Clone)]
pub struct Change(Rc<dyn Doing>);

trait Doing {
    fn action(&self) -> &PeopleAction;
    fn apply(&self, dossier: &mut Dossier, notices: &mut Vec<Notice>);
}

impl Doing for PeopleAction {
    fn action(&self) -> &PeopleAction {
        self
    }

    fn apply(&self, dossier: &mut Dossier, notices: &mut Vec<Notice>) {
        dossier.change_people(self.clone(), notices);
    }
}

impl Change {
    /// What is done.
    pub fn action(&self) -> &PeopleAction {
        self.0.action()
    }

    pub(super) fn apply(&self, dossier: &mut Dossier, notices: &mut Vec<Notice>) {
        self.0.apply(dossier, notices);
    }
}

impl From<PeopleAction> for Action {
    fn from(action: PeopleAction) -> Self {
        Action::People(Change(Rc::new(action)))
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
    /// Where papers speak of them.
    pub places: Vec<Place>,
}

impl Known {
    /// Which papers speak of them: their places in the list that was given.
    pub fn papers(&self) -> Vec<usize> {
        let mut papers: Vec<usize> = self.places.iter().map(|(paper, _)| *paper).collect();
        papers.dedup();
        papers
    }
}

/// A paper's place in a list, and whom in it.
pub type Place = (usize, Rc<str>);

/// What the citizen said of people in papers, where their numbers say otherwise or nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// That they are one person; else that they are not. Those that tell apart come first, and count first.
    pub same: bool,
    /// Who.
    pub one: Place,
    /// And who.
    pub other: Place,
}

/// Of whom papers speak: one person by one ID number, as in a dossier, and by what the citizen said. Of the same paper the first
/// counts.
pub fn known_people(papers: &[Record], ties: &[Tie]) -> Vec<Known> {
    let mut base = Base::default();
    let mut ids: Vec<Option<Rc<str>>> = Vec::new();
    for paper in papers {
        let new = base.add_record(paper.clone()).is_ok();
        ids.push(base.records.last().filter(|_| new).map(|(id, _)| id.clone()));
    }
    for (same, one, other) in mentioned(ties, |at| ids.get(at)?.clone()) {
        if let Some((into, from)) = base.tie(same, &one, &other) {
            base.merge(&into, &from);
        }
    }
    let places: BTreeMap<&str, usize> =
        ids.iter().enumerate().filter_map(|(at, id)| Some((id.as_deref()?, at))).collect();
    let known = base.people.iter().map(|person| {
        let fact = |attribute: &str| base.fact(&person.id, attribute);
        let place = |mention: &Mention| Some((*places.get(&*mention.record)?, mention.subject.clone()));
        Known {
            name: person.name.clone(),
            born: fact("person.birth.date").and_then(Value::as_date),
            number: fact("person.id.number").and_then(Value::as_text).unwrap_or_default().into(),
            places: person.mentions.iter().filter_map(place).collect(),
        }
    });
    known.collect()
}

/// Ties as mentions, by the id that the record at a place has.
fn mentioned(ties: &[Tie], id: impl Fn(usize) -> Option<Rc<str>>) -> impl Iterator<Item = (bool, Mention, Mention)> {
    let mention = move |(at, subject): &Place| Some(Mention { record: id(*at)?, subject: subject.clone() });
    ties.iter().filter_map(move |tie| Some((tie.same, mention(&tie.one)?, mention(&tie.other)?)))
}

impl Dossier {
    /// What papers state first of a person.
    pub fn fact(&self, person: &str, attribute: &str) -> Option<&Value> {
        self.state.base().fact(person, attribute)
    }

    /// Which commune the citizen chose for an old address that no law settles: (as printed, code).
    pub fn choices(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<str>)> {
        self.state.base().choices.iter()
    }

    /// What the citizen says here of people in papers that are kept: `said` as it was, but for the papers that are here too. `kept`:
    /// the place at which a paper is kept.
    pub fn ties(&self, kept: impl Fn(&Record) -> Option<usize>, said: &[Tie]) -> Vec<Tie> {
        let mut plain = Base::default();
        let mut all: Vec<(Place, Option<&Rc<str>>, Mention)> = Vec::new();
        for (id, record) in &self.state.base().records {
            let Some(at) = kept(record).filter(|at| all.iter().all(|((there, _), ..)| there != at)) else { continue };
            if plain.add_record((**record).clone()).is_err() {
                continue;
            }
            for subject in record.subjects() {
                let here = self.state.base().who(&Mention { record: id.clone(), subject: subject.clone() });
                let there = plain.records.last().map(|(id, _)| id.clone()).unwrap_or_default();
                all.push(((at, subject.clone()), here, Mention { record: there, subject: subject.clone() }));
            }
        }
        let is_here = |place: &Place| all.iter().any(|(at, ..)| at == place);
        let mut ties: Vec<Tie> =
            said.iter().filter(|tie| !is_here(&tie.one) || !is_here(&tie.other)).cloned().collect();
        let mut pairs = Vec::new();
        for (i, (one, here, mention)) in all.iter().enumerate() {
            for (other, other_here, other_mention) in &all[i + 1..] {
                let by_number = plain.who(mention) == plain.who(other_mention);
                pairs.push((here == other_here, by_number, one, other));
            }
        }
        // Whoever is told apart from one of two may be the same as the other, by number or not
        let apart: Vec<&Place> =
            pairs.iter().filter(|(same, by_number, ..)| !same && *by_number).flat_map(|p| [p.2, p.3]).collect();
        for (same, by_number, one, other) in &pairs {
            if same != by_number || (*same && (apart.contains(one) || apart.contains(other))) {
                let (one, other) = if one < other { (one, other) } else { (other, one) };
                ties.push(Tie { same: *same, one: (*one).clone(), other: (*other).clone() });
            }
        }
        ties.sort();
        ties
    }

    fn change_people(&mut self, action: PeopleAction, notices: &mut Vec<Notice>) {
        match action {
            PeopleAction::AddRecord(record) => match self.state.edit().add_record(record) {
                Ok(person) => notices.push(Notice::RecordAdded(person)),
                Err(()) => notices.push(Notice::RecordKnown),
            },
            PeopleAction::AddRecords(Kept { records, ties, choices }) => {
                for (printed, commune) in choices {
                    self.state.edit().choices.insert(printed, commune);
                }
                let raws: Vec<Rc<str>> = records.iter().map(|record| record.raw.clone()).collect();
                let added: Vec<_> = records.into_iter().map(|record| self.state.edit().add_record(record)).collect();
                let first = added.into_iter().find_map(Result::ok);
                notices.push(first.map_or(Notice::RecordKnown, Notice::RecordAdded));
                let known = self.state.base().records.clone();
                let id = |at: usize| {
                    let raw = raws.get(at)?;
                    known.iter().find(|(_, r)| r.raw == *raw).map(|(id, _)| id.clone())
                };
                for (same, one, other) in mentioned(&ties, id) {
                    if let Some((into, from)) = self.state.edit().tie(same, &one, &other) {
                        self.state.merge(&into, &from);
                    }
                }
            }
            PeopleAction::RemoveRecord(id) => self.state.edit().remove_record(&id),
            PeopleAction::Cast { role, person } => self.cast_role(&role, person),
            PeopleAction::Uncast { role, person } => self.state.edit().uncast(&role, &person),
            PeopleAction::SamePerson { role, as_role } => self.same_person(&role, &as_role),
            PeopleAction::Refuse { role, person } => self.state.edit().refused.push((role, person)),
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
