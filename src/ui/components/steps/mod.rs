//! One step of the form: its sections and their boxes, groups with their rows.

use super::{
    button,
    icon::{self},
    line,
};
use crate::{
    definition::{Definition, Field, FieldIx, FieldType, Path, Section, Step},
    dossier::{Action, Tally},
    ui::{
        context::{Ui, control_id, path_of},
        dom::{El, el, leaf, list, nothing},
        part::{Cx, Msg, What, part, watch},
    },
};
use std::rc::Rc;
use yew::Html;

/// How many of a step's sections have its first boxes: as many as are drawn at once, but at least one.
pub fn first(step: &Step, boxes: usize) -> usize {
    let mut left = boxes;
    let fits = |section: &&Section| {
        let before = left;
        left = left.saturating_sub(section.fields.len());
        before > 0
    };
    step.sections.iter().take_while(fits).count()
}

/// Draws a step: the sections with its first `boxes`.
pub fn view(cx: &Cx<'_>, definition: &Rc<Definition>, step: &Step, boxes: usize) -> Html {
    let ui = cx.ui;
    let drawn = step.sections.get(..first(step, boxes)).unwrap_or_default();
    let sections = drawn.iter().filter(|s| ui.store.dossier().section_visible(&s.id)).map(|section| {
        let title = ["s-", &section.id].concat();
        // A step with one section of the same name needs no second heading to be seen.
        let same = step.sections.len() == 1 && section.title == step.title;
        let heading = leaf("h3", if same { "hidden" } else { "" }, section.title.get(&ui.lang));
        el("section", "block")
            .s("aria-labelledby", &title)
            .key(&section.id)
            .add(heading.s("id", &title))
            .maybe(section.help.as_ref().map(|h| leaf("p", "lead", h.get(&ui.lang))))
            .add(el("div", "fields").all(section.fields.iter().map(|ix| one(cx, definition, *ix)).collect()))
            .put(accept_all(cx, section))
            .done()
    });
    list(sections.collect())
}

fn one(cx: &Cx<'_>, definition: &Rc<Definition>, ix: FieldIx) -> Html {
    match definition.fields.get(ix.0 as usize) {
        None => nothing(),
        Some(field) if field.kind == FieldType::Group => group(cx, definition, ix, field, None),
        Some(field) => part(cx.ui, What::Field(Path::field(&field.id), ix)),
    }
}

/// After the boxes, where one has looked at them: one button for all that were filled.
fn accept_all(cx: &Cx<'_>, section: &Section) -> Html {
    let (id, link) = (section.id.clone(), cx.link.clone());
    let seen = id.clone();
    let sees = move |ui: &Ui| {
        let tally = ui.store.dossier().tally(&seen);
        Some(vec![tally.waiting, tally.confirmed])
    };
    watch(cx.ui, sees, move |ui: &Ui| {
        let Tally { waiting, confirmed, .. } = ui.store.dossier().tally(&id);
        let said = |key: &str, n: u32| ui.tp(key, &[("n", &n.to_string())]);
        let content = if waiting > 0 {
            let all = Msg::Send(Action::ConfirmAll { section: Some(id.clone()) });
            button(&link, "btn small", "confirm-section", icon::CHECK, &said("ui.section.confirm", waiting), all).done()
        } else if confirmed > 0 {
            line("all-good", icon::CHECKED, &said("ui.section.confirmed", confirmed)).done()
        } else {
            nothing()
        };
        el("div", "accept-all").a("role", "status").put(content).done()
    })
}

/// Id and row of the group in whose rows something stands.
type Around<'a> = Option<(&'a str, &'a Rc<str>)>;

