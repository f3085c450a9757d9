//! What the page knows of the vault: whether there is one, and of an open one the papers, drafts and what was agreed to. One for all
//! elements of a page. The key never comes here; it is in the worker ([`Keeper`]), which ends when the vault is locked.
//!
//! Nothing of an open vault is in a dossier until the citizen uses it there: a dossier is what the portal gets.

use crate::{
    dossier::{Kept, Known, Place, Tie, known_people},
    json::{Json, Limits},
    record::{Record, stated},
    ui::{
        dom::pause,
        host::{Asked, Keeper, VaultFailure, With},
        store::{Store, Subscription, Topic, WeakStore},
    },
};
use std::{
    cell::{Cell, Ref, RefCell},
    rc::{Rc, Weak},
};
use yew::Callback;

/// Version of what is agreed to: another text is shown, and agreed to, anew.
pub const CONSENT: i64 = 1;
/// Drafts that nobody went on with are deleted after so many days.
pub const DRAFT_DAYS: f64 = 30.0;
const DAY: f64 = 86_400_000.0;
/// How long after a change a draft is written.
const PAUSE: i32 = 700;
/// How often, at most, the worker hears that somebody is at work.
const TOUCH: f64 = 20_000.0;

/// Whether there is a vault, and whether it is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Not asked yet.
    Unknown,
    /// There is none.
    Absent,
    /// There is one; and how it can be opened.
    Locked,
    /// It is open.
    Open,
    /// It cannot be used here: the code of why.
    Failed(String),
}

/// A paper that is kept.
pub struct Paper {
    /// The vault's object.
    pub object: Rc<str>,
    /// The paper.
    pub record: Record,
    /// Whether it is the citizen's own.
    pub mine: bool,
}

/// A dossier that was begun.
#[derive(Clone)]
pub struct Draft {
    /// The vault's object.
    pub object: Rc<str>,
    /// Of which procedure.
    pub procedure: Rc<str>,
    /// Its name.
    pub title: Rc<str>,
    /// When it was last changed, in milliseconds since 1970.
    pub changed: f64,
    /// The exported dossier.
    pub dossier: Rc<str>,
}

/// What the citizen agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Consent {
    /// That sensitive data are kept (NĐ 356/2025/NĐ-CP, Điều 4).
    pub sensitive: bool,
    /// That papers of other people are kept for longer than a dossier.
    pub others: bool,
}

/// See the module.
pub struct Data {
    /// Whether it is open.
    pub status: Status,
    /// Why it was locked, if not by the citizen here.
    pub locked: String,
    /// Ids of the passkeys that open it.
    pub passkeys: Vec<String>,
    /// The papers.
    pub papers: Vec<Paper>,
    /// Of whom they speak.
    pub people: Vec<Known>,
    /// What the citizen said of that, by places among the papers.
    pub ties: Vec<Tie>,
    /// Which commune the citizen chose for an old address: (as printed, code).
    pub choices: Vec<(Rc<str>, Rc<str>)>,
    /// The drafts, the newest first.
    pub drafts: Vec<Draft>,
    /// Objects that cannot be read.
    pub broken: usize,
    /// What was agreed to.
    pub consent: Consent,
    /// The citizen's own number, once a paper was said to be the citizen's own.
    pub me: Rc<str>,
    /// When the last backup was made, and how the vault was then.
    pub backup: Option<(f64, i64)>,
    /// How often it was changed.
    pub generation: i64,
    vault: String,
    setting: Option<Rc<str>>,
    tied: Option<Rc<str>>,
}

impl Data {
    fn new(status: Status) -> Self {
        Data {
            status,
            locked: String::new(),
            passkeys: Vec::new(),
            papers: Vec::new(),
            people: Vec::new(),
            ties: Vec::new(),
            choices: Vec::new(),
            drafts: Vec::new(),
            broken: 0,
            consent: Consent::default(),
            me: "".into(),
            backup: None,
            generation: 0,
            vault: String::new(),
            setting: None,
            tied: None,
        }
    }

    /// The kept paper that is this one: its place.
    pub fn kept(&self, record: &Record) -> Option<usize> {
        let raw = stated::without_sensitive(record).filter(|_| !self.consent.sensitive);
        let raw = raw.as_ref().map_or(&record.raw, |r| &r.raw);
        self.papers.iter().position(|p| p.record.raw.trim() == raw.trim() || p.record.raw.trim() == record.raw.trim())
    }

