//! The pages around the form (papers, who is who, review, print), and opening a dossier.
//!
//! Showing, filling and checking the form needs none of it, so in the browser this code arrives by itself right after the
//! form is there (`browser::late`). Everybody else holds it as a trait object: it cannot be called before it came.

use super::{
    app::Screen,
    components::{
        casting,
        files::Files,
        printed,
        records::{self, Records},
        review,
    },
    dom::nothing,
    host::Scanner,
    part::{Cx, Widget},
};
use crate::{
    definition::{Definition, FieldIx, Path},
    dossier::{Dossier, ImportError},
    text::date::Day,
};
use std::rc::Rc;
use yew::Html;

/// What the late code can do.
pub trait Pages {
    /// The page of the papers, as a part with a state of its own.
    fn records(&self) -> Box<dyn Widget>;

    /// The files in a box, as a part with a state of its own.
    fn files(&self, path: &Path, field: FieldIx) -> Box<dyn Widget>;

    /// Draws one of the other pages.
    fn view(&self, cx: &Cx<'_>, screen: Screen) -> Html;

    /// See [`Dossier::import`].
    ///
    /// # Errors
    /// [`ImportError`].
    fn import(&self, definition: Rc<Definition>, today: Day, json: &str) -> Result<Dossier, ImportError>;
}

/// The pages, with what reads pictures and keeps files for them.
pub struct AllPages(pub Rc<dyn Scanner>);

impl Pages for AllPages {
    fn records(&self) -> Box<dyn Widget> {
        Box::new(Records::new(self.0.clone()))
    }

    fn files(&self, path: &Path, field: FieldIx) -> Box<dyn Widget> {
        Box::new(Files::new(self.0.clone(), path, field))
    }

    fn view(&self, cx: &Cx<'_>, screen: Screen) -> Html {
        match screen {
            Screen::Records => records::page(cx),
            Screen::Casting => casting::view(cx),
            Screen::Review => review::page(cx),
            Screen::Print => printed::page(cx),
            Screen::Overview | Screen::Step(_) => nothing(), // the application's own
        }
    }

    fn import(&self, definition: Rc<Definition>, today: Day, json: &str) -> Result<Dossier, ImportError> {
        Dossier::import(definition, today, json)
    }
}
