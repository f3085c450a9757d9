//! Before handing over: what is wrong on top, then all answers with where they came from, then what to do with them.

use super::{
    button,
    field::{self, state_name},
    icon::{self, icon},
    line,
    vault::{
        self,
        shelf::{Shelf, Status},
    },
};
use crate::{
    definition::{Definition, Field, FieldIx, FieldType, Path, Section, Severity, Step},
    dossier::AnswerState,
    json::Json,
    prefill::OriginSource,
    ui::{
        app,
        context::Ui,
        dom::{El, el, leaf, list, nothing},
        part::{Cx, Link, Msg, What, part, watch},
        show,
    },
    validate::Finding,
    value::Value,
};
use std::rc::Rc;
use yew::{Callback, Html, virtual_dom::ListenerKind};

/// Draws the page, anew whenever anything changes.
pub fn page(cx: &Cx<'_>, shelf: &Rc<Shelf>) -> Html {
    let (link, shelf) = (cx.link.clone(), shelf.clone());
    watch(
        cx.ui,
        |_| None,
        move |ui| {
            let act = |class, action, picture, key: &str, msg| {
                button(&link, class, action, picture, ui.t(key), Msg::App(msg))
            };
            let print = app::Msg::Go(app::Screen::Print);
            let finish = el("section", "block finish")
                .a("aria-labelledby", "finish-title")
                .add(leaf("h3", "", ui.t("ui.finish.title")).a("id", "finish-title"))
                .add(leaf("p", "quiet", ui.t("ui.finish.help")))
                .add(
                    el("div", "row-buttons")
                        .add(act("btn primary big", "submit", icon::CHECK, "ui.submit", app::Msg::Submit))
                        .add(act("btn", "export", icon::SAVE, "ui.export", app::Msg::Save))
                        .add(act("btn", "print-view", icon::PRINT, "ui.print", print)),
                );
            view(ui, &link, &shelf, finish)
        },
    )
}

fn view(ui: &Ui, link: &Link, shelf: &Rc<Shelf>, actions: El) -> Html {
    let (definition, findings, coverage) = {
        let dossier = ui.store.dossier();
        let mut findings = dossier.casting_findings().to_vec();
        findings.extend(dossier.findings().into_iter().cloned());
        (dossier.definition().clone(), findings, dossier.coverage())
    };
    let of = |severity| findings.iter().filter(|f| f.severity == severity).collect::<Vec<_>>();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let counts = ui.tp(
        "ui.review.counts",
        &[
            ("n", &coverage.answered.to_string()),
            ("of", &coverage.boxes.to_string()),
            ("filled", &coverage.filled.to_string()),
        ],
    );
    let top = if errors.is_empty() {
        el("div", "summary good")
            .a("id", "summary")
            .a("tabindex", "-1")
            .put(icon(icon::CHECKED))
            .add(el("div", "").add(leaf("h3", "", ui.t("ui.review.ready"))).add(leaf("p", "", &counts)))
            .done()
    } else {
        let title = ui.tp("ui.review.errors", &[("n", &errors.len().to_string())]);
        list(vec![summary(ui, link, &errors, "summary", &title).done(), leaf("p", "quiet", &counts).done()])
    };
    let warned = if warnings.is_empty() {
        nothing()
    } else {
        let title = ui.tp("ui.review.warnings", &[("n", &warnings.len().to_string())]);
        summary(ui, link, &warnings, "warnings", &title).done()
    };
    let answers = definition.steps.iter().map(|step| answers(ui, link, &definition, step).done());
    // Half a dossier is no paper
    let kept = if errors.is_empty() { keep(ui, link, shelf).done() } else { nothing() };
    list(vec![top, warned, lost(ui), list(answers.collect()), declarations(ui, &definition), actions.done(), kept])
}

