//! The application: which page is shown, what is said to the person, where the focus goes.

use super::{
    components::{
        button,
        icon::{self, icon},
        icon_button, overview, steps,
    },
    context::{self, Ui},
    dom::{El, el, hear, leaf, list, nothing, pause, send},
    host::HostEvent,
    part::{Cx, Msg as PartMsg, Widget, watch},
    store::{News, Store},
};
use crate::{
    definition::{Definition, FieldType, Path},
    dossier::{Action, ImportError, Notice},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use yew::{Html, NodeRef, virtual_dom::ListenerKind};

/// A page of the interface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Screen {
    /// What the procedure needs.
    Overview,
    /// Papers.
    Records,
    /// Who is who.
    Casting,
    /// A step of the form.
    Step(usize),
    /// All answers.
    Review,
    /// As it will be printed.
    Print,
}

/// What happens to the application.
#[derive(Clone)]
pub enum Msg {
    /// To a page.
    Go(Screen),
    /// To a box, or to a role (`role:mother`).
    GoTo(Path),
    /// Opens and closes the list of pages (on narrow screens).
    Toggle,
    /// Says something to the person: whether it went well, and what.
    Say(bool, String),
    /// The message was read.
    Dismiss,
    /// Fetches the pages around the form, again.
    Fetch,
    /// Somebody is at work in the form.
    Used,
    /// Draws more of a long step.
    More,
    /// Opens the file chooser.
    Choose,
    /// A file was chosen.
    Open(web_sys::File),
    /// Its text.
    Opened(Option<String>),
    /// To disk.
    Save,
    /// To the printer.
    Print,
    /// Hand over.
    Submit,
}

/// What is said to the person: (it went well, text).
type Said = (bool, String);

/// See the module.
pub struct App {
    screen: Screen,
    menu: bool,
    /// Id of the element that gets the focus after drawing.
    focus: Option<String>,
    notice: Rc<RefCell<Option<Said>>>,
    root: NodeRef,
    file: NodeRef,
    /// Whether the form itself comes first.
    form: bool,
    /// Whether it was seen to be there.
    begun: bool,
    /// Whether the pages around the form were asked for.
    fetched: bool,
    /// So many boxes of the step are drawn, and the rest of a long one when the browser has shown these.
    drawn: usize,
}

/// Boxes that are drawn at once: more than any screen shows, and all that all but the longest forms have.
const AT_ONCE: usize = 80;

impl Widget for App {
    fn update(&mut self, cx: &Cx<'_>, msg: PartMsg) -> bool {
        let (ui, store) = (cx.ui, &cx.ui.store);
        let msg = match msg {
            PartMsg::App(msg) => msg,
            PartMsg::Send(action) => {
                ui.send(action);
                return false;
            }
            PartMsg::News(news) => return self.heard(ui, news),
            _ => return false,
        };
        match msg {
            Msg::Go(screen) => {
                self.leave_step(store);
                if screen == Screen::Review {
                    ui.send(Action::Finish);
                }
                self.screen = screen;
                self.drawn = AT_ONCE;
                self.menu = false;
                self.say(None);
                let blocked = screen == Screen::Review && store.dossier().blocked();
                self.focus = Some(if blocked { "summary" } else { "heading" }.to_owned());
                if let Some(root) = self.root.get() {
                    let root: web_sys::Element = root.unchecked_into();
                    if root.get_bounding_client_rect().top() < 0.0 {
                        root.scroll_into_view_with_bool(true);
                    }
                }
            }
            Msg::GoTo(path) => {
                let step = step_of(store.dossier().definition(), &path);
                self.screen = step.map_or(Screen::Casting, Screen::Step);
                self.drawn = usize::MAX; // wherever it is, it is there
                self.focus = Some(context::control_id(&path));
            }
            Msg::Toggle => self.menu = !self.menu,
            Msg::Fetch => fetch_pages(store),
            Msg::More => self.drawn = self.drawn.saturating_mul(3),
            Msg::Used => {
                self.fetch(ui);
                return false;
            }
            Msg::Dismiss => self.say(None),
            Msg::Say(good, text) => self.say(Some((good, text))),
            Msg::Choose => {
                if let Some(input) = self.file.get() {
                    input.unchecked_into::<web_sys::HtmlElement>().click();
                }
                return false;
            }
            Msg::Open(file) => {
                let (text, reader) = (JsFuture::from(file.text()), store.load_reader());
                cx.link.send_future(async move {
                    drop(reader.await); // whether it came shows when it is asked for
                    PartMsg::App(Msg::Opened(text.await.ok().and_then(|text| text.as_string())))
                });
                return false;
            }
            Msg::Opened(text) => self.open(ui, text.as_deref().unwrap_or_default()),
            Msg::Save => {
                let (name, text) = {
                    let dossier = store.dossier();
                    (["troly-", &dossier.definition().id, ".json"].concat(), dossier.export())
                };
                store.host().download(&name, "application/json", &text);
                self.say(Some((true, ui.tp("ui.notice.saved", &[("name", &name)]))));
            }
            Msg::Print => {
                if let Some(root) = self.root.get() {
                    store.host().print(root.unchecked_into());
                }
                return false;
            }
            Msg::Submit => self.submit(ui),
        }
        true
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let ui = cx.ui;
        let definition = ui.store.dossier().definition().clone();
        let number =
            (self.screen == Screen::Overview).then(|| leaf("p", "eyebrow", definition.form_number.get(&ui.lang)));
        let title = self.title(ui, &definition, self.screen);
        let page = el("div", "page")
            .a("part", "page")
            .a_if(self.unfinished(&definition), "aria-busy", "true")
            .maybe(number)
            .add(leaf("h2", "", &title).a("id", "heading").a("tabindex", "-1"))
            .put(self.page(cx, &definition));
        el("div", "troly")
            .a("part", "troly")
            .s("lang", &ui.lang)
            .a("data-screen", name_of(self.screen))
            .node(&self.root)
            .on(|| ListenerKind::onfocusin, send(cx.link, PartMsg::App(Msg::Used)))
            .add(self.bar(cx, &definition))
            .add(el("div", "body").put(self.rail(cx, &definition)).add(page))
            .add(el("div", "toast-place").put(self.toast(cx)))
            .done()
    }

