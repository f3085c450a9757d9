//! The dossier as the components share it: one place for actions, and each component hears only of what it draws.

use super::{
    components::field::combobox::Opt,
    host::{HostEvent, HostRef, LoadError, Task},
    pages::{DataReader, Pages},
};
use crate::{
    address::Hit,
    definition::{Definition, Field, Path},
    dossier::{Action, AnswerState, Dossier, Notice, Outcome, PeopleAction},
};
use std::{
    any::Any,
    cell::{Cell, Ref, RefCell},
    rc::{Rc, Weak},
};
use yew::Callback;

/// No more communes than this are found for what was typed.
const COMMUNES: usize = 40;

/// What a component wants to hear of.
#[derive(Clone, Debug, PartialEq)]
pub enum Topic {
    /// This answer or its findings, or whether it is shown.
    Path(Path),
    /// Which boxes, rows, people, records there are.
    Structure,
    /// Everything: for counters.
    Any,
    /// Things to say to the person.
    Notice,
}

/// What is told to those who listen.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Draw again.
    Changed,
    /// Draw again: boxes, rows, people or records came or went.
    Structure,
    /// Say this.
    Notice(Notice),
    /// The page did not allow the filling.
    Refused,
}

struct Inner {
    dossier: RefCell<Dossier>,
    host: HostRef,
    listeners: RefCell<Vec<(u32, Topic, Callback<News>)>>,
    next: Cell<u32>,
    asked: Cell<bool>,
    pages: RefCell<Option<Rc<dyn Pages>>>,
    pages_failed: Cell<bool>,
    reader: RefCell<Option<Rc<dyn DataReader>>>,
    beside: RefCell<Option<Rc<dyn Any>>>,
}

/// The dossier, shared. Cloning shares it.
#[derive(Clone)]
pub struct Store(Rc<Inner>);

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A dossier that may be gone.
#[derive(Clone)]
pub struct WeakStore(Weak<Inner>);

impl WeakStore {
    /// The dossier, if it is still there.
    pub fn upgrade(&self) -> Option<Store> {
        self.0.upgrade().map(Store)
    }
}

/// Ends a subscription when dropped.
pub struct Subscription {
    id: u32,
    store: Weak<Inner>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(store) = self.store.upgrade() {
            store.listeners.borrow_mut().retain(|(id, ..)| *id != self.id);
        }
    }
}

impl Store {
    /// Shares a dossier.
    pub fn new(dossier: Dossier, host: HostRef) -> Self {
        Store(Rc::new(Inner {
            dossier: RefCell::new(dossier),
            host,
            listeners: RefCell::default(),
            next: Cell::new(0),
            asked: Cell::new(false),
            pages: RefCell::new(None),
            pages_failed: Cell::new(false),
            reader: RefCell::new(None),
            beside: RefCell::new(None),
        }))
    }

    /// What late code has beside the dossier, for as long as there is one: made by the first who asks.
    pub fn beside(&self, make: impl FnOnce() -> Rc<dyn Any>) -> Rc<dyn Any> {
        self.0.beside.borrow_mut().get_or_insert_with(make).clone()
    }

    /// For those who live as long as the dossier: they must not keep it alive.
    pub fn downgrade(&self) -> WeakStore {
        WeakStore(Rc::downgrade(&self.0))
    }

