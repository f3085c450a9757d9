//! The papers: pictures of card QRs by file, drag and drop, paste or camera, and the text that a hand scanner types.
//! Whatever does not work is said, with the name of the picture; nothing that was read before is lost by it.

use super::{
    button,
    icon::{self, icon},
    icon_button, line,
    vault::{self, shelf::Shelf},
};
use crate::{
    dossier::PeopleAction,
    record::{CardError, Record, RecordKind, read_id_card},
    ui::{
        context::Ui,
        dom::{El, el, hear, leaf, list},
        host::{ScanError, Scanner, Session},
        part::{Cx, Msg as PartMsg, What, Widget, part},
        show,
    },
    value::Value,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
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
}

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
    /// Something is dragged over.
    Over(bool),
    /// Start or stop the camera.
    Camera(bool),
    /// The camera runs, or does not.
    Started(Rc<std::cell::Cell<Option<Result<Session, ScanError>>>>),
    /// The camera saw QRs.
    Seen(Vec<String>),
    /// Opens the file chooser.
    Choose,
    /// Show or mask a number.
    Reveal(Rc<str>),
    /// A message was read.
    Dismiss(u32),
}

/// Draws the page around it.
pub fn page(cx: &Cx<'_>, shelf: &Rc<Shelf>) -> Html {
    let lead = leaf("p", "lead", cx.ui.t("ui.records.lead")).done();
    list(vec![lead, part(cx.ui, What::Records), vault::view(cx.ui, shelf)])
}

