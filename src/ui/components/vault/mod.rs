//! The vault (tủ giấy tờ) on the page of the papers: made, opened, looked into, locked, saved as a file, deleted.
//!
//! What is said here comes with this code, not with the texts of the first load ([`i18n::shelf`]).

pub mod shelf;

use super::{
    button, choice,
    icon::{self, icon},
    line,
};
use crate::{
    dossier::PeopleAction,
    i18n,
    json::Json,
    record::{Record, RecordKind},
    text::date::PartialDate,
    ui::{
        context::{Ui, focus},
        dom::{El, el, hear, leaf},
        host::{Asked, VaultFailure},
        part::{Cx, Msg as PartMsg, What, Widget, late, part},
    },
};
use shelf::{CONSENT, Consent, DRAFT_DAYS, Data, Shelf, Status};
use std::{future::Future, rc::Rc};
use wasm_bindgen::JsCast;
use yew::{Callback, Html, NodeRef, virtual_dom::ListenerKind};

/// What of it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shown {
    /// What there is.
    Home,
    /// What is kept and why, before anything is.
    Consent,
    /// Restoring from a file.
    Restore,
    /// Another passphrase.
    Passphrase,
    /// What the citizen agreed to, to change it.
    Agreed,
    /// Whether really all is to be deleted.
    Wipe,
}

