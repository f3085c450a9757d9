//! Under a box: where its value came from, what was done to it, what else it could be, and why it is empty.

use super::{
    button,
    icon::{self, icon},
};
use crate::{
    definition::{Field, FieldType, FillPolicy, Path},
    dossier::{Action, AnswerState, FieldView},
    prefill::{Candidate, EmptyReason, Origin, OriginSource},
    ui::{context::Ui, show},
};
use yew::{AttrValue, Callback, Html, classes, html};

/// Whether the box could be filled by something at all.
fn fillable(field: &Field) -> bool {
    field.compute.is_some() || field.fill.as_ref().is_some_and(|f| f.policy != FillPolicy::Never)
}

/// Whether there is a line to show (and so to describe the control by).
pub fn is_shown(field: &Field, view: &FieldView) -> bool {
    match view.answer.state {
        AnswerState::Empty => reason(field, view).is_some(),
        AnswerState::Edited => fillable(field),
        _ => true,
    }
}

fn reason(field: &Field, view: &FieldView) -> Option<EmptyReason> {
    view.answer.empty.filter(|r| match r {
        EmptyReason::NoSource => false,
        EmptyReason::NeverFilled => field.kind == FieldType::Declaration,
        _ => true,
    })
}

/// Draws it. `act`: an action to send, or `None` to show and hide the details.
#[allow(clippy::too_many_arguments)] // one caller; a struct would only rename them
pub fn view(
    ui: &Ui,
    field: &Field,
    path: &Path,
    view: &FieldView,
    id: &str,
    open: bool,
    act: Callback<Option<Action>>,
) -> Html {
    let answer = &view.answer;
    let send = |action: fn(Path) -> Action| {
        let (act, path) = (act.clone(), path.clone());
        Callback::from(move |_| act.emit(Some(action(path.clone()))))
    };
    let refill = || button("btn small", "refill", icon::CARD, ui.t("ui.refill"), send(Action::Refill));
    let line = match answer.state {
        AnswerState::Empty => reason(field, view).map(|r| {
            html! {
                <div class="origin quiet">
                    <p id={["p", id].concat()}>{icon(icon::INFO)}<span>{ui.t(r.code())}</span></p>
                    if r == EmptyReason::Undone { {refill()} }
                </div>
            }
        }),
        AnswerState::Edited if !fillable(field) => None,
        state => {
            let (picture, word) = match state {
                AnswerState::Proposed => (picture(answer.origin.as_ref()), "ui.state.proposed"),
                AnswerState::Confirmed => (icon::CHECKED, "ui.state.confirmed"),
                AnswerState::Edited | AnswerState::Empty => (icon::EDIT, "ui.state.edited"),
                AnswerState::Computed => (icon::COMPUTED, "ui.state.computed"),
                AnswerState::Conflict => (icon::CONFLICT, "ui.state.conflict"),
                AnswerState::Stale => (icon::CLOCK, "ui.state.stale"),
                AnswerState::Locked => (icon::LINK, "ui.state.locked"),
            };
            let origin = answer.origin.as_ref().filter(|o| o.source != OriginSource::Typed);
            let details = AttrValue::from(["d", id].concat());
            let toggle = {
                let act = act.clone();
                Callback::from(move |_| act.emit(None))
            };
            Some(html! {
                <div class={classes!("origin", super::field::state_name(state))}>
                    <p id={["p", id].concat()}>
                        {icon(picture)}
                        <span><strong>{ui.t(word)}</strong>if let Some(o) = origin { {" "}{show::origin(ui, o)} }</span>
                    </p>
                    <div class="acts">
                        if matches!(state, AnswerState::Proposed | AnswerState::Stale) {
                            {button("btn small", "confirm", icon::CHECK, ui.t("ui.confirm"), send(Action::Confirm))}
                        }
                        if state == AnswerState::Locked {
                            {button("btn small", "unlock", icon::EDIT, ui.t("ui.unlock"), send(Action::Unlock))}
                        }
                        if state == AnswerState::Edited { {refill()} }
                        if origin.is_some() {
                            <button type="button" class="btn small ghost" data-action="details" aria-expanded={open.to_string()}
                                aria-controls={details.clone()} onclick={toggle}>
                                <span>{ui.t("ui.details")}</span>{icon(icon::DOWN)}
                            </button>
                        }
                    </div>
                    if open && let Some(o) = origin {
                        <div class="done" id={details}>
                            {what_was_done(ui, o)}
                            {button("btn small", "undo-fill", icon::UNDO, ui.t("ui.undo-fill"), send(Action::Undo1))}
                        </div>
                    }
                </div>
            })
        }
    };
    html! { <>{line}{proposals(ui, field, path, view, &act)}</> }
}

fn picture(origin: Option<&Origin>) -> &'static str {
    match origin.map(|o| &o.source) {
        Some(OriginSource::Casting { .. }) => icon::PERSON,
        Some(OriginSource::Answer(_)) => icon::LINK,
        Some(OriginSource::Computed(_)) => icon::COMPUTED,
        _ => icon::CARD,
    }
}

fn what_was_done(ui: &Ui, origin: &Origin) -> Html {
    let part = match &origin.source {
        // `qr/3` is the third field of the QR.
        OriginSource::Record { part, .. } => part.strip_prefix("qr/").map(|n| ui.tp("ui.part.qr", &[("n", n)])),
        _ => None,
    };
    html! {
        <ol>
            if let Some(part) = part { <li>{part}</li> }
            {for origin.steps.iter().map(|step| html! {
                <li>
                    {ui.t(&step.code)}
                    if let Some(before) = &step.before { <span class="before">{ui.tp("ui.before", &[("value", before)])}</span> }
                    if let Some(law) = &step.law { <span class="cite">{icon(icon::LAW)}{ui.cite(law)}</span> }
                </li>
            })}
            if origin.steps.is_empty() { <li>{ui.t("ui.step.none")}</li> }
        </ol>
    }
}

fn proposals(ui: &Ui, field: &Field, path: &Path, view: &FieldView, act: &Callback<Option<Action>>) -> Html {
    let answer = &view.answer;
    if answer.proposals.is_empty() {
        return Html::default();
    }
    let title = match (answer.state, answer.empty) {
        (AnswerState::Conflict, _) => "ui.proposals.conflict",
        (_, Some(EmptyReason::Choose)) if field.kind == FieldType::Address => "ui.proposals.communes",
        (_, Some(EmptyReason::Choose)) => "ui.proposals.choose",
        _ => "ui.proposals.other",
    };
    let one = |(index, candidate): (usize, &Candidate)| {
        let (act, path) = (act.clone(), path.clone());
        let onclick = Callback::from(move |_| act.emit(Some(Action::Accept { path: path.clone(), index })));
        html! {
            <li>
                <button type="button" class="proposal" data-action="accept" data-index={index.to_string()} {onclick}>
                    <span class="value">{show::value(ui, field, &candidate.value)}</span>
                    <span class="from">{show::origin(ui, &candidate.origin)}</span>
                    if candidate.unofficial { <span class="unofficial">{icon(icon::WARN)}{ui.t("ui.unofficial")}</span> }
                </button>
            </li>
        }
    };
    let loud = answer.state == AnswerState::Conflict || answer.empty == Some(EmptyReason::Choose);
    html! {
        <div class={classes!("proposals", loud.then_some("loud"))} role="group" aria-label={ui.t(title)}>
            <p>{ui.t(title)}</p>
            <ul>{for answer.proposals.iter().enumerate().map(one)}</ul>
        </div>
    }
}