    fn rendered(&mut self, cx: &Cx<'_>) {
        // The form is there: now the rest, so that it is at hand when somebody goes on. Of a page in which it is one part among
        // others, and may be read by many who fill in nothing, only what the page itself may call.
        if !self.form || !matches!(self.screen, Screen::Step(_)) || has_files(cx.ui.store.dossier().definition()) {
            self.fetch(cx.ui);
        } else if !std::mem::replace(&mut self.begun, true) {
            let (loading, store) = (cx.ui.store.load_reader(), cx.ui.store.clone());
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(reader) = loading.await {
                    let given = reader.rehearsal(&store.dossier());
                    store.rehearse(given);
                }
            });
        }
        if self.unfinished(cx.ui.store.dossier().definition()) {
            cx.link.send_future(async {
                pause(0).await;
                PartMsg::App(Msg::More)
            });
        }
        if let (Some(root), Some(id)) = (self.root.get(), self.focus.take())
            && !context::focus(&root, &id)
        {
            // A box that cannot be reached (hidden meanwhile): at least its page.
            context::focus(&root, "heading");
        }
    }
}

impl App {
    /// At the beginning; or, with `form`, at the first step.
    pub fn new(form: bool) -> Self {
        App {
            screen: if form { Screen::Step(0) } else { Screen::Overview },
            menu: false,
            focus: None,
            notice: Rc::default(),
            root: NodeRef::default(),
            file: NodeRef::default(),
            form,
            begun: false,
            fetched: false,
            drawn: AT_ONCE,
        }
    }

    /// Whether there is more of the step to draw.
    fn unfinished(&self, definition: &Definition) -> bool {
        let Screen::Step(at) = self.screen else { return false };
        definition.steps.get(at).is_some_and(|step| steps::first(step, self.drawn) < step.sections.len())
    }

    /// Fetches the pages around the form, the first time.
    fn fetch(&mut self, ui: &Ui) {
        if !std::mem::replace(&mut self.fetched, true) {
            fetch_pages(&ui.store);
        }
    }

    fn heard(&mut self, ui: &Ui, news: News) -> bool {
        match news {
            News::Structure => true,
            // Whatever was said before is said; what this change has to say comes after it.
            News::Changed => {
                self.say(None);
                false
            }
            News::Refused => {
                self.say(Some((false, ui.t("ui.refused").to_owned())));
                true
            }
            News::Notice(Notice::Filled(n)) => {
                self.say(Some((true, ui.tp("ui.notice.filled", &[("n", &n.to_string())]))));
                false
            }
            News::Notice(Notice::Attached(n)) => {
                self.say(Some((true, ui.tp("ui.files.attached", &[("n", &n.to_string())]))));
                false
            }
            News::Notice(Notice::NothingToUndo) => {
                self.say(Some((true, ui.t("ui.notice.nothing").to_owned())));
                true
            }
            // Said beside the picture.
            News::Notice(Notice::RecordKnown | Notice::RecordAdded(_)) => false,
        }
    }

