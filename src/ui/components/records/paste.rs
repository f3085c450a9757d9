//! A pasted text: what was found in it, with its places; the citizen ticks what is right, and nothing else is taken.

use super::super::{
    button, choice,
    icon::{self, icon},
    line,
};
use crate::{
    address::AddressBook,
    dossier::PeopleAction,
    paste::{
        Found, find,
        record::{attribute_of, is_coded, place_of, relation_of, to_record},
    },
    text::{self, date::PartialDate},
    ui::{
        context::Ui,
        dom::{El, el, hear, leaf, text as words},
        part::{Cx, late},
        show,
        way::{Then, Way},
    },
};
use std::{any::Any, collections::BTreeMap, rc::Rc};
use wasm_bindgen::JsCast;
use yew::{Html, virtual_dom::ListenerKind};

/// Longer texts are not looked through: 10 KB are a message of five pages, and take some ten milliseconds.
pub const LONGEST: usize = 32_000;

/// See the module.
pub struct Paste {
    text: String,
    found: Vec<Found>,
    ticked: Vec<usize>,
    /// To whom a relation is: index of the finding → person.
    of: BTreeMap<usize, usize>,
    /// How many people are shown.
    shown: usize,
}

/// So many more at a time: a list of sixty takes the browser as long to draw as a person notices.
const PEOPLE: usize = 15;

enum Msg {
    More,
    Tick(usize),
    /// All certain findings of a person.
    TickAll(usize),
    Of(usize, Option<usize>),
    Take,
    Close,
}

impl Paste {
    /// Looks through a text.
    pub fn new(text: String, book: Option<Rc<dyn AddressBook>>) -> Self {
        let shown = |found: &Found| attribute_of(found).is_some() || relation_of(found).is_some();
        let found = if text.len() > LONGEST { Vec::new() } else { find(&text, book.as_deref()) };
        let found = found.into_iter().filter(shown).collect();
        Paste { text, found, ticked: Vec::new(), of: BTreeMap::new(), shown: PEOPLE }
    }

    fn of_person(&self, person: usize) -> impl Iterator<Item = (usize, &Found)> {
        self.found.iter().enumerate().filter(move |(_, found)| found.person == person)
    }

