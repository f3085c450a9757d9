//! Ways to bring papers that are used now and then: each comes as a part of its own with its first use (`browser::late`), and
//! is drawn inside the page of the papers until it is done.

use super::part::Cx;
use crate::dossier::Action;
use std::any::Any;
use yew::Html;

/// What somebody wants to do.
#[derive(Clone)]
pub enum Wanted {
    /// Look through a pasted text.
    Paste(String),
    /// Check a credential.
    Credential(String),
    /// Type a paper in by its short form.
    Form,
}

/// What comes after a message.
pub enum Then {
    /// Draw again.
    Draw,
    /// Draw again, and put the focus on what has this id.
    Focus(&'static str),
    /// Nothing that is seen.
    Nothing,
    /// It is done: (went well, what to say); with nothing to say it was given up.
    Done(Option<(bool, String)>),
}

/// A way, while it is open.
pub trait Way {
    /// Something happened: a message of its own ([`super::part::late`]).
    fn update(&mut self, cx: &Cx<'_>, msg: &dyn Any) -> Then;

    /// An action of boxes that it shows: rows that come and go.
    fn send(&mut self, _action: Action) {}

    /// Draws it.
    fn view(&self, cx: &Cx<'_>) -> Html;
}
