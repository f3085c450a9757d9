//! The papers: pictures of QRs by file, drag and drop, paste or camera, the text that a hand scanner types, text that is pasted,
//! files. All text goes one way (`record::read_any`); what needs more than that is a `ui::way` of its own. Whatever does not work
//! is said, with the name of the picture; nothing that was read before is lost by it.

pub mod credential;
pub mod form;
pub mod paste;

use super::{
    button,
    icon::{self, icon},
    icon_button, line,
    vault::{self, shelf::Shelf},
};
use crate::{
    dossier::{Action, ImportError, PeopleAction},
    record::{self, Brought, Record, RecordKind, read_any, stated},
    ui::{
        context::{self, Ui},
        dom::{El, el, hear, leaf, list, nothing},
        host::{LoadError, ScanError, Scanner, Session},
        part::{Cx, Msg as PartMsg, What, Widget, late, part},
        show,
        way::{Then, Wanted, Way},
    },
    value::Value,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use yew::{Callback, Html, NodeRef, virtual_dom::ListenerKind};

/// One picture or text on its way.
struct Job {
    id: u32,
    name: String,
    /// `None`: still being read. (went well, what to say) for each thing found in it.
    said: Option<Vec<(bool, String)>>,
}

/// See the module.
pub struct Records {
    scanner: Rc<dyn Scanner>,
    jobs: Vec<Job>,
    next: u32,
    files: NodeRef,
    typed: NodeRef,
    video: NodeRef,
    over: bool,
    camera: Camera,
    shown: Vec<Rc<str>>, // records whose number is shown in full
    root: NodeRef,
    words: NodeRef,
    /// The way that is open, or being fetched, and the key of its title.
    way: Option<(&'static str, Option<Box<dyn Way>>)>,
    /// Id of what gets the focus after drawing.
    focus: Option<&'static str>,
}

/// Id of the way that is open.
const WAY: &str = "way-title";

enum Camera {
    Off,
    /// Wanted; the video element is drawn first.
    Wanted,
    /// The browser asks for permission.
    Starting,
    On {
        _session: Session,
    },
}

/// What happens here.
#[derive(Clone)]
pub enum Msg {
    /// Pictures came.
    Pictures(Option<web_sys::FileList>),
    /// A picture was read.
    Scanned(u32, Result<Vec<String>, ScanError>),
    /// A scanner or the person typed a payload.
    Typed,
    /// A text was pasted somewhere else on the page.
    Pasted(String),
    /// A message or scanned text is to be looked through.
    Words,
    /// A file was read.
    Read(u32, Option<String>),
    /// Opens a way.
    Open(Wanted),
    /// Its code came, or did not.
    Came(Rc<Cell<Option<Came>>>),
    /// Something is dragged over.
    Over(bool),
    /// Start or stop the camera.
    Camera(bool),
    /// The camera runs, or does not.
    Started(Rc<Cell<Option<Result<Session, ScanError>>>>),
    /// The camera saw QRs.
    Seen(Vec<String>),
    /// Opens the file chooser.
    Choose,
    /// Show or mask a number.
    Reveal(Rc<str>),
    /// A message was read.
    Dismiss(u32),
}

type Came = Result<Box<dyn Way>, LoadError>;

/// Draws the page around it.
pub fn page(cx: &Cx<'_>, scanner: &Rc<dyn Scanner>, shelf: &Rc<Shelf>) -> Html {
    let scanner = scanner.clone();
    let papers = What::Own("records", Rc::new(move |_| Box::new(Records::new(scanner.clone()))));
    let lead = leaf("p", "lead", cx.ui.t("ui.records.lead")).done();
    list(vec![lead, vault::view(cx.ui, shelf), part(cx.ui, papers)])
}

impl Widget for Records {
    fn update(&mut self, cx: &Cx<'_>, msg: PartMsg) -> bool {
        let ui = cx.ui;
        let msg = match msg {
            PartMsg::Send(action) => {
                match &mut self.way {
                    // Rows of a short form
                    Some((_, Some(way))) if !matches!(action, Action::People(_)) => way.send(action),
                    _ => drop(ui.send(action)),
                }
                return true;
            }
            PartMsg::Late(msg) => match msg.downcast_ref::<Msg>() {
                Some(msg) => msg.clone(),
                None => return self.tell(cx, &*msg),
            },
            _ => return true,
        };
        match msg {
            Msg::Pictures(files) => {
                self.over = false;
                if let Some(files) = files {
                    for file in (0..files.length()).filter_map(|i| files.item(i)) {
                        self.file(cx, file);
                    }
                }
                // The same picture may be chosen again after it failed.
                if let Some(input) = self.files.get() {
                    input.unchecked_into::<web_sys::HtmlInputElement>().set_value("");
                }
            }
            Msg::Scanned(id, result) => {
                let said = match result {
                    Ok(texts) if texts.is_empty() => vec![(false, ui.t("ui.scan.none").to_owned())],
                    Ok(texts) => texts.iter().filter_map(|t| self.bring(cx, t, By::Picture)).collect(),
                    Err(error) => vec![(false, ui.t(&["ui.", error.code()].concat()).to_owned())],
                };
                self.say(id, said);
            }
            Msg::Typed => {
                if let Some(input) = self.typed.get() {
                    let input: web_sys::HtmlInputElement = input.unchecked_into();
                    if self.text_taken(cx, "ui.records.text", &input.value()) {
                        input.set_value("");
                    }
                }
            }
            Msg::Pasted(payload) => {
                self.text_taken(cx, "ui.records.text", &payload);
            }
            Msg::Words => {
                if let Some(area) = self.words.get() {
                    let text = area.unchecked_into::<web_sys::HtmlInputElement>().value();
                    self.text_taken(cx, "papers.text", &text);
                }
            }
            Msg::Read(id, text) => {
                let said = match text {
                    Some(text) => self.bring(cx, &text, By::Hand),
                    None => Some((false, ui.t("papers.file-failed").to_owned())),
                };
                self.say(id, said.into_iter().collect());
            }
            Msg::Open(wanted) => self.open(cx, wanted),
            Msg::Came(came) => self.came(ui, came.take()),
            Msg::Over(over) => return std::mem::replace(&mut self.over, over) != over,
            Msg::Camera(true) => self.camera = Camera::Wanted,
            Msg::Camera(false) => self.camera = Camera::Off,
            Msg::Started(result) => match result.take() {
                // It may have been closed while the browser asked for permission.
                Some(Ok(session)) if matches!(self.camera, Camera::Starting) => {
                    self.camera = Camera::On { _session: session };
                }
                Some(Err(error)) => {
                    self.camera = Camera::Off;
                    let text = ui.t(&["ui.", error.code()].concat()).to_owned();
                    self.camera_said(ui, vec![(false, text)]);
                }
                _ => {}
            },
            Msg::Seen(texts) => {
                let said: Vec<_> = texts.iter().filter_map(|t| self.bring(cx, t, By::Picture)).collect();
                if said.is_empty() || said.iter().any(|(good, _)| *good) {
                    self.camera = Camera::Off;
                }
                self.camera_said(ui, said);
            }
            Msg::Choose => {
                if let Some(input) = self.files.get() {
                    input.unchecked_into::<web_sys::HtmlElement>().click();
                }
            }
            Msg::Reveal(id) => match self.shown.iter().position(|s| *s == id) {
                Some(at) => {
                    self.shown.remove(at);
                }
                None => self.shown.push(id),
            },
            Msg::Dismiss(id) => self.jobs.retain(|j| j.id != id),
        }
        true
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let (ui, link) = (cx.ui, cx.link);
        let paste = hear(link, |event| {
            let into_box = in_a_box(&event);
            let data = event.unchecked_into::<web_sys::ClipboardEvent>().clipboard_data()?;
            if let Some(files) = data.files().filter(|f| f.length() > 0) {
                return Some(late(Msg::Pictures(Some(files))));
            }
            // What is pasted into a box stays there, but for a card's text, which belongs nowhere else
            let fits = |t: &String| !t.trim().is_empty() && (!into_box || t.contains('|'));
            data.get_data("text").ok().filter(fits).map(|t| late(Msg::Pasted(t)))
        });
        let drag = |over: bool| -> Callback<web_sys::Event> {
            hear(link, move |event| {
                event.prevent_default();
                Some(late(Msg::Over(over)))
            })
        };
        let dropped = hear(link, |event| {
            event.prevent_default();
            let files = event.unchecked_into::<web_sys::DragEvent>().data_transfer().and_then(|d| d.files());
            Some(late(Msg::Pictures(files)))
        });
        let chosen = hear(link, |event| {
            let input: web_sys::HtmlInputElement = event.target()?.unchecked_into();
            Some(late(Msg::Pictures(input.files())))
        });
        let enter = hear(link, |event| {
            let event: web_sys::KeyboardEvent = event.unchecked_into();
            (event.key() == "Enter" && !event.is_composing()).then(|| {
                event.prevent_default();
                late(Msg::Typed)
            })
        });
        let on = !matches!(self.camera, Camera::Off);
        let camera_key = if on { "ui.records.camera-stop" } else { "ui.records.camera" };
        let act = |class, action, picture, key: &str, msg| button(link, class, action, picture, ui.t(key), late(msg));
        let camera = on.then(|| {
            let video = el("video", "")
                .node(&self.video)
                .a("muted", "")
                .a("playsinline", "")
                .s("aria-label", ui.t("ui.records.camera-view"));
            el("div", "camera").add(video).add(leaf("p", "quiet", ui.t("ui.records.camera-help")))
        });
        let drop = el("div", if self.over { "drop over" } else { "drop" })
            .on(|| ListenerKind::ondragenter, drag(true))
            .on(|| ListenerKind::ondragover, drag(true))
            .on(|| ListenerKind::ondragleave, drag(false))
            .on(|| ListenerKind::ondrop, dropped)
            .put(icon(icon::QR))
            .add(leaf("p", "drop-title", ui.t("ui.records.drop")))
            .add(leaf("p", "quiet", ui.t("ui.records.where")))
            .add(leaf("p", "quiet by-mouse", ui.t("ui.records.how")))
            .add(leaf("p", "quiet", ui.t("papers.accepts")))
            .add(
                el("div", "row-buttons")
                    .add(act("btn primary", "choose-pictures", icon::PAPER, "ui.records.choose", Msg::Choose))
                    .add(act("btn", "camera", icon::CAMERA, camera_key, Msg::Camera(!on))),
            )
            .add(
                el("input", "hidden")
                    .a("type", "file")
                    .a("tabindex", "-1")
                    .a("accept", "image/png,image/jpeg,image/webp,.json,.txt,.jwt,.sdjwt")
                    .a("multiple", "")
                    .node(&self.files)
                    .s("aria-label", ui.t("ui.records.choose"))
                    .a("data-action", "pictures")
                    .on(|| ListenerKind::onchange, chosen),
            )
            .maybe(camera);
        let scanner = el("details", "more")
            .add(leaf("summary", "", ui.t("ui.records.scanner")))
            .add(leaf("label", "label", ui.t("papers.code-label")).a("for", "scanner"))
            .add(
                el("div", "with-button")
                    .add(
                        el("input", "input")
                            .a("id", "scanner")
                            .a("type", "text")
                            .a("autocomplete", "off")
                            .a("spellcheck", "false")
                            .node(&self.typed)
                            .on(|| ListenerKind::onkeydown, enter),
                    )
                    .add(act("btn", "read-text", icon::CHECK, "ui.records.read", Msg::Typed)),
            );
        let words = el("details", "words")
            .add(leaf("summary", "", ui.t("papers.words")))
            .add(leaf("label", "label", ui.t("papers.words-label")).a("for", "words"))
            .add(leaf("p", "help", ui.t("papers.words-help")).a("id", "words-help"))
            .add(
                el("textarea", "input")
                    .a("id", "words")
                    .a("rows", "6")
                    .a("autocomplete", "off")
                    .a("spellcheck", "false")
                    .a("aria-describedby", "words-help")
                    .node(&self.words),
            )
            .add(el("div", "row-buttons").add(act("btn", "find-words", icon::CHECK, "papers.words-find", Msg::Words)));
        let by_hand = act("btn", "by-hand", icon::EDIT, "papers.by-hand", Msg::Open(Wanted::Form));
        el("div", "records")
            .node(&self.root)
            .a("tabindex", "-1")
            .on(|| ListenerKind::onpaste, paste)
            .add(drop)
            .add(line("privacy", icon::SHIELD, ui.t("ui.privacy")))
            .add(scanner)
            .add(words)
            .add(el("div", "row-buttons by-hand").add(by_hand))
            .add(el("div", "jobs").a("role", "status").all(self.jobs.iter().map(|j| job(cx, j).done()).collect()))
            .put(self.open_way(cx))
            .add(self.cards(cx))
            .done()
    }

    fn rendered(&mut self, cx: &Cx<'_>) {
        if let (Some(id), Some(root)) = (self.focus.take(), self.root.get()) {
            context::focus(&root, id);
        }
        if let (Camera::Wanted, Some(video)) = (&self.camera, self.video.get()) {
            self.camera = Camera::Starting;
            let seen = cx.link.callback(|texts| late(Msg::Seen(texts)));
            let starting = self.scanner.camera(video.unchecked_into(), seen);
            cx.link.send_future(async move {
                let started = starting.await;
                late(Msg::Started(Rc::new(Cell::new(Some(started)))))
            });
        }
    }
}

impl Records {
    /// Nothing yet; `scanner` reads the pictures.
    pub fn new(scanner: Rc<dyn Scanner>) -> Self {
        Records {
            scanner,
            jobs: Vec::new(),
            next: 0,
            files: NodeRef::default(),
            typed: NodeRef::default(),
            video: NodeRef::default(),
            over: false,
            camera: Camera::Off,
            shown: Vec::new(),
            root: NodeRef::default(),
            words: NodeRef::default(),
            way: None,
            focus: None,
        }
    }

    /// A picture, or a file of text.
    fn file(&mut self, cx: &Cx<'_>, file: web_sys::File) {
        let id = self.job(file.name());
        if !is_text(&file) {
            let reading = self.scanner.scan(file.into());
            cx.link.send_future(async move { late(Msg::Scanned(id, reading.await)) });
        } else if file.size() > record::LONGEST as f64 {
            self.say(id, vec![(false, cx.ui.t("paper.too-long").to_owned())]);
        } else {
            let (text, reader) = (JsFuture::from(file.text()), cx.ui.store.load_reader());
            cx.link.send_future(async move {
                drop(reader.await); // whether it came shows when it is asked for
                late(Msg::Read(id, text.await.ok().and_then(|text| text.as_string())))
            });
        }
    }

    /// The one way for all text. (went well, what to say); nothing, when what comes of it is shown below.
    fn bring(&mut self, cx: &Cx<'_>, payload: &str, by: By) -> Option<(bool, String)> {
        let ui = cx.ui;
        let failed = |code: &str, params: &[(&str, &str)]| (false, ui.tp(code, params));
        Some(match read_any(payload) {
            Ok(Brought::Record(record)) => add(ui, record),
            Ok(Brought::Dossier) => dossier(ui, payload),
            Ok(Brought::Credential(text)) => {
                self.open(cx, Wanted::Credential(text));
                return None;
            }
            Ok(Brought::Words) if by == By::Picture => failed("card.not-a-card", &[]),
            Ok(Brought::Words) => {
                self.open(cx, Wanted::Paste(payload.to_owned()));
                return None;
            }
            Err(no) => {
                let params = no.params();
                let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, &**value)).collect();
                failed(no.code(), &params)
            }
        })
    }

    fn open(&mut self, cx: &Cx<'_>, wanted: Wanted) {
        let title = match wanted {
            Wanted::Paste(_) => "papers.paste.title",
            Wanted::Credential(_) => "papers.credential.title",
            Wanted::Form => "papers.form.title",
        };
        self.way = Some((title, None));
        let opening = self.scanner.way(cx.ui, wanted);
        cx.link.send_future(async move { late(Msg::Came(Rc::new(Cell::new(Some(opening.await))))) });
    }

    fn came(&mut self, ui: &Ui, came: Option<Came>) {
        match (came, &mut self.way) {
            (Some(Ok(way)), Some((_, open))) => {
                *open = Some(way);
                self.focus = Some(WAY);
            }
            (Some(Err(_)), _) => {
                self.way = None;
                let id = self.job(ui.t("papers.file").to_owned());
                self.say(id, vec![(false, ui.t("ui.late.failed").to_owned())]);
            }
            _ => {}
        }
    }

    /// Tells the way that is open. Whether to draw again.
    fn tell(&mut self, cx: &Cx<'_>, msg: &dyn std::any::Any) -> bool {
        let Some((title, Some(way))) = &mut self.way else { return false };
        match way.update(cx, msg) {
            Then::Nothing => return false,
            Then::Draw => {}
            Then::Focus(id) => self.focus = Some(id),
            Then::Done(said) => {
                let title = cx.ui.t(title).to_owned();
                self.way = None;
                if let Some(said) = said {
                    if let (true, Some(area)) = (said.0, self.words.get()) {
                        area.unchecked_into::<web_sys::HtmlInputElement>().set_value("");
                    }
                    let id = self.job(title);
                    self.say(id, vec![said]);
                }
                self.focus = Some("cards-title");
            }
        }
        true
    }

    fn open_way(&self, cx: &Cx<'_>) -> Html {
        let Some((title, way)) = &self.way else { return nothing() };
        let content = match way {
            Some(way) => way.view(cx),
            None => leaf("p", "quiet", cx.ui.t("papers.loading")).a("role", "status").done(),
        };
        el("section", "block way")
            .a("aria-labelledby", WAY)
            .add(leaf("h3", "", cx.ui.t(title)).a("id", WAY).a("tabindex", "-1"))
            .put(content)
            .done()
    }

    fn job(&mut self, name: String) -> u32 {
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.jobs.push(Job { id, name, said: None });
        id
    }

    /// What came of a job; of nothing to say the line goes.
    fn say(&mut self, id: u32, said: Vec<(bool, String)>) {
        if said.is_empty() {
            self.jobs.retain(|job| job.id != id);
        } else if let Some(job) = self.jobs.iter_mut().find(|j| j.id == id) {
            job.said = Some(said);
        }
    }

    /// Takes a text and says what came of it.
    fn text_taken(&mut self, cx: &Cx<'_>, name: &str, payload: &str) -> bool {
        let Some(said) = self.bring(cx, payload, By::Hand) else { return true };
        let good = said.0;
        let id = self.job(cx.ui.t(name).to_owned());
        self.say(id, vec![said]);
        good
    }

    /// The camera says one thing at a time, since it sees the same again and again.
    fn camera_said(&mut self, ui: &Ui, said: Vec<(bool, String)>) {
        let name = ui.t("ui.records.camera");
        self.jobs.retain(|j| j.name != name);
        let id = self.job(name.to_owned());
        self.say(id, said);
    }

    fn cards(&self, cx: &Cx<'_>) -> El {
        let ui = cx.ui;
        let records: Vec<(Rc<str>, Rc<Record>)> = ui.store.dossier().records().to_vec();
        let title = ui.tp("ui.records.count", &[("n", &records.len().to_string())]);
        el("section", "")
            .a("aria-labelledby", "cards-title")
            .add(leaf("h3", "", &title).a("id", "cards-title").a("tabindex", "-1"))
            .maybe(records.is_empty().then(|| leaf("p", "quiet", ui.t("ui.records.empty"))))
            .add(el("ul", "cards").all(records.iter().map(|(id, r)| self.card(cx, id, r).done()).collect()))
    }

    fn card(&self, cx: &Cx<'_>, id: &Rc<str>, record: &Record) -> El {
        let ui = cx.ui;
        let number = record.holder_id().unwrap_or_default();
        let shown = self.shown.contains(id);
        let name = record.holder_name().unwrap_or_default();
        let birth = record.holder("person.birth.date").and_then(|c| c.value.as_date());
        let row = |key: &str, value: El| el("div", "").add(leaf("dt", "", ui.t(key))).add(value);
        let date = |date: Option<crate::text::date::PartialDate>| {
            leaf("dd", "", &date.map_or_else(|| "—".to_owned(), |d| d.to_vietnamese()))
        };
        let reveal = icon_button(
            cx.link,
            "reveal",
            icon::EYE,
            ui.t(if shown { "ui.card.hide" } else { "ui.card.show" }),
            late(Msg::Reveal(id.clone())),
        );
        let has_number = !number.is_empty();
        let number = if shown { show::id_number(number) } else { masked(number) };
        // What is said of a card is said of what it proves; a paper of the portal, or of several people, says it in general.
        let is_card = !record.kind.entry().document.is_empty();
        let (removes, issued) =
            if is_card { ("ui.card.remove", "ui.card.issued") } else { ("ui.card.remove-paper", "ui.card.made") };
        let has_source = matches!(record.kind, RecordKind::Host | RecordKind::Credential | RecordKind::KeptCredential);
        let others: Vec<&str> = record
            .subjects()
            .into_iter()
            .skip(1)
            .filter_map(|subject| record.first(subject, "person.name").and_then(Value::as_text))
            .collect();
        let remove = button(
            cx.link,
            "btn small",
            "remove-record",
            icon::BIN,
            ui.t(removes),
            PartMsg::Send(PeopleAction::RemoveRecord(id.clone()).into()),
        );
        let mut card = el("li", "id-card")
            .s("data-record", id)
            .key(id)
            .add(line("id-head", icon::CARD, record.kind.name(&ui.lang)))
            .add(leaf("h4", "", name))
            .add(
                el("dl", "")
                    .maybe(has_number.then(|| row("ui.card.number", leaf("dd", "number", &number).add(reveal))))
                    .add(row("ui.card.birth", date(birth)))
                    .add(row(issued, date(record.issued_on)))
                    .maybe(has_source.then(|| row("ui.card.from", leaf("dd", "", &record.source))))
                    .maybe((!others.is_empty()).then(|| row("ui.card.others", leaf("dd", "", &others.join(", "))))),
            );
        if record.kind == RecordKind::KeptCredential {
            let said = ui.t("papers.credential.check");
            card = card.add(line("problem warning", icon::WARN, ui.t("papers.credential.again"))).maybe(
                stated::original(&record.raw).map(|text| {
                    let check = late(Msg::Open(Wanted::Credential(text)));
                    button(cx.link, "btn small", "check-credential", icon::CHECK, said, check)
                        .s("aria-label", &[said, ": ", name].concat())
                }),
            );
        }
        for warning in &record.warnings {
            card = card.add(line("problem warning", icon::WARN, ui.t(warning)));
        }
        // The citizen may know better than two names and numbers.
        let people = ui.store.dossier().people().to_vec();
        for person in people.iter().filter(|p| p.mentions.len() > 1) {
            let Some(mention) = person.mentions.iter().find(|m| m.record == *id).cloned() else { continue };
            let split = PeopleAction::SplitPerson { person: person.id.clone(), mention };
            let said = ui.tp("ui.card.split", &[("name", &*person.name)]);
            card = card.add(leaf("p", "quiet", &ui.tp("ui.card.with", &[("name", &*person.name)]))).add(button(
                cx.link,
                "btn small",
                "split-person",
                icon::PERSON,
                &said,
                PartMsg::Send(split.into()),
            ));
        }
        card.put(used(ui, id)).add(remove.s("aria-label", &[ui.t(removes), ": ", name].concat()))
    }
}