/// What happens here.
enum Msg {
    /// Something changed in what is known.
    Draw,
    Show(Shown),
    Tick(Ticked),
    Create,
    Open,
    OpenByPasskey,
    Lock,
    Keep(Rc<str>, bool),
    Use(usize),
    Delete(Vec<Rc<str>>),
    GoOn(Rc<str>),
    Opened(Option<(Rc<str>, Rc<str>)>),
    Export,
    File,
    Restore(&'static str),
    Previewed(Asked<Json>),
    Passphrase,
    AddPasskey,
    Agree,
    Wipe,
    Own,
    /// Something is done: what to say of it, and what to show then.
    Done(Option<(bool, String)>, Option<Shown>),
}

/// A box to tick.
#[derive(Clone, Copy)]
enum Ticked {
    Sensitive,
    Others,
}

/// See the module.
pub struct VaultPart {
    shelf: Rc<Shelf>,
    shown: Shown,
    busy: bool,
    said: Option<(bool, String)>,
    consent: Consent,
    preview: Option<Json>,
    /// Of a shared machine: the person said that it is their own after all.
    own: bool,
    focus: Option<&'static str>,
    typed: NodeRef,
    again: NodeRef,
    file: NodeRef,
    root: NodeRef,
    _heard: Rc<Callback<()>>,
}

/// Puts it into a page.
pub fn view(ui: &Ui, shelf: &Rc<Shelf>) -> Html {
    let shelf = shelf.clone();
    part(ui, What::Own("vault", Rc::new(move |cx| Box::new(VaultPart::new(cx, &shelf)))))
}

/// Why the vault did not do it, in words.
pub fn failure(ui: &Ui, failure: &VaultFailure) -> (bool, String) {
    let seconds = failure.ms.div_ceil(1000).to_string();
    (false, ui.tp(&failure.code, &[("seconds", &seconds), ("n", &seconds)]))
}

/// The day that the form counts from, as it is stored.
pub fn today(ui: &Ui) -> String {
    PartialDate::from(ui.store.dossier().today()).to_string()
}

impl Widget for VaultPart {
    fn update(&mut self, cx: &Cx<'_>, msg: PartMsg) -> bool {
        let PartMsg::Late(msg) = msg else { return true };
        let Some(msg) = msg.downcast_ref::<Msg>() else { return false };
        let ui = cx.ui;
        match msg {
            Msg::Draw => {}
            Msg::Show(shown) => {
                (self.shown, self.said, self.preview) = (*shown, None, None);
                self.consent = if *shown == Shown::Agreed { self.shelf.data().consent } else { Consent::default() };
                self.focus = Some("vault-title");
            }
            Msg::Tick(Ticked::Sensitive) => self.consent.sensitive = !self.consent.sensitive,
            Msg::Tick(Ticked::Others) => self.consent.others = !self.consent.others,
            Msg::Own => self.own = true,
            Msg::Create => {
                if let Some(typed) = self.same(ui) {
                    let (shelf, consent, today) = (self.shelf.clone(), self.consent, today(ui));
                    self.run(cx, "shelf.made", Shown::Home, async move { shelf.create(typed, consent, &today).await });
                }
            }
            Msg::Open => {
                if let Some(typed) = self.typed.cast::<web_sys::HtmlInputElement>() {
                    let shelf = self.shelf.clone();
                    self.run(cx, "", Shown::Home, async move { shelf.open(Some(typed)).await });
                }
            }
            Msg::OpenByPasskey => {
                let shelf = self.shelf.clone();
                self.run(cx, "", Shown::Home, async move { shelf.open(None).await });
            }
            Msg::Lock => {
                let shelf = self.shelf.clone();
                self.run(cx, "", Shown::Home, async move {
                    shelf.lock().await;
                    Ok(())
                });
            }
            Msg::Keep(id, mine) => {
                let found = ui.store.dossier().records().iter().find(|(r, _)| r == id).map(|(_, r)| r.clone());
                if let Some(record) = found {
                    let (shelf, mine, today) = (self.shelf.clone(), *mine, today(ui));
                    self.run(cx, "shelf.kept", Shown::Home, async move { shelf.keep(&record, mine, &today).await });
                }
            }
            Msg::Use(person) => {
                let (kept, name) = {
                    let data = self.shelf.data();
                    let Some(kept) = data.of(*person) else { return false };
                    (kept, data.people[*person].name.clone())
                };
                let taken = ui.send(PeopleAction::AddRecords(kept).into());
                self.said =
                    Some((taken, ui.tp(if taken { "shelf.used" } else { "shelf.refused" }, &[("name", &name)])));
            }
            Msg::Delete(objects) => {
                let (shelf, objects) = (self.shelf.clone(), objects.clone());
                self.run(cx, "shelf.deleted", Shown::Home, async move { shelf.delete(&objects).await });
            }
            Msg::GoOn(object) => {
                let draft = self.shelf.data().drafts.iter().find(|d| d.object == *object).cloned();
                let (Some(draft), loading) = (draft, ui.store.load_reader()) else { return false };
                cx.link.send_future(async move {
                    let came = loading.await.is_ok();
                    late(Msg::Opened(came.then_some((draft.object, draft.dossier))))
                });
                return false;
            }
            Msg::Opened(draft) => {
                let opened = draft.as_ref().zip(ui.store.reader()).and_then(|((object, text), reader)| {
                    let (definition, today) = {
                        let dossier = ui.store.dossier();
                        (dossier.definition().clone(), dossier.today())
                    };
                    Some((object, reader.import(definition, today, text).ok()?))
                });
                self.said = Some(match opened {
                    Some((object, dossier)) => {
                        if let Some(saver) = self.shelf.saver(&ui.store) {
                            saver.goes_on_with(object);
                        }
                        ui.store.replace(dossier);
                        (true, ui.t("shelf.draft.opened").to_owned())
                    }
                    None => (false, ui.t("shelf.draft.damaged").to_owned()),
                });
            }
            Msg::Export => {
                let (shelf, name) = (self.shelf.clone(), ["tu-giay-to-", &today(ui), ".troly"].concat());
                let said = ui.tp("shelf.saved", &[("name", &name)]);
                let less = ui.t("shelf.saved.less");
                self.run_saying(cx, Shown::Home, async move {
                    let broken = shelf.export(&name).await?;
                    Ok(if broken == 0 { (true, said) } else { (false, less.to_owned()) })
                });
            }
            Msg::File => {
                let file = self.file.cast::<web_sys::HtmlInputElement>().and_then(|input| input.files()?.item(0));
                let typed = self.typed.cast::<web_sys::HtmlInputElement>();
                match (file, typed) {
                    (Some(file), Some(typed)) => {
                        let shelf = self.shelf.clone();
                        self.busy = true;
                        cx.link.send_future(async move { late(Msg::Previewed(shelf.read_file(typed, file).await)) });
                    }
                    _ => self.said = Some((false, ui.t("shelf.restore.no-file").to_owned())),
                }
            }
            Msg::Previewed(Ok(preview)) => {
                self.busy = false;
                (self.preview, self.said) = (Some(preview.clone()), None);
                self.focus = Some("vault-preview");
            }
            Msg::Previewed(Err(error)) => {
                self.busy = false;
                self.said = Some(failure(ui, error));
                self.focus = Some("vault-typed");
            }
            Msg::Restore(choice) => {
                let (shelf, choice) = (self.shelf.clone(), *choice);
                self.run(cx, "shelf.restored", Shown::Home, async move { shelf.restore(choice).await.map(drop) });
            }
            Msg::Passphrase => {
                if let Some(typed) = self.same(ui) {
                    let shelf = self.shelf.clone();
                    self.run(cx, "shelf.changed", Shown::Home, async move { shelf.passphrase(typed).await });
                }
            }
            Msg::AddPasskey => {
                let shelf = self.shelf.clone();
                self.run(cx, "shelf.passkey.added", Shown::Home, async move { shelf.add_passkey().await });
            }
            Msg::Agree => {
                let (shelf, consent, today) = (self.shelf.clone(), self.consent, today(ui));
                self.run(cx, "shelf.agreed", Shown::Home, async move { shelf.agree(consent, &today).await });
            }
            Msg::Wipe => {
                let shelf = self.shelf.clone();
                let said = ui.t("shelf.wiped");
                self.run_saying(cx, Shown::Home, async move {
                    let removed = shelf.wipe().await?.to_string();
                    Ok((true, i18n::fill(said, &[("n", &removed)])))
                });
            }
            Msg::Done(said, shown) => {
                self.busy = false;
                if let Some(shown) = shown {
                    (self.shown, self.preview) = (*shown, None);
                }
                self.focus = Some(match (said, shown) {
                    (Some((false, _)), None) => "vault-typed",
                    _ => "vault-title",
                });
                self.said = said.clone();
                if self.shelf.data().status == Status::Open {
                    self.shelf.save_drafts(&ui.store);
                }
            }
        }
        true
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let ui = cx.ui;
        let data = self.shelf.data();
        let title = match (self.shown, &data.status) {
            (Shown::Consent, _) => "shelf.consent",
            (Shown::Restore, _) => "shelf.restore",
            (Shown::Passphrase, _) => "shelf.change",
            (Shown::Agreed, _) => "shelf.agree",
            (Shown::Wipe, _) => "shelf.wipe",
            (Shown::Home, _) if self.guards(&data) => "shelf.shared",
            (Shown::Home, Status::Absent) => "shelf.absent",
            (Shown::Home, Status::Locked) => "shelf.locked",
            (Shown::Home, Status::Open) => "shelf.open",
            (Shown::Home, _) => "shelf.title",
        };
        let heading = leaf("h3", "", ui.t(title)).a("id", "vault-title").a("tabindex", "-1");
        let said = self.said.as_ref().map(|(good, text)| {
            line(if *good { "said good" } else { "said bad" }, if *good { icon::CHECKED } else { icon::ERROR }, text)
        });
        let body = match self.shown {
            Shown::Consent => self.consent(cx),
            Shown::Restore => self.restore(cx, &data),
            Shown::Passphrase => self.change(cx),
            Shown::Agreed => self.agreed(cx),
            Shown::Wipe => self.wipe(cx),
            Shown::Home => match &data.status {
                _ if self.guards(&data) => self.guard(cx),
                Status::Unknown => el("div", ""),
                Status::Absent => self.absent(cx),
                Status::Locked => self.locked(cx, &data),
                Status::Open => self.open(cx, &data),
                Status::Failed(code) => {
                    line("quiet", icon::INFO, ui.t(code)).add(leaf("span", "", ui.t("shelf.failed")))
                }
            },
        };
        // Before anything was kept, one line: it stands before what the page is for
        let small = self.shown == Shown::Home
            && !self.guards(&data)
            && matches!(data.status, Status::Unknown | Status::Absent | Status::Failed(_));
        el("section", if small { "vault small" } else { "vault" })
            .node(&self.root)
            .a("aria-labelledby", "vault-title")
            .s("data-vault", name_of(&data.status))
            .aria("aria-busy", self.busy)
            .add(el("div", if small { "vault-head hidden" } else { "vault-head" }).put(icon(icon::SHIELD)).add(heading))
            .add(el("div", "vault-said").a("role", "status").maybe(said))
            .add(body)
            .done()
    }

