//! The pages around the form (papers, who is who, review, print), and reading what was kept of one.
//!
//! Showing, filling and checking the form needs none of it, so in the browser this code arrives by itself after the
//! form is there (`browser::late`). Everybody else holds it as a trait object: it cannot be called before it came.

use super::{
    app::Screen,
    components::{casting, files::Files, printed, provenance, records, review, vault::shelf::Shelf},
    context::control_id,
    dom::nothing,
    host::Scanner,
    part::{Cx, Widget},
};
use crate::{
    definition::{Definition, Field, FieldIx, FieldType, Path},
    dossier::{Action, Answer, Dossier, ImportError, PeopleAction},
    identity,
    json::Json,
    text::date::Day,
};
use std::rc::Rc;
use yew::Html;

/// What the late code can do.
pub trait Pages {
    /// The files in a box, as a part with a state of its own.
    fn files(&self, path: &Path, field: FieldIx) -> Box<dyn Widget>;

    /// Draws one of the other pages.
    fn view(&self, cx: &Cx<'_>, screen: Screen) -> Html;

    /// See [`provenance::view`].
    fn behind(&self, cx: &Cx<'_>, field: &Field, path: &Path, answer: &Answer, open: bool) -> Html;
}

/// Reads what was kept of a form: a part of its own, much smaller than the pages, so that a page that gives its data when the
/// form is there waits for little.
pub trait DataReader {
    /// See [`Dossier::import`].
    ///
    /// # Errors
    /// [`ImportError`].
    fn import(&self, definition: Rc<Definition>, today: Day, json: &str) -> Result<Dossier, ImportError>;

    /// Reads what the page gives, see [`Dossier::given`], as the action that gives it.
    ///
    /// # Errors
    /// [`ImportError`].
    fn given(&self, definition: &Definition, today: Day, json: &str) -> Result<Action, ImportError>;

    /// Reads something for a box of each type, as [`super::store::Store::rehearse`] wants it.
    fn rehearsal(&self, dossier: &Dossier) -> Option<Action>;
}

/// The reader of the core.
pub struct CoreReader;

impl DataReader for CoreReader {
    fn import(&self, definition: Rc<Definition>, today: Day, json: &str) -> Result<Dossier, ImportError> {
        Dossier::import(definition, today, json)
    }

    fn given(&self, definition: &Definition, today: Day, json: &str) -> Result<Action, ImportError> {
        Dossier::given(definition, today, json).map(|given| PeopleAction::Give(given).into())
    }

    fn rehearsal(&self, dossier: &Dossier) -> Option<Action> {
        let definition = dossier.definition();
        let mut data = Json::Object(Vec::new());
        let mut kinds = Vec::new();
        for (i, field) in definition.fields.iter().enumerate().filter(|(_, field)| field.group.is_none()) {
            let something = match field.kind {
                FieldType::Group => {
                    let cell =
                        |ix| definition.fields.get(usize::from(ix)).and_then(|c| Some((c.local_id(), something(c)?)));
                    definition
                        .columns(FieldIx(i as u16))
                        .find_map(|c| cell(c.0))
                        .map(|cell| Json::Array(vec![Json::object([cell])]))
                }
                _ => something(field),
            };
            if !kinds.contains(&field.kind) {
                kinds.push(field.kind);
                something.into_iter().for_each(|value| data.insert_dotted(&field.id, value));
            }
        }
        self.given(definition, dossier.today(), &data.to_text()).ok()
    }
}

/// Something that is mostly right in a box of this type.
fn something(field: &Field) -> Option<Json> {
    let option = || field.options.first().map(|option| Json::Text(option.value.clone()));
    Some(match field.kind {
        FieldType::Date => Json::text("1990-01-15"),
        FieldType::DateTime => Json::text("1990-01-15T08:00"),
        FieldType::Integer | FieldType::Money => Json::Int(1),
        FieldType::YesNo | FieldType::Declaration => Json::Bool(true),
        FieldType::Choice | FieldType::Sex => option()?,
        FieldType::Choices => Json::Array(vec![option()?]),
        FieldType::Text | FieldType::Multiline | FieldType::PersonName | FieldType::Agency => Json::text("An"),
        FieldType::CitizenId => Json::text(&identity::CITIZEN_ID.example.replace(' ', "")),
        FieldType::Phone => Json::text(&identity::PHONE.example.replace(' ', "")),
        FieldType::Email => Json::text(identity::EMAIL.example),
        _ => return None,
    })
}

/// The pages, with what reads pictures and keeps files for them, and what is known of the vault.
pub struct AllPages(pub Rc<dyn Scanner>, pub Rc<Shelf>);

impl Pages for AllPages {
    fn files(&self, path: &Path, field: FieldIx) -> Box<dyn Widget> {
        Box::new(Files::new(self.0.clone(), path, field))
    }

    fn view(&self, cx: &Cx<'_>, screen: Screen) -> Html {
        match screen {
            Screen::Records => records::page(cx, &self.0, &self.1),
            Screen::Casting => casting::view(cx),
            Screen::Review => review::page(cx, &self.1),
            Screen::Print => printed::page(cx),
            Screen::Overview | Screen::Step(_) => nothing(), // the application's own
        }
    }

    fn behind(&self, cx: &Cx<'_>, field: &Field, path: &Path, answer: &Answer, open: bool) -> Html {
        provenance::view(cx, field, path, answer, &control_id(path), open)
    }
}
