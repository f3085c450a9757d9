//! Under a box: where its value came from, what was done to it, what else it could be, and why it is empty.
//!
//! A form has dozens of boxes and a phone shows four. So a filled box costs one short line: whose paper, and from when. The
//! line is a button: behind it is what was done to the value, and what can be done about it.

use super::{
    button,
    icon::{self, icon},
    line,
};
use crate::{
    definition::{Field, FieldType, Path},
    dossier::{Action, Answer, AnswerState},
    prefill::{Candidate, EmptyReason, Origin, OriginSource},
    record::RecordKind,
    ui::{
        context::{Ui, control_id},
        dom::{El, build, el, leaf, list, nothing},
        part::{Cx, Msg},
        show,
    },
};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::{Html, NodeRef};

/// The name of the line's button, by which the box around it hears of a click.
pub const DETAILS: &str = "details";

/// The line under a box.
///
/// Yew makes only its place. A card fills sixty boxes at once, and these lines are most of what changes then: with Yew's
/// comparing and making of nodes that took 18 ms, with copies of one line, written where they differ, 4 to 6.
#[derive(Default)]
pub struct Line {
    place: NodeRef,
    made: Option<Made>,
}

/// The line's nodes that are written to, at hand: looking for them again would double the calls into the browser.
struct Made {
    /// Where it was made: Yew makes another place when the box comes and goes.
    place: Node,
    all: HtmlElement,
    /// To read, and to press, once it was that; the class of the line shows one of them.
    told: Option<Way>,
    from: Option<(Way, Node, Node)>,
    said: Said,
}

/// A picture and what is said beside it.
struct Way {
    all: Element,
    picture: Element,
    word: Node,
    /// What both are now.
    now: (&'static str, &'static str),
}

impl Way {
    fn of(all: Element, picture: &'static str) -> Option<Way> {
        let svg = all.first_element_child()?;
        let word = svg.next_sibling()?.first_child()?;
        Some(Way { picture: svg.first_element_child()?, word, all, now: (picture, "") })
    }

    fn write(&mut self, said: &Said) -> Option<()> {
        if self.now.0 != said.picture {
            self.picture.set_attribute("d", said.picture).ok()?;
        }
        if self.now.1 != said.word {
            self.word.set_node_value(Some(said.word));
        }
        self.now = (said.picture, said.word);
        Some(())
    }
}

const STALE: &str = "origin stale";

/// What a line says, in the person's language.
#[derive(Default, PartialEq)]
struct Said {
    class: &'static str,
    picture: &'static str,
    word: &'static str,
    /// Whose paper, and from when; then the line is a button.
    from: Option<(String, String)>,
    /// Whether what is behind it is shown.
    open: bool,
}

thread_local! {
    /// The line that is copied.
    static FIRST: RefCell<Option<Node>> = const { RefCell::new(None) };
}

/// Why it is empty, where that needs saying.
fn reason(field: &Field, answer: &Answer) -> Option<EmptyReason> {
    answer.empty.filter(|r| match r {
        EmptyReason::NoSource => false,
        // Most declarations say so in their own help.
        EmptyReason::NeverFilled => field.kind == FieldType::Declaration && field.help.is_none(),
        _ => true,
    })
}

/// Whether the person has to choose between what the papers say: then the question says all.
pub fn asks(answer: &Answer) -> bool {
    (answer.state == AnswerState::Conflict || answer.empty == Some(EmptyReason::Choose)) && !answer.proposals.is_empty()
}

/// Whether it can be filled again with what it was filled with.
pub fn refills(field: &Field, answer: &Answer) -> bool {
    match answer.state {
        AnswerState::Empty => answer.empty == Some(EmptyReason::Undone),
        AnswerState::Edited => field.compute.is_some(),
        _ => false,
    }
}

/// The source, where naming it says something.
fn source(answer: &Answer) -> Option<&Origin> {
    answer.origin.as_ref().filter(|o| o.source != OriginSource::Typed)
}