    fn rendered(&mut self, _: &Cx<'_>) {
        if let (Some(root), Some(id)) = (self.root.get(), self.focus.take())
            && !focus(&root, id)
        {
            focus(&root, "vault-title");
        }
    }
}

fn name_of(status: &Status) -> &'static str {
    match status {
        Status::Unknown => "unknown",
        Status::Absent => "absent",
        Status::Locked => "locked",
        Status::Open => "open",
        Status::Failed(_) => "failed",
    }
}

impl VaultPart {
    fn new(cx: &Cx<'_>, shelf: &Rc<Shelf>) -> Self {
        let heard = shelf.listen(cx.link.callback(|()| late(Msg::Draw)));
        let asking = shelf.clone();
        wasm_bindgen_futures::spawn_local(async move { asking.look().await });
        if shelf.data().status == Status::Open {
            shelf.save_drafts(&cx.ui.store);
        }
        VaultPart {
            shelf: shelf.clone(),
            shown: Shown::Home,
            busy: false,
            said: None,
            consent: Consent::default(),
            preview: None,
            own: false,
            focus: None,
            typed: NodeRef::default(),
            again: NodeRef::default(),
            file: NodeRef::default(),
            root: NodeRef::default(),
            _heard: heard,
        }
    }

    /// Does something, and says `said` of it when it went well.
    fn run(&mut self, cx: &Cx<'_>, said: &'static str, then: Shown, task: impl Future<Output = Asked<()>> + 'static) {
        let said = cx.ui.t(said).to_owned();
        self.run_saying(cx, then, async move { task.await.map(|()| (true, said)) });
    }

