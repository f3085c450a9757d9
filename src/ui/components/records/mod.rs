//! The papers: pictures of card QRs by file, drag and drop, paste or camera, and the text that a hand scanner types.
//! Whatever does not work is said, with the name of the picture; nothing that was read before is lost by it.

use super::{
    button,
    icon::{self, icon},
};
use crate::{
    dossier::Action,
    record::{CardError, Record, read_id_card},
    ui::{
        context::Ui,
        host::{ScanError, Session},
        show,
    },
    value::Value,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{
    AttrValue, Callback, Component, Context, DragEvent, Event, Html, KeyboardEvent, MouseEvent, NodeRef, Properties,
    TargetCast, classes, html,
};

/// Store and language.
#[derive(Clone, PartialEq, Properties)]
pub struct RecordsProps {
    /// Store and language.
    pub ui: Ui,
}

/// One picture or text on its way.
struct Job {
    id: u32,
    name: AttrValue,
    /// `None`: still being read. (went well, what to say) for each thing found in it.
    said: Option<Vec<(bool, String)>>,
}

/// See the module.
pub struct Records {
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
    Starting,
    On { _session: Session },
}

/// What happens here.
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
    Started(Result<Session, ScanError>),
    /// The camera saw QRs.
    Seen(Vec<String>),
    /// A paper is removed.
    Remove(Rc<str>),
    /// Show or mask a number.
    Reveal(Rc<str>),
    /// A message was read.
    Dismiss(u32),
}

impl Component for Records {
    type Message = Msg;
    type Properties = RecordsProps;