    /// The papers of one of the people, and what was said of them.
    pub fn of(&self, person: usize) -> Option<Kept> {
        let places = self.people.get(person)?.papers();
        let records = places.iter().filter_map(|at| self.papers.get(*at)).map(|p| p.record.clone()).collect();
        let place = |(at, subject): &Place| Some((places.iter().position(|p| p == at)?, subject.clone()));
        let tie = |tie: &Tie| Some(Tie { same: tie.same, one: place(&tie.one)?, other: place(&tie.other)? });
        let ties = self.ties.iter().filter_map(tie).collect();
        Some(Kept { records, ties, choices: self.choices.clone() })
    }

    /// What was said of papers, as it is kept: the papers by their objects, which stay when places change.
    fn said_to_text(&self, ties: &[Tie], choices: &[(Rc<str>, Rc<str>)]) -> String {
        let place = |(at, subject): &Place| {
            [Json::text(self.papers.get(*at).map_or("", |p| &*p.object)), Json::Text(subject.clone())]
        };
        let tie = |tie: &Tie| {
            let said = std::iter::once(Json::Bool(tie.same));
            Json::Array(said.chain(place(&tie.one)).chain(place(&tie.other)).collect())
        };
        let choice = |(printed, code): &(Rc<str>, Rc<str>)| {
            Json::Array(vec![Json::Text(printed.clone()), Json::Text(code.clone())])
        };
        Json::object([
            ("ties", Json::Array(ties.iter().map(tie).collect())),
            ("choices", Json::Array(choices.iter().map(choice).collect())),
        ])
        .to_text()
    }

    /// Those of papers that are still there.
    fn read_ties(&self, read: &Json) -> Vec<Tie> {
        let place = |object: Option<&Json>, subject: Option<&Json>| {
            let (object, subject) = (object?.as_text()?, subject?.as_text()?.clone());
            Some((self.papers.iter().position(|p| p.object == *object)?, subject))
        };
        let tie = |tie: &Json| {
            let said = tie.items();
            let (one, other) = (place(said.get(1), said.get(2))?, place(said.get(3), said.get(4))?);
            Some(Tie { same: said.first()?.as_bool()?, one: one.clone().min(other.clone()), other: one.max(other) })
        };
        let mut ties: Vec<Tie> = read.get("ties").map_or(&[][..], Json::items).iter().filter_map(tie).collect();
        ties.sort();
        ties
    }
}

/// See the module.
pub struct Shelf {
    keeper: Rc<dyn Keeper>,
    data: RefCell<Data>,
    told: RefCell<Vec<Weak<Callback<()>>>>,
    savers: RefCell<Vec<Weak<Saver>>>,
    touched: Cell<f64>,
}

fn number(json: &Json, key: &str) -> i64 {
    json.get(key).and_then(Json::as_int).unwrap_or_default()
}

fn word(json: &Json, key: &str) -> Rc<str> {
    json.get(key).and_then(Json::as_text).cloned().unwrap_or_default()
}

fn yes(json: &Json, key: &str) -> bool {
    json.get(key).and_then(Json::as_bool).unwrap_or_default()
}

fn damaged() -> VaultFailure {
    VaultFailure { code: "vault.broke".to_owned(), ms: 0 }
}

/// What the vault gives back was written here: a draft stands in it as one text.
const KEPT: Limits = Limits { bytes: 16 << 20, string: 16 << 20, ..Limits::DEFAULT };

const NOTHING: Json = Json::Object(Vec::new());

impl Shelf {
    /// Nothing is asked yet.
    pub fn new(keeper: Rc<dyn Keeper>) -> Rc<Self> {
        let shelf = Rc::new(Shelf {
            keeper: keeper.clone(),
            data: RefCell::new(Data::new(Status::Unknown)),
            told: RefCell::default(),
            savers: RefCell::default(),
            touched: Cell::new(0.0),
        });
        let heard = Rc::downgrade(&shelf);
        keeper.listen(Callback::from(move |why: String| {
            let Some(shelf) = heard.upgrade() else { return };
            if why == "wrote" {
                wasm_bindgen_futures::spawn_local(async move { drop(shelf.read().await) });
            } else {
                shelf.locked(&why);
            }
        }));
        shelf
    }

