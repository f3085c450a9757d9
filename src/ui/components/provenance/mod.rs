//! Under a box: where its value came from, what was done to it, what else it could be, and why it is empty.
//!
//! A form has dozens of boxes and a phone shows four. So a filled box costs one short line: whose paper, and from when. The
//! line is a button: behind it is what was done to the value, and what can be done about it.

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
        // Most declarations say so in their own help.
        EmptyReason::NeverFilled => field.kind == FieldType::Declaration && field.help.is_none(),
        _ => true,
    })
}

/// Whether the person has to choose between what the papers say: then the question says all.
fn asks(view: &FieldView) -> bool {
    let answer = &view.answer;
    (answer.state == AnswerState::Conflict || answer.empty == Some(EmptyReason::Choose)) && !answer.proposals.is_empty()
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
    let line = if !is_shown(field, view) || asks(view) {
        nothing()
    } else if let (AnswerState::Empty, Some(reason)) = (answer.state, reason(field, view)) {
        el("div", "origin")
            .add(line("from", icon::INFO, ui.t(reason.code())).s("id", &text_id))
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
        match answer.origin.as_ref().filter(|o| o.source != OriginSource::Typed) {
            None => el("div", class)
                .add(line("from", picture, ui.t(word)).s("id", &text_id))
                .maybe((state == AnswerState::Edited && field.compute.is_some()).then(refill))
                .done(),
            Some(origin) => {
                let details = ["d", id].concat();
                let (from, on) = show::from(ui, origin);
                // The picture and the colour say it to the eye; that a paper is old is said to everybody.
                let heard = if state == AnswerState::Stale { "word" } else { "hidden" };
                let line = el("button", "from")
                    .a("type", "button")
                    .a("data-action", "details")
                    .s("id", &text_id)
                    .aria("aria-expanded", open)
                    .s("aria-controls", &details)
                    .click(cx.link, Msg::Field(field::Msg::Toggle))
                    .put(icon(picture))
                    .add(leaf("span", heard, ui.t(word)).text(" "))
                    .add(leaf("span", "whose", &from))
                    .add(leaf("span", "", &on))
                    .put(icon(icon::DOWN));
                let done = open.then(|| {
                    let other = match state {
                        AnswerState::Proposed | AnswerState::Stale => {
                            Some(act("confirm", icon::CHECK, "ui.confirm", Action::Confirm(path.clone())))
                        }
                        AnswerState::Locked => {
                            Some(act("unlock", icon::EDIT, "ui.unlock", Action::Unlock(path.clone())))
                        }
                        _ => None,
                    };
                    let undo = act("undo-fill", icon::UNDO, "ui.undo-fill", Action::Undo1(path.clone()));
                    el("div", "done")
                        .s("id", &details)
                        .add(what_was_done(ui, origin))
                        .add(el("div", "row-buttons").maybe(other).add(undo))
                });
                el("div", class).add(line).maybe(done).done()
            }
        }
    };
    list(vec![line, proposals(cx, field, path, view, &text_id)])
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
    // The line above is short; here is all of it. `qr/3` is the third field of a card's QR.
    let read = match &origin.source {
        OriginSource::Record { part, .. } => part.strip_prefix("qr/"),
        _ => None,
    };
    let read = read.map(|n| leaf("span", "before", &ui.tp("ui.part.qr", &[("n", n)])));
    let mut steps = el("ol", "").add(leaf("li", "", &show::origin(ui, origin)).maybe(read));
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

fn proposals(cx: &Cx<'_>, field: &Field, path: &Path, view: &FieldView, text_id: &str) -> Html {
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
        let (from, on) = show::from(ui, &candidate.origin);
        let button = el("button", "proposal")
            .a("type", "button")
            .a("data-action", "accept")
            .s("data-index", &index.to_string())
            .click(cx.link, Msg::Send(Action::Accept { path: path.clone(), index }))
            .add(leaf("span", "value", &show::value(ui, field, &candidate.value)))
            .add(leaf("span", "source", &from).text(" ").text(&on))
            .maybe(unofficial);
        el("li", "").add(button).done()
    };
    let loud = asks(view);
    el("div", if loud { "proposals loud" } else { "proposals" })
        .a("role", "group")
        .s("aria-label", ui.t(title))
        .add(leaf("p", "", ui.t(title)).o("id", loud.then_some(text_id)))
        .add(el("ul", "").all(answer.proposals.iter().enumerate().map(one).collect()))
        .done()
}