/// What was declared, as a paper for the next form, on the citizen's word: in the vault when it is open, or a file.
fn keep(ui: &Ui, link: &Link, shelf: &Rc<Shelf>) -> El {
    let in_vault = (shelf.data().status == Status::Open).then(|| {
        // It speaks of others as well: the citizen says that they agree, here or for all
        let key = if shelf.data().consent.others { "shelf.dossier" } else { "shelf.dossier.agreed" };
        let (inner, link, shelf) = (ui.clone(), link.clone(), shelf.clone());
        let kept = Callback::from(move |_| {
            let made = inner.store.dossier().to_record();
            let (inner, link, shelf) = (inner.clone(), link.clone(), shelf.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let said = match made {
                    Ok(record) => match shelf.keep(&record, false, &vault::today(&inner)).await {
                        Ok(()) => (true, inner.t("shelf.kept").to_owned()),
                        Err(error) => vault::failure(&inner, &error),
                    },
                    Err(_) => (false, inner.t("papers.nothing").to_owned()),
                };
                link.send_message(Msg::App(app::Msg::Say(said.0, said.1)));
            });
        });
        keeper("btn primary", "keep-in-vault", icon::SHIELD, ui.t(key), kept)
    });
    let (inner, link) = (ui.clone(), link.clone());
    let kept = Callback::from(move |_| {
        let (made, id) = {
            let dossier = inner.store.dossier();
            (dossier.to_record(), dossier.definition().id.clone())
        };
        let said = match made {
            Ok(record) => {
                let name = ["troly-giay-to-", &id, ".json"].concat();
                inner.store.host().download(&name, "application/json", &record.raw);
                (true, inner.tp("papers.keep.done", &[("name", &name)]))
            }
            Err(_) => (false, inner.t("papers.nothing").to_owned()),
        };
        link.send_message(Msg::App(app::Msg::Say(said.0, said.1)));
    });
    el("section", "block finish")
        .a("aria-labelledby", "keep-title")
        .add(leaf("h3", "", ui.t("papers.keep.title")).a("id", "keep-title"))
        .add(leaf("p", "quiet", ui.t("papers.keep.help")))
        .add(el("div", "row-buttons").maybe(in_vault).add(keeper(
            "btn",
            "keep-as-paper",
            icon::PAPER,
            ui.t("papers.keep"),
            kept,
        )))
}

fn keeper(
    class: &'static str,
    action: &'static str,
    picture: &'static str,
    label: &str,
    heard: Callback<web_sys::Event>,
) -> El {
    el("button", class)
        .a("type", "button")
        .a("data-action", action)
        .on(|| ListenerKind::onclick, heard)
        .put(icon(picture))
        .add(leaf("span", "", label))
}

/// What was written in an earlier version of the form, and has no box in this one.
fn lost(ui: &Ui) -> Html {
    let dossier = ui.store.dossier();
    if dossier.lost().is_empty() {
        return nothing();
    }
    let line = |(id, value): &(Rc<str>, Json)| {
        // The box is not there, so neither is its name: its id is all that is known.
        let shown = value.as_text().cloned().unwrap_or_else(|| value.to_text().into());
        el("div", "answer").add(leaf("dt", "", id)).add(el("dd", "").add(leaf("p", "value", &shown))).done()
    };
    el("section", "block lost")
        .a("aria-labelledby", "lost-title")
        .add(leaf("h3", "", ui.t("ui.lost.title")).a("id", "lost-title"))
        .add(leaf("p", "quiet", ui.t("ui.lost.help")))
        .add(el("dl", "").all(dossier.lost().iter().map(line).collect()))
        .done()
}

fn summary(ui: &Ui, link: &Link, findings: &[&Finding], id: &'static str, title: &str) -> El {
    let error = id == "summary";
    let lines = findings.iter().map(|f| el("li", "").s("data-code", &f.code).put(one(ui, link, f)).done());
    let words = el("div", "")
        .add(leaf("h3", "", title).a("id", if error { "summary-title" } else { "warnings-title" }))
        .add(el("ul", "").all(lines.collect()));
    el("div", if error { "summary error" } else { "summary warning" })
        .a("id", id)
        .a("tabindex", "-1")
        .a("role", "group")
        .a("aria-labelledby", if error { "summary-title" } else { "warnings-title" })
        .put(icon(if error { icon::ERROR } else { icon::WARN }))
        .add(words)
}

