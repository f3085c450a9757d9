//! What the procedure needs: what it is, what it costs, what to bring, and how much of it can be filled.

use super::{
    icon::{self, icon},
    line,
};
use crate::{
    definition::{Definition, Paper, Text},
    ui::{
        context::Ui,
        dom::{El, el, leaf, list},
    },
};
use yew::Html;

/// Draws the page. `start`: the buttons that lead on.
pub fn view(ui: &Ui, definition: &Definition, start: El) -> Html {
    let coverage = ui.store.dossier().coverage();
    let (fillable, boxes) = (coverage.fillable.to_string(), coverage.boxes.to_string());
    let t = |text: &'_ Text| text.get(&ui.lang).clone();
    // Whose cards, where nobody takes part?
    let promise = (!definition.roles.is_empty()).then(|| {
        el("div", "promise-box").add(
            el("div", "")
                .add(leaf("p", "promise-title", &ui.tp("ui.overview.fillable", &[("n", &fillable), ("of", &boxes)])))
                .add(
                    el("progress", "track")
                        .s("max", &boxes)
                        .s("value", &fillable)
                        .s("aria-label", ui.t("ui.overview.fillable-short")),
                )
                .add(leaf("p", "quiet", ui.t("ui.overview.never"))),
        )
    });
    let hero = el("div", "hero").maybe(promise).add(start).add(line("privacy", icon::SHIELD, ui.t("ui.privacy")));
    let fact = |picture: &'static str, key: &str, text: &Text| {
        el("div", "fact").put(icon(picture)).add(leaf("dt", "", ui.t(key))).add(leaf("dd", "", &t(text)))
    };
    let facts = el("dl", "facts")
        .add(fact(icon::AGENCY, "ui.overview.agency", &definition.agency))
        .add(fact(icon::CLOCK, "ui.overview.time", &definition.time_limit))
        .add(fact(icon::FEE, "ui.overview.fee", &definition.fee));

    let papers = |class: &'static str, replaced: bool| {
        let some = definition.papers.iter().filter(|p| p.replaced_by.is_some() == replaced);
        el("ul", class).all(some.map(|p| paper(ui, p).done()).collect())
    };
    let mut needed = el("section", "block")
        .a("aria-labelledby", "papers-title")
        .add(leaf("h3", "", ui.t("ui.overview.papers")).a("id", "papers-title"))
        .add(papers("papers", false));
    if definition.papers.iter().any(|p| p.replaced_by.is_some()) {
        let title = el("h4", "sub").put(icon(icon::CHECKED)).text(ui.t("ui.overview.not-needed"));
        needed = needed.add(title).add(papers("papers not-needed", true));
    }
    let notes = (!definition.notes.is_empty()).then(|| {
        el("section", "block")
            .a("aria-labelledby", "notes-title")
            .add(leaf("h3", "", ui.t("ui.overview.notes")).a("id", "notes-title"))
            .add(el("ul", "notes").all(definition.notes.iter().map(|n| leaf("li", "", &t(n)).done()).collect()))
    });
    let laws = definition.law.iter().map(|law| {
        let says = law.says.as_ref().map(|s| leaf("p", "quiet", &t(s)));
        el("li", "").add(leaf("p", "", &t(&law.cite))).maybe(says).done()
    });
    let version = ui.tp(
        "ui.overview.version",
        &[
            ("id", &definition.id),
            ("version", &definition.version),
            ("from", &definition.effective_from.to_vietnamese()),
            ("checked", &definition.checked_on.to_vietnamese()),
        ],
    );
    let more = el("details", "more")
        .add(leaf("summary", "", ui.t("ui.overview.law")))
        .add(el("ul", "laws").all(laws.collect()))
        .add(leaf("p", "quiet", &version));
    list(vec![hero.done(), facts.done(), needed.done(), notes.map_or_else(Html::default, El::done), more.done()])
}

fn paper(ui: &Ui, paper: &Paper) -> El {
    let mut name = leaf("p", "paper-name", paper.name.get(&ui.lang));
    if paper.when.is_some() {
        name = name.text(" ").add(leaf("span", "mark", ui.t("ui.overview.sometimes")));
    }
    let small = |text: &Text| leaf("p", "quiet", text.get(&ui.lang));
    let words =
        el("div", "").add(name).maybe(paper.note.as_ref().map(small)).maybe(paper.replaced_by.as_ref().map(small));
    el("li", "").s("data-paper", &paper.id).put(icon(icon::PAPER)).add(words)
}