    /// The people found, in the order of the text.
    fn people(&self) -> Vec<usize> {
        let mut people: Vec<usize> = self.found.iter().map(|found| found.person).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    fn name(&self, ui: &Ui, person: usize) -> String {
        let name = self.of_person(person).find(|(_, found)| found.attribute == "person.name");
        match name.and_then(|(_, found)| found.value.as_text()) {
            Some(name) => name.to_owned(),
            None => ui.tp("papers.paste.nobody", &[("n", &(person + 1).to_string())]),
        }
    }

    fn take(&self, ui: &Ui) -> Then {
        let today = PartialDate::from(ui.store.dossier().today());
        let Ok(record) = to_record(&self.text, &self.found, &self.ticked, &self.of, today) else {
            return Then::Done(Some((false, ui.t("papers.paste.not-taken").to_owned())));
        };
        let taken = ui.send(PeopleAction::AddRecord(record).into());
        let said = ui.tp("papers.paste.taken", &[("n", &self.ticked.len().to_string())]);
        Then::Done(Some((taken, if taken { said } else { ui.t("ui.refused").to_owned() })))
    }

    /// The text with its places marked, as text: nothing in it is a mark-up, and nothing turns its direction.
    fn marked(&self, ui: &Ui) -> El {
        let mut all = el("p", "pasted-text").a("dir", "ltr");
        let mut at = 0;
        for found in &self.found {
            let (start, end) = (found.span.start.max(at), found.span.end);
            if let (Some(before), Some(inside)) = (self.text.get(at..start), self.text.get(start..end)) {
                all = all.put(words(&harmless(before)));
                all = all.add(leaf("mark", "", &harmless(inside)).s("data-person", &(found.person % 6).to_string()));
                at = end;
            }
        }
        all = all.put(words(&harmless(self.text.get(at..).unwrap_or_default())));
        el("div", "pasted").a("tabindex", "0").a("role", "region").s("aria-label", ui.t("papers.paste.text")).add(all)
    }

    fn person(&self, cx: &Cx<'_>, person: usize) -> El {
        let ui = cx.ui;
        let name = self.name(ui, person);
        let all = ui.t("papers.paste.all");
        let tick_all = button(cx.link, "btn small", "tick-all", icon::CHECK, all, late(Msg::TickAll(person)));
        let found = self.of_person(person).map(|(at, found)| self.one(cx, at, found).done());
        el("fieldset", "found")
            .s("data-person", &(person % 6).to_string())
            .add(el("legend", "label").put(icon(icon::PERSON)).text(&name))
            .add(tick_all.s("aria-label", &[all, ": ", &name].concat()))
            .add(el("div", "radios").all(found.collect()))
    }

    fn one(&self, cx: &Cx<'_>, at: usize, found: &Found) -> El {
        let ui = cx.ui;
        let id = format!("paste-{at}");
        let quote = harmless(self.text.get(found.span.clone()).unwrap_or_default());
        let (row, _) = place_of(&self.text, found);
        let read = ui.tp("papers.paste.from", &[("text", &text::clean(&quote)), ("line", &row.to_string())]);
        let (what, value) = match (attribute_of(found), relation_of(found)) {
            (Some(attribute), _) => (
                ui.t(&["papers.is.", attribute].concat()),
                if is_coded(found) { text::clean(&quote) } else { show::stated(ui, found.attribute, &found.value) },
            ),
            (None, Some(is)) => {
                (ui.t("papers.paste.relation"), ui.t(&["ui.kin.", is.entry().code].concat()).to_owned())
            }
            (None, None) => ("", String::new()),
        };
        let label = el("label", "")
            .add(leaf("span", "quiet", &[what, ": "].concat()))
            .add(leaf("bdi", "who", &value))
            .add(leaf("span", "quiet", &read))
            .maybe((!found.sure).then(|| leaf("span", "badge", ui.t("papers.paste.unsure"))));
        let ticked = self.ticked.contains(&at);
        let line =
            choice("checkbox", &id, None, ticked, cx.link, late(Msg::Tick(at)), label).s("data-what", found.attribute);
        match relation_of(found) {
            Some(_) if ticked => el("div", "").add(line).add(self.of_whom(cx, at, found)),
            _ => line,
        }
    }

    /// Whose wife she is: the text may say it, and the citizen knows it.
    fn of_whom(&self, cx: &Cx<'_>, at: usize, found: &Found) -> El {
        let ui = cx.ui;
        let chosen = hear(cx.link, move |event| {
            let value = event.target()?.unchecked_into::<web_sys::HtmlInputElement>().value();
            Some(late(Msg::Of(at, value.parse().ok())))
        });
        let id = format!("paste-of-{at}");
        let mut select = el("select", "input").s("id", &id).on(|| ListenerKind::onchange, chosen);
        let now = self.of.get(&at).copied();
        select = select.add(leaf("option", "", ui.t("papers.paste.nobody-said")).a("value", "").a_if(
            now.is_none(),
            "selected",
            "",
        ));
        for other in self.people().into_iter().filter(|other| *other != found.person) {
            let option = leaf("option", "", &self.name(ui, other)).s("value", &other.to_string());
            select = select.add(option.a_if(now == Some(other), "selected", ""));
        }
        el("div", "of-whom").add(leaf("label", "quiet", ui.t("papers.paste.of-whom")).s("for", &id)).add(select)
    }
}

impl Way for Paste {
    fn update(&mut self, cx: &Cx<'_>, msg: &dyn Any) -> Then {
        match msg.downcast_ref::<Msg>() {
            Some(Msg::Tick(at)) => match self.ticked.iter().position(|t| t == at) {
                Some(i) => {
                    self.ticked.remove(i);
                }
                None => self.ticked.push(*at),
            },
            Some(Msg::TickAll(person)) => {
                let sure = |(at, found): (usize, &Found)| {
                    (found.sure && attribute_of(found).is_some() && !self.ticked.contains(&at)).then_some(at)
                };
                let more: Vec<usize> = self.of_person(*person).filter_map(sure).collect();
                self.ticked.extend(more);
            }
            Some(Msg::Of(at, Some(of))) => {
                self.of.insert(*at, *of);
            }
            Some(Msg::Of(at, None)) => {
                self.of.remove(at);
            }
            Some(Msg::More) => self.shown += PEOPLE,
            Some(Msg::Take) => return self.take(cx.ui),
            Some(Msg::Close) => return Then::Done(None),
            None => return Then::Nothing,
        }
        Then::Draw
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let ui = cx.ui;
        let close = button(cx.link, "btn ghost", "way-close", icon::CLOSE, ui.t("papers.close"), late(Msg::Close));
        let long = self.text.len() > LONGEST;
        if self.found.is_empty() {
            let said = if long { "papers.paste.too-long" } else { "papers.paste.nothing" };
            return el("div", "")
                .add(line("problem", icon::INFO, ui.t(said)))
                .maybe((!long).then(|| self.marked(ui)))
                .add(close)
                .done();
        }
        let people = self.people();
        let n = |n: usize| n.to_string();
        let more = people.len().checked_sub(self.shown).filter(|left| *left > 0).map(|left| {
            let said = ui.tp("papers.paste.more", &[("n", &n(left))]);
            button(cx.link, "btn", "more-people", icon::DOWN, &said, late(Msg::More))
        });
        let lead = ui.tp("papers.paste.lead", &[("n", &n(self.found.len())), ("people", &n(people.len()))]);
        let take = ui.tp("papers.paste.take", &[("n", &n(self.ticked.len()))]);
        let take = button(cx.link, "btn primary", "take-ticked", icon::CHECK, &take, late(Msg::Take)).a_if(
            self.ticked.is_empty(),
            "disabled",
            "",
        );
        el("div", "")
            .add(leaf("p", "", &lead))
            .add(self.marked(ui))
            .all(people.iter().take(self.shown).map(|person| self.person(cx, *person).done()).collect())
            .maybe(more)
            .add(el("div", "row-buttons").add(take).add(close))
            .done()
    }
}

/// Characters that are not seen, and could turn the direction of what follows, stand as what they are: a box.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if text::is_invisible(c) { '\u{FFFD}' } else { c }).collect()
}