/// A group draws itself again when a row comes or goes: the page around it need not.
fn group(cx: &Cx<'_>, definition: &Rc<Definition>, ix: FieldIx, field: &Field, around: Around<'_>) -> Html {
    let (link, definition, path) = (cx.link.clone(), definition.clone(), path_of(field, around));
    let around = around.map(|(group, row)| (Rc::<str>::from(group), row.clone()));
    let (id, outer) = (field.id.clone(), around.as_ref().map(|(_, row)| row.clone()));
    let sees = move |ui: &Ui| {
        let dossier = ui.store.dossier();
        // `r12`, `p3`: two rows never have the same number
        let number = |row: &Rc<str>| row.get(1..).and_then(|n| n.parse().ok()).unwrap_or_default();
        let rows = dossier.rows_around(&id, outer.as_deref()).iter().map(number);
        Some(rows.chain([u32::from(dossier.visible(&path))]).collect())
    };
    watch(cx.ui, sees, move |ui| match definition.fields.get(ix.0 as usize) {
        Some(field) => {
            let around = around.as_ref().map(|(group, row)| (&**group, row));
            rows(&Cx { ui, link: &link }, &definition, ix, field, around)
        }
        None => nothing(),
    })
}

fn rows(cx: &Cx<'_>, definition: &Rc<Definition>, ix: FieldIx, field: &Field, around: Around<'_>) -> Html {
    let ui = cx.ui;
    let path = path_of(field, around);
    let (rows, visible) = {
        let dossier = ui.store.dossier();
        let rows = dossier.rows_around(&field.id, around.map(|(_, outer)| &**outer));
        (rows.to_vec(), dossier.visible(&path))
    };
    if !visible {
        return nothing();
    }
    let name = ui.row_name(definition, ix);
    // Rows in rows have no place in a line of a table
    let table =
        field.table && !definition.columns(ix).any(|c| definition.fields[c.0 as usize].kind == FieldType::Group);
    let full = field.max.is_some_and(|max| rows.len() as i64 >= max);
    let row = |(at, row): (usize, &Rc<str>)| -> Html {
        let title = ui.tp("ui.row", &[("row", &name), ("n", &(at + 1).to_string())]);
        let remove = Msg::Send(Action::RemoveRow { group: field.id.clone(), row: row.clone() });
        let word = ui.t("ui.row-remove");
        let cells = definition.columns(ix).map(|column| {
            let (cell, row) = (&definition.fields[column.0 as usize], Some((&*field.id, row)));
            match cell.kind {
                FieldType::Group => group(cx, definition, column, cell, row),
                _ => part(ui, What::Field(path_of(cell, row), column)),
            }
        });
        el("li", "row")
            .key(row)
            .s("data-row", row)
            .add(
                el("div", "row-head").add(leaf(if around.is_some() { "h5" } else { "h4" }, "", &title)).add(
                    button(cx.link, "btn small", "remove-row", icon::BIN, word, remove)
                        .s("aria-label", &[word, ": ", &title].concat()),
                ),
            )
            .add(el("div", "fields").all(cells.collect()))
            .done()
    };
    let more: El = if full {
        leaf("p", "quiet", &ui.tp("ui.row-full", &[("row", &name), ("n", &rows.len().to_string())]))
    } else {
        let group = field.id.clone();
        let add = match around {
            Some((_, outer)) => Action::AddRowIn { group, outer: outer.clone() },
            None => Action::AddRow(group),
        };
        button(cx.link, "btn", "add-row", icon::PLUS, &ui.tp("ui.row-add", &[("row", &name)]), Msg::Send(add))
    };
    el("div", "group")
        .key(&field.id)
        .a("role", "group")
        .s("aria-label", field.label.get(&ui.lang))
        .s("aria-describedby", &["p", &control_id(&path)].concat())
        .put(part(ui, What::Field(path, ix)))
        .maybe((table && !rows.is_empty()).then(|| heads(ui, definition, ix)))
        .add(el("ol", if table { "rows table" } else { "rows" }).all(rows.iter().enumerate().map(row).collect()))
        .add(more)
        .done()
}

/// The heads of a table. For the eye alone: every box says its own name to who cannot see the head above it.
fn heads(ui: &Ui, definition: &Definition, ix: FieldIx) -> El {
    let columns = definition.columns(ix).filter_map(|c| definition.fields.get(c.0 as usize));
    let heads = columns.map(|column| {
        let unit =
            if column.kind == FieldType::Money { [" (", ui.t("ui.money.unit"), ")"].concat() } else { String::new() };
        leaf("span", "", &[&**column.label.get(&ui.lang), &unit].concat()).done()
    });
    el("div", "heads").a("aria-hidden", "true").all(heads.collect())
}