    /// What was left unanswered on a step may be pointed out from now on.
    fn leave_step(&self, store: &Store) {
        let Screen::Step(at) = self.screen else { return };
        let paths: Vec<Path> = {
            let dossier = store.dossier();
            let Some(step) = dossier.definition().steps.get(at) else { return };
            step.sections.iter().flat_map(|s| dossier.boxes(s)).map(|(_, p)| p).collect()
        };
        for path in paths {
            store.dispatch(Action::Leave(path));
        }
    }

    fn open(&mut self, ui: &Ui, text: &str) {
        let Some(reader) = ui.store.reader() else {
            self.say(Some((false, ui.t("ui.late.failed").to_owned())));
            return;
        };
        let opened = {
            let dossier = ui.store.dossier();
            reader.import(dossier.definition().clone(), dossier.today(), text)
        };
        match opened {
            Ok(dossier) => {
                ui.store.replace(dossier);
                self.screen = Screen::Review;
                self.focus = Some("heading".to_owned());
                self.say(Some((true, ui.t("ui.notice.opened").to_owned())));
            }
            Err(error) => {
                ui.store.host().emit(HostEvent::Error { code: error.code() });
                self.say(Some((false, import_text(ui, &error))));
            }
        }
    }

    fn submit(&mut self, ui: &Ui) {
        ui.send(Action::Finish);
        if ui.store.dossier().blocked() {
            self.focus = Some("summary".to_owned());
            return;
        }
        let (data, dossier, files) = {
            let dossier = ui.store.dossier();
            let files = dossier.attachments().map(|f| &*f.id).collect::<Vec<_>>().join(" ");
            (dossier.data(), dossier.export(), files)
        };
        let taken = ui.store.host().emit(HostEvent::Submit { data: &data, dossier: &dossier, files: &files });
        let key = if taken { "ui.notice.submitted" } else { "ui.notice.not-taken" };
        self.say(Some((taken, ui.t(key).to_owned())));
    }

    fn title(&self, ui: &Ui, definition: &Definition, screen: Screen) -> String {
        match screen {
            Screen::Overview => definition.title.get(&ui.lang).to_string(),
            Screen::Step(at) => definition.steps.get(at).map(|s| s.title.get(&ui.lang).to_string()).unwrap_or_default(),
            other => ui.t(&["ui.screen.", name_of(other)].concat()).to_owned(),
        }
    }

    fn bar(&self, cx: &Cx<'_>, definition: &Definition) -> El {
        let link = cx.link.clone();
        let tools = if self.screen == Screen::Overview {
            nothing()
        } else {
            let sees = |ui: &Ui| {
                let (undo, redo) = ui.store.dossier().history();
                Some(vec![undo.into(), redo.into()])
            };
            watch(cx.ui, sees, move |ui| {
                let (undo, redo) = ui.store.dossier().history();
                let save = PartMsg::App(Msg::Save);
                let button = |action, picture, key: &str, msg| icon_button(&link, action, picture, ui.t(key), msg);
                el("div", "tools")
                    .add(button("undo", icon::UNDO, "ui.undo", PartMsg::Send(Action::Undo)).a_if(!undo, "disabled", ""))
                    .add(button("redo", icon::REDO, "ui.redo", PartMsg::Send(Action::Redo)).a_if(!redo, "disabled", ""))
                    .add(button("save", icon::SAVE, "ui.save", save))
                    .done()
            })
        };
        let logo = el("svg", "mark-logo")
            .a("viewBox", "0 0 32 32")
            .a("aria-hidden", "true")
            .a("focusable", "false")
            .add(el("path", "sheet").a("d", "M7 2.5h13l6 6v21H7ZM20 2.5v6h6"))
            .add(el("path", "tick").a("d", "m11 18 4 4 7.5-8.5"));
        el("div", "bar")
            .a("part", "bar")
            .add(logo)
            .add(leaf("p", "bar-title", definition.form_name.get(&cx.ui.lang)))
            .put(tools)
    }

