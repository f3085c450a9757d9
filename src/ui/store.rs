//! The dossier as the components share it: one place for actions, and each component hears only of what it draws.

use super::host::{HostEvent, HostRef};
use crate::{
    definition::Path,
    dossier::{Action, AnswerState, Dossier, Notice, Outcome},
};
use std::{
    cell::{Cell, Ref, RefCell},
    rc::{Rc, Weak},
};
use yew::Callback;

/// What a component wants to hear of.
#[derive(Clone, Debug, PartialEq)]
pub enum Topic {
    /// This answer or its findings.
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
}

/// The dossier, shared. Cloning shares it.
#[derive(Clone)]
pub struct Store(Rc<Inner>);

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
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
        }))
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
        let fills = matches!(
            action,
            Action::AddRecord(_)
                | Action::Cast { .. }
                | Action::SamePerson { .. }
                | Action::Refill(_)
                | Action::UnitsLoaded(_)
        );
        let outcome = if fills {
            let mut next = self.dossier().clone();
            let outcome = next.reduce(action);
            let filled: Vec<Path> = {
                let old = self.dossier();
                let is = |d: &Dossier, p: &Path| d.answer(p).is_some_and(|a| a.state == AnswerState::Proposed);
                outcome.paths.iter().filter(|p| is(&next, p) && !is(&old, p)).cloned().collect()
            };
            if !filled.is_empty() && !self.0.host.emit(HostEvent::Fill { paths: &filled }) {
                self.tell(&Topic::Notice, News::Refused);
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
    pub fn replace(&self, dossier: Dossier) {
        *self.0.dossier.borrow_mut() = dossier;
        self.announce(&Outcome { paths: Vec::new(), structure: true, notices: Vec::new() });
        self.told(|topic| matches!(topic, Topic::Path(_)), &News::Changed);
    }

    fn announce(&self, outcome: &Outcome) {
        let changed = outcome.structure || !outcome.paths.is_empty();
        self.told(
            |topic| match topic {
                Topic::Path(p) => outcome.paths.contains(p),
                Topic::Structure => outcome.structure,
                Topic::Any => changed,
                Topic::Notice => false,
            },
            &News::Changed,
        );
        for notice in &outcome.notices {
            self.tell(&Topic::Notice, News::Notice(notice.clone()));
        }
        if changed {
            self.0.host.emit(HostEvent::Change { paths: &outcome.paths });
        }
    }

    fn tell(&self, topic: &Topic, news: News) {
        self.told(|t| t == topic, &news);
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
