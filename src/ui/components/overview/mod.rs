//! What the procedure needs: what it is, what it costs, what to bring, and how much of it can be filled.

use super::icon::{self, icon};
use crate::{
    definition::{Definition, Law, Paper},
    text::date::PartialDate,
    ui::context::Ui,
};
use yew::{AttrValue, Html, html};

/// Draws the page. `start`: the buttons that lead on.
pub fn view(ui: &Ui, definition: &Definition, start: Html) -> Html {
    let coverage = ui.store.dossier().coverage();
    let (fillable, boxes) = (coverage.fillable.to_string(), coverage.boxes.to_string());
    let (needed, replaced): (Vec<&Paper>, Vec<&Paper>) =
        definition.papers.iter().partition(|p| p.replaced_by.is_none());
    html! {
        <>
            <div class="hero">
                <div class="promise-box">
                    <p class="figure"><strong>{&fillable}</strong><span>{"/"}{&boxes}</span></p>
                    <div>
                        <p class="promise-title">{ui.tp("ui.overview.fillable", &[("n", &fillable), ("of", &boxes)])}</p>
                        <progress class="track" max={boxes.clone()} value={fillable.clone()} aria-label={ui.t("ui.overview.fillable-short")}></progress>
                        <p class="quiet">{ui.t("ui.overview.never")}</p>
                    </div>
                </div>
                <div class="row-buttons">{start}</div>
                <p class="privacy">{icon(icon::SHIELD)}<span>{ui.t("ui.privacy")}</span></p>
            </div>
            <dl class="facts">
                {fact(icon::AGENCY, ui.t("ui.overview.agency"), ui.text(&definition.agency))}
                {fact(icon::CLOCK, ui.t("ui.overview.time"), ui.text(&definition.time_limit))}
                {fact(icon::FEE, ui.t("ui.overview.fee"), ui.text(&definition.fee))}
            </dl>
            <section class="block" aria-labelledby="papers-title">
                <h3 id="papers-title">{ui.t("ui.overview.papers")}</h3>
                <ul class="papers">{for needed.into_iter().map(|p| paper(ui, p))}</ul>
                if !replaced.is_empty() {
                    <h4 class="sub">{icon(icon::CHECKED)}{ui.t("ui.overview.not-needed")}</h4>
                    <ul class="papers not-needed">{for replaced.into_iter().map(|p| paper(ui, p))}</ul>
                }
            </section>
            if !definition.notes.is_empty() {
                <section class="block" aria-labelledby="notes-title">
                    <h3 id="notes-title">{ui.t("ui.overview.notes")}</h3>
                    <ul class="notes">{for definition.notes.iter().map(|n| html! { <li>{ui.text(n)}</li> })}</ul>
                </section>
            }
            <details class="more">
                <summary>{ui.t("ui.overview.law")}</summary>
                <ul class="laws">{for definition.law.iter().map(|l| law(ui, l))}</ul>
                <p class="quiet">{version(ui, definition)}</p>
            </details>
        </>
    }
}

fn fact(picture: &'static str, name: &'static str, value: AttrValue) -> Html {
    html! { <div class="fact">{icon(picture)}<dt>{name}</dt><dd>{value}</dd></div> }
}

fn paper(ui: &Ui, paper: &Paper) -> Html {
    html! {
        <li data-paper={paper.id.to_string()}>
            {icon(icon::PAPER)}
            <div>
                <p class="paper-name">{ui.text(&paper.name)}
                    if paper.when.is_some() { {" "}<span class="mark">{ui.t("ui.overview.sometimes")}</span> }
                </p>
                if let Some(note) = &paper.note { <p class="quiet">{ui.text(note)}</p> }
                if let Some(by) = &paper.replaced_by { <p class="quiet">{ui.text(by)}</p> }
            </div>
        </li>
    }
}

fn law(ui: &Ui, law: &Law) -> Html {
    html! {
        <li>
            <p>{ui.text(&law.cite)}</p>
            if let Some(says) = &law.says { <p class="quiet">{ui.text(says)}</p> }
        </li>
    }
}

fn version(ui: &Ui, definition: &Definition) -> String {
    let on = |d: PartialDate| d.to_vietnamese();
    ui.tp(
        "ui.overview.version",
        &[
            ("id", &definition.id),
            ("version", &definition.version),
            ("from", &on(definition.effective_from)),
            ("checked", &on(definition.checked_on)),
        ],
    )
}
