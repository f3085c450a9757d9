//! The state machine: one [`Action`] enum, one [`Dossier::reduce`], undo, export. The only place where answers change.

mod casting;
mod derive;
mod export;
mod keep;
mod kin;
mod people;
mod state;

pub use casting::CASTING_CODES;
pub use export::FORMAT;
pub use kin::{CastProposal, Kin, KinConflict, Reason};
pub use people::{Change, Given, GivenRecord, Kept, Known, PeopleAction, Place, Tie, known_people};
use state::{Base, Hand, State, Step};

use crate::{
    address::{self, AddressBook},
    definition::{Definition, Field, FieldIx, FieldType, Path, Section, Severity, When},
    json::Json,
    prefill::{Candidate, EmptyReason, Origin},
    record::Record,
    rules::Env as _,
    sorted::Map,
    text::date::Day,
    validate::Finding,
    value::{FileInfo, Value},
};
use std::{cell::RefCell, rc::Rc};

/// The state of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AnswerState {
    /// Nothing there.
    #[default]
    Empty,
    /// Filled from a record or the casting; the person has not looked at it yet.
    Proposed,
    /// Filled, and the person said that it is right.
    Confirmed,
    /// Typed by the person.
    Edited,
    /// Computed from other answers.
    Computed,
    /// Sources disagree; nothing is filled until the person chooses.
    Conflict,
    /// Filled from a source that has expired or is older than the field accepts.
    Stale,
    /// Copied from another box about the same person: changed there, or unlocked.
    Locked,
}

/// A field's value with its origin and its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The value; `None` when empty.
    pub value: Option<Value>,
    /// Its state.
    pub state: AnswerState,
    /// Where it came from; `None` when empty.
    pub origin: Option<Origin>,
    /// Values offered beside it: other sources, older ones, communes to choose from.
    pub proposals: Vec<Candidate>,
    /// Why it is empty, when it is.
    pub empty: Option<EmptyReason>,
}

/// One of the people of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Id of the record in the dossier.
    pub record: Rc<str>,
    /// Which of its people, see [`crate::record::Claim::subject`].
    pub subject: Rc<str>,
}

/// Somebody the dossier knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// `p1`, `p2`, …
    pub id: Rc<str>,
    /// Where records are about this person.
    pub mentions: Vec<Mention>,
    /// Name as the best record states it; empty for somebody without records.
    pub name: Rc<str>,
}

/// Everything that can happen to a dossier.
#[derive(Clone)]
pub enum Action {
    /// Something was done with papers and people.
    People(people::Change),
    /// The person typed or chose; `None` empties. Consecutive edits of one box are one step of undo.
    Edit {
        /// Which answer.
        path: Path,
        /// The new value.
        value: Option<Value>,
    },
    /// The person left a box: its findings may be shown from now on.
    Leave(Path),
    /// What is filled in is right.
    Confirm(Path),
    /// Everything filled in a section (or in the whole form) is right.
    ConfirmAll {
        /// Section id; `None`: the whole form.
        section: Option<Rc<str>>,
    },
    /// Take one of the values offered beside the box (index into [`Answer::proposals`]).
    Accept {
        /// Which answer.
        path: Path,
        /// Which proposal.
        index: usize,
    },
    /// Take back what was filled in this box; it stays empty.
    Undo1(Path),
    /// Let a box be filled again after it was taken back or edited: what was typed is given up.
    Refill(Path),
    /// Make a copied box one's own.
    Unlock(Path),
    /// Apply the correction of a finding.
    Fix(Vec<(Path, Option<Value>)>),
    /// One more row.
    AddRow(Rc<str>),
    /// One more row of a group that stands in the rows of another.
    AddRowIn {
        /// Group id.
        group: Rc<str>,
        /// Id of the row around it.
        outer: Rc<str>,
    },
    /// Remove a row.
    RemoveRow {
        /// Group id.
        group: Rc<str>,
        /// Row id.
        row: Rc<str>,
    },
    /// The administrative units arrived.
    UnitsLoaded(Rc<dyn AddressBook>),
    /// The person attached files, whose content the page has under their ids. A file that was there by name alone, after a
    /// draft was opened, gives its place to the one of its name.
    Attach {
        /// Which answer.
        path: Path,
        /// The files.
        files: Vec<FileInfo>,
    },
    /// The ids of the files whose content the page has. Said after a draft was opened, which has the names alone: the
    /// person is asked for the others again.
    Contents(Vec<Rc<str>>),
    /// The person wants to finish: all findings are shown from now on.
    Finish,
    /// One step back.
    Undo,
    /// And forward again.
    Redo,
}