    fn run_saying(&mut self, cx: &Cx<'_>, then: Shown, task: impl Future<Output = Asked<(bool, String)>> + 'static) {
        if std::mem::replace(&mut self.busy, true) {
            return;
        }
        self.said = None;
        let ui = cx.ui.clone();
        cx.link.send_future(async move {
            late(match task.await {
                Ok(said) => Msg::Done(Some(said).filter(|(_, text)| !text.is_empty()), Some(then)),
                Err(error) => Msg::Done(Some(failure(&ui, &error)), None),
            })
        });
    }

    /// The box with the new passphrase, when both boxes have the same.
    fn same(&mut self, ui: &Ui) -> Option<web_sys::HtmlInputElement> {
        let typed = self.typed.cast::<web_sys::HtmlInputElement>()?;
        let again = self.again.cast::<web_sys::HtmlInputElement>()?;
        // As the browser has them: a passphrase never comes into the memory of this module
        let value = |input: &web_sys::HtmlInputElement| js_sys::Reflect::get(input, &"value".into()).ok();
        if value(&typed) == value(&again) {
            again.set_value("");
            return Some(typed);
        }
        self.said = Some((false, ui.t("shelf.differ").to_owned()));
        self.focus = Some("vault-again");
        None
    }

    /// Whether the page asks for keeping nothing, as strangers use this machine, and nobody has said otherwise.
    fn guards(&self, data: &Data) -> bool {
        self.shelf.keeper().shared() && !self.own && data.status != Status::Open
    }

    fn act(
        &self,
        cx: &Cx<'_>,
        class: &'static str,
        action: &'static str,
        picture: &'static str,
        key: &str,
        msg: Msg,
    ) -> El {
        button(cx.link, class, action, picture, cx.ui.t(key), late(msg)).a_if(self.busy, "disabled", "")
    }

    fn input(
        &self,
        cx: &Cx<'_>,
        node: &NodeRef,
        id: &'static str,
        key: &str,
        new: bool,
        enter: Option<fn() -> Msg>,
    ) -> El {
        let input = el("input", "input")
            .a("id", id)
            .a("type", "password")
            .a("autocomplete", if new { "new-password" } else { "current-password" })
            .a("autocapitalize", "off")
            .a("spellcheck", "false")
            .node(node);
        let input = match enter {
            None => input,
            Some(enter) => input.on(
                || ListenerKind::onkeydown,
                hear(cx.link, move |event| {
                    let event: web_sys::KeyboardEvent = event.unchecked_into();
                    (event.key() == "Enter" && !event.is_composing()).then(|| {
                        event.prevent_default();
                        late(enter())
                    })
                }),
            ),
        };
        el("div", "").add(leaf("label", "label", cx.ui.t(key)).a("for", id)).add(input)
    }

    fn guard(&self, cx: &Cx<'_>) -> El {
        el("div", "vault-body").add(leaf("p", "", cx.ui.t("shelf.shared.text"))).add(
            el("div", "row-buttons").add(self.act(cx, "btn small", "own-machine", "", "shelf.shared.own", Msg::Own)),
        )
    }

    /// Small, as it stands before what the page is for.
    fn absent(&self, cx: &Cx<'_>) -> El {
        let offer = el("div", "vault-body").add(leaf("p", "", cx.ui.t("shelf.absent.text"))).add(
            el("div", "row-buttons")
                .add(self.act(cx, "btn", "vault-make", icon::SHIELD, "shelf.make", Msg::Show(Shown::Consent)))
                .add(self.act(
                    cx,
                    "btn ghost",
                    "vault-restore",
                    icon::FOLDER,
                    "shelf.restore",
                    Msg::Show(Shown::Restore),
                )),
        );
        el("details", "more")
            .a("data-action", "vault-offer")
            .add(leaf("summary", "", cx.ui.t("shelf.absent")))
            .add(offer)
    }