    /// What is known.
    pub fn data(&self) -> Ref<'_, Data> {
        self.data.borrow()
    }

    /// The worker's side.
    pub fn keeper(&self) -> &dyn Keeper {
        &*self.keeper
    }

    /// Hears of changes as long as what is given is held.
    pub fn listen(&self, told: Callback<()>) -> Rc<Callback<()>> {
        let told = Rc::new(told);
        self.told.borrow_mut().push(Rc::downgrade(&told));
        told
    }

    fn tell(&self) {
        self.told.borrow_mut().retain(|told| told.strong_count() > 0);
        let all: Vec<_> = self.told.borrow().iter().filter_map(Weak::upgrade).collect();
        all.iter().for_each(|told| told.emit(()));
    }

    async fn ask(&self, op: &'static str, args: Json, with: With) -> Asked<Json> {
        Ok(self.keeper.ask(op, args, with).await?.0)
    }

    /// Whether there is a vault.
    pub async fn look(&self) {
        if self.data().status == Status::Open {
            return;
        }
        let seen = self.keeper.seen();
        let args = match seen.split_once(' ').and_then(|(vault, n)| Some((vault, n.parse().ok()?))) {
            Some((vault, n)) => {
                let seen = Json::object([("vault", Json::text(vault)), ("generation", Json::Int(n))]);
                Json::object([("seen", seen)])
            }
            None => NOTHING,
        };
        match self.ask("look", args, With::Nothing).await {
            Ok(found) => {
                let vault = word(&found, "vault").to_string();
                let mut data = self.data.borrow_mut();
                data.status = if vault.is_empty() { Status::Absent } else { Status::Locked };
                let ways = found.get("ways").map_or(&[][..], Json::items);
                data.passkeys =
                    ways.iter().map(|way| word(way, "hint").to_string()).filter(|h| !h.is_empty()).collect();
                data.vault = vault;
                data.locked = self.keeper.was_locked();
            }
            Err(failure) => self.data.borrow_mut().status = Status::Failed(failure.code),
        }
        self.tell();
    }

    /// A new vault.
    pub async fn create(&self, typed: web_sys::HtmlInputElement, consent: Consent, today: &str) -> Asked<()> {
        let opened = self.ask("create", NOTHING, With::Passphrase(typed)).await?;
        self.opened(&opened);
        self.data.borrow_mut().consent = consent;
        self.keeper.persist().await;
        self.write_setting(today).await?;
        self.read().await
    }

    /// Opens it with a passphrase or a passkey.
    pub async fn open(&self, typed: Option<web_sys::HtmlInputElement>) -> Asked<()> {
        let with = match typed {
            Some(typed) => With::Passphrase(typed),
            None => {
                let data = self.data();
                With::Passkey(data.vault.clone(), data.passkeys.clone())
            }
        };
        let opened = self.ask("open", NOTHING, with).await?;
        self.opened(&opened);
        self.read().await?;
        self.clear_old().await
    }

    fn opened(&self, opened: &Json) {
        let mut data = self.data.borrow_mut();
        data.status = Status::Open;
        data.locked.clear();
        data.vault = word(opened, "vault").to_string();
        data.generation = number(opened, "generation");
        data.backup = backup(opened);
        drop(data);
        self.remember();
    }

    /// An older state that somebody puts in the place of this one is noticed the next time.
    fn remember(&self) {
        let data = self.data();
        self.keeper.remember(&[&data.vault, " ", &data.generation.to_string()].concat());
    }

    /// Reads everything.
    async fn read(&self) -> Asked<()> {
        let all = self.ask("all", NOTHING, With::Nothing).await?;
        {
            let mut data = self.data.borrow_mut();
            data.papers.clear();
            data.drafts.clear();
            (data.broken, data.setting, data.tied) = (0, None, None);
            let mut tied = NOTHING;
            for object in all.items() {
                let text = word(object, "text");
                let (id, read) = (word(object, "id"), Json::parse_with(&text, &KEPT));
                let Some(read) = read.ok().filter(|_| object.get("text").is_some()) else {
                    data.broken += 1;
                    continue;
                };
                match &*word(object, "kind") {
                    "record" => match Record::from_stored(&read) {
                        Ok(record) => data.papers.push(Paper { object: id, record, mine: yes(&read, "mine") }),
                        Err(_) => data.broken += 1,
                    },
                    "draft" => data.drafts.push(Draft {
                        object: id,
                        procedure: word(&read, "procedure"),
                        title: word(&read, "title"),
                        changed: number(object, "changed") as f64,
                        dossier: word(&read, "dossier"),
                    }),
                    "person" => (data.tied, tied) = (Some(id), read),
                    "setting" => {
                        data.consent = Consent { sensitive: yes(&read, "sensitive"), others: yes(&read, "others") };
                        data.me = word(&read, "me");
                        data.setting = Some(id);
                    }
                    _ => {}
                }
            }
            data.drafts.sort_by(|a, b| b.changed.total_cmp(&a.changed));
            let records: Vec<Record> = data.papers.iter().map(|p| p.record.clone()).collect();
            data.ties = data.read_ties(&tied);
            let choice =
                |said: &Json| Some((said.items().first()?.as_text()?.clone(), said.items().get(1)?.as_text()?.clone()));
            data.choices = tied.get("choices").map_or(&[][..], Json::items).iter().filter_map(choice).collect();
            data.people = known_people(&records, &data.ties);
        }
        self.tell();
        Ok(())
    }

    /// Drafts that nobody went on with for long.
    async fn clear_old(&self) -> Asked<()> {
        let before = self.keeper.now() - DRAFT_DAYS * DAY;
        let old: Vec<Rc<str>> =
            self.data().drafts.iter().filter(|d| d.changed < before).map(|d| d.object.clone()).collect();
        if old.is_empty() { Ok(()) } else { self.delete(&old).await }
    }

    async fn write(&self, edits: Vec<Json>) -> Asked<Vec<Rc<str>>> {
        let done = self.ask("write", Json::object([("edits", Json::Array(edits))]), With::Nothing).await?;
        self.data.borrow_mut().generation = number(&done, "generation");
        self.remember();
        Ok(done.get("ids").map_or(&[][..], Json::items).iter().filter_map(Json::as_text).cloned().collect())
    }

    async fn write_setting(&self, today: &str) -> Asked<()> {
        let (id, text) = {
            let data = self.data();
            let said = Json::object([
                ("consent", Json::Int(CONSENT)),
                ("on", Json::text(today)),
                ("sensitive", Json::Bool(data.consent.sensitive)),
                ("others", Json::Bool(data.consent.others)),
                ("me", Json::Text(data.me.clone())),
            ]);
            (data.setting.clone(), said.to_text())
        };
        let ids = self.write(vec![put(id.as_ref(), "setting", &text)]).await?;
        self.data.borrow_mut().setting = ids.into_iter().next();
        Ok(())
    }

    /// Changes what is agreed to. What is no longer agreed to is deleted.
    pub async fn agree(&self, consent: Consent, today: &str) -> Asked<()> {
        self.data.borrow_mut().consent = consent;
        let edits: Vec<Json> = {
            let data = self.data();
            let edit = |paper: &Paper| {
                if !paper.mine && !consent.others {
                    return Some(delete(&paper.object));
                }
                let less = stated::without_sensitive(&paper.record).filter(|_| !consent.sensitive)?;
                Some(put(Some(&paper.object), "record", &kept(&less, paper.mine, today)))
            };
            data.papers.iter().filter_map(edit).collect()
        };
        if !edits.is_empty() {
            self.write(edits).await?;
        }
        self.write_setting(today).await?;
        self.read().await
    }

    /// Keeps a paper: as it is, or without what is sensitive.
    pub async fn keep(&self, record: &Record, mine: bool, today: &str) -> Asked<()> {
        let sensitive = self.data().consent.sensitive;
        let less = stated::without_sensitive(record).filter(|_| !sensitive);
        let text = kept(less.as_ref().unwrap_or(record), mine, today);
        self.write(vec![put(None, "record", &text)]).await?;
        let number = record.holder_id().filter(|_| mine && self.data().me.is_empty()).map(Rc::from);
        if let Some(number) = number {
            self.data.borrow_mut().me = number;
            self.write_setting(today).await?;
        }
        self.read().await
    }

    /// Deletes objects.
    pub async fn delete(&self, objects: &[Rc<str>]) -> Asked<()> {
        self.write(objects.iter().map(delete).collect()).await?;
        self.read().await
    }

    /// Everything as a file: its bytes, and how many objects could not be read and are not in it.
    pub async fn export(&self, name: &str) -> Asked<i64> {
        let (said, file) = self.keeper.ask("export", NOTHING, With::Nothing).await?;
        self.keeper.save(name, &file.ok_or_else(damaged)?);
        let generation = number(&said, "generation");
        self.ask("backed-up", Json::object([("generation", Json::Int(generation))]), With::Nothing).await?;
        {
            let mut data = self.data.borrow_mut();
            data.backup = Some((self.keeper.now(), generation));
            data.generation = generation + 1; // the note that there is a backup is a change itself
        }
        self.tell();
        Ok(number(&said, "broken"))
    }

    /// Opens an export file: what restoring it would do.
    pub async fn read_file(&self, typed: web_sys::HtmlInputElement, file: web_sys::File) -> Asked<Json> {
        self.ask("read-file", NOTHING, With::File(typed, file)).await
    }

    /// Restores the file that was opened: `newer`, `file` or `here` wins.
    pub async fn restore(&self, choice: &'static str) -> Asked<Json> {
        let done = self.ask("restore", Json::object([("choice", Json::text(choice))]), With::Nothing).await?;
        if let Some(opened) = done.get("opened") {
            self.opened(opened);
        }
        self.read().await?;
        Ok(done)
    }

    /// Another passphrase.
    pub async fn passphrase(&self, typed: web_sys::HtmlInputElement) -> Asked<()> {
        self.ask("passphrase", NOTHING, With::Passphrase(typed)).await.map(drop)
    }

    /// A passkey as one more way in.
    pub async fn add_passkey(&self) -> Asked<()> {
        let vault = self.data().vault.clone();
        self.ask("add-way", NOTHING, With::NewPasskey(vault)).await.map(drop)
    }

    /// Deletes everything; how many things there were.
    pub async fn wipe(&self) -> Asked<i64> {
        let done = self.ask("wipe", NOTHING, With::Nothing).await?;
        self.keeper.end();
        self.keeper.remember("");
        *self.data.borrow_mut() = Data::new(Status::Absent);
        self.tell();
        Ok(number(&done, "removed"))
    }

    /// Locks: what is open is written first, then the worker ends, and the page begins anew.
    pub async fn lock(&self) {
        let savers: Vec<Rc<Saver>> = self.savers.borrow().iter().filter_map(Weak::upgrade).collect();
        for saver in savers {
            drop(saver.write().await);
        }
        drop(self.ask("lock", NOTHING, With::Nothing).await);
        self.locked("");
    }

    fn locked(&self, why: &str) {
        self.keeper.end();
        let mut data = Data::new(if why == "gone" { Status::Absent } else { Status::Locked });
        why.clone_into(&mut data.locked);
        {
            let mut old = self.data.borrow_mut();
            (data.passkeys, data.vault) = (std::mem::take(&mut old.passkeys), std::mem::take(&mut old.vault));
            *old = data;
        }
        self.tell();
        self.keeper.forget(why);
    }

    /// Somebody is at work.
    fn touch(&self) {
        let now = self.keeper.now();
        if self.data().status == Status::Open && (now - self.touched.get()).abs() > TOUCH {
            self.touched.set(now);
            let asked = self.keeper.ask("touch", NOTHING, With::Nothing);
            wasm_bindgen_futures::spawn_local(async move { drop(asked.await) });
        }
    }

    /// From now on a draft of this dossier is written whenever it changes, while the vault is open.
    pub fn save_drafts(self: &Rc<Self>, store: &Store) {
        let saver = store.beside(|| {
            let saver = Rc::new(Saver {
                shelf: self.clone(),
                store: store.downgrade(),
                object: RefCell::default(),
                dirty: Cell::new(false),
                waits: Cell::new(false),
                failed: RefCell::default(),
                heard: RefCell::default(),
            });
            let heard = Rc::downgrade(&saver);
            let told = Callback::from(move |_| {
                if let Some(saver) = heard.upgrade() {
                    saver.changed();
                }
            });
            *saver.heard.borrow_mut() = Some(store.subscribe(Topic::Any, told));
            self.savers.borrow_mut().push(Rc::downgrade(&saver));
            saver
        });
        if let Ok(saver) = saver.downcast::<Saver>() {
            saver.changed(); // what was there before the vault was opened
        }
    }

    /// The draft that this dossier is written to, if it is written.
    pub fn saver(&self, store: &Store) -> Option<Rc<Saver>> {
        let same = |saver: &Rc<Saver>| saver.store.upgrade().is_some_and(|s| s == *store);
        self.savers.borrow().iter().filter_map(Weak::upgrade).find(same)
    }
}