/// What to say about an answer: nothing of one that was typed and could be nothing else. `fixed`: the form locks it.
fn say(ui: &Ui, field: &Field, answer: &Answer, fixed: bool, open: bool) -> Option<Said> {
    if fixed && source(answer).is_none() {
        return Some(Said { class: "origin told", picture: icon::INFO, word: ui.t("ui.fixed"), from: None, open });
    }
    if asks(answer) {
        return None;
    }
    let from = source(answer).map(|origin| show::from(ui, origin));
    let (class, picture, key) = match answer.state {
        // A short form is typed off a paper: nothing fills it, and nobody expects that
        AnswerState::Empty if RecordKind::of_form(&ui.store.dossier().definition().id).is_some() => return None,
        AnswerState::Empty => ("origin", icon::INFO, reason(field, answer)?.code()),
        AnswerState::Proposed => ("origin proposed", picture(answer.origin.as_ref()), "ui.state.proposed"),
        AnswerState::Confirmed => ("origin confirmed", icon::CHECKED, "ui.state.confirmed"),
        AnswerState::Edited if field.compute.is_none() && answer.proposals.is_empty() => return None,
        AnswerState::Edited => ("origin", icon::EDIT, "ui.state.edited"),
        AnswerState::Computed => ("origin computed", icon::COMPUTED, "ui.state.computed"),
        AnswerState::Conflict => ("origin", icon::CONFLICT, "ui.state.conflict"),
        AnswerState::Stale => (STALE, icon::CLOCK, "ui.state.stale"),
        AnswerState::Locked => ("origin locked", icon::LINK, "ui.state.locked"),
    };
    // Without a source there is nothing to open.
    let class = if from.is_some() { class } else { "origin told" };
    Some(Said { class, picture, word: ui.t(key), from, open })
}

impl Made {
    /// A copy of the first line.
    fn new(place: Node) -> Option<Made> {
        let all = FIRST.with_borrow_mut(|first| {
            if first.is_none() {
                let told = el("p", "from").put(icon(icon::INFO)).add(leaf("span", "", " "));
                let from = el("button", "from")
                    .a("type", "button")
                    .a("data-action", DETAILS)
                    .a("aria-expanded", "false")
                    .put(icon(icon::CARD))
                    .add(leaf("span", "hidden", " "))
                    .text(" ")
                    .add(leaf("span", "whose", " "))
                    .add(leaf("span", "", " "))
                    .put(icon(icon::DOWN));
                let around = place.clone_node().ok()?;
                build(&el("div", "").add(told).add(from).done(), &around)?;
                *first = around.first_child();
            }
            first.as_ref()?.clone_node_with_deep(true).ok()
        })?;
        place.insert_before(&all, place.first_child().as_ref()).ok()?;
        Some(Made { place, all: all.unchecked_into(), told: None, from: None, said: Said::default() })
    }

    fn write(&mut self, said: Said, id: &str) -> Option<()> {
        let old = &self.said;
        if old.class != said.class {
            self.all.set_class_name(said.class);
        }
        if let Some((whose, on)) = &said.from {
            if self.from.is_none() {
                let way = Way::of(self.all.last_element_child()?, icon::CARD)?;
                let on = way.all.last_element_child()?.previous_element_sibling()?;
                self.from = Some((way, on.previous_element_sibling()?.first_child()?, on.first_child()?));
            }
            let (way, whose_node, on_node) = self.from.as_mut()?;
            way.write(&said)?;
            whose_node.set_node_value(Some(whose));
            on_node.set_node_value(Some(on));
            if (old.class == STALE) != (said.class == STALE) {
                // The picture and the colour say it to the eye; that a paper is old is said to everybody.
                let heard = if said.class == STALE { "word" } else { "hidden" };
                way.word.parent_element()?.set_class_name(heard);
            }
            if old.open != said.open {
                way.all.set_attribute("aria-expanded", if said.open { "true" } else { "false" }).ok()?;
                way.all.set_attribute("aria-controls", &["d", id].concat()).ok()?;
            }
        } else {
            if self.told.is_none() {
                self.told = Some(Way::of(self.all.first_element_child()?, icon::INFO)?);
            }
            self.told.as_mut()?.write(&said)?;
        }
        self.said = said;
        Some(())
    }
}