/// What changed, for whoever draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Answers or findings of these paths changed.
    pub paths: Vec<Path>,
    /// Which sections, people, casting or records there are changed. That a box or a row came or went is among the paths.
    pub structure: bool,
    /// Things to say to the person (and to a screen reader).
    pub notices: Vec<Notice>,
}

/// Something to tell the person.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// That many boxes were filled just now.
    Filled(usize),
    /// The same paper was already there.
    RecordKnown,
    /// A record was added; the person's id.
    RecordAdded(Rc<str>),
    /// That many files were attached.
    Attached(usize),
    /// There was nothing to undo or redo.
    NothingToUndo,
}

/// How much of a form is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Official boxes that are shown now.
    pub boxes: usize,
    /// Of these: answered.
    pub answered: usize,
    /// Of these: filled without typing.
    pub filled: usize,
    /// Official boxes that cards and casting could fill, whoever is cast.
    pub fillable: usize,
    /// Required boxes still empty.
    pub missing: usize,
}

/// What a section waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Filled, and not looked at yet.
    pub waiting: u32,
    /// Confirmed.
    pub confirmed: u32,
    /// Must still be answered.
    pub missing: u32,
}

/// All the answers to one definition, with casting, origins and records.
///
/// What the person did (records, casting, what was typed) is the state; everything else follows from it and is made
/// again after every action, so it cannot drift from its sources.
#[derive(Clone)]
pub struct Dossier {
    definition: Rc<Definition>,
    today: Day,
    units: Option<Rc<dyn AddressBook>>,
    state: State,
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// The box whose consecutive edits are one step of undo.
    editing: Option<Path>,
    /// Whether the action at hand continues the last one.
    coalesce: bool,
    left: Map<Path, ()>,
    finishing: bool,
    /// Ids of the files whose content is at hand; `None`: nobody said, so all.
    contents: Option<Vec<Rc<str>>>,
    converted: RefCell<Map<Rc<str>, Rc<address::Conversion>>>,
    derived: derive::Derived,
    outline: Rc<derive::Outline>,
}

/// No more rows than this are there from the beginning.
const FIRST_ROWS: i64 = 10;

/// Steps of undo that are kept.
const UNDO_STEPS: usize = 100;

/// Everything the interface needs to draw one box.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// The answer (an empty one when nothing is there yet).
    pub answer: Answer,
    /// Whether it must be answered now.
    pub required: bool,
    /// Whether it can only be read now.
    pub locked: bool,
    /// Whether it is shown now.
    pub visible: bool,
    /// Findings to show beside it now (none before the person has left the box for the first time).
    pub findings: Vec<Finding>,
}

impl Dossier {
    /// A new dossier. Today comes in: the core reads no clock.
    pub fn new(definition: Rc<Definition>, today: Day) -> Self {
        let outline = Rc::new(derive::Outline::new(&definition));
        let derived = derive::Derived::of(&definition, &outline);
        let mut dossier = Self {
            definition,
            today,
            units: None,
            state: State::default(),
            undo: Vec::new(),
            redo: Vec::new(),
            editing: None,
            coalesce: false,
            left: Map::default(),
            finishing: false,
            contents: None,
            converted: RefCell::default(),
            derived,
            outline,
        };
        // Where there must be rows, nobody has to ask for the first ones.
        for field in dossier.definition.clone().fields.iter() {
            if let (FieldType::Group, When::Always, Some(min)) = (field.kind, &field.required, field.min) {
                (0..min.min(FIRST_ROWS)).for_each(|_| drop(dossier.state.edit().add_row(&field.id)));
            }
        }
        dossier.refresh();
        dossier
    }

    /// The form that it answers.
    pub fn definition(&self) -> &Rc<Definition> {
        &self.definition
    }

    /// Takes the same definition with its texts in more languages, under the same answers and the same way back. Says no,
    /// and changes nothing, when it is another definition or another version of it.
    pub fn translate(&mut self, definition: Rc<Definition>) -> bool {
        let fields = |d: &Definition| d.fields.iter().map(|f| (f.id.clone(), f.kind)).collect::<Vec<_>>();
        let old = &self.definition;
        let same = old.id == definition.id && old.version == definition.version && fields(old) == fields(&definition);
        if same {
            self.definition = definition;
            self.refresh();
        }
        same
    }