    /// What is asked apart from the rest: neither is ticked for the citizen.
    fn ticks(&self, cx: &Cx<'_>) -> El {
        let tick = |id: &str, ticked: bool, which: Ticked, key: &str, more: &str| {
            let label = leaf("label", "", cx.ui.t(key)).add(leaf("span", "quiet", cx.ui.t(more)));
            choice("checkbox", id, None, ticked, cx.link, late(Msg::Tick(which)), label)
        };
        let Consent { sensitive, others } = self.consent;
        el("div", "vault-ticks")
            .add(tick("vault-sensitive", sensitive, Ticked::Sensitive, "shelf.sensitive", "shelf.sensitive.more"))
            .add(tick("vault-others", others, Ticked::Others, "shelf.others", "shelf.others.more"))
    }

    fn consent(&self, cx: &Cx<'_>) -> El {
        let ui = cx.ui;
        let days = DRAFT_DAYS.to_string();
        let facts = ["why", "what", "where", "long", "who", "rights"].map(|fact| {
            let [key, text] = [["shelf.consent.", fact].concat(), ["shelf.consent.", fact, ".text"].concat()];
            el("div", "").add(leaf("dt", "", ui.t(&key))).add(leaf("dd", "", &ui.tp(&text, &[("days", &days)]))).done()
        });
        el("div", "vault-body")
            .add(el("dl", "vault-facts").all(facts.into()))
            .add(self.ticks(cx))
            .add(leaf("p", "", ui.t("shelf.passphrase.help")))
            .add(self.input(cx, &self.typed, "vault-typed", "shelf.passphrase.new", true, None))
            .add(self.input(cx, &self.again, "vault-again", "shelf.passphrase.again", true, Some(|| Msg::Create)))
            .add(
                el("div", "row-buttons")
                    .add(self.act(cx, "btn primary", "vault-create", icon::CHECK, "shelf.consent.yes", Msg::Create))
                    .add(self.act(cx, "btn", "vault-no", "", "shelf.consent.no", Msg::Show(Shown::Home))),
            )
            .add(leaf("p", "quiet", &ui.tp("shelf.consent.law", &[("version", &CONSENT.to_string())])))
    }

    fn locked(&self, cx: &Cx<'_>, data: &Data) -> El {
        let ui = cx.ui;
        let why = (!data.locked.is_empty()).then(|| {
            let key = ["shelf.locked.", &data.locked].concat();
            line("quiet", icon::INFO, ui.t(&key))
        });
        let passkey = (!data.passkeys.is_empty())
            .then(|| self.act(cx, "btn", "vault-passkey", icon::PERSON, "shelf.unlock.passkey", Msg::OpenByPasskey));
        el("div", "vault-body")
            .maybe(why)
            .add(self.input(cx, &self.typed, "vault-typed", "shelf.passphrase", false, Some(|| Msg::Open)))
            .add(
                el("div", "row-buttons")
                    .add(self.act(cx, "btn primary", "vault-open", icon::CHECK, "shelf.unlock", Msg::Open))
                    .maybe(passkey),
            )
            .add(el("details", "more").add(leaf("summary", "", ui.t("shelf.forgotten"))).add(
                el("div", "vault-body").add(leaf("p", "", ui.t("shelf.forgotten.text"))).add(self.act(
                    cx,
                    "btn small",
                    "vault-wipe",
                    icon::BIN,
                    "shelf.wipe",
                    Msg::Show(Shown::Wipe),
                )),
            ))
    }

    fn open(&self, cx: &Cx<'_>, data: &Data) -> El {
        let ui = cx.ui;
        let counts = [("n", &*data.papers.len().to_string()), ("people", &*data.people.len().to_string())];
        let broken = (data.broken > 0)
            .then(|| line("problem warning", icon::WARN, &ui.tp("shelf.broken", &[("n", &data.broken.to_string())])));
        let saver = self.shelf.saver(&ui.store);
        let unsaved = saver.as_ref().and_then(|saver| {
            let failed = saver.failed.borrow();
            let (_, text) = failure(ui, failed.as_ref()?);
            Some(line("problem warning", icon::WARN, &[ui.t("shelf.draft.unsaved"), " ", &text].concat()))
        });
        let lock = self.act(cx, "btn", "vault-lock", icon::SHIELD, "shelf.lock", Msg::Lock);
        el("div", "vault-body")
            .add(el("div", "vault-line").add(leaf("p", "", &ui.tp("shelf.counts", &counts))).add(lock))
            .maybe(broken)
            .maybe(unsaved)
            .maybe(self.drafts(cx, data, saver.and_then(|s| s.object())))
            .maybe(self.people(cx, data))
            .maybe(self.to_keep(cx, data))
            .add(self.backup(cx, data))
            .add(self.manage(cx, data))
    }