/// Where a paper is used: what one wants to know before one removes it.
fn used(ui: &Ui, id: &str) -> Html {
    let (paths, roles) = ui.store.dossier().used(id);
    let roles: Vec<String> = roles.iter().map(|role| ui.role(role)).collect();
    let line = |said: String| leaf("li", "", &said).done();
    let mut all: Vec<Html> = Vec::new();
    if !roles.is_empty() {
        all.push(line(ui.tp("papers.used.roles", &[("roles", &roles.join(", "))])));
    }
    all.extend(paths.iter().map(|path| line(ui.label(path))));
    if all.is_empty() {
        return leaf("p", "quiet", ui.t("papers.used.not")).done();
    }
    let title = ui.tp("papers.used", &[("n", &paths.len().to_string())]);
    el("details", "used").add(leaf("summary", "", &title)).add(el("ul", "").all(all)).done()
}

fn job(cx: &Cx<'_>, job: &Job) -> El {
    let name = el("p", "").add(leaf("strong", "", &job.name));
    let key = job.id.to_string();
    let Some(said) = &job.said else {
        let reading = name.text(" ").text(cx.ui.t("ui.records.reading"));
        return el("div", "job").key(&key).add(el("span", "spinner")).add(reading);
    };
    let good = said.iter().all(|(good, _)| *good);
    let text = said.iter().fold(el("div", "").add(name), |text, (_, line)| text.add(leaf("p", "", line)));
    let dismiss = late(Msg::Dismiss(job.id));
    el("div", if good { "job good" } else { "job bad" })
        .key(&key)
        .put(icon(if good { icon::CHECKED } else { icon::ERROR }))
        .add(text)
        .add(icon_button(cx.link, "dismiss", icon::CLOSE, cx.ui.t("ui.dismiss"), dismiss))
}