    /// The day that rules count from.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The administrative units, once loaded.
    pub fn units(&self) -> Option<&Rc<dyn AddressBook>> {
        self.units.as_ref()
    }

    /// The one way to change anything. Never fails: what cannot be done is said in a notice, or nothing happens.
    pub fn reduce(&mut self, action: Action) -> Outcome {
        let mut notices = Vec::new();
        match &action {
            Action::Leave(path) => {
                self.editing = None;
                let fresh = self.left.insert(path.clone(), ());
                let paths = if fresh { vec![path.clone()] } else { Vec::new() };
                return Outcome { paths, ..Outcome::default() };
            }
            Action::Finish => {
                let paths = if self.finishing { Vec::new() } else { self.unsaid() };
                self.finishing = true;
                return Outcome { paths, ..Outcome::default() };
            }
            Action::Undo | Action::Redo => {
                self.editing = None;
                let undo = matches!(action, Action::Undo);
                let from = if undo { &mut self.undo } else { &mut self.redo };
                let Some(step) = from.pop() else {
                    return Outcome { notices: vec![Notice::NothingToUndo], ..Outcome::default() };
                };
                let before = self.state.base().clone();
                let back = self.state.go(step);
                let outcome = self.follow(&before, &back, notices);
                let to = if undo { &mut self.redo } else { &mut self.undo };
                to.push(back);
                return outcome;
            }
            Action::UnitsLoaded(units) => {
                self.units = Some(units.clone());
                self.converted.borrow_mut().clear();
                return self.refresh();
            }
            Action::Contents(files) => {
                self.contents = Some(files.clone());
                return self.refresh();
            }
            _ => {}
        }
        let before = self.state.begin();
        self.apply(action, &mut notices);
        let Some(step) = self.state.end(before.clone()) else {
            if !self.coalesce {
                self.editing = None; // nothing was edited that the next edit could continue
            }
            return Outcome { notices, ..Outcome::default() };
        };
        let outcome = self.follow(&before, &step, notices);
        if !(self.editing.is_some() && self.coalesce) {
            self.undo.push(step);
            if self.undo.len() > UNDO_STEPS {
                self.undo.remove(0);
            }
        }
        self.redo.clear();
        outcome
    }

    /// Changes the state, and nothing else.
    fn apply(&mut self, action: Action, notices: &mut Vec<Notice>) {
        let editing = self.editing.take();
        self.coalesce = false;
        match action {
            Action::People(change) => change.apply(self, notices),
            Action::Edit { path, value } => {
                if self.is_path(&path) {
                    self.coalesce = editing.as_ref() == Some(&path);
                    self.editing = Some(path.clone());
                    self.state.set(path, Some(Hand::typed(value)));
                }
            }
            Action::Attach { path, files } => {
                let attached = files.len();
                if attached > 0 && self.attach(path, files) {
                    notices.push(Notice::Attached(attached));
                }
            }
            Action::Confirm(path) => self.confirm(&path),
            Action::ConfirmAll { section } => {
                for path in self.paths_of(section.as_deref()) {
                    self.confirm(&path);
                }
            }
            Action::Accept { path, index } => self.accept(&path, index),
            Action::Undo1(path) => {
                if self.is_path(&path) {
                    self.state.set(path, Some(Hand { value: None, state: AnswerState::Empty, origin: None }));
                }
            }
            Action::Refill(path) => {
                self.state.set(path, None);
            }
            Action::Unlock(path) => {
                if let Some(answer) = self.answer(&path).filter(|a| a.state == AnswerState::Locked) {
                    let hand = Hand::typed(answer.value.clone());
                    self.state.set(path, Some(hand));
                }
            }
            Action::Fix(set) => {
                for (path, value) in set {
                    if self.is_path(&path) {
                        self.state.set(path, Some(Hand::typed(value)));
                    }
                }
            }
            Action::AddRow(group) => self.add_row(&group, None),
            Action::AddRowIn { group, outer } => self.add_row(&group, Some(&outer)),
            Action::RemoveRow { group, row } => self.remove_row(&group, &row),
            // Handled in `reduce`: they change no answer.
            Action::Leave(_)
            | Action::UnitsLoaded(_)
            | Action::Contents(_)
            | Action::Finish
            | Action::Undo
            | Action::Redo => {}
        }
    }