    /// Drafts of this procedure; of others how many there are.
    fn drafts(&self, cx: &Cx<'_>, data: &Data, present: Option<Rc<str>>) -> Option<El> {
        let ui = cx.ui;
        let procedure = ui.store.dossier().definition().id.clone();
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            data.drafts.iter().filter(|d| Some(&d.object) != present.as_ref()).partition(|d| d.procedure == procedure);
        let line = |draft: &&shelf::Draft| {
            let when = moment(draft.changed);
            let go_on = self.act(
                cx,
                "btn small",
                "draft-open",
                icon::EDIT,
                "shelf.draft.open",
                Msg::GoOn(draft.object.clone()),
            );
            let delete = Msg::Delete(vec![draft.object.clone()]);
            let delete = self.act(cx, "btn small", "draft-delete", icon::BIN, "shelf.draft.delete", delete);
            el("li", "vault-line")
                .key(&draft.object)
                .add(leaf("p", "", &ui.tp("shelf.draft", &[("when", &when)])))
                .add(el("div", "row-buttons").add(go_on).add(delete))
                .done()
        };
        let other = |draft: &&shelf::Draft| {
            let said = ui.tp("shelf.draft.other", &[("title", &draft.title), ("when", &moment(draft.changed))]);
            let delete = Msg::Delete(vec![draft.object.clone()]);
            el("li", "vault-line")
                .key(&draft.object)
                .add(leaf("p", "quiet", &said))
                .add(self.act(cx, "btn small", "draft-delete", icon::BIN, "shelf.draft.delete", delete))
                .done()
        };
        (!here.is_empty() || !elsewhere.is_empty()).then(|| {
            let lines = here.iter().map(line).chain(elsewhere.iter().map(other)).collect();
            el("div", "").add(leaf("h4", "", ui.t("shelf.drafts"))).add(el("ul", "vault-list").all(lines))
        })
    }

    /// The people, each to be used for this form with one tap.
    fn people(&self, cx: &Cx<'_>, data: &Data) -> Option<El> {
        let ui = cx.ui;
        let here: Vec<Rc<Record>> = ui.store.dossier().records().iter().map(|(_, r)| r.clone()).collect();
        let line = |(at, person): (usize, &crate::dossier::Known)| {
            let papers: Vec<&shelf::Paper> = person.papers().into_iter().filter_map(|at| data.papers.get(at)).collect();
            let used = papers.iter().all(|p| here.iter().any(|r| r.raw.trim() == p.record.raw.trim()));
            let born = person.born.map(|born| ui.tp("shelf.born", &[("date", &born.to_vietnamese())]));
            let names: Vec<&str> = papers.iter().map(|p| p.record.kind.name(&ui.lang)).collect();
            let note = born.into_iter().chain([names.join(", ")]).collect::<Vec<_>>().join(" · ");
            let action = if used {
                line("all-good", icon::CHECKED, ui.t("shelf.in-use"))
            } else {
                self.act(cx, "btn small primary", "vault-use", icon::CHECK, "shelf.use", Msg::Use(at))
                    .s("aria-label", &[ui.t("shelf.use"), ": ", &person.name].concat())
            };
            el("li", "vault-line")
                .add(el("div", "").add(leaf("p", "who", &person.name)).add(leaf("p", "quiet", &note)))
                .add(action)
                .done()
        };
        (!data.people.is_empty()).then(|| {
            let lines = data.people.iter().enumerate().map(line).collect();
            el("div", "").add(leaf("h4", "", ui.t("shelf.people"))).add(el("ul", "vault-list").all(lines))
        })
    }

    /// Papers of this dossier that are not kept yet.
    fn to_keep(&self, cx: &Cx<'_>, data: &Data) -> Option<El> {
        let ui = cx.ui;
        let records: Vec<(Rc<str>, Rc<Record>)> = ui.store.dossier().records().to_vec();
        let new = records.iter().filter(|(_, r)| r.kind != RecordKind::Host && data.kept(r).is_none());
        let lines: Vec<Html> = new.map(|(id, record)| self.keep_line(cx, data, id, record).done()).collect();
        (!lines.is_empty())
            .then(|| el("div", "").add(leaf("h4", "", ui.t("shelf.keep.title"))).add(el("ul", "vault-list").all(lines)))
    }

