//! One step of the form: its sections and their boxes, groups with their rows.

use super::{
    button,
    field::FieldBox,
    icon::{self, icon},
    watch::watch,
};
use crate::{
    definition::{Definition, Field, FieldIx, FieldType, Path, Section, Step},
    dossier::{Action, AnswerState, Dossier},
    ui::context::{Ui, path_of},
};
use std::rc::Rc;
use yew::{Callback, Html, html};

/// Paths of all boxes of a section that exist now, rows included.
pub fn paths(dossier: &Dossier, section: &Section) -> Vec<(FieldIx, Path)> {
    let definition = dossier.definition();
    let mut all = Vec::new();
    for ix in &section.fields {
        let Some(field) = definition.fields.get(ix.0 as usize) else { continue };
        all.push((*ix, Path::field(&field.id)));
        if field.kind == FieldType::Group {
            for row in dossier.rows(&field.id) {
                for column in definition.columns(*ix) {
                    all.push((column, path_of(&definition.fields[column.0 as usize], Some((&field.id, row)))));
                }
            }
        }
    }
    all
}

/// How many boxes of a step were filled and wait for a look, and how many must still be answered.
pub fn counts(dossier: &Dossier, sections: &[Section]) -> (usize, usize) {
    let (mut waiting, mut missing) = (0, 0);
    for section in sections.iter().filter(|s| dossier.section_visible(&s.id)) {
        for (_, path) in paths(dossier, section) {
            let view = dossier.view(&path);
            if !view.visible {
                continue;
            }
            waiting += usize::from(view.answer.state == AnswerState::Proposed);
            missing += usize::from(view.required && view.answer.value.is_none());
        }
    }
    (waiting, missing)
}

/// Draws a step.
pub fn view(ui: &Ui, definition: &Rc<Definition>, step: &Step) -> Html {
    html! {
        <>
            {for step.sections.iter().filter(|s| ui.store.dossier().section_visible(&s.id)).map(|section| {
                let title = ["s-", &section.id].concat();
                // A step with one section of the same name needs no second heading to be seen.
                let same = step.sections.len() == 1 && section.title == step.title;
                html! {
                    <section class="block section" aria-labelledby={title.clone()} key={&*section.id}>
                        <h3 id={title} class={same.then_some("hidden")}>{ui.text(&section.title)}</h3>
                        if let Some(help) = &section.help { <p class="lead">{ui.text(help)}</p> }
                        {accept_all(ui, section)}
                        <div class="fields">
                            {for section.fields.iter().map(|ix| one(ui, definition, *ix))}
                        </div>
                    </section>
                }
            })}
        </>
    }
}

fn one(ui: &Ui, definition: &Rc<Definition>, ix: FieldIx) -> Html {
    let Some(field) = definition.fields.get(ix.0 as usize) else { return Html::default() };
    if field.kind == FieldType::Group {
        return group(ui, definition, ix, field);
    }
    let path = Path::field(&field.id);
    html! { <FieldBox key={path.as_str()} ui={ui.clone()} path={path.clone()} {ix} /> }
}

fn accept_all(ui: &Ui, section: &Section) -> Html {
    let section = Rc::new(section.clone());
    watch(ui, move |ui| {
        let waiting = counts(&ui.store.dossier(), std::slice::from_ref(&section)).0;
        if waiting < 2 {
            return Html::default();
        }
        let onclick = {
            let (ui, id) = (ui.clone(), section.id.clone());
            Callback::from(move |_| {
                ui.send(Action::ConfirmAll { section: Some(id.clone()) });
            })
        };
        html! {
            <div class="accept-all">
                <p>{icon(icon::CARD)}<span>{ui.tp("ui.section.waiting", &[("n", &waiting.to_string())])}</span></p>
                {button("btn", "confirm-section", icon::CHECK, ui.t("ui.section.confirm"), onclick)}
            </div>
        }
    })
}

fn group(ui: &Ui, definition: &Rc<Definition>, ix: FieldIx, field: &Field) -> Html {
    let (rows, view) = {
        let dossier = ui.store.dossier();
        (dossier.rows(&field.id).to_vec(), dossier.view(&Path::field(&field.id)))
    };
    if !view.visible {
        return Html::default();
    }
    let full = field.max.is_some_and(|max| rows.len() as i64 >= max);
    let add = {
        let (ui, id) = (ui.clone(), field.id.clone());
        Callback::from(move |_| {
            ui.send(Action::AddRow(id.clone()));
        })
    };
    html! {
        <div class="group" data-path={field.id.to_string()} key={&*field.id}>
            <FieldBox ui={ui.clone()} path={Path::field(&field.id)} {ix} />
            <ol class="rows">
                {for rows.iter().enumerate().map(|(at, row)| {
                    let title = ui.tp("ui.row-title", &[("n", &(at + 1).to_string())]);
                    let remove = {
                        let (ui, group, row) = (ui.clone(), field.id.clone(), row.clone());
                        Callback::from(move |_| {
                            ui.send(Action::RemoveRow { group: group.clone(), row: row.clone() });
                        })
                    };
                    html! {
                        <li class="row" key={&**row} data-row={row.to_string()}>
                            <div class="row-head">
                                <h4>{&title}</h4>
                                <button type="button" class="btn small" data-action="remove-row" onclick={remove}
                                    aria-label={[&ui.t("ui.row-remove"), ": ", &title].concat()}>
                                    {icon(icon::BIN)}<span>{ui.t("ui.row-remove")}</span>
                                </button>
                            </div>
                            <div class="fields">
                                {for definition.columns(ix).map(|column| {
                                    let path = path_of(&definition.fields[column.0 as usize], Some((&field.id, row)));
                                    html! { <FieldBox key={path.as_str()} ui={ui.clone()} path={path.clone()} ix={column} /> }
                                })}
                            </div>
                        </li>
                    }
                })}
            </ol>
            if full {
                <p class="quiet">{ui.tp("ui.row-full", &[("n", &rows.len().to_string())])}</p>
            } else {
                {button("btn", "add-row", icon::PLUS, ui.t("ui.row-add"), add)}
            }
        </div>
    }
}