    fn attach(&mut self, path: Path, files: Vec<FileInfo>) -> bool {
        let field = self.definition.field_at(&path).map(|(_, field)| field.kind);
        if field != Some(FieldType::Attachment) || !self.is_path(&path) {
            return false;
        }
        let mut all = match self.answer(&path).and_then(|a| a.value.as_ref()) {
            Some(Value::Files(there)) => there.to_vec(),
            _ => Vec::new(),
        };
        if let Some(contents) = &mut self.contents {
            contents.extend(files.iter().map(|f| f.id.clone()));
        }
        for file in files {
            match all.iter_mut().find(|f| f.name == file.name && !self.has_content(&f.id)) {
                Some(gone) => *gone = file,
                None => all.push(file),
            }
        }
        self.state.set(path, Some(Hand::typed(Some(Value::Files(all.into())))));
        true
    }

    fn confirm(&mut self, path: &Path) {
        let Some(answer) = self.answer(path) else { return };
        let proposed = matches!(answer.state, AnswerState::Proposed | AnswerState::Stale | AnswerState::Computed);
        if let (true, Some(value)) = (proposed, &answer.value) {
            let hand =
                Hand { value: Some(value.clone()), state: AnswerState::Confirmed, origin: answer.origin.clone() };
            self.state.set(path.clone(), Some(hand));
        }
    }

    fn accept(&mut self, path: &Path, index: usize) {
        let answer = self.answer(path).filter(|_| !self.locked(path));
        let Some(proposal) = answer.and_then(|a| a.proposals.get(index)) else { return };
        let (value, origin) = (proposal.value.clone(), proposal.origin.clone());
        // A commune chosen for an old address is remembered for that address: every box that needs it follows.
        let commune = match &value {
            Value::Address(address) => &*address.commune,
            Value::Text(code) => code,
            _ => "",
        };
        if proposal.unofficial && address::is_code(commune, 5) {
            let printed = origin.steps.iter().find_map(|s| s.before.clone());
            if let Some(printed) = printed {
                self.state.edit().choices.insert(printed, Rc::from(commune));
            }
        }
        let hand = Hand { value: Some(value), state: AnswerState::Confirmed, origin: Some(origin) };
        self.state.set(path.clone(), Some(hand));
    }

    /// Everything that can be answered in a section, or in the form.
    fn paths_of(&self, section: Option<&str>) -> Vec<Path> {
        let Some(section) = section else { return self.answers().map(|(path, _)| path.clone()).collect() };
        let section = derive::sections(&self.definition).find(|s| *s.id == *section);
        section.map_or_else(Vec::new, |s| self.boxes(s).into_iter().map(|(_, path)| path).collect())
    }

    /// The boxes of a section that exist now, rows included, in form order; groups too.
    pub fn boxes(&self, section: &Section) -> Vec<(FieldIx, Path)> {
        let mut all = Vec::new();
        for ix in &section.fields {
            all.extend(self.derived.layout.block(*ix).map(|place| (place.field, place.path.clone())));
        }
        all
    }

    /// The field of a path.
    pub fn field_at(&self, path: &Path) -> Option<&Field> {
        self.definition.field_at(path).map(|(_, field)| field)
    }

    /// Whether this path can take an answer now: a field of the form that is not locked, and a row that exists.
    fn is_path(&self, path: &Path) -> bool {
        self.answer(path).is_some() && !self.locked(path)
    }

    fn add_row(&mut self, group: &str, outer: Option<&str>) {
        let Some((_, field)) = self.definition.field(group) else { return };
        let there = match (field.group, outer) {
            (None, None) => self.rows(group).len(),
            (Some(around), Some(outer)) if self.derived.layout.rows_of(around).iter().any(|r| **r == *outer) => {
                self.inner_rows(group, outer).len()
            }
            _ => return,
        };
        let full = field.max.is_some_and(|max| there as i64 >= max);
        if field.kind == FieldType::Group && !full {
            let key = derive::rows_key(field, outer);
            let _ = self.state.edit().add_row(&key);
        }
    }

    fn remove_row(&mut self, group: &str, row: &str) {
        let definition = self.definition.clone();
        let Some((ix, field)) = definition.field(group) else { return };
        for inner in definition.columns(ix).map(|c| &definition.fields[c.0 as usize]) {
            if inner.kind == FieldType::Group {
                for inside in self.inner_rows(&inner.id, row).to_vec() {
                    self.state.remove_row(&inner.id, &inside, None);
                }
            }
        }
        let role = derive::role_of_rows(&definition, ix).filter(|_| field.group.is_none());
        self.state.remove_row(group, row, role.map(|r| &*r.id));
    }