    fn keep_line(&self, cx: &Cx<'_>, data: &Data, id: &Rc<str>, record: &Record) -> El {
        let ui = cx.ui;
        let name = record.holder_name().unwrap_or_default();
        let what = el("div", "").add(leaf("p", "who", name)).add(leaf("p", "quiet", record.kind.name(&ui.lang)));
        let keep = |mine: bool, key: &str| {
            let action = if mine { "vault-keep-mine" } else { "vault-keep-other" };
            self.act(cx, "btn small", action, icon::SAVE, key, Msg::Keep(id.clone(), mine))
                .s("aria-label", &[ui.t(key), ": ", name].concat())
        };
        let buttons = el("div", "row-buttons");
        // Whose it is only the citizen knows, until one paper has said so
        let buttons = match record.holder_id() {
            Some(number) if !data.me.is_empty() => {
                let mine = number == &*data.me;
                let key = match (mine, data.consent.others) {
                    (true, _) | (_, true) => "shelf.keep",
                    (false, false) => "shelf.keep.agreed",
                };
                buttons.add(keep(mine, key))
            }
            _ => buttons
                .add(keep(true, "shelf.keep.mine"))
                .add(keep(false, if data.consent.others { "shelf.keep.other" } else { "shelf.keep.agreed" })),
        };
        el("li", "vault-line").key(id).add(what).add(buttons)
    }

    fn backup(&self, cx: &Cx<'_>, data: &Data) -> El {
        let ui = cx.ui;
        let (said, urgent) = match data.backup {
            None if data.papers.is_empty() => (ui.t("shelf.backup.none").to_owned(), false),
            None => (ui.t("shelf.backup.first").to_owned(), true),
            Some((at, generation)) => {
                let older = data.generation > generation + 1;
                let key = if older { "shelf.backup.old" } else { "shelf.backup.fresh" };
                (ui.tp(key, &[("when", &moment(at))]), false)
            }
        };
        let class = if urgent { "btn small primary" } else { "btn small" };
        el("div", "vault-line")
            .add(if urgent { line("", icon::WARN, &said) } else { leaf("p", "quiet", &said) })
            .add(self.act(cx, class, "vault-export", icon::SAVE, "shelf.export", Msg::Export))
    }

    fn manage(&self, cx: &Cx<'_>, data: &Data) -> El {
        let ui = cx.ui;
        let paper = |paper: &shelf::Paper| {
            let whose = ui.t(if paper.mine { "shelf.mine" } else { "shelf.of-other" });
            let name = paper.record.holder_name().unwrap_or_default();
            let note = [paper.record.kind.name(&ui.lang), " · ", whose].concat();
            el("li", "vault-line")
                .key(&paper.object)
                .add(el("div", "").add(leaf("p", "who", name)).add(leaf("p", "quiet", &note)))
                .add(
                    self.act(
                        cx,
                        "btn small",
                        "paper-delete",
                        icon::BIN,
                        "shelf.delete",
                        Msg::Delete(vec![paper.object.clone()]),
                    )
                    .s("aria-label", &[ui.t("shelf.delete"), ": ", name].concat()),
                )
                .done()
        };
        let passkey = self.shelf.keeper().passkeys().then(|| {
            self.act(cx, "btn small", "vault-add-passkey", icon::PERSON, "shelf.passkey.add", Msg::AddPasskey)
        });
        let show =
            |action, picture, key: &str, shown| self.act(cx, "btn small", action, picture, key, Msg::Show(shown));
        el("details", "more").a("data-action", "vault-manage").add(leaf("summary", "", ui.t("shelf.manage"))).add(
            el("div", "vault-body").add(el("ul", "vault-list").all(data.papers.iter().map(paper).collect())).add(
                el("div", "row-buttons")
                    .add(show("vault-agreed", icon::EDIT, "shelf.agree", Shown::Agreed))
                    .add(show("vault-passphrase", icon::EDIT, "shelf.change", Shown::Passphrase))
                    .maybe(passkey)
                    .add(show("vault-restore", icon::FOLDER, "shelf.restore", Shown::Restore))
                    .add(show("vault-wipe", icon::BIN, "shelf.wipe", Shown::Wipe)),
            ),
        )
    }