/// Writes the draft of one dossier.
pub struct Saver {
    shelf: Rc<Shelf>,
    store: WeakStore,
    object: RefCell<Option<Rc<str>>>,
    dirty: Cell<bool>,
    waits: Cell<bool>,
    /// Why the last writing failed.
    pub failed: RefCell<Option<VaultFailure>>,
    heard: RefCell<Option<Subscription>>,
}

impl Saver {
    /// From now on it is this draft that is written.
    pub fn goes_on_with(&self, object: &Rc<str>) {
        *self.object.borrow_mut() = Some(object.clone());
    }

    /// The draft that is written.
    pub fn object(&self) -> Option<Rc<str>> {
        self.object.borrow().clone()
    }

    fn changed(self: &Rc<Self>) {
        self.shelf.touch();
        self.dirty.set(true);
        if self.shelf.data().status != Status::Open || self.waits.replace(true) {
            return;
        }
        let saver = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            pause(PAUSE).await;
            saver.waits.set(false);
            if let Err(failure) = saver.write().await {
                // Tried again with the next change; said where the vault is shown
                saver.dirty.set(true);
                *saver.failed.borrow_mut() = Some(failure);
                saver.shelf.tell();
            }
        });
    }

    async fn write(&self) -> Asked<()> {
        let edits = {
            let Some(store) = self.store.upgrade().filter(|_| self.shelf.data().status == Status::Open) else {
                return Ok(());
            };
            let dossier = store.dossier();
            let begun = !dossier.records().is_empty() || dossier.coverage().answered > 0;
            if !begun || !self.dirty.replace(false) {
                return Ok(());
            }
            let definition = dossier.definition();
            let text = Json::object([
                ("procedure", Json::Text(definition.id.clone())),
                ("title", Json::Text(definition.title.get("vi").clone())),
                ("dossier", Json::Text(dossier.export().into())),
            ])
            .to_text();
            // Whom the citizen has made one or told apart, and where an address is now, is so the next time too
            let data = self.shelf.data();
            let ties = dossier.ties(|record| data.kept(record), &data.ties);
            let mut choices = data.choices.clone();
            for (printed, code) in dossier.choices() {
                match choices.iter_mut().find(|(known, _)| known == printed) {
                    Some((_, known)) => known.clone_from(code),
                    None => choices.push((printed.clone(), code.clone())),
                }
            }
            let said = (ties != data.ties || choices != data.choices)
                .then(|| put(data.tied.as_ref(), "person", &data.said_to_text(&ties, &choices)));
            std::iter::once(put(self.object().as_ref(), "draft", &text)).chain(said).collect::<Vec<_>>()
        };
        let news = edits.len() > 1 || self.object.borrow().is_none();
        let ids = self.shelf.write(edits).await?;
        *self.object.borrow_mut() = ids.into_iter().next();
        if self.failed.borrow_mut().take().is_some() || news {
            self.shelf.read().await?;
        }
        Ok(())
    }
}

fn backup(opened: &Json) -> Option<(f64, i64)> {
    let backup = opened.get("backup")?;
    Some((backup.get("at")?.as_int()? as f64, number(backup, "generation")))
}

fn kept(record: &Record, mine: bool, today: &str) -> String {
    let more = [("mine", Json::Bool(mine)), ("keptOn", Json::text(today))];
    Json::object(record.stored().into_iter().chain(more)).to_text()
}

fn put(id: Option<&Rc<str>>, kind: &'static str, text: &str) -> Json {
    let mut put = vec![("kind", Json::text(kind)), ("text", Json::text(text))];
    put.extend(id.map(|id| ("id", Json::Text(id.clone()))));
    Json::object([("put", Json::object(put))])
}

fn delete(id: &Rc<str>) -> Json {
    Json::object([("delete", Json::object([("id", Json::Text(id.clone()))]))])
}
