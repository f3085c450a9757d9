//! Stores that fail, die and dawdle: what IndexedDB and its tabs do, on demand.
#![allow(dead_code)] // each test binary uses a part

use std::{
    cell::{Cell, RefCell},
    future::{Future, pending, poll_fn},
    rc::Rc,
    task::{Context, Poll, Waker},
};
use troly::vault::{Change, Id, MemoryStore, StoreError, Stored, VaultStore};

/// One store for several tabs. It remembers which tab's changes were completed, in their order: the truth.
#[derive(Clone, Default)]
pub struct Shared {
    pub memory: Rc<RefCell<MemoryStore>>,
    pub log: Rc<RefCell<Vec<(usize, Change)>>>,
    pub tab: usize,
}

impl Shared {
    pub fn of_tab(&self, tab: usize) -> Shared {
        Shared { tab, ..self.clone() }
    }
}

impl VaultStore for Shared {
    async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
        let mut now = self.memory.borrow().clone();
        now.stored().await
    }

    async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let memory = self.memory.borrow();
        Ok(slots.iter().map(|slot| memory.all_slots().get(slot).cloned()).collect())
    }

    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        self.memory.borrow_mut().apply(change)?;
        self.log.borrow_mut().push((self.tab, change.clone()));
        Ok(())
    }

    async fn wipe(&mut self) -> Result<(), StoreError> {
        *self.memory.borrow_mut() = MemoryStore::default();
        Ok(())
    }

    async fn left(&mut self) -> Result<usize, StoreError> {
        let mut now = self.memory.borrow().clone();
        now.left().await
    }
}

/// Waits before every operation, so that another tab can come in between.
pub struct Slow<S>(pub S);

async fn wait_once() {
    let mut waited = false;
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

impl<S: VaultStore> VaultStore for Slow<S> {
    async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
        wait_once().await;
        self.0.stored().await
    }

    async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        wait_once().await;
        self.0.slots(slots).await
    }

    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        wait_once().await;
        let done = self.0.commit(change).await;
        wait_once().await;
        done
    }

    async fn wipe(&mut self) -> Result<(), StoreError> {
        wait_once().await;
        self.0.wipe().await
    }

    async fn left(&mut self) -> Result<usize, StoreError> {
        wait_once().await;
        self.0.left().await
    }
}

/// Where an operation fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Point {
    /// When the transaction begins.
    Begin,
    /// Within it: no room.
    Put,
    /// When it should complete, and nothing was written.
    Complete,
    /// When it has completed, and nobody was told.
    Told,
}

/// What fails: the operations from the one after so many, so many of them.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub after: usize,
    pub times: usize,
    pub at: Point,
}

/// What a test sets to make a [`FaultStore`] fail.
pub type Plan = Rc<Cell<Option<Fault>>>;

/// Fails after n operations.
pub struct FaultStore<S> {
    pub inner: S,
    pub plan: Plan,
}

impl<S> FaultStore<S> {
    /// What happens to the operation that comes now.
    fn fault(&self) -> Option<Point> {
        let fault = self.plan.get()?;
        if fault.after > 0 {
            self.plan.set(Some(Fault { after: fault.after - 1, ..fault }));
            return None;
        }
        self.plan.set((fault.times > 1).then_some(Fault { times: fault.times - 1, ..fault }));
        Some(fault.at)
    }

    fn reading(&self) -> Result<(), StoreError> {
        match self.fault() {
            None => Ok(()),
            Some(Point::Begin | Point::Put) => Err(StoreError::Unavailable),
            Some(Point::Complete | Point::Told) => Err(StoreError::Lost),
        }
    }
}

impl<S: VaultStore> VaultStore for FaultStore<S> {
    async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
        self.reading()?;
        self.inner.stored().await
    }

    async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.reading()?;
        self.inner.slots(slots).await
    }

    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        match self.fault() {
            None => self.inner.commit(change).await,
            Some(Point::Begin) => Err(StoreError::Unavailable),
            Some(Point::Put) => Err(StoreError::Full),
            Some(Point::Complete) => Err(StoreError::Lost),
            Some(Point::Told) => {
                // Whatever it came to, nobody hears of it
                let _ = self.inner.commit(change).await;
                Err(StoreError::Lost)
            }
        }
    }

    async fn wipe(&mut self) -> Result<(), StoreError> {
        match self.fault() {
            None => self.inner.wipe().await,
            Some(Point::Begin | Point::Put) => Err(StoreError::Unavailable),
            Some(Point::Complete) => Err(StoreError::Lost),
            Some(Point::Told) => {
                self.inner.wipe().await?;
                Err(StoreError::Lost)
            }
        }
    }

    async fn left(&mut self) -> Result<usize, StoreError> {
        self.reading()?;
        self.inner.left().await
    }
}

/// Dies at a commit: what was not complete is gone or wholly there, and nobody gets an answer any more.
pub struct CrashStore<S> {
    pub inner: S,
    /// So many commits from now, and whether that one is there afterwards.
    pub plan: Rc<Cell<Option<(usize, bool)>>>,
    pub dead: Rc<Cell<bool>>,
}

impl<S> CrashStore<S> {
    async fn alive(&self) {
        if self.dead.get() {
            pending::<()>().await;
        }
    }
}

impl<S: VaultStore> VaultStore for CrashStore<S> {
    async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
        self.alive().await;
        self.inner.stored().await
    }

    async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.alive().await;
        self.inner.slots(slots).await
    }

    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        self.alive().await;
        match self.plan.get() {
            Some((0, written)) => {
                self.plan.set(None);
                if written {
                    let _ = self.inner.commit(change).await;
                }
                self.dead.set(true);
                pending().await
            }
            Some((n, written)) => {
                self.plan.set(Some((n - 1, written)));
                self.inner.commit(change).await
            }
            None => self.inner.commit(change).await,
        }
    }

    async fn wipe(&mut self) -> Result<(), StoreError> {
        self.alive().await;
        self.inner.wipe().await
    }

    async fn left(&mut self) -> Result<usize, StoreError> {
        self.alive().await;
        self.inner.left().await
    }
}

/// Lets two tabs work at the same time: `choose` says which one takes the next step. A tab that died has no result.
pub fn together<A, B>(
    a: impl Future<Output = A>,
    b: impl Future<Output = B>,
    dead: [&Cell<bool>; 2],
    mut choose: impl FnMut() -> bool,
) -> (Option<A>, Option<B>) {
    let (mut a, mut b) = (Box::pin(a), Box::pin(b));
    let (mut done_a, mut done_b) = (None, None);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100_000 {
        let (over_a, over_b) = (done_a.is_some() || dead[0].get(), done_b.is_some() || dead[1].get());
        match (over_a, over_b) {
            (true, true) => return (done_a, done_b),
            (false, over) if over || choose() => {
                if let Poll::Ready(done) = a.as_mut().poll(&mut context) {
                    done_a = Some(done);
                }
            }
            _ => {
                if let Poll::Ready(done) = b.as_mut().poll(&mut context) {
                    done_b = Some(done);
                }
            }
        }
    }
    panic!("it does not end");
}