/// How a text came.
#[derive(Clone, Copy, PartialEq)]
enum By {
    /// A QR in a picture, or before the camera.
    Picture,
    /// Typed, pasted, a file.
    Hand,
}

/// Takes a paper, and says which it was. (went well, what to say).
fn add(ui: &Ui, record: Record) -> (bool, String) {
    let (kind, name) = (record.kind, record.holder_name().unwrap_or_default().to_owned());
    let before = ui.store.dossier().records().len();
    if record.claims.is_empty() {
        return (false, ui.t("papers.nothing").to_owned());
    }
    if !ui.send(PeopleAction::AddRecord(record).into()) {
        return (false, ui.t("ui.refused").to_owned());
    }
    let known = ui.store.dossier().records().len() == before;
    let card = !kind.entry().document.is_empty();
    let key = match (card, known, name.is_empty()) {
        (true, true, _) => "ui.records.known",
        (true, false, _) => "ui.records.added",
        (false, true, _) => "papers.known",
        (false, false, true) => "papers.added-nameless",
        (false, false, false) => "papers.added",
    };
    let said = ui.tp(key, &[("name", &name), ("kind", kind.name(&ui.lang))]);
    let zone = matches!(kind, RecordKind::CardZone | RecordKind::PassportZone).then(|| ui.t("papers.zone-note"));
    (true, zone.map_or(said.clone(), |note| [&*said, " ", note].concat()))
}