    fn restore(&self, cx: &Cx<'_>, data: &Data) -> El {
        let ui = cx.ui;
        let back = self.act(cx, "btn", "vault-back", "", "shelf.back", Msg::Show(Shown::Home));
        let Some(found) = &self.preview else {
            let file =
                el("div", "").add(leaf("label", "label", ui.t("shelf.restore.file")).a("for", "vault-file")).add(
                    el("input", "input").a("id", "vault-file").a("type", "file").a("accept", ".troly").node(&self.file),
                );
            return el("div", "vault-body")
                .add(leaf("p", "", ui.t("shelf.restore.text")))
                .add(file)
                .add(self.input(cx, &self.typed, "vault-typed", "shelf.restore.passphrase", false, Some(|| Msg::File)))
                .add(
                    el("div", "row-buttons")
                        .add(self.act(
                            cx,
                            "btn primary",
                            "vault-read-file",
                            icon::CHECK,
                            "shelf.restore.look",
                            Msg::File,
                        ))
                        .add(back),
                );
        };
        let objects = found.get("objects").and_then(Json::as_int).unwrap_or_default().to_string();
        let when = moment(found.get("at").and_then(Json::as_int).unwrap_or_default() as f64);
        let preview = found.get("preview").filter(|p| matches!(p, Json::Object(_)));
        let lines = ["added", "replaced", "kept", "same", "broken"].into_iter().filter_map(|part| {
            let n = preview?.get(part)?.items().len();
            let said = ui.tp(&["shelf.restore.", part].concat(), &[("n", &n.to_string())]);
            (n > 0).then(|| leaf("li", "", &said).done())
        });
        let other = preview.is_some() && found.get("same").and_then(Json::as_bool) == Some(false);
        let mut buttons = el("div", "row-buttons");
        buttons = buttons.add(self.act(
            cx,
            "btn primary",
            "vault-merge",
            icon::CHECK,
            "shelf.restore.do",
            Msg::Restore("newer"),
        ));
        let clash = preview.is_some_and(|p| {
            ["replaced", "kept"].iter().any(|part| p.get(part).is_some_and(|list| !list.items().is_empty()))
        });
        if clash {
            buttons = buttons
                .add(self.act(cx, "btn", "vault-merge-file", "", "shelf.restore.do-file", Msg::Restore("file")))
                .add(self.act(cx, "btn", "vault-merge-here", "", "shelf.restore.do-here", Msg::Restore("here")));
        }
        let absent = data.status == Status::Absent;
        el("div", "vault-body")
            .add(
                leaf("p", "", &ui.tp("shelf.restore.found", &[("n", &objects), ("when", &when)]))
                    .a("id", "vault-preview")
                    .a("tabindex", "-1"),
            )
            .maybe(absent.then(|| leaf("p", "", ui.t("shelf.restore.new"))))
            .maybe(other.then(|| line("problem warning", icon::WARN, ui.t("shelf.restore.other"))))
            .add(el("ul", "vault-facts").all(lines.collect()))
            .add(buttons.add(back))
    }

    fn change(&self, cx: &Cx<'_>) -> El {
        el("div", "vault-body")
            .add(leaf("p", "", cx.ui.t("shelf.change.text")))
            .add(self.input(cx, &self.typed, "vault-typed", "shelf.passphrase.new", true, None))
            .add(self.input(cx, &self.again, "vault-again", "shelf.passphrase.again", true, Some(|| Msg::Passphrase)))
            .add(
                el("div", "row-buttons")
                    .add(self.act(cx, "btn primary", "vault-change", icon::CHECK, "shelf.change", Msg::Passphrase))
                    .add(self.act(cx, "btn", "vault-back", "", "shelf.back", Msg::Show(Shown::Home))),
            )
    }

    fn agreed(&self, cx: &Cx<'_>) -> El {
        el("div", "vault-body").add(leaf("p", "", cx.ui.t("shelf.agree.text"))).add(self.ticks(cx)).add(
            el("div", "row-buttons")
                .add(self.act(cx, "btn primary", "vault-agree", icon::CHECK, "shelf.agree.do", Msg::Agree))
                .add(self.act(cx, "btn", "vault-back", "", "shelf.back", Msg::Show(Shown::Home))),
        )
    }

    fn wipe(&self, cx: &Cx<'_>) -> El {
        el("div", "vault-body").add(leaf("p", "", cx.ui.t("shelf.wipe.text"))).add(
            el("div", "row-buttons")
                .add(self.act(cx, "btn danger", "vault-wipe-all", icon::BIN, "shelf.wipe.do", Msg::Wipe))
                .add(self.act(cx, "btn", "vault-back", "", "shelf.back", Msg::Show(Shown::Home))),
        )
    }
}

/// A moment on the clock of the device: `14:05 ngày 28/11/2026` reads the same in both languages without the word.
fn moment(ms: f64) -> String {
    let date = js_sys::Date::new(&ms.into());
    let two = |n: u32| format!("{n:02}");
    [
        &*two(date.get_date()),
        "/",
        &two(date.get_month() + 1),
        "/",
        &date.get_full_year().to_string(),
        " ",
        &two(date.get_hours()),
        ":",
        &two(date.get_minutes()),
    ]
    .concat()
}