    fn create(_ctx: &Context<Self>) -> Self {
        Records {
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

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let ui = &ctx.props().ui;
        match msg {
            Msg::Pictures(files) => {
                self.over = false;
                if let Some(files) = files {
                    for file in (0..files.length()).filter_map(|i| files.item(i)) {
                        let id = self.job(AttrValue::from(file.name()));
                        let reading = ui.store.host().scan(file.into());
                        ctx.link().send_future(async move { Msg::Scanned(id, reading.await) });
                    }
                }
                // The same picture may be chosen again after it failed.
                if let Some(input) = self.files.cast::<web_sys::HtmlInputElement>() {
                    input.set_value("");
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
                if let Some(input) = self.typed.cast::<web_sys::HtmlInputElement>() {
                    let (good, said) = take(ui, &input.value());
                    if good {
                        input.set_value("");
                    }
                    let id = self.job(AttrValue::from(ui.t("ui.records.text")));
                    self.say(id, vec![(good, said)]);
                }
            }
            Msg::Pasted(payload) => {
                let said = take(ui, &payload);
                let id = self.job(AttrValue::from(ui.t("ui.records.text")));
                self.say(id, vec![said]);
            }
            Msg::Over(over) => {
                let changed = self.over != over;
                self.over = over;
                return changed;
            }
            Msg::Camera(true) => self.camera = Camera::Starting,
            Msg::Camera(false) => self.camera = Camera::Off,
            Msg::Started(Ok(session)) => {
                // It may have been closed while the browser asked for permission.
                if matches!(self.camera, Camera::Starting) {
                    self.camera = Camera::On { _session: session };
                }
            }
            Msg::Started(Err(error)) => {
                self.camera = Camera::Off;
                let id = self.job(AttrValue::from(ui.t("ui.records.camera")));
                self.say(id, vec![(false, ui.t(&["ui.", error.code()].concat()).to_owned())]);
            }
            Msg::Seen(texts) => {
                let said: Vec<_> = texts.iter().map(|t| take(ui, t)).collect();
                if said.iter().any(|(good, _)| *good) {
                    self.camera = Camera::Off;
                }
                self.jobs.retain(|j| *j.name != *ui.t("ui.records.camera"));
                let id = self.job(AttrValue::from(ui.t("ui.records.camera")));
                self.say(id, said);
            }
            Msg::Remove(id) => {
                ui.send(Action::RemoveRecord(id));
            }
            Msg::Reveal(id) => {
                if let Some(at) = self.shown.iter().position(|s| *s == id) {
                    self.shown.remove(at);
                } else {
                    self.shown.push(id);
                }
            }
            Msg::Dismiss(id) => self.jobs.retain(|j| j.id != id),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let ui = &ctx.props().ui;
        let link = ctx.link();
        let onpaste = link.batch_callback(|event: Event| {
            let data = event.dyn_into::<web_sys::ClipboardEvent>().ok()?.clipboard_data()?;
            if let Some(files) = data.files().filter(|f| f.length() > 0) {
                return Some(Msg::Pictures(Some(files)));
            }
            data.get_data("text").ok().filter(|t| t.contains('|')).map(Msg::Pasted)
        });
        let drag = |over: bool| {
            link.callback(move |event: DragEvent| {
                event.prevent_default();
                Msg::Over(over)
            })
        };
        let ondrop = link.callback(|event: DragEvent| {
            event.prevent_default();
            Msg::Pictures(event.data_transfer().and_then(|d| d.files()))
        });
        let onchange = link.callback(|event: Event| {
            Msg::Pictures(event.target_dyn_into::<web_sys::HtmlInputElement>().and_then(|i| i.files()))
        });
        let choose = {
            let files = self.files.clone();
            Callback::from(move |_: MouseEvent| {
                if let Some(input) = files.cast::<web_sys::HtmlElement>() {
                    input.click();
                }
            })
        };
        let onkeydown = link.batch_callback(|event: KeyboardEvent| {
            (event.key() == "Enter" && !event.is_composing()).then(|| {
                event.prevent_default();
                Msg::Typed
            })
        });
        let camera_on = !matches!(self.camera, Camera::Off);
        html! {
            <div class="records" tabindex="-1" {onpaste}>
                <div class={classes!("drop", self.over.then_some("over"))} ondragenter={drag(true)} ondragover={drag(true)} ondragleave={drag(false)} {ondrop}>
                    {icon(icon::QR)}
                    <p class="drop-title">{ui.t("ui.records.drop")}</p>
                    <p class="quiet">{ui.t("ui.records.where")}</p>
                    <div class="row-buttons">
                        {button("btn primary", "choose-pictures", icon::PAPER, ui.t("ui.records.choose"), choose)}
                        {button("btn", "camera", icon::CAMERA, ui.t(if camera_on { "ui.records.camera-stop" } else { "ui.records.camera" }),
                            link.callback(move |_| Msg::Camera(!camera_on)))}
                    </div>
                    <input type="file" class="hidden" tabindex="-1" accept="image/png,image/jpeg,image/webp" multiple=true ref={self.files.clone()}
                        aria-label={ui.t("ui.records.choose")} data-action="pictures" {onchange} />
                    if camera_on {
                        <div class="camera">
                            <video ref={self.video.clone()} muted=true playsinline=true aria-label={ui.t("ui.records.camera-view")}></video>
                            <p class="quiet">{ui.t("ui.records.camera-help")}</p>
                        </div>
                    }
                </div>
                <p class="privacy">{icon(icon::SHIELD)}<span>{ui.t("ui.privacy")}</span></p>
                <details class="more">
                    <summary>{ui.t("ui.records.scanner")}</summary>
                    <label class="label" for="scanner">{ui.t("ui.records.scanner-label")}</label>
                    <div class="with-button">
                        <input id="scanner" class="input" type="text" autocomplete="off" spellcheck="false" ref={self.typed.clone()} {onkeydown} />
                        {button("btn", "read-text", icon::CHECK, ui.t("ui.records.read"), link.callback(|_| Msg::Typed))}
                    </div>
                </details>
                <div class="jobs" role="status">
                    {for self.jobs.iter().map(|job| self.job_view(ctx, job))}
                </div>
                {self.cards(ctx)}
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if matches!(self.camera, Camera::Starting)
            && let Some(video) = self.video.cast::<web_sys::HtmlVideoElement>()
            && video.dataset().get("on").is_none()
        {
            let _ = video.dataset().set("on", "1");
            let starting = ctx.props().ui.store.host().camera(video, ctx.link().callback(Msg::Seen));
            ctx.link().send_future(async move { Msg::Started(starting.await) });
        }
    }
}

impl Records {
    fn job(&mut self, name: AttrValue) -> u32 {
        let id = self.next;
        self.next += 1;
        self.jobs.push(Job { id, name, said: None });
        id
    }

    fn say(&mut self, id: u32, said: Vec<(bool, String)>) {
        if let Some(job) = self.jobs.iter_mut().find(|j| j.id == id) {
            job.said = Some(said);
        }
    }

    fn job_view(&self, ctx: &Context<Self>, job: &Job) -> Html {
        let ui = &ctx.props().ui;
        let id = job.id;
        let Some(said) = &job.said else {
            return html! {
                <div class="job" key={id}><span class="spinner"></span><p><strong>{job.name.clone()}</strong>{" "}{ui.t("ui.records.reading")}</p></div>
            };
        };
        let good = said.iter().all(|(good, _)| *good);
        html! {
            <div class={classes!("job", if good { "good" } else { "bad" })} key={id} data-good={good.to_string()}>
                {icon(if good { icon::CHECKED } else { icon::ERROR })}
                <div>
                    <p><strong>{job.name.clone()}</strong></p>
                    {for said.iter().map(|(_, text)| html! { <p>{text}</p> })}
                </div>
                {super::icon_button("dismiss", icon::CLOSE, ui.t("ui.dismiss"), false, ctx.link().callback(move |_| Msg::Dismiss(id)))}
            </div>
        }
    }

    fn cards(&self, ctx: &Context<Self>) -> Html {
        let ui = &ctx.props().ui;
        let records: Vec<(Rc<str>, Rc<Record>)> = ui.store.dossier().records().to_vec();
        html! {
            <section aria-labelledby="cards-title">
                <h3 id="cards-title">{ui.tp("ui.records.count", &[("n", &records.len().to_string())])}</h3>
                if records.is_empty() { <p class="quiet">{ui.t("ui.records.empty")}</p> }
                <ul class="cards">
                    {for records.into_iter().map(|(id, record)| self.card(ctx, ui, &id, &record))}
                </ul>
            </section>
        }
    }

    fn card(&self, ctx: &Context<Self>, ui: &Ui, id: &Rc<str>, record: &Record) -> Html {
        let number = record.holder_id().unwrap_or_default();
        let shown = self.shown.contains(id);
        let name = record.holder_name().unwrap_or_default().to_owned();
        let date = |d: Option<Value>| match d {
            Some(Value::Date(d)) => d.to_vietnamese(),
            _ => "—".to_owned(),
        };
        let birth = date(record.holder("person.birth.date").map(|c| c.value.clone()));
        let issued = date(record.issued_on.map(Value::Date));
        let (reveal, remove) = (id.clone(), id.clone());
        html! {
            <li class="id-card" data-record={id.to_string()} key={&**id}>
                <div class="id-head">{icon(icon::CARD)}<span>{show::record_kind(ui, record.kind.entry().code)}</span></div>
                <h4>{&name}</h4>
                <dl>
                    <div><dt>{ui.t("ui.card.number")}</dt>
                        <dd class="number">
                            {if shown { grouped(number) } else { masked(number) }}
                            {super::icon_button("reveal", icon::EYE, ui.t(if shown { "ui.card.hide" } else { "ui.card.show" }), false,
                                ctx.link().callback(move |_| Msg::Reveal(reveal.clone())))}
                        </dd>
                    </div>
                    <div><dt>{ui.t("ui.card.birth")}</dt><dd>{birth}</dd></div>
                    <div><dt>{ui.t("ui.card.issued")}</dt><dd>{issued}</dd></div>
                </dl>
                {for record.warnings.iter().map(|w| html! {
                    <p class="problem warning">{icon(icon::WARN)}<span>{ui.t(w)}</span></p>
                })}
                <button type="button" class="btn small" data-action="remove-record" aria-label={[ui.t("ui.card.remove"), ": ", &name].concat()}
                    onclick={ctx.link().callback(move |_| Msg::Remove(remove.clone()))}>
                    {icon(icon::BIN)}<span>{ui.t("ui.card.remove")}</span>
                </button>
            </li>
        }
    }
}

/// Takes one text as a card. (went well, what to say).
fn take(ui: &Ui, payload: &str) -> (bool, String) {
    match read_id_card(payload) {
        Ok(record) => {
            let name = record.holder_name().unwrap_or_default().to_owned();
            let before = ui.store.dossier().records().len();
            if !ui.send(Action::AddRecord(record)) {
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
pub fn masked(number: &str) -> String {
    let last = number.get(number.len().saturating_sub(4)..).unwrap_or_default();
    ["•••• ", last].concat()
}

fn grouped(number: &str) -> String {
    crate::typed::parts_of(crate::definition::FieldType::CitizenId, Some(&Value::Text(number.into()))).concat()
}

/// A short line that tells two people with the same name apart: year of birth and the end of the number.
pub fn person_note(ui: &Ui, records: &[Rc<str>]) -> String {
    let dossier = ui.store.dossier();
    let Some((_, record)) = dossier.records().iter().find(|(id, _)| records.contains(id)) else {
        return String::new();
    };
    let year = match record.holder("person.birth.date").map(|c| &c.value) {
        Some(Value::Date(d)) => d.to_vietnamese(),
        _ => String::new(),
    };
    let number = record.holder_id().map(masked).unwrap_or_default();
    [&ui.tp("ui.person.born", &[("date", &year)]), " · ", &number].concat()
}