    /// Makes again what follows from a change of the state, and says what came out differently.
    fn follow(&mut self, before: &Rc<Base>, step: &Step, notices: Vec<Notice>) -> Outcome {
        let mut outcome = if Rc::ptr_eq(before, self.state.base()) {
            self.follow_hand(&step.paths().cloned().collect::<Vec<_>>())
        } else {
            self.refresh()
        };
        outcome.notices.splice(0..0, notices);
        outcome
    }

    /// What is to be drawn again where another dossier was shown, or this one in another language: everything.
    pub fn instead(&self) -> Outcome {
        let paths = self.derived.layout.places.iter().map(|place| place.path.clone()).collect();
        Outcome { paths, structure: true, notices: Vec::new() }
    }

    /// What to draw for one box.
    pub fn view(&self, path: &Path) -> FieldView {
        let answer = self.answer(path).cloned().unwrap_or_default();
        let findings = self.findings_shown(path).cloned().collect();
        let locked = self.locked(path);
        FieldView { answer, required: self.required(path), locked, visible: self.visible(path), findings }
    }

    /// The answer at a path, and whether it must be given; nothing while the box is hidden or can only be read.
    pub fn open(&self, path: &Path) -> Option<(&Answer, bool)> {
        let at = self.place(path)?;
        let derived = &self.derived;
        let open = derived.layout.places[at].answerable && !derived.hidden[at] && !derived.locked[at];
        open.then(|| (&derived.answers[at], derived.required[at]))
    }