fn one(ui: &Ui, link: &Link, finding: &Finding) -> Html {
    let text = ui.finding(finding);
    let words = match finding.paths.first() {
        None => leaf("span", "", &text),
        Some(path) => el("button", "link")
            .a("type", "button")
            .a("data-action", "go")
            .s("data-to", path.as_str())
            .click(link, Msg::App(app::Msg::GoTo(path.clone())))
            .add(leaf("strong", "", &ui.label(path)))
            .add(leaf("span", "", &text)),
    };
    // That a box must be filled is a matter of the form; which law says so stands beside the box.
    let law = if &*finding.code == "required" { nothing() } else { field::cites(ui, &finding.law) };
    list(vec![words.done(), law, field::fix(ui, link, finding)])
}

fn answers(ui: &Ui, link: &Link, definition: &Definition, step: &Step) -> El {
    let mut all = Vec::new();
    let shown = |s: &&Section| ui.store.dossier().section_visible(&s.id);
    for section in step.sections.iter().filter(shown) {
        let paths = ui.store.dossier().boxes(section);
        for (ix, path) in paths {
            if let Some(field) = definition.fields.get(ix.0 as usize) {
                all.push(answer(ui, link, field, path));
            }
        }
    }
    el("section", "block answers").add(leaf("h3", "", step.title.get(&ui.lang))).add(el("dl", "").all(all))
}

fn answer(ui: &Ui, link: &Link, field: &Field, path: Path) -> Html {
    let view = ui.store.dossier().view(&path);
    // A declaration is made further down, where it can be read in full.
    let below = field.kind == FieldType::Declaration && field.group.is_none();
    if !view.visible || below || matches!(field.kind, FieldType::Note | FieldType::Signature | FieldType::Group) {
        return nothing();
    }
    let value = match &view.answer.value {
        Some(value) => leaf("p", "value", &show::value(ui, field, value)),
        None if view.required => leaf("p", "value missing", ui.t("ui.review.missing")),
        None => leaf("p", "value quiet", ui.t("ui.review.empty")),
    };
    let old = match &view.answer.value {
        Some(Value::Address(a)) if !a.old.is_empty() => {
            Some(leaf("p", "quiet", &[ui.t("ui.address.old"), " ", &a.old].concat()))
        }
        _ => None,
    };
    let origin = match (&view.answer.origin, view.answer.state) {
        (_, AnswerState::Empty | AnswerState::Conflict) => None,
        (Some(o), state) if o.source != OriginSource::Typed => {
            let picture = if state == AnswerState::Confirmed { icon::CHECKED } else { icon::CARD };
            let (from, on) = show::from(ui, o);
            Some(line("from", picture, &[&from, " ", &*on].concat()))
        }
        _ => Some(line("from", icon::EDIT, ui.t("ui.from.typed"))),
    };
    // Under the heading of its step a label says enough, but for the rows of a group.
    let label = if field.group.is_some() { ui.label(&path) } else { field.label.get(&ui.lang).to_string() };
    let number = field.no.as_ref().map(|no| [no, ". "].concat()).unwrap_or_default();
    let edit = el("button", "btn small ghost")
        .a("type", "button")
        .a("data-action", "edit")
        .s("aria-label", &ui.tp("ui.review.edit-of", &[("label", &ui.label(&path))]))
        .click(link, Msg::App(app::Msg::GoTo(path.clone())))
        .put(icon(icon::EDIT))
        .add(leaf("span", "", ui.t("ui.review.edit")));
    el("div", "answer")
        .s("data-path", path.as_str())
        .a("data-state", state_name(view.answer.state))
        .add(leaf("dt", "", &[number, label].concat()))
        .add(el("dd", "").add(value).maybe(old).maybe(origin))
        .add(el("dd", "acts").add(edit))
        .done()
}

/// The declarations can be made here as well, where one has just read what is being declared.
fn declarations(ui: &Ui, definition: &Definition) -> Html {
    let mut all = Vec::new();
    for (i, field) in definition.fields.iter().enumerate() {
        let path = Path::field(&field.id);
        if field.kind == FieldType::Declaration && field.group.is_none() && ui.store.dossier().visible(&path) {
            all.push(part(ui, What::Field(path, FieldIx(i as u16))));
        }
    }
    if all.is_empty() {
        return nothing();
    }
    el("section", "block")
        .a("aria-labelledby", "declare-title")
        .add(leaf("h3", "", ui.t("ui.review.declare")).a("id", "declare-title"))
        .add(el("div", "fields").all(all))
        .done()
}