    /// The list of pages: a column on wide screens, a line that opens on narrow ones.
    fn rail(&self, cx: &Cx<'_>, definition: &Rc<Definition>) -> Html {
        if self.screen == Screen::Overview {
            return nothing();
        }
        let ui = cx.ui;
        let screens = screens(definition);
        let last = screens.len().saturating_sub(1);
        let at = screens.iter().position(|s| *s == self.screen).unwrap_or(last);
        let (n, of) = (at.to_string(), last.to_string());
        let titles: Vec<String> = screens
            .iter()
            .map(|s| match s {
                Screen::Overview => ui.t("ui.screen.overview").to_owned(),
                s => self.title(ui, definition, *s),
            })
            .collect();
        let link = cx.link.clone();
        // Of each page how many boxes must still be answered, and whether its dot is a tick.
        let left = {
            let (definition, screens) = (definition.clone(), screens.clone());
            move |ui: &Ui| -> Vec<(u32, bool)> {
                let dossier = ui.store.dossier();
                let one = |screen: &Screen| match screen {
                    Screen::Step(at) => {
                        let sections = definition.steps.get(*at).map_or(&[][..], |s| &s.sections);
                        let missing = sections.iter().map(|s| dossier.tally(&s.id).missing).sum();
                        (missing, missing == 0)
                    }
                    Screen::Records => (0, !dossier.records().is_empty()),
                    _ => (0, false),
                };
                screens.iter().map(one).collect()
            }
        };
        let sees = {
            let left = left.clone();
            move |ui: &Ui| Some(left(ui).into_iter().flat_map(|(missing, full)| [missing, full.into()]).collect())
        };
        let pages = watch(ui, sees, move |ui| {
            let left = left(ui);
            let line = |(i, (screen, (missing, full))): (usize, (&Screen, (u32, bool)))| {
                let here = i == at;
                let dot = el("span", "dot").a("aria-hidden", "true");
                let dot = match (full && !here, i) {
                    (true, _) => dot.put(icon(icon::CHECK)),
                    (false, 0) => dot.put(icon(icon::PAPER)),
                    _ => dot.text(&i.to_string()),
                };
                let left =
                    (missing > 0).then(|| leaf("span", "left", &ui.tp("ui.rail.left", &[("n", &missing.to_string())])));
                let button = el("button", "")
                    .a("type", "button")
                    .a("data-action", "screen")
                    .s("data-to", &i.to_string())
                    .a_if(here, "aria-current", "step")
                    .click(&link, PartMsg::App(Msg::Go(*screen)))
                    .add(dot)
                    .add(leaf("span", "rail-text", titles.get(i).map_or("", |t| t)).maybe(left));
                let class = match (here, full) {
                    (true, _) => "here",
                    (false, true) => "full",
                    _ => "",
                };
                el("li", class).add(button).done()
            };
            el("ol", "rail-list").all(screens.iter().zip(left).enumerate().map(line).collect()).done()
        });
        let toggle = el("button", "btn small")
            .a("type", "button")
            .a("data-action", "menu")
            .aria("aria-expanded", self.menu)
            .click(cx.link, PartMsg::App(Msg::Toggle))
            .add(leaf("span", "", ui.t("ui.rail.all")))
            .put(icon(icon::DOWN));
        let now =
            el("div", "rail-now").add(leaf("p", "", &ui.tp("ui.rail.step", &[("n", &n), ("of", &of)]))).add(toggle);
        el("nav", if self.menu { "rail open" } else { "rail" })
            .s("aria-label", ui.t("ui.rail"))
            .s("data-step", &n)
            .add(now)
            .add(el("progress", "track").s("max", &of).s("value", &n).s("aria-label", ui.t("ui.rail")))
            .put(pages)
            .done()
    }

    fn page(&self, cx: &Cx<'_>, definition: &Rc<Definition>) -> Html {
        let (ui, link) = (cx.ui, cx.link);
        let act =
            |class, action, picture, key: &str, msg| button(link, class, action, picture, ui.t(key), PartMsg::App(msg));
        let lead = |key: &str| leaf("p", "lead", ui.t(key)).done();
        match self.screen {
            Screen::Overview => {
                let chosen = hear(link, |event| {
                    let input: web_sys::HtmlInputElement = event.target()?.unchecked_into();
                    let file = input.files()?.item(0)?;
                    input.set_value(""); // the same file may be chosen again
                    Some(PartMsg::App(Msg::Open(file)))
                });
                let file = el("input", "hidden")
                    .a("type", "file")
                    .a("tabindex", "-1")
                    .a("accept", ".json,application/json")
                    .s("aria-label", ui.t("ui.open"))
                    .a("data-action", "dossier-file")
                    .node(&self.file)
                    .on(|| ListenerKind::onchange, chosen);
                let first = screens(definition).get(1).copied().unwrap_or(Screen::Review);
                let start = el("div", "row-buttons")
                    .add(act("btn primary big", "start", icon::NEXT, "ui.start", Msg::Go(first)))
                    .add(act("btn big", "open", icon::FOLDER, "ui.open", Msg::Choose))
                    .add(file);
                overview::view(ui, definition, start)
            }
            Screen::Step(at) => {
                let step =
                    definition.steps.get(at).map_or_else(nothing, |step| steps::view(cx, definition, step, self.drawn));
                list(vec![step, self.turn(cx, definition)])
            }
            screen => match ui.store.pages() {
                Some(pages) if screen == Screen::Print => pages.view(cx, screen),
                Some(pages) => list(vec![pages.view(cx, screen), self.turn(cx, definition)]),
                None if ui.store.pages_failed() => {
                    let again = act("btn primary", "again", "", "ui.late.again", Msg::Fetch);
                    list(vec![lead("ui.late.failed"), again.done(), self.turn(cx, definition)])
                }
                None => list(vec![leaf("p", "lead", ui.t("ui.late.wait")).a("role", "status").done()]),
            },
        }
    }