    /// The boxes about which something is found that is not shown yet, in form order.
    fn unsaid(&self) -> Vec<Path> {
        let about = self.derived.checks.iter().flat_map(|f| &f.paths);
        let mut places: Vec<usize> = about.filter_map(|path| self.place(path)).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| self.derived.layout.places[at].path.clone()).collect()
    }

    /// The findings to show beside a box now.
    pub fn findings_shown(&self, path: &Path) -> impl Iterator<Item = &Finding> {
        let at = self.definition.field_at(path).map(|(ix, _)| self.derived.checks.at(&self.definition, ix));
        // What stands there by itself and cannot stay is said at once: nobody may ever come to this box.
        let state = self.answer(path).map(|a| a.state);
        let by_itself = matches!(state, Some(AnswerState::Proposed | AnswerState::Stale));
        at.into_iter()
            .flatten()
            .filter(|f| f.paths.contains(path))
            // Never before the person has left a box that it is about: nobody likes to be told off while still typing.
            .filter(move |f| {
                let shown = self.finishing || f.paths.iter().any(|p| self.left.contains(p.as_str()));
                shown || by_itself && f.severity == Severity::Error
            })
            .filter(|f| self.finishing || &*f.code != "required" || self.left.contains(path.as_str()))
    }

    /// Whether a box is shown now.
    pub fn visible(&self, path: &Path) -> bool {
        self.place(path).is_none_or(|at| !self.derived.hidden[at])
    }

    /// Whether a box must be answered now.
    pub fn required(&self, path: &Path) -> bool {
        self.place(path).is_some_and(|at| self.derived.required[at])
    }

    /// What a section waits for.
    pub fn tally(&self, section: &str) -> Tally {
        let mut all = derive::sections(&self.definition).zip(&self.derived.sections);
        all.find(|(s, _)| *s.id == *section).map(|(_, state)| state.tally).unwrap_or_default()
    }

    /// Whether a box can only be read now.
    pub fn locked(&self, path: &Path) -> bool {
        self.place(path).is_some_and(|at| self.derived.locked[at])
    }

    /// Whether a section is shown now.
    pub fn section_visible(&self, section: &str) -> bool {
        let mut all = derive::sections(&self.definition).zip(&self.derived.sections);
        all.find(|(s, _)| *s.id == *section).is_none_or(|(_, state)| !state.hidden)
    }

    fn place(&self, path: &Path) -> Option<usize> {
        self.derived.layout.at(&self.definition, path)
    }

    /// The answer at a path.
    pub fn answer(&self, path: &Path) -> Option<&Answer> {
        self.place(path).filter(|at| self.derived.layout.places[*at].answerable).map(|at| &self.derived.answers[at])
    }

    /// All answers, by path, in form order.
    pub fn answers(&self) -> impl Iterator<Item = (&Path, &Answer)> {
        let all = self.derived.layout.places.iter().zip(&self.derived.answers);
        all.filter(|(place, _)| place.answerable).map(|(place, answer)| (&place.path, answer))
    }

    /// The files that are handed over with the data, in form order.
    pub fn attachments(&self) -> impl Iterator<Item = &FileInfo> {
        let shown = self.answers().filter(|(path, _)| self.visible(path));
        shown
            .filter_map(|(_, answer)| match &answer.value {
                Some(Value::Files(files)) => Some(files.iter()),
                _ => None,
            })
            .flatten()
    }

    /// Ids of the rows of a group, in order.
    pub fn rows(&self, group: &str) -> &[Rc<str>] {
        self.definition.field(group).map_or(&[], |(ix, _)| self.derived.layout.rows_of(ix))
    }

    /// Ids of the rows of a group in one row of the group that it stands in.
    pub fn inner_rows(&self, group: &str, outer: &str) -> &[Rc<str>] {
        let Some((ix, field)) = self.definition.field(group) else { return &[] };
        let layout = &self.derived.layout;
        let at = field.group.and_then(|around| layout.rows_of(around).iter().position(|r| **r == *outer));
        at.and_then(|at| layout.rows_of(ix).get(layout.rows_in(ix, at))).unwrap_or(&[])
    }

    /// Ids of the rows of a group; of those in the row `outer`, where it stands in the rows of another.
    pub fn rows_around(&self, group: &str, outer: Option<&str>) -> &[Rc<str>] {
        outer.map_or_else(|| self.rows(group), |outer| self.inner_rows(group, outer))
    }

    /// In which rows a cell is, from the inside out: (group, number from 1, of a group in a group within the row around it).
    pub fn row_numbers(&self, path: &Path) -> Vec<(FieldIx, usize)> {
        let layout = &self.derived.layout;
        let mut numbers = Vec::new();
        let mut row = self.place(path).and_then(|at| layout.places.get(at)?.row_in(&self.definition));
        while let Some((group, at)) = row {
            let around = layout.around(&self.definition, group, at);
            let before = around.map_or(0, |(_, outer)| layout.rows_in(group, outer).start);
            numbers.push((group, at - before + 1));
            row = around;
        }
        numbers
    }

    /// All findings, in form order.
    pub fn findings(&self) -> Vec<&Finding> {
        self.derived.checks.findings()
    }

    /// How many errors are left, those of the casting included.
    pub fn errors(&self) -> usize {
        let casting = self.derived.casting_findings.iter().filter(|f| f.severity == Severity::Error);
        self.derived.checks.errors() + casting.count()
    }

    /// Whether errors are left (warnings do not block).
    pub fn blocked(&self) -> bool {
        self.errors() > 0
    }

    /// Whether the person has asked to finish, so that all findings are shown.
    pub fn finishing(&self) -> bool {
        self.finishing
    }

    /// The records, with their ids, in the order they came.
    pub fn records(&self) -> &[(Rc<str>, Rc<Record>)] {
        &self.state.base().records
    }

    /// What the person gave under another version of the form, and this one has no box for: (id or path there, value).
    pub fn lost(&self) -> &[(Rc<str>, Json)] {
        &self.state.base().lost
    }

    /// The people known.
    pub fn people(&self) -> &[Person] {
        &self.state.base().people
    }

    /// Who plays a role.
    pub fn cast(&self, role: &str) -> &[Rc<str>] {
        self.state.base().casting.get(role).map_or(&[], Vec::as_slice)
    }

    /// What is odd about the casting (a man cast as mother, a child older than its mother), explained. Its parameters
    /// `role` and `other` are names of roles, `person` the name of a person.
    pub fn casting_findings(&self) -> &[Finding] {
        &self.derived.casting_findings
    }

    /// How far it is.
    pub fn coverage(&self) -> Coverage {
        self.derived.coverage
    }

    /// Whether something can be undone, redone.
    pub fn history(&self) -> (bool, bool) {
        (!self.undo.is_empty(), !self.redo.is_empty())
    }
}

/// Why a file cannot be opened as a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// Not JSON, or JSON of something else.
    NotADossier,
    /// Written by a newer version of the program; it is left untouched.
    Newer {
        /// Its format version.
        found: i64,
    },
    /// Of another procedure.
    OtherProcedure {
        /// The procedure's code.
        found: String,
    },
    /// Damaged at a place.
    Damaged {
        /// JSON pointer.
        pointer: String,
    },
}

impl ImportError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ImportError::NotADossier => "import.not-a-dossier",
            ImportError::Newer { .. } => "import.newer",
            ImportError::OtherProcedure { .. } => "import.other-procedure",
            ImportError::Damaged { .. } => "import.damaged",
        }
    }
}
