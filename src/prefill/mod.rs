//! From claims to proposals: vocabulary, casting, candidates, choice, explanation.

mod known;
mod resolve;
pub mod vocabulary;

pub use known::{EXPIRED, Found, Known, OLD, authority, same};
pub use resolve::{COPIED_AS, Resolution, Said, meant, resolve};

use crate::{definition::Path, text::date::PartialDate, value::Value};
use std::rc::Rc;

/// Where a value came from, from when, and what was done to it (invariant 4).
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The source.
    pub source: OriginSource,
    /// From when: the date of the paper.
    pub on: Option<PartialDate>,
    /// What was done to it on the way, in order.
    pub steps: Vec<Transform>,
}

impl Origin {
    /// Whether the paper that it is from has expired.
    pub fn is_expired(&self) -> bool {
        self.steps.iter().any(|step| *step.code == *EXPIRED)
    }

    /// Whether that paper has expired or is older than the box accepts.
    pub fn is_stale(&self) -> bool {
        self.is_expired() || self.steps.iter().any(|step| *step.code == *OLD)
    }
}

/// The source of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum OriginSource {
    /// A claim of a record.
    Record {
        /// Id of the record in the dossier.
        record: Rc<str>,
        /// Code of the kind of record.
        kind: Rc<str>,
        /// Id of the person.
        person: Rc<str>,
        /// Where in the record.
        part: Rc<str>,
    },
    /// Who plays which role.
    Casting {
        /// Role whose relation it is.
        of: Rc<str>,
        /// To which role.
        to: Rc<str>,
    },
    /// Another box of this dossier about the same person.
    Answer(Path),
    /// Computed from other boxes.
    Computed(Vec<Path>),
    /// What the form has there from the beginning.
    Form,
    /// Typed or chosen by the person.
    Typed,
}

/// One thing that was done to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Transform {
    /// Stable code: `name.upper`, `name.part`, `address.converted`, `address.chosen`, `address.part`, `document.issuer`, `nationality.card`, `authority.derived`, `sex.derived`, `record.expired`, `record.old`.
    pub code: Rc<str>,
    /// What it was before, as a person reads it.
    pub before: Option<Rc<str>>,
    /// Citation, where law decides.
    pub law: Option<Rc<str>>,
}

/// A value that could go into a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
    /// A guess that no official source backs (one of several communes): never filled, only offered.
    pub unofficial: bool,
}

/// Why a box is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyReason {
    /// Declarations, consents, signatures: only the person can.
    NeverFilled,
    /// Nothing known could fill it: the author named no source.
    NoSource,
    /// Nobody plays the role that it is about.
    NobodyCast,
    /// The papers of that person do not state it.
    NotStated,
    /// Several values are possible; the person must choose.
    Choose,
    /// The person emptied it or took the filling back.
    Undone,
    /// The unit data that it needs has not been loaded yet.
    Loading,
    /// What it is computed from is not there yet.
    Waiting,
    /// What is known is offered, and not filled in: this form would not take it as it is.
    Refused,
}

impl EmptyReason {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            EmptyReason::NeverFilled => "empty.never-filled",
            EmptyReason::NoSource => "empty.no-source",
            EmptyReason::NobodyCast => "empty.nobody-cast",
            EmptyReason::NotStated => "empty.not-stated",
            EmptyReason::Choose => "empty.choose",
            EmptyReason::Undone => "empty.undone",
            EmptyReason::Loading => "empty.loading",
            EmptyReason::Waiting => "empty.waiting",
            EmptyReason::Refused => "empty.refused",
        }
    }
}