impl Widget for Records {
    fn update(&mut self, cx: &Cx<'_>, msg: PartMsg) -> bool {
        let ui = cx.ui;
        let msg = match msg {
            PartMsg::Records(msg) => msg,
            PartMsg::Send(action) => {
                ui.send(action);
                return true;
            }
            _ => return true,
        };
        match msg {
            Msg::Pictures(files) => {
                self.over = false;
                if let Some(files) = files {
                    for file in (0..files.length()).filter_map(|i| files.item(i)) {
                        let id = self.job(file.name());
                        let reading = self.scanner.scan(file.into());
                        cx.link.send_future(async move { PartMsg::Records(Msg::Scanned(id, reading.await)) });
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
                    Ok(texts) => texts.iter().map(|t| take(ui, t)).collect(),
                    Err(error) => vec![(false, ui.t(&["ui.", error.code()].concat()).to_owned())],
                };
                self.say(id, said);
            }
            Msg::Typed => {
                if let Some(input) = self.typed.get() {
                    let input: web_sys::HtmlInputElement = input.unchecked_into();
                    if self.text_taken(ui, &input.value()) {
                        input.set_value("");
                    }
                }
            }
            Msg::Pasted(payload) => {
                self.text_taken(ui, &payload);
            }
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
                let said: Vec<_> = texts.iter().map(|t| take(ui, t)).collect();
                if said.iter().any(|(good, _)| *good) {
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
            let data = event.unchecked_into::<web_sys::ClipboardEvent>().clipboard_data()?;
            if let Some(files) = data.files().filter(|f| f.length() > 0) {
                return Some(PartMsg::Records(Msg::Pictures(Some(files))));
            }
            data.get_data("text").ok().filter(|t| t.contains('|')).map(|t| PartMsg::Records(Msg::Pasted(t)))
        });
        let drag = |over: bool| -> Callback<web_sys::Event> {
            hear(link, move |event| {
                event.prevent_default();
                Some(PartMsg::Records(Msg::Over(over)))
            })
        };
        let dropped = hear(link, |event| {
            event.prevent_default();
            let files = event.unchecked_into::<web_sys::DragEvent>().data_transfer().and_then(|d| d.files());
            Some(PartMsg::Records(Msg::Pictures(files)))
        });
        let chosen = hear(link, |event| {
            let input: web_sys::HtmlInputElement = event.target()?.unchecked_into();
            Some(PartMsg::Records(Msg::Pictures(input.files())))
        });
        let enter = hear(link, |event| {
            let event: web_sys::KeyboardEvent = event.unchecked_into();
            (event.key() == "Enter" && !event.is_composing()).then(|| {
                event.prevent_default();
                PartMsg::Records(Msg::Typed)
            })
        });
        let on = !matches!(self.camera, Camera::Off);
        let camera_key = if on { "ui.records.camera-stop" } else { "ui.records.camera" };
        let act = |class, action, picture, key: &str, msg| {
            button(link, class, action, picture, ui.t(key), PartMsg::Records(msg))
        };
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
            .add(
                el("div", "row-buttons")
                    .add(act("btn primary", "choose-pictures", icon::PAPER, "ui.records.choose", Msg::Choose))
                    .add(act("btn", "camera", icon::CAMERA, camera_key, Msg::Camera(!on))),
            )
            .add(
                el("input", "hidden")
                    .a("type", "file")
                    .a("tabindex", "-1")
                    .a("accept", "image/png,image/jpeg,image/webp")
                    .a("multiple", "")
                    .node(&self.files)
                    .s("aria-label", ui.t("ui.records.choose"))
                    .a("data-action", "pictures")
                    .on(|| ListenerKind::onchange, chosen),
            )
            .maybe(camera);
        let scanner = el("details", "more")
            .add(leaf("summary", "", ui.t("ui.records.scanner")))
            .add(leaf("label", "label", ui.t("ui.records.scanner-label")).a("for", "scanner"))
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
        el("div", "records")
            .a("tabindex", "-1")
            .on(|| ListenerKind::onpaste, paste)
            .add(drop)
            .add(line("privacy", icon::SHIELD, ui.t("ui.privacy")))
            .add(scanner)
            .add(el("div", "jobs").a("role", "status").all(self.jobs.iter().map(|j| job(cx, j).done()).collect()))
            .add(self.cards(cx))
            .done()
    }

    fn rendered(&mut self, cx: &Cx<'_>) {
        if let (Camera::Wanted, Some(video)) = (&self.camera, self.video.get()) {
            self.camera = Camera::Starting;
            let seen = cx.link.callback(|texts| PartMsg::Records(Msg::Seen(texts)));
            let starting = self.scanner.camera(video.unchecked_into(), seen);
            cx.link.send_future(async move {
                let started = starting.await;
                PartMsg::Records(Msg::Started(Rc::new(std::cell::Cell::new(Some(started)))))
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
        }
    }

    fn job(&mut self, name: String) -> u32 {
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.jobs.push(Job { id, name, said: None });
        id
    }

    fn say(&mut self, id: u32, said: Vec<(bool, String)>) {
        if let Some(job) = self.jobs.iter_mut().find(|j| j.id == id) {
            job.said = Some(said);
        }
    }

    /// Takes a text and says what came of it.
    fn text_taken(&mut self, ui: &Ui, payload: &str) -> bool {
        let said = take(ui, payload);
        let good = said.0;
        let id = self.job(ui.t("ui.records.text").to_owned());
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
            .add(leaf("h3", "", &title).a("id", "cards-title"))
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
            PartMsg::Records(Msg::Reveal(id.clone())),
        );
        let number = if shown { show::id_number(number) } else { masked(number) };
        // What is said of a card is said of what it proves; a paper of the portal, or of several people, says it in general.
        let is_card = !record.kind.entry().document.is_empty();
        let (removes, issued) =
            if is_card { ("ui.card.remove", "ui.card.issued") } else { ("ui.card.remove-paper", "ui.card.made") };
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
                    .add(row("ui.card.number", leaf("dd", "number", &number).add(reveal)))
                    .add(row("ui.card.birth", date(birth)))
                    .add(row(issued, date(record.issued_on)))
                    .maybe(
                        (record.kind == RecordKind::Host).then(|| row("ui.card.from", leaf("dd", "", &record.source))),
                    )
                    .maybe((!others.is_empty()).then(|| row("ui.card.others", leaf("dd", "", &others.join(", "))))),
            );
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
        card.add(remove.s("aria-label", &[ui.t(removes), ": ", name].concat()))
    }
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
    let dismiss = PartMsg::Records(Msg::Dismiss(job.id));
    el("div", if good { "job good" } else { "job bad" })
        .key(&key)
        .put(icon(if good { icon::CHECKED } else { icon::ERROR }))
        .add(text)
        .add(icon_button(cx.link, "dismiss", icon::CLOSE, cx.ui.t("ui.dismiss"), dismiss))
}

/// Takes one text as a card. (went well, what to say).
fn take(ui: &Ui, payload: &str) -> (bool, String) {
    match read_id_card(payload) {
        Ok(record) => {
            let name = record.holder_name().unwrap_or_default().to_owned();
            let before = ui.store.dossier().records().len();
            if !ui.send(PeopleAction::AddRecord(record).into()) {
                return (false, ui.t("ui.refused").to_owned());
            }
            let known = ui.store.dossier().records().len() == before;
            (true, ui.tp(if known { "ui.records.known" } else { "ui.records.added" }, &[("name", &name)]))
        }
        Err(error) => {
            let found = match error {
                CardError::TooFewFields { found } => found.to_string(),
                _ => String::new(),
            };
            (false, ui.tp(error.code(), &[("found", &found)]))
        }
    }
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