    /// To read. Not to be held across a dispatch.
    pub fn dossier(&self) -> Ref<'_, Dossier> {
        self.0.dossier.borrow()
    }

    /// The browser.
    pub fn host(&self) -> &HostRef {
        &self.0.host
    }

    /// Hears of a topic until the subscription is dropped.
    #[must_use]
    pub fn subscribe(&self, topic: Topic, told: Callback<News>) -> Subscription {
        let id = self.0.next.get();
        self.0.next.set(id.wrapping_add(1));
        self.0.listeners.borrow_mut().push((id, topic, told));
        Subscription { id, store: Rc::downgrade(&self.0) }
    }

    /// The one way to change anything. An action that fills boxes is first shown to the page, which may refuse it;
    /// nothing has happened then.
    pub fn dispatch(&self, action: Action) -> bool {
        let people = match &action {
            Action::People(change) => Some(change.action()),
            _ => None,
        };
        if matches!(people, Some(PeopleAction::AddRecord(_) | PeopleAction::AddRecords(..))) {
            self.need_units(Callback::noop()); // its address is to be converted
        }
        let fills = match people {
            Some(people) => people.fills(),
            None => matches!(action, Action::Refill(_) | Action::UnitsLoaded(_)),
        };
        let outcome = if fills {
            let mut next = self.dossier().clone();
            let outcome = next.reduce(action);
            let filled: Vec<Path> = {
                let old = self.dossier();
                let is = |d: &Dossier, p: &Path| d.answer(p).is_some_and(|a| a.state == AnswerState::Proposed);
                outcome.paths.iter().filter(|p| is(&next, p) && !is(&old, p)).cloned().collect()
            };
            if !filled.is_empty() && !self.0.host.emit(HostEvent::Fill { paths: &filled }) {
                self.told(|topic| *topic == Topic::Notice, &News::Refused);
                return false;
            }
            *self.0.dossier.borrow_mut() = next;
            outcome
        } else {
            self.0.dossier.borrow_mut().reduce(action)
        };
        self.announce(&outcome);
        true
    }

    /// Puts another dossier in the place of this one (an opened file).
    pub fn replace(&self, mut dossier: Dossier) {
        // They were loaded for the dossier that goes: nothing loads them a second time.
        let units = self.dossier().units().cloned();
        if let Some(units) = units {
            dossier.reduce(Action::UnitsLoaded(units));
        } else if !dossier.records().is_empty() {
            self.need_units(Callback::noop());
        }
        if dossier.attachments().next().is_some() {
            dossier.reduce(Action::Contents(self.0.host.contents().split(' ').map(Rc::from).collect()));
        }
        self.0.dossier.replace(dossier);
        let outcome = self.dossier().instead();
        self.announce(&outcome);
    }

    /// Takes the same definition with its texts in more languages. `false`: it is another one, and nothing has changed.
    pub fn translate(&self, definition: Rc<Definition>) -> bool {
        let taken = self.0.dossier.borrow_mut().translate(definition);
        if taken {
            let outcome = self.dossier().instead();
            self.announce(&outcome);
        }
        taken
    }

    /// Loads the administrative units, if that has not been done: boxes that wait for them are filled then.
    pub fn need_units(&self, failed: Callback<()>) {
        if self.0.asked.replace(true) {
            return;
        }
        let store = self.clone();
        let loading = self.0.host.load_units();
        wasm_bindgen_futures::spawn_local(async move {
            match loading.await {
                Ok(units) => {
                    store.dispatch(Action::UnitsLoaded(units));
                    // An open list of communes shows them now.
                    store.told(|topic| matches!(topic, Topic::Path(_)), &News::Changed);
                    // And a page that names one, its name.
                    let named = store.dossier().definition().fields.iter().any(Field::of_communes);
                    if named {
                        store.told(|topic| *topic == Topic::Structure, &News::Structure);
                    }
                }
                Err(error) => {
                    store.0.asked.set(false); // the next box asks again
                    store.0.host.emit(HostEvent::Error { code: error.code() });
                    failed.emit(());
                }
            }
        });
    }

    /// The pages around the form, once they came.
    pub fn pages(&self) -> Option<Rc<dyn Pages>> {
        self.0.pages.borrow().clone()
    }

    /// Whether fetching them failed the last time.
    pub fn pages_failed(&self) -> bool {
        self.0.pages_failed.get()
    }

    /// Fetches the pages around the form, unless they are there; whoever draws them hears when they come or fail.
    pub fn load_pages(&self) -> Task<Result<Rc<dyn Pages>, LoadError>> {
        let store = self.clone();
        self.0.pages_failed.set(false);
        Box::pin(async move {
            if let Some(pages) = store.pages() {
                return Ok(pages);
            }
            let result = store.0.host.load_pages().await;
            match &result {
                Ok(pages) => *store.0.pages.borrow_mut() = Some(pages.clone()),
                Err(error) => {
                    store.0.pages_failed.set(true);
                    store.0.host.emit(HostEvent::Error { code: error.code() });
                }
            }
            store.told(|topic| *topic == Topic::Structure, &News::Structure);
            result
        })
    }

    /// What reads dossiers and data, once it came.
    pub fn reader(&self) -> Option<Rc<dyn DataReader>> {
        self.0.reader.borrow().clone()
    }

    /// Fetches it, unless it is there.
    pub fn load_reader(&self) -> Task<Result<Rc<dyn DataReader>, LoadError>> {
        let store = self.clone();
        Box::pin(async move {
            if let Some(reader) = store.reader() {
                return Ok(reader);
            }
            let result = store.0.host.load_reader().await;
            match &result {
                Ok(reader) => *store.0.reader.borrow_mut() = Some(reader.clone()),
                Err(error) => {
                    store.0.host.emit(HostEvent::Error { code: error.code() });
                }
            }
            result
        })
    }

    /// Communes that may stand in a box, by what was typed of their name, old or new, with or without accents. Nothing until
    /// the units are there.
    pub fn find_communes(&self, path: &Path, typed: &str) -> Vec<Opt> {
        let dossier = self.dossier();
        let Some(units) = dossier.units() else { return Vec::new() };
        let line = |hit: Hit| Opt {
            value: hit.commune.code.into(),
            label: hit.commune.name.into(),
            note: hit.commune.province_name.into(),
            group: hit.commune.province.into(),
            via: hit.via.unwrap_or_default().into(),
            detail: hit.detail,
            split: hit.split,
            sure: hit.sure,
        };
        units.search(typed, &dossier.province_of(path).unwrap_or_default(), COMMUNES).into_iter().map(line).collect()
    }

    /// Browsers compile a function when it is called for the first time. What follows from answers is done once before the person
    /// or the page gives the first, on a copy that stands in for a moment: nobody sees or hears of it. Traced on sixty boxes:
    /// 185 functions were compiled at the first filling, 75 after a rehearsal.
    pub fn rehearse(&self, given: Option<Action>) {
        let before = self.dossier().clone();
        if before.answers().any(|(_, answer)| matches!(answer.state, AnswerState::Edited | AnswerState::Confirmed)) {
            return; // somebody was faster
        }
        let mut after = before.clone();
        let outcome = given.map(|given| after.reduce(given)).unwrap_or_default();
        after.clone().reduce(Action::Finish);
        for dossier in [after, before] {
            self.0.dossier.replace(dossier);
            self.told(|topic| matches!(topic, Topic::Path(path) if outcome.paths.contains(path)), &News::Changed);
        }
    }

    fn announce(&self, outcome: &Outcome) {
        let changed = outcome.structure || !outcome.paths.is_empty();
        if outcome.structure {
            self.told(|topic| *topic == Topic::Structure, &News::Structure);
        }
        if changed {
            let mut paths: Vec<&str> = outcome.paths.iter().map(Path::as_str).collect();
            paths.sort_unstable();
            let concerned = |topic: &Topic| match topic {
                Topic::Path(p) => paths.binary_search(&p.as_str()).is_ok(),
                Topic::Any => true,
                Topic::Structure | Topic::Notice => false,
            };
            self.told(concerned, &News::Changed);
        }
        for notice in &outcome.notices {
            self.told(|topic| *topic == Topic::Notice, &News::Notice(notice.clone()));
        }
        if changed {
            self.0.host.emit(HostEvent::Change { paths: &outcome.paths });
        }
    }

    fn told(&self, wants: impl Fn(&Topic) -> bool, news: &News) {
        // Collected first: whoever is told may subscribe or unsubscribe.
        let listening: Vec<Callback<News>> =
            self.0.listeners.borrow().iter().filter(|(_, t, _)| wants(t)).map(|(.., c)| c.clone()).collect();
        for told in listening {
            told.emit(news.clone());
        }
    }
}