/// Takes what a saved dossier says of its people, when it is of this procedure.
fn dossier(ui: &Ui, json: &str) -> (bool, String) {
    let Some(reader) = ui.store.reader() else { return (false, ui.t("ui.late.failed").to_owned()) };
    let opened = {
        let dossier = ui.store.dossier();
        reader.import(dossier.definition().clone(), dossier.today(), json)
    };
    match opened.map(|dossier| dossier.to_record()) {
        Ok(Ok(record)) => add(ui, record),
        Ok(Err(_)) => (false, ui.t("papers.nothing").to_owned()),
        Err(ImportError::OtherProcedure { .. }) => (false, ui.t("papers.known-dossier").to_owned()),
        Err(error) => (false, ui.tp(error.code(), &[("found", ""), ("pointer", "")])),
    }
}

/// Whether a file is of text, by what the browser makes of its name; all else is taken for a picture.
fn is_text(file: &web_sys::File) -> bool {
    let (name, media) = (file.name().to_lowercase(), file.type_());
    media.starts_with("text/") || media == "application/json" || TEXTS.iter().any(|end| name.ends_with(end))
}

const TEXTS: &[&str] = &[".json", ".txt", ".jwt", ".sdjwt", ".sd-jwt", ".eml"];

/// Whether something happened in a box that takes text itself.
fn in_a_box(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(&*target.tag_name(), "INPUT" | "TEXTAREA"))
}

/// Only the last four digits.
fn masked(number: &str) -> String {
    let last = number.get(number.len().saturating_sub(4)..).unwrap_or_default();
    ["•••• ", last].concat()
}

/// A short line that tells two people with the same name apart: date of birth and the end of the number.
pub fn person_note(ui: &Ui, person: &str) -> String {
    let dossier = ui.store.dossier();
    let mut known = Vec::new();
    if let Some(Value::Date(born)) = dossier.fact(person, "person.birth.date") {
        known.push(ui.tp("ui.person.born", &[("date", &born.to_vietnamese())]));
    }
    known.extend(dossier.fact(person, "person.id.number").and_then(Value::as_text).map(masked));
    known.join(" · ")
}