    /// Back and on.
    fn turn(&self, cx: &Cx<'_>, definition: &Definition) -> Html {
        let screens = screens(definition);
        let at = screens.iter().position(|s| *s == self.screen).unwrap_or(0);
        let go = |screen: &Screen| PartMsg::App(Msg::Go(*screen));
        let next = screens.get(at + 1).map(|next| {
            let key = if *next == Screen::Review { "ui.to-review" } else { "ui.next" };
            button(cx.link, "btn primary big", "next", "", cx.ui.t(key), go(next)).put(icon(icon::NEXT))
        });
        let back = at
            .checked_sub(1)
            .and_then(|i| screens.get(i))
            .map(|back| button(cx.link, "btn big ghost", "back", icon::BACK, cx.ui.t("ui.back"), go(back)));
        el("div", "turn").maybe(back).maybe(next).done()
    }

    fn say(&self, what: Option<Said>) {
        *self.notice.borrow_mut() = what;
    }

    /// What is said to the person. It watches, so that the page need not be drawn again when boxes were filled: all that
    /// the page has to do with it is this.
    fn toast(&self, cx: &Cx<'_>) -> Html {
        let (notice, link) = (self.notice.clone(), cx.link.clone());
        watch(
            cx.ui,
            |_| None,
            move |ui| match &*notice.borrow() {
                None => el("div", "toast").a("role", "status").done(),
                Some((good, text)) => el("div", if *good { "toast good" } else { "toast bad" })
                    .a("role", "status")
                    .put(icon(if *good { icon::CHECKED } else { icon::ERROR }))
                    .add(leaf("p", "", text))
                    .add(icon_button(&link, "dismiss", icon::CLOSE, ui.t("ui.dismiss"), PartMsg::App(Msg::Dismiss)))
                    .done(),
            },
        )
    }
}

/// Whether there is a box that only the late code can draw.
fn has_files(definition: &Definition) -> bool {
    definition.fields.iter().any(|field| field.kind == FieldType::Attachment)
}

fn fetch_pages(store: &Store) {
    let (loading, store) = (store.load_pages(), store.clone());
    wasm_bindgen_futures::spawn_local(async move {
        // With the reader it was done before; now somebody is at work
        if loading.await.is_ok() && store.reader().is_none() {
            store.rehearse(None);
        }
    });
}

fn import_text(ui: &Ui, error: &ImportError) -> String {
    let found = match error {
        ImportError::NotADossier => String::new(),
        ImportError::Newer { found } => found.to_string(),
        ImportError::OtherProcedure { found } => found.clone(),
        ImportError::Damaged { pointer } => pointer.clone(),
    };
    ui.tp(error.code(), &[("found", &found), ("pointer", &found)])
}

/// The pages in order. A form about nobody in particular (what is filled from papers is about a role) asks for no papers.
fn screens(definition: &Definition) -> Vec<Screen> {
    let mut all = vec![Screen::Overview];
    if !definition.roles.is_empty() {
        all.extend([Screen::Records, Screen::Casting]);
    }
    all.extend((0..definition.steps.len()).map(Screen::Step));
    all.push(Screen::Review);
    all
}

fn name_of(screen: Screen) -> &'static str {
    match screen {
        Screen::Overview => "overview",
        Screen::Records => "records",
        Screen::Casting => "casting",
        Screen::Step(_) => "step",
        Screen::Review => "review",
        Screen::Print => "print",
    }
}

/// The step that has a box.
fn step_of(definition: &Definition, path: &Path) -> Option<usize> {
    let ix = definition.top(definition.field_at(path)?.0);
    definition.steps.iter().position(|step| step.sections.iter().any(|s| s.fields.contains(&ix)))
}
