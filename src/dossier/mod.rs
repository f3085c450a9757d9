//! The state machine: one [`Action`] enum, one [`Dossier::reduce`], undo, export. The only place where answers change.

use crate::{
    address::Units,
    definition::{Definition, Path},
    prefill::{Candidate, EmptyReason, Origin},
    record::Record,
    text::date::Day,
    validate::Finding,
    value::Value,
};
use std::{collections::BTreeMap, rc::Rc};

/// The state of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerState {
    /// Nothing there.
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
#[derive(Clone, Debug, PartialEq)]
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

/// Somebody the dossier knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// `p1`, `p2`, …
    pub id: Rc<str>,
    /// Ids of the records about this person.
    pub records: Vec<Rc<str>>,
    /// Name as the best record states it; empty for somebody without records.
    pub name: Rc<str>,
}

/// Everything that can happen to a dossier.
#[derive(Clone, Debug)]
pub enum Action {
    /// A paper was read.
    AddRecord(Record),
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
    /// Remove a row.
    RemoveRow {
        /// Group id.
        group: Rc<str>,
        /// Row id.
        row: Rc<str>,
    },
    /// The administrative units arrived.
    UnitsLoaded(Units),
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
    /// Which boxes, rows, people, casting or records there are changed.
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

/// All the answers to one definition, with casting, origins and records.
#[derive(Clone, Debug)]
pub struct Dossier {
    definition: Rc<Definition>,
    today: Day,
    answers: BTreeMap<Path, Answer>,
    findings: Vec<Finding>,
}

/// Everything the interface needs to draw one box.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// The answer (an empty one when nothing is there yet).
    pub answer: Answer,
    /// Whether it must be answered now.
    pub required: bool,
    /// Whether it is shown now.
    pub visible: bool,
    /// Findings to show beside it now (none before the person has left the box for the first time).
    pub findings: Vec<Finding>,
}

impl Dossier {
    /// A new dossier. Today comes in: the core reads no clock.
    pub fn new(definition: Rc<Definition>, today: Day) -> Self {
        Self { definition, today, answers: BTreeMap::new(), findings: Vec::new() }
    }

    /// The form that it answers.
    pub fn definition(&self) -> &Rc<Definition> {
        &self.definition
    }

    /// The day that rules count from.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The one way to change anything. Never fails: what cannot be done is said in a notice.
    pub fn reduce(&mut self, _action: Action) -> Outcome {
        Outcome::default()
    }

    /// What to draw for one box.
    pub fn view(&self, _path: &Path) -> FieldView {
        FieldView {
            answer: Answer { value: None, state: AnswerState::Empty, origin: None, proposals: Vec::new(), empty: None },
            required: false,
            visible: true,
            findings: Vec::new(),
        }
    }

    /// Whether a section is shown now.
    pub fn section_visible(&self, _section: &str) -> bool {
        true
    }

    /// The answer at a path.
    pub fn answer(&self, path: &Path) -> Option<&Answer> {
        self.answers.get(path)
    }

    /// Ids of the rows of a group, in order.
    pub fn rows(&self, _group: &str) -> &[Rc<str>] {
        &[]
    }

    /// All findings, in form order, casting problems first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether errors are left (warnings do not block).
    pub fn blocked(&self) -> bool {
        false
    }

    /// Whether the person has asked to finish, so that all findings are shown.
    pub fn finishing(&self) -> bool {
        false
    }

    /// The records, with their ids, in the order they came.
    pub fn records(&self) -> &[(Rc<str>, Rc<Record>)] {
        &[]
    }

    /// The people known.
    pub fn people(&self) -> &[Person] {
        &[]
    }

    /// Who plays a role.
    pub fn cast(&self, _role: &str) -> &[Rc<str>] {
        &[]
    }

    /// What is odd about the casting (a man cast as mother, a child older than its mother): explained, not blocked.
    pub fn casting_findings(&self) -> &[Finding] {
        &[]
    }

    /// How far it is.
    pub fn coverage(&self) -> Coverage {
        Coverage::default()
    }

    /// Whether something can be undone, redone.
    pub fn history(&self) -> (bool, bool) {
        (false, false)
    }

    /// The versioned JSON of the dossier: answers, origins, casting, definition version.
    pub fn export(&self) -> String {
        String::new()
    }

    /// What a portal's back end gets: the data alone, nested, as the derived schema says; hidden answers are left out.
    pub fn data(&self) -> String {
        String::new()
    }

    /// Opens an exported dossier.
    ///
    /// # Errors
    /// [`ImportError`] when it is not a dossier, not of this procedure, or of a newer version; nothing is changed then.
    pub fn import(_definition: Rc<Definition>, _today: Day, _json: &str) -> Result<Self, ImportError> {
        Err(ImportError::NotADossier)
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
