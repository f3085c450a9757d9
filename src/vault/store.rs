//! What a place for the vault must be able to do. Made for IndexedDB, whose transactions end at the first wait for something
//! else: everything is sealed before one begins, and a change is one transaction.

use super::Id;
use std::{
    collections::BTreeMap,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// Why a store did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The generation is not the expected one: somebody else wrote. Nothing was written.
    Conflict,
    /// There is no room (`QuotaExceededError`, which comes when the transaction ends). Nothing was written.
    Full,
    /// The connection broke: whether it was written is not known. The store opens anew at the next call.
    Lost,
    /// The store cannot be used: blocked by the browser, or not there. Nothing was written.
    Unavailable,
    /// A newer version of the program made the store. Nothing was read or written.
    Newer,
}

impl StoreError {
    /// The stable name of the error.
    pub fn code(self) -> &'static str {
        match self {
            StoreError::Conflict => "vault.store-conflict",
            StoreError::Full => "vault.store-full",
            StoreError::Lost => "vault.store-lost",
            StoreError::Unavailable => "vault.store-unavailable",
            StoreError::Newer => "vault.store-newer",
        }
    }
}

/// What a store has of a vault, but for the objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The vault.
    pub vault: Id,
    /// Its generation, in clear: what a transaction compares.
    pub generation: u64,
    /// The sealed head.
    pub head: Vec<u8>,
    /// The envelopes.
    pub envelopes: BTreeMap<Id, Vec<u8>>,
}

/// One transaction: all of it, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The vault.
    pub vault: Id,
    /// The generation that the store must have; `None` when it must be empty.
    pub expected: Option<u64>,
    /// The generation that it has then.
    pub generation: u64,
    /// The sealed head.
    pub head: Vec<u8>,
    /// Envelopes that come.
    pub put_envelopes: Vec<(Id, Vec<u8>)>,
    /// Envelopes that go.
    pub drop_envelopes: Vec<Id>,
    /// Slots that are filled. None was before.
    pub put_slots: Vec<(Id, Vec<u8>)>,
    /// Slots that are emptied.
    pub drop_slots: Vec<Id>,
    /// Whether it must be on the disk before it is called done (keys, migrations), or may be lost with the power (drafts).
    pub strict: bool,
}

/// A place for one vault.
///
/// The methods give futures, as IndexedDB needs; natively they are ready at once ([`ready`]).
pub trait VaultStore {
    /// Head and envelopes as of one moment; `None` when there is no vault.
    fn stored(&mut self) -> impl Future<Output = Result<Option<Stored>, StoreError>>;

    /// What is in these slots, in their order; `None` for an empty one.
    fn slots(&mut self, slots: &[Id]) -> impl Future<Output = Result<Vec<Option<Vec<u8>>>, StoreError>>;

    /// Does a change in one transaction, in which the generation is compared first. `Ok` when the transaction is complete,
    /// which a request that succeeded is not yet.
    fn commit(&mut self, change: &Change) -> impl Future<Output = Result<(), StoreError>>;

    /// Deletes everything.
    fn wipe(&mut self) -> impl Future<Output = Result<(), StoreError>>;

    /// How many things there are of any sort: after [`VaultStore::wipe`] none.
    fn left(&mut self) -> impl Future<Output = Result<usize, StoreError>>;
}

/// The store of a shared machine, and of tests: everything is gone with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryStore {
    stored: Option<Stored>,
    slots: BTreeMap<Id, Vec<u8>>,
}

impl MemoryStore {
    /// Everything that is in the slots.
    pub fn all_slots(&self) -> &BTreeMap<Id, Vec<u8>> {
        &self.slots
    }

    /// Does a change, as [`VaultStore::commit`].
    pub fn apply(&mut self, change: &Change) -> Result<(), StoreError> {
        let now = self.stored.as_ref().map(|s| (s.vault, s.generation));
        if now != change.expected.map(|generation| (change.vault, generation)) {
            return Err(StoreError::Conflict);
        }
        let mut envelopes = self.stored.take().map(|s| s.envelopes).unwrap_or_default();
        envelopes.extend(change.put_envelopes.iter().cloned());
        change.drop_envelopes.iter().for_each(|id| drop(envelopes.remove(id)));
        let Change { vault, generation, ref head, .. } = *change;
        self.stored = Some(Stored { vault, generation, head: head.clone(), envelopes });
        self.slots.extend(change.put_slots.iter().cloned());
        change.drop_slots.iter().for_each(|id| drop(self.slots.remove(id)));
        Ok(())
    }
}

impl VaultStore for MemoryStore {
    async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
        Ok(self.stored.clone())
    }

    async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        Ok(slots.iter().map(|slot| self.slots.get(slot).cloned()).collect())
    }

    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        self.apply(change)
    }

    async fn wipe(&mut self) -> Result<(), StoreError> {
        *self = MemoryStore::default();
        Ok(())
    }

    async fn left(&mut self) -> Result<usize, StoreError> {
        Ok(self.slots.len() + self.stored.as_ref().map_or(0, |s| 1 + s.envelopes.len()))
    }
}

/// The result of a future that is ready at once, as those of a vault in a [`MemoryStore`] are; `None` of one that waits.
pub fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