impl Line {
    /// Its place in a box. `id`: of the box's control.
    pub fn place(&self, id: &str) -> El {
        el("div", "").s("id", &["p", id].concat()).node(&self.place)
    }

    /// Where the line is, and after it what is wrong.
    pub fn at(&self) -> Option<Node> {
        self.place.get()
    }

    /// Says what there is to say about an answer now.
    pub fn paint(&mut self, ui: &Ui, field: &Field, answer: &Answer, path: &Path, open: bool) -> Option<()> {
        let place = self.place.get()?;
        let said = say(ui, field, answer, ui.store.dossier().locked(path), open);
        if let Some(made) = self.made.take_if(|m| said.is_none() || m.place != place) {
            made.all.remove();
        }
        let said = said?;
        if self.made.is_none() {
            self.made = Made::new(place);
        }
        self.made.as_mut().filter(|m| m.said != said)?.write(said, &control_id(path))
    }
}

/// What is behind the line, and what else it could be. `id`: of the box's control.
pub fn view(cx: &Cx<'_>, field: &Field, path: &Path, answer: &Answer, id: &str, open: bool) -> Html {
    let act = |action: &'static str, picture: &'static str, key: &str, msg: Action| {
        button(cx.link, "btn small", action, picture, cx.ui.t(key), Msg::Send(msg))
    };
    // Of a box that the form locks it can be read where it came from, and nothing can be done about it
    let fixed = cx.ui.store.dossier().locked(path);
    let refill = (!fixed && refills(field, answer))
        .then(|| act("refill", icon::CARD, "ui.refill", Action::Refill(path.clone())));
    let done = source(answer).filter(|_| open && !asks(answer)).map(|origin| {
        let other = match answer.state {
            AnswerState::Proposed | AnswerState::Stale => {
                Some(act("confirm", icon::CHECK, "ui.confirm", Action::Confirm(path.clone())))
            }
            AnswerState::Locked => Some(act("unlock", icon::EDIT, "ui.unlock", Action::Unlock(path.clone()))),
            _ => None,
        };
        let undo = act("undo-fill", icon::UNDO, "ui.undo-fill", Action::Undo1(path.clone()));
        let buttons = (!fixed).then(|| el("div", "row-buttons").maybe(other).add(undo));
        el("div", "done").s("id", &["d", id].concat()).add(what_was_done(cx.ui, origin)).maybe(buttons)
    });
    let behind = done.or_else(|| refill.map(|r| el("div", "refill").add(r)));
    let others = if fixed { nothing() } else { proposals(cx, field, path, answer, id) };
    list(vec![behind.map_or_else(nothing, El::done), others])
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
    // The line above is short; here is all of it.
    let read = match &origin.source {
        OriginSource::Record { part, .. } => read_from(ui, part),
        _ => None,
    };
    let read = read.map(|part| leaf("span", "before", &part));
    let mut steps = el("ol", "").add(leaf("li", "", &show::whole(ui, origin)).maybe(read));
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

/// Where in its paper a value was read: `qr/3` is the third field of a card's QR, `text/2/14` the second line of a pasted text,
/// `disclosure/3` the third of a credential.
fn read_from(ui: &Ui, part: &str) -> Option<String> {
    let (kind, place) = part.split_once('/')?;
    let number = place.split(['/', ',']).next().filter(|n| n.bytes().all(|b| b.is_ascii_digit()))?;
    let key = match kind {
        "qr" => "ui.part.qr",
        "text" => "papers.part.text",
        "disclosure" => "papers.part.disclosure",
        _ => return None,
    };
    Some(ui.tp(key, &[("n", number)]))
}

/// What else it could be. When that is a question, the control is described by it instead of the line.
fn proposals(cx: &Cx<'_>, field: &Field, path: &Path, answer: &Answer, id: &str) -> Html {
    let ui = cx.ui;
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
    let loud = asks(answer);
    el("div", if loud { "proposals loud" } else { "proposals" })
        .a("role", "group")
        .s("aria-label", ui.t(title))
        .add(leaf("p", "", ui.t(title)).o("id", loud.then(|| ["q", id].concat()).as_deref()))
        .add(el("ul", "").all(answer.proposals.iter().enumerate().map(one).collect()))
        .done()
}
