//! Definition × answers → findings.

use crate::{
    definition::{Path, Severity, Text},
    value::Value,
};
use std::rc::Rc;

/// One problem, with everything needed to explain and to correct it. Its text is made in [`crate::i18n`].
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable code: `required`, `citizen-id.length`, or the id of a rule (`R2`).
    pub code: Rc<str>,
    /// How grave.
    pub severity: Severity,
    /// The answers that it concerns; the first one is where to start.
    pub paths: Vec<Path>,
    /// Parameters of the message: (name, text as shown to the person).
    pub params: Vec<(Rc<str>, Rc<str>)>,
    /// The rule's own message; `None` for built-in codes, whose text is in the catalogue.
    pub message: Option<Text>,
    /// Citations.
    pub law: Vec<Rc<str>>,
    /// A correction.
    pub fix: Option<Fix>,
}

/// A correction that one gesture applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says; `None`: the catalogue's text for the finding's code.
    pub label: Option<Text>,
    /// New values; `None` empties the answer.
    pub set: Vec<(Path, Option<Value>)>,
}

/// All findings about the answers, in form order. (Being written; the checks arrive with the next merge.)
pub fn check(_definition: &crate::definition::Definition, _env: &dyn crate::rules::Env) -> Vec<Finding> {
    Vec::new()
}
