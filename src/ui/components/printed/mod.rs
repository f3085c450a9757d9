//! The page that looks like the official form, for the printer: blocks in, elements out. Always in Vietnamese.

use super::{button, icon};
use crate::{
    definition::Path,
    print::{self, Answers, Block, Cell, PLACE_AND_DATE, Signature},
    ui::{
        app,
        context::Ui,
        dom::{El, el, leaf, list},
        part::{Cx, Msg},
        show,
    },
    value::Value,
};
use std::rc::Rc;
use yew::Html;

struct Shown(Ui);

impl Answers for Shown {
    fn text(&self, path: &Path) -> String {
        let dossier = self.0.store.dossier();
        let view = dossier.view(path);
        match (dossier.definition().field_at(path), &view.answer.value) {
            (Some((_, field)), Some(value)) if view.visible => show::value(&self.0, field, value),
            _ => String::new(),
        }
    }

    fn ticked(&self, path: &Path) -> Option<bool> {
        let view = self.0.store.dossier().view(path);
        match view.answer.value {
            Some(Value::Bool(yes)) if view.visible => Some(yes),
            _ => None,
        }
    }

    fn shown(&self, path: &Path) -> bool {
        self.0.store.dossier().visible(path)
    }

    fn rows(&self, group: &str, outer: Option<&str>) -> Vec<Rc<str>> {
        self.0.store.dossier().rows_around(group, outer).to_vec()
    }
}

/// Draws the page with its buttons.
pub fn page(cx: &Cx<'_>) -> Html {
    let act =
        |class, action, picture, key: &str, msg| button(cx.link, class, action, picture, cx.ui.t(key), Msg::App(msg));
    let buttons = el("div", "row-buttons")
        .add(act("btn primary", "print", icon::PRINT, "ui.print.now", app::Msg::Print))
        .add(act("btn", "back", icon::BACK, "ui.print.back", app::Msg::Go(app::Screen::Review)));
    list(vec![leaf("p", "lead", cx.ui.t("ui.print.lead")).done(), buttons.done(), view(cx.ui).done()])
}

fn view(ui: &Ui) -> El {
    let definition = ui.store.dossier().definition().clone();
    let blocks = print::layout(&definition, &Shown(Ui { store: ui.store.clone(), lang: "vi".into() }));
    el("div", "print").a("part", "print").a("lang", "vi").all(blocks.iter().map(block).collect())
}

fn block(block: &Block) -> Html {
    match block {
        Block::Header { form_number, republic, motto } => list(vec![
            leaf("p", "p-number", form_number).done(),
            leaf("p", "p-republic", republic).done(),
            el("p", "p-motto").add(leaf("span", "", motto)).done(),
        ]),
        Block::Title(title) => leaf("h3", "p-title", title).done(),
        Block::To(cell) => cell_in(el("p", "p-to"), cell).done(),
        Block::Heading(text) => leaf("h4", "p-heading", text).done(),
        Block::Line(cells) => el("div", "p-line").all(cells.iter().map(|c| line(c).done()).collect()).done(),
        Block::Digits { cell, squares } => {
            let mut digits = cell.value.chars().filter(|c| !c.is_whitespace());
            let square = |_| leaf("span", "", &digits.next().map(String::from).unwrap_or_default()).done();
            let squares = el("span", "p-digits").all((0..*squares).map(square).collect());
            el("p", "p-number-line").add(label(cell)).add(squares).done()
        }
        Block::YesNo { cell, ticked } => el("p", "")
            .add(label(cell))
            .add(tick(*ticked == Some(true), "Có"))
            .add(tick(*ticked == Some(false), "Không"))
            .done(),
        Block::Table { cell, columns, rows } => {
            let head = columns.iter().map(|c| leaf("th", "", c).a("scope", "col").done()).collect();
            let row =
                |row: &Vec<String>| el("tr", "").all(row.iter().map(|c| leaf("td", "", c).done()).collect()).done();
            let table = el("table", "p-table")
                .add(el("thead", "").add(el("tr", "").all(head)))
                .add(el("tbody", "").all(rows.iter().map(row).collect()));
            list(vec![el("p", "").add(label(cell)).done(), table.done()])
        }
        Block::Declaration { text, ticked } => el("p", "p-declare").add(tick(*ticked, text)).done(),
        Block::Signatures(all) => el("div", "p-signatures").all(all.iter().map(signature).collect()).done(),
        Block::Notes(notes) => el("div", "p-notes").all(notes.iter().map(|n| leaf("p", "", n).done()).collect()).done(),
        Block::Footer(text) => leaf("p", "p-footer", text).done(),
    }
}

fn label(cell: &Cell) -> El {
    let dot = if cell.no.is_empty() { "" } else { ". " };
    leaf("span", "p-label", &[&cell.no, dot, &cell.label, ": "].concat())
}

fn cell_in(parent: El, cell: &Cell) -> El {
    let class = if cell.value.is_empty() { "p-value dots" } else { "p-value" };
    parent.add(label(cell)).add(leaf("span", class, &cell.value))
}

fn line(cell: &Cell) -> El {
    // An empty box is a dotted line up to the margin.
    cell_in(el("p", if cell.value.is_empty() { "open" } else { "" }), cell)
}

fn tick(ticked: bool, text: &str) -> El {
    // A cross drawn by characters prints on every printer, unlike a background.
    let cross = leaf("span", "", if ticked { "☒" } else { "☐" }).a("aria-hidden", "true");
    el("span", "p-tick").add(cross).text(" ").text(text)
}

fn signature(signature: &Signature) -> Html {
    let some = |tag, class, text: &str| (!text.is_empty()).then(|| leaf(tag, class, text));
    let note = if signature.note.is_empty() { String::new() } else { ["(", &signature.note, ")"].concat() };
    el("div", "")
        .add(leaf("p", "p-place", PLACE_AND_DATE))
        .add(leaf("p", "p-sign", &signature.title))
        .maybe(some("p", "p-note", &note))
        .maybe(some("p", "", &signature.stance))
        .add(el("div", "p-space"))
        .all(signature.cells.iter().map(|c| line(c).done()).collect())
        .done()
}
