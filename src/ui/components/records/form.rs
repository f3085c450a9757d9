//! A paper without a machine form, typed in by its short form: the same boxes and checks as the form itself has, over a
//! dossier of its own, which becomes the record.

use super::super::{
    button,
    icon::{self, icon},
    steps,
};
use crate::{
    address::AddressBook,
    definition::{Definition, Severity},
    dossier::{Action, Dossier},
    record::{RECORD_KINDS, RecordKind, forms::short_form},
    ui::{
        context::{self, Ui, control_id},
        dom::{El, el, hear, leaf, list, nothing},
        host::{Host, HostEvent, HostRef, LoadError, Task},
        pages::{DataReader, Pages},
        part::{self, Cx, late, watch},
        store::{Store, Subscription, Topic},
        way::{Then, Way},
    },
};
use std::{any::Any, cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use yew::{Html, virtual_dom::ListenerKind};

/// Reads a short form as its authors wrote it.
pub type ReadForm = dyn Fn(&'static str) -> Task<Result<Definition, LoadError>>;

/// See the module.
pub struct ShortForm {
    read: Rc<ReadForm>,
    kind: Option<RecordKind>,
    filling: Option<Filling>,
    failed: bool,
}

/// A short form that is open.
struct Filling {
    ui: Ui,
    definition: Rc<Definition>,
    /// Whether all that is wrong is said.
    said: bool,
    _heard: Subscription,
}

enum Msg {
    Kind(Option<RecordKind>),
    Begin,
    Came(Box<Cell<Option<Result<Definition, LoadError>>>>),
    Take,
    Close,
}

impl ShortForm {
    /// To choose the kind of paper.
    pub fn new(read: Rc<ReadForm>) -> Self {
        ShortForm { read, kind: None, filling: None, failed: false }
    }

    fn begin(&mut self, cx: &Cx<'_>, definition: Definition) {
        let definition = Rc::new(definition);
        let today = cx.ui.store.dossier().today();
        let host = Rc::new(Within(cx.ui.store.host().clone()));
        let store = Store::new(Dossier::new(definition.clone(), today), host);
        let units = cx.ui.store.dossier().units().cloned();
        if let Some(units) = units {
            store.dispatch(Action::UnitsLoaded(units));
        }
        let heard = store.subscribe(Topic::Structure, cx.link.callback(part::Msg::News));
        let ui = Ui { store, lang: cx.ui.lang.clone() };
        self.filling = Some(Filling { ui, definition, said: false, _heard: heard });
    }

    fn take(&mut self, cx: &Cx<'_>) -> Then {
        let Some(filling) = &mut self.filling else { return Then::Nothing };
        filling.ui.send(Action::Finish);
        if filling.ui.store.dossier().blocked() {
            filling.said = true;
            return Then::Focus(PROBLEMS);
        }
        let made = filling.ui.store.dossier().to_record();
        let Ok(record) = made else { return Then::Done(Some((false, cx.ui.t("papers.nothing").to_owned()))) };
        Then::Done(Some(super::add(cx.ui, record)))
    }

    fn choose(&self, cx: &Cx<'_>) -> El {
        let ui = cx.ui;
        let chosen = hear(cx.link, |event| {
            let code = event.target()?.unchecked_into::<web_sys::HtmlInputElement>().value();
            Some(late(Msg::Kind(RecordKind::from_code(&code))))
        });
        let mut select = el("select", "input").a("id", "paper-kind").on(|| ListenerKind::onchange, chosen);
        select = select.add(leaf("option", "", ui.t("papers.form.none")).a("value", ""));
        for entry in RECORD_KINDS.iter().filter(|e| !e.form.is_empty()) {
            let option = leaf("option", "", entry.kind.name(&ui.lang)).s("value", entry.code);
            select = select.add(option.a_if(self.kind == Some(entry.kind), "selected", ""));
        }
        let begin =
            button(cx.link, "btn primary", "form-begin", icon::NEXT, ui.t("papers.form.begin"), late(Msg::Begin)).a_if(
                self.kind.is_none(),
                "disabled",
                "",
            );
        el("div", "")
            .add(leaf("label", "label", ui.t("papers.form.kind")).a("for", "paper-kind"))
            .add(el("div", "with-button").add(select).add(begin))
            .maybe(self.failed.then(|| leaf("p", "problem", ui.t("ui.late.failed")).a("role", "alert")))
    }
}

const PROBLEMS: &str = "paper-problems";

impl Way for ShortForm {
    fn update(&mut self, cx: &Cx<'_>, msg: &dyn Any) -> Then {
        match msg.downcast_ref::<Msg>() {
            Some(Msg::Kind(kind)) => self.kind = *kind,
            Some(Msg::Begin) => {
                let Some(text) = self.kind.and_then(short_form) else { return Then::Nothing };
                let reading = (self.read)(text);
                cx.link.send_future(async move { late(Msg::Came(Box::new(Cell::new(Some(reading.await))))) });
                return Then::Nothing;
            }
            Some(Msg::Came(result)) => match result.take() {
                Some(Ok(definition)) => {
                    self.begin(cx, definition);
                    return Then::Focus(super::WAY);
                }
                Some(Err(_)) => self.failed = true,
                None => return Then::Nothing,
            },
            Some(Msg::Take) => return self.take(cx),
            Some(Msg::Close) => return Then::Done(None),
            None => return Then::Nothing,
        }
        Then::Draw
    }

    fn send(&mut self, action: Action) {
        if let Some(filling) = &self.filling {
            filling.ui.send(action);
        }
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let ui = cx.ui;
        let close = button(cx.link, "btn ghost", "way-close", icon::CLOSE, ui.t("papers.close"), late(Msg::Close));
        let Some(Filling { ui: inner, definition, said, .. }) = &self.filling else {
            return el("div", "").add(self.choose(cx)).add(close).done();
        };
        // As the citizen reads now
        let inner = &Ui { lang: ui.lang.clone(), ..inner.clone() };
        let boxes = Cx { ui: inner, link: cx.link };
        let steps = definition.steps.iter().map(|step| steps::view(&boxes, definition, step, usize::MAX));
        let take = button(cx.link, "btn primary", "take-form", icon::CHECK, ui.t("papers.form.take"), late(Msg::Take));
        el("div", "short-form")
            .add(leaf("p", "who", definition.title.get(&ui.lang)))
            .all(definition.notes.iter().map(|note| leaf("p", "quiet", note.get(&ui.lang)).done()).collect())
            .put(if *said { watch(inner, |_| None, |ui| problems(ui).done()) } else { nothing() })
            .put(list(steps.collect()))
            .add(el("div", "row-buttons").add(take).add(close))
            .done()
    }
}

/// All that is still wrong, each leading to its box.
fn problems(ui: &Ui) -> El {
    let findings: Vec<_> = {
        let dossier = ui.store.dossier();
        dossier.findings().into_iter().filter(|f| f.severity == Severity::Error).cloned().collect()
    };
    let line = |finding: &crate::validate::Finding| {
        let said = ui.finding(finding);
        let Some(path) = finding.paths.first() else { return leaf("li", "", &said).done() };
        let id = control_id(path);
        let go = yew::Callback::from(move |event: web_sys::Event| {
            if let Some(target) = event.target() {
                context::focus(&target.unchecked_into(), &id);
            }
        });
        let link = el("button", "link")
            .a("type", "button")
            .a("data-action", "go")
            .on(|| ListenerKind::onclick, go)
            .add(leaf("strong", "", &ui.label(path)))
            .add(leaf("span", "", &said));
        el("li", "").add(link).done()
    };
    let (class, picture, title) = match findings.len() {
        0 => ("summary good", icon::CHECKED, ui.t("papers.form.right").to_owned()),
        n => ("summary error", icon::ERROR, ui.tp("papers.form.wrong", &[("n", &n.to_string())])),
    };
    el("div", class)
        .a("id", PROBLEMS)
        .a("tabindex", "-1")
        .put(icon(picture))
        .add(el("div", "").add(leaf("h4", "", &title)).add(el("ul", "").all(findings.iter().map(line).collect())))
}

/// The browser for a short form: the page around the element hears nothing of it.
struct Within(HostRef);

impl Host for Within {
    fn load_pages(&self) -> Task<Result<Rc<dyn Pages>, LoadError>> {
        self.0.load_pages()
    }

    fn load_reader(&self) -> Task<Result<Rc<dyn DataReader>, LoadError>> {
        self.0.load_reader()
    }

    fn load_units(&self) -> Task<Result<Rc<dyn AddressBook>, LoadError>> {
        self.0.load_units()
    }

    fn emit(&self, event: HostEvent<'_>) -> bool {
        // That code did not come is nobody's secret
        matches!(event, HostEvent::Error { .. }).then(|| self.0.emit(event)).unwrap_or(true)
    }

    fn contents(&self) -> String {
        String::new()
    }

    fn download(&self, name: &str, mime: &str, text: &str) {
        self.0.download(name, mime, text);
    }

    fn print(&self, page: web_sys::Element) {
        self.0.print(page);
    }
}
