//! Under a box: where its value came from, what was done to it, what else it could be, and why it is empty.

use super::{
    button, field,
    icon::{self, icon},
    line,
};
use crate::{
    definition::{Field, FieldType, Path},
    dossier::{Action, AnswerState, FieldView},
    prefill::{Candidate, EmptyReason, Origin, OriginSource},
    ui::{
        context::Ui,
        dom::{El, el, leaf, list, nothing},
        part::{Cx, Msg},
        show,
    },
};
use yew::Html;

/// Whether a typed box could hold something else: computed, or from a paper.
fn has_other(field: &Field, view: &FieldView) -> bool {
    field.compute.is_some() || !view.answer.proposals.is_empty()
}

/// Whether there is a line to show (and so to describe the control by).
pub fn is_shown(field: &Field, view: &FieldView) -> bool {
    match view.answer.state {
        AnswerState::Empty => reason(field, view).is_some(),
        AnswerState::Edited => has_other(field, view),
        _ => true,
    }
}

/// Why it is empty, where that needs saying.
fn reason(field: &Field, view: &FieldView) -> Option<EmptyReason> {
    view.answer.empty.filter(|r| match r {
        EmptyReason::NoSource => false,
        EmptyReason::NeverFilled => field.kind == FieldType::Declaration,
        _ => true,
    })
}

/// Draws it.
pub fn view(cx: &Cx<'_>, field: &Field, path: &Path, view: &FieldView, id: &str, open: bool) -> Html {
    let ui = cx.ui;
    let answer = &view.answer;
    let act = |action: &'static str, picture: &'static str, key: &str, msg: Action| {
        button(cx.link, "btn small", action, picture, ui.t(key), Msg::Send(msg))
    };
    let refill = || act("refill", icon::CARD, "ui.refill", Action::Refill(path.clone()));
    let text_id = ["p", id].concat();
    let line = if !is_shown(field, view) {
        nothing()
    } else if let (AnswerState::Empty, Some(reason)) = (answer.state, reason(field, view)) {
        el("div", "origin quiet")
            .add(line("", icon::INFO, ui.t(reason.code())).s("id", &text_id))
            .maybe((reason == EmptyReason::Undone).then(refill))
            .done()
    } else {
        let state = answer.state;
        let (class, picture, word) = match state {
            AnswerState::Proposed => ("origin proposed", picture(answer.origin.as_ref()), "ui.state.proposed"),
            AnswerState::Confirmed => ("origin confirmed", icon::CHECKED, "ui.state.confirmed"),
            AnswerState::Edited | AnswerState::Empty => ("origin edited", icon::EDIT, "ui.state.edited"),
            AnswerState::Computed => ("origin computed", icon::COMPUTED, "ui.state.computed"),
            AnswerState::Conflict => ("origin conflict", icon::CONFLICT, "ui.state.conflict"),
            AnswerState::Stale => ("origin stale", icon::CLOCK, "ui.state.stale"),
            AnswerState::Locked => ("origin locked", icon::LINK, "ui.state.locked"),
        };
        let origin = answer.origin.as_ref().filter(|o| o.source != OriginSource::Typed);
        let details = ["d", id].concat();
        let mut words = el("span", "").add(leaf("strong", "", ui.t(word)));
        if let Some(origin) = origin {
            words = words.text(" ").text(&show::origin(ui, origin));
        }
        let mut acts = el("div", "acts");
        match state {
            AnswerState::Proposed | AnswerState::Stale => {
                acts = acts.add(act("confirm", icon::CHECK, "ui.confirm", Action::Confirm(path.clone())));
            }
            AnswerState::Locked => {
                acts = acts.add(act("unlock", icon::EDIT, "ui.unlock", Action::Unlock(path.clone())));
            }
            AnswerState::Edited if field.compute.is_some() => acts = acts.add(refill()),
            _ => {}
        }
        if origin.is_some() {
            acts = acts.add(
                el("button", "btn small ghost")
                    .a("type", "button")
                    .a("data-action", "details")
                    .aria("aria-expanded", open)
                    .s("aria-controls", &details)
                    .click(cx.link, Msg::Field(field::Msg::Toggle))
                    .add(leaf("span", "", ui.t("ui.details")))
                    .put(icon(icon::DOWN)),
            );
        }
        let done = origin.filter(|_| open).map(|origin| {
            el("div", "done").s("id", &details).add(what_was_done(ui, origin)).add(act(
                "undo-fill",
                icon::UNDO,
                "ui.undo-fill",
                Action::Undo1(path.clone()),
            ))
        });
        el("div", class).add(el("p", "").s("id", &text_id).put(icon(picture)).add(words)).add(acts).maybe(done).done()
    };
    list(vec![line, proposals(cx, field, path, view)])
}

fn picture(origin: Option<&Origin>) -> &'static str {
    match origin.map(|o| &o.source) {
        Some(OriginSource::Casting { .. }) => icon::PERSON,
        Some(OriginSource::Answer(_)) => icon::LINK,
        Some(OriginSource::Computed(_)) => icon::COMPUTED,
        _ => icon::CARD,
    }
}

fn what_was_done(ui: &Ui, origin: &Origin) -> El {
    let mut steps = el("ol", "");
    // `qr/3` is the third field of the QR.
    if let OriginSource::Record { part, .. } = &origin.source
        && let Some(n) = part.strip_prefix("qr/")
    {
        steps = steps.add(leaf("li", "", &ui.tp("ui.part.qr", &[("n", n)])));
    }
    for step in &origin.steps {
        let before = step.before.as_ref().map(|b| leaf("span", "before", &ui.tp("ui.before", &[("value", b)])));
        let law = step.law.as_ref().map(|l| leaf("span", "before", &ui.cite(l)));
        steps = steps.add(leaf("li", "", &ui.sentence(&step.code)).maybe(before).maybe(law));
    }
    if origin.steps.is_empty() {
        steps = steps.add(leaf("li", "", ui.t("ui.step.none")));
    }
    steps
}

fn proposals(cx: &Cx<'_>, field: &Field, path: &Path, view: &FieldView) -> Html {
    let (ui, answer) = (cx.ui, &view.answer);
    if answer.proposals.is_empty() {
        return nothing();
    }
    let title = match (answer.state, answer.empty) {
        (AnswerState::Conflict, _) => "ui.proposals.conflict",
        (_, Some(EmptyReason::Choose)) if field.kind == FieldType::Address => "ui.proposals.communes",
        (_, Some(EmptyReason::Choose)) => "ui.proposals.choose",
        _ => "ui.proposals.other",
    };
    let one = |(index, candidate): (usize, &Candidate)| {
        let unofficial = candidate.unofficial.then(|| line("unofficial", icon::WARN, ui.t("ui.unofficial")));
        let button = el("button", "proposal")
            .a("type", "button")
            .a("data-action", "accept")
            .s("data-index", &index.to_string())
            .click(cx.link, Msg::Send(Action::Accept { path: path.clone(), index }))
            .add(leaf("span", "value", &show::value(ui, field, &candidate.value)))
            .add(leaf("span", "from", &show::origin(ui, &candidate.origin)))
            .maybe(unofficial);
        el("li", "").add(button).done()
    };
    let loud = answer.state == AnswerState::Conflict || answer.empty == Some(EmptyReason::Choose);
    el("div", if loud { "proposals loud" } else { "proposals" })
        .a("role", "group")
        .s("aria-label", ui.t(title))
        .add(leaf("p", "", ui.t(title)))
        .add(el("ul", "").all(answer.proposals.iter().enumerate().map(one).collect()))
        .done()
}
