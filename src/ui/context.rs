//! What every component gets: the store and the language, with short names for texts.

use super::store::Store;
use crate::{
    definition::{Definition, Field, FieldIx, FieldType, Path},
    dossier::Action,
    i18n, text,
    validate::Finding,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::AttrValue;

/// Store and language. Cloning shares.
#[derive(Clone, PartialEq)]
pub struct Ui {
    /// The dossier.
    pub store: Store,
    /// `vi` or `en`.
    pub lang: AttrValue,
}

impl Ui {
    /// A text of the interface.
    pub fn t(&self, key: &str) -> &'static str {
        i18n::get(&self.lang, key)
    }

    /// A text of the interface with `{name}` replaced.
    pub fn tp(&self, key: &str, params: &[(&str, &str)]) -> String {
        i18n::fill(self.t(key), params)
    }

    /// A text that elsewhere stands inside a sentence, as a line of its own: with a capital.
    pub fn sentence(&self, key: &str) -> String {
        let mut rest = self.t(key).chars();
        rest.next().map(text::upper).into_iter().chain(rest).collect()
    }

    /// What a finding says.
    pub fn finding(&self, finding: &Finding) -> String {
        i18n::finding(finding, &self.lang).what
    }

    /// What the button of its correction says.
    pub fn fix_label(&self, finding: &Finding) -> String {
        i18n::finding(finding, &self.lang).how.unwrap_or_default()
    }

    /// Sends an action.
    pub fn send(&self, action: Action) -> bool {
        self.store.dispatch(action)
    }

    /// Label of the box at a path, told apart from others of the same name: by the number of its row, or by its section.
    pub fn label(&self, path: &Path) -> String {
        if let Some(role) = path.as_str().strip_prefix("role:") {
            return self.role(role); // a casting finding
        }
        let dossier = self.store.dossier();
        let definition = dossier.definition();
        let Some((ix, field)) = definition.field_at(path) else { return path.as_str().to_owned() };
        let label = field.label.get(&self.lang);
        let rows = dossier.row_numbers(path).into_iter().map(|(group, number)| {
            self.tp("ui.row", &[("row", &self.row_name(definition, group)), ("n", &number.to_string())])
        });
        let rows: Vec<String> = rows.collect();
        if !rows.is_empty() {
            return [&**label, " (", &rows.join(", "), ")"].concat();
        }
        let same = definition.fields.iter().filter(|f| f.group.is_none() && f.label == field.label).count() > 1;
        let section = definition.steps.iter().flat_map(|s| &s.sections).find(|s| s.fields.contains(&ix));
        match section {
            Some(section) if same => [section.title.get(&self.lang), " – ", label].concat(),
            _ => label.to_string(),
        }
    }

    /// What a row of a group is called.
    pub fn row_name(&self, definition: &Definition, group: FieldIx) -> String {
        let named = definition.fields.get(group.0 as usize).and_then(|f| f.row_name.as_ref());
        let mut columns = definition.columns(group);
        let person = columns.any(|c| definition.fields[c.0 as usize].kind == FieldType::PersonName);
        let other = || self.t(if person { "ui.row.person" } else { "ui.row.line" });
        named.map_or_else(|| other().to_owned(), |name| name.get(&self.lang).to_string())
    }

    /// Name of a role.
    pub fn role(&self, id: &str) -> String {
        let dossier = self.store.dossier();
        dossier.definition().role(id).map_or_else(|| id.to_owned(), |r| r.name.get(&self.lang).to_string())
    }

    /// A citation: the law entry with this id, or the text itself.
    pub fn cite(&self, law: &str) -> String {
        let dossier = self.store.dossier();
        dossier.definition().law(law).map_or_else(|| law.to_owned(), |l| l.cite.get(&self.lang).to_string())
    }
}

/// Path of a field, in a row when there is one.
pub fn path_of(field: &Field, group: Option<(&str, &Rc<str>)>) -> Path {
    match group {
        Some((group, row)) => Path::cell(group, row, field.local_id()),
        None => Path::field(&field.id),
    }
}

/// The id of the first control of a box inside the shadow root.
pub fn control_id(path: &Path) -> String {
    ["f-", path.as_str()].concat()
}

/// The shadow root (or document) around a node.
fn root_of(near: &web_sys::Node) -> web_sys::DocumentFragment {
    // A shadow root is a document fragment; a document answers to the same names, should there be no shadow root.
    near.get_root_node().unchecked_into()
}

/// Puts the focus on the element with this id in the same tree as `near`, and its box in view.
pub fn focus(near: &web_sys::Node, id: &str) -> bool {
    let Some(mut element) = root_of(near).get_element_by_id(id) else { return false };
    if let Ok(Some(field)) = element.closest(".field,.role") {
        field.scroll_into_view_with_bool(true); // with the margin that the style sheet leaves: label and all
        // Of a date or a paper the part that is wrong
        if let Ok(Some(wrong)) = field.query_selector(":is(input,select,textarea)[aria-invalid=true]") {
            element = wrong;
        }
    }
    element.unchecked_into::<web_sys::HtmlElement>().focus().is_ok()
}
