//! Before handing over: what is wrong on top, then all answers with where they came from, then what to do with them.

use super::{
    field::{self, FieldBox, state_name},
    icon::{self, icon},
    steps,
};
use crate::{
    definition::{Definition, Field, FieldType, Path, Severity},
    dossier::{Action, AnswerState},
    prefill::OriginSource,
    ui::{context::Ui, show},
    validate::Finding,
};
use std::rc::Rc;
use yew::{AttrValue, Callback, Html, classes, html};

/// Draws the page. `go` takes the person to a box.
pub fn view(ui: &Ui, go: &Callback<Path>, actions: Html) -> Html {
    let (definition, findings, coverage) = {
        let dossier = ui.store.dossier();
        let mut findings = dossier.casting_findings().to_vec();
        for finding in dossier.findings() {
            if !findings.contains(finding) {
                findings.push(finding.clone());
            }
        }
        (dossier.definition().clone(), findings, dossier.coverage())
    };
    let of = |severity| findings.iter().filter(|f| f.severity == severity).collect::<Vec<_>>();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let ready = errors.is_empty();
    let answered = coverage.answered.to_string();
    let numbers = [("n", &*answered), ("of", &*coverage.boxes.to_string()), ("filled", &*coverage.filled.to_string())];
    html! {
        <>
            if ready {
                <div class="summary good" id="summary" tabindex="-1">
                    {icon(icon::CHECKED)}
                    <div><h3>{ui.t("ui.review.ready")}</h3><p>{ui.tp("ui.review.counts", &numbers)}</p></div>
                </div>
            } else {
                {summary(ui, go, &errors, "summary", "error", ui.tp("ui.review.errors", &[("n", &errors.len().to_string())]))}
            }
            if !warnings.is_empty() {
                {summary(ui, go, &warnings, "warnings", "warning", ui.tp("ui.review.warnings", &[("n", &warnings.len().to_string())]))}
            }
            if !ready { <p class="quiet">{ui.tp("ui.review.counts", &numbers)}</p> }
            {for definition.steps.iter().map(|step| answers(ui, go, &definition, &step.sections, &step.title))}
            {declarations(ui, &definition)}
            {actions}
        </>
    }
}

fn summary(
    ui: &Ui,
    go: &Callback<Path>,
    findings: &[&Finding],
    id: &'static str,
    kind: &'static str,
    title: String,
) -> Html {
    let title_id = [id, "-title"].concat();
    html! {
        <div class={classes!("summary", kind)} {id} tabindex="-1" role="group" aria-labelledby={title_id.clone()}>
            {icon(if kind == "error" { icon::ERROR } else { icon::WARN })}
            <div>
                <h3 id={title_id}>{title}</h3>
                <ul>
                    {for findings.iter().map(|f| html! { <li data-code={f.code.to_string()}>{line(ui, go, f)}</li> })}
                </ul>
            </div>
        </div>
    }
}

fn line(ui: &Ui, go: &Callback<Path>, finding: &Finding) -> Html {
    let text = ui.finding(finding);
    let fix = finding.fix.clone().map(|fix| {
        let ui = ui.clone();
        let label: AttrValue = ui.fix_label(finding).into();
        super::button(
            "btn small",
            "fix",
            icon::CHECK,
            label,
            Callback::from(move |_| {
                ui.send(Action::Fix(fix.set.clone()));
            }),
        )
    });
    let link = match finding.paths.first() {
        None => html! { <span>{text}</span> },
        Some(path) => {
            let label = ui.label(path);
            let (go, path) = (go.clone(), path.clone());
            html! {
                <button type="button" class="link" data-action="go" data-to={path.as_str().to_owned()} onclick={Callback::from(move |_| go.emit(path.clone()))}>
                    <strong>{label}</strong>{": "}{text}
                </button>
            }
        }
    };
    html! { <>{link}{field::cites(ui, &finding.law)}{fix}</> }
}

fn answers(
    ui: &Ui,
    go: &Callback<Path>,
    definition: &Rc<Definition>,
    sections: &[crate::definition::Section],
    title: &crate::definition::Text,
) -> Html {
    html! {
        <section class="block answers">
            <h3>{ui.text(title)}</h3>
            <dl>
                {for sections.iter().filter(|s| ui.store.dossier().section_visible(&s.id)).flat_map(|s| {
                    let paths = steps::paths(&ui.store.dossier(), s);
                    paths.into_iter().filter_map(|(ix, path)| answer(ui, go, definition.fields.get(ix.0 as usize)?, path))
                })}
            </dl>
        </section>
    }
}

fn answer(ui: &Ui, go: &Callback<Path>, field: &Field, path: Path) -> Option<Html> {
    let view = ui.store.dossier().view(&path);
    if !view.visible || matches!(field.kind, FieldType::Note | FieldType::Signature | FieldType::Group) {
        return None;
    }
    let value = view.answer.value.as_ref().map(|v| show::value(ui, field, v));
    let (origin, picture) = match (&view.answer.origin, view.answer.state) {
        (_, AnswerState::Empty | AnswerState::Conflict) => (None, icon::INFO),
        (Some(o), state) if o.source != OriginSource::Typed => {
            (Some(show::origin(ui, o)), if state == AnswerState::Confirmed { icon::CHECKED } else { icon::CARD })
        }
        _ => (Some(ui.t("ui.from.typed").to_owned()), icon::EDIT),
    };
    let old = match &view.answer.value {
        Some(crate::value::Value::Address(a)) if !a.old.is_empty() => Some(a.old.clone()),
        _ => None,
    };
    let label = ui.label(&path);
    let aria = ui.tp("ui.review.edit-of", &[("label", &label)]);
    let to = path.clone();
    let go = go.clone();
    Some(html! {
        <div class="answer" data-path={path.as_str().to_owned()} data-state={state_name(view.answer.state)}>
            <dt>if let Some(no) = &field.no { {no}{". "} }{label}</dt>
            <dd>
                <p class="value">
                    if let Some(value) = value { {value} }
                    else { <span class={if view.required { "missing" } else { "quiet" }}>{ui.t(if view.required { "ui.review.missing" } else { "ui.review.empty" })}</span> }
                </p>
                if let Some(old) = old { <p class="quiet">{ui.t("ui.address.old")}{" "}{old}</p> }
                if let Some(origin) = origin { <p class="from">{icon(picture)}<span>{origin}</span></p> }
            </dd>
            <dd class="acts">
            <button type="button" class="btn small ghost" data-action="edit" aria-label={aria} onclick={Callback::from(move |_| go.emit(to.clone()))}>
                {icon(icon::EDIT)}<span>{ui.t("ui.review.edit")}</span>
            </button>
            </dd>
        </div>
    })
}

/// The declarations can be made here as well, where one has just read what is being declared.
fn declarations(ui: &Ui, definition: &Rc<Definition>) -> Html {
    let visible = |f: &Field| ui.store.dossier().view(&Path::field(&f.id)).visible;
    let all: Vec<_> = definition
        .fields
        .iter()
        .enumerate()
        .filter(|(_, f)| f.kind == FieldType::Declaration && f.group.is_none() && visible(f))
        .collect();
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <section class="block" aria-labelledby="declare-title">
            <h3 id="declare-title">{ui.t("ui.review.declare")}</h3>
            <div class="fields">
                {for all.into_iter().map(|(i, f)| html! {
                    <FieldBox key={&*f.id} ui={ui.clone()} path={Path::field(&f.id)} ix={crate::definition::FieldIx(i as u16)} />
                })}
            </div>
        </section>
    }
}
