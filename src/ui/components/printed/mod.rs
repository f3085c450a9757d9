//! The page that looks like the official form, for the printer: blocks in, elements out. Always in Vietnamese.

use crate::{
    definition::Path,
    print::{self, Answers, Block, Cell, PLACE_AND_DATE, Signature},
    ui::{context::Ui, show},
    value::Value,
};
use std::rc::Rc;
use yew::{Html, classes, html};

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
        self.0.store.dossier().view(path).visible
    }

    fn rows(&self, group: &str) -> Vec<Rc<str>> {
        self.0.store.dossier().rows(group).to_vec()
    }
}

/// Draws the page.
pub fn view(ui: &Ui) -> Html {
    let definition = ui.store.dossier().definition().clone();
    let blocks = print::layout(&definition, &Shown(Ui { store: ui.store.clone(), lang: "vi".into() }));
    html! { <div class="print" part="print" lang="vi">{for blocks.iter().map(block)}</div> }
}

fn block(block: &Block) -> Html {
    match block {
        Block::Header { form_number, republic, motto } => html! {
            <>
                <p class="p-number">{form_number}</p>
                <p class="p-republic">{*republic}</p>
                <p class="p-motto"><span>{*motto}</span></p>
            </>
        },
        Block::Title(title) => html! { <h3 class="p-title">{title}</h3> },
        Block::To(cell) => html! { <p class="p-to">{label(cell)}{filled(&cell.value)}</p> },
        Block::Heading(text) => html! { <h4 class="p-heading">{text}</h4> },
        Block::Line(cells) => html! { <div class="p-line">{for cells.iter().map(line)}</div> },
        Block::Digits { cell, squares } => {
            let mut digits = cell.value.chars().filter(|c| !c.is_whitespace());
            html! {
                <div class="p-line">
                    <p>{label(cell)}<span class="p-digits">{for (0..*squares).map(|_| html! { <span>{digits.next()}</span> })}</span></p>
                </div>
            }
        }
        Block::YesNo { cell, ticked } => html! {
            <p>{label(cell)}{tick(*ticked == Some(true), "Có")}{tick(*ticked == Some(false), "Không")}</p>
        },
        Block::Table { cell, columns, rows } => html! {
            <>
                <p>{label(cell)}</p>
                <table class="p-table">
                    <thead><tr>{for columns.iter().map(|c| html! { <th scope="col">{c}</th> })}</tr></thead>
                    <tbody>
                        {for rows.iter().map(|row| html! { <tr>{for row.iter().map(|c| html! { <td>{c}</td> })}</tr> })}
                    </tbody>
                </table>
            </>
        },
        Block::Declaration { text, ticked } => html! { <p class="p-declare">{tick(*ticked, text)}</p> },
        Block::Signatures(all) => html! { <div class="p-signatures">{for all.iter().map(signature)}</div> },
        Block::Notes(notes) => html! { <div class="p-notes">{for notes.iter().map(|n| html! { <p>{n}</p> })}</div> },
        Block::Footer(text) => html! { <p class="p-footer">{text}</p> },
    }
}

fn label(cell: &Cell) -> Html {
    let number = if cell.no.is_empty() { String::new() } else { [&cell.no, ". "].concat() };
    html! { <span class="p-label">{number}{&cell.label}{": "}</span> }
}

fn filled(value: &str) -> Html {
    html! { <span class={classes!("p-value", value.is_empty().then_some("dots"))}>{value}</span> }
}

fn line(cell: &Cell) -> Html {
    // An empty box is a dotted line up to the margin.
    html! { <p class={cell.value.is_empty().then_some("open")}>{label(cell)}{filled(&cell.value)}</p> }
}

fn tick(ticked: bool, text: &str) -> Html {
    // A cross drawn by characters prints on every printer, unlike a background.
    html! { <span class="p-tick"><span aria-hidden="true">{if ticked { "☒" } else { "☐" }}</span>{" "}{text}</span> }
}

fn signature(signature: &Signature) -> Html {
    html! {
        <div>
            <p class="p-place">{PLACE_AND_DATE}</p>
            <p class="p-sign">{&signature.title}</p>
            if !signature.note.is_empty() { <p class="p-note">{"("}{&signature.note}{")"}</p> }
            if !signature.stance.is_empty() { <p>{&signature.stance}</p> }
            <div class="p-space"></div>
            {for signature.cells.iter().map(line)}
        </div>
    }
}
