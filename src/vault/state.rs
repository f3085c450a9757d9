//! The vault over a store: locked or unlocked, one transaction for each change, several tabs on one store.

use super::{
    Error, Id, Random,
    cipher::{Content, Key},
    envelope::{Credential, Envelope, open_envelope, seal_envelope},
    export::{Entry, Exported, MAX_ENTRIES, read_export, write_export},
    head::{Backup, Head, Listed},
    kdf::Tested,
    object::{Kind, Meta, Sealed, open_object_as, seal_object},
    store::{Change, StoreError, Stored, VaultStore},
};
use std::collections::{BTreeMap, BTreeSet};

/// Most ways into a vault: each may cost a key derivation.
pub const MAX_WAYS: usize = 8;
/// The longest wait after wrong passphrases, in milliseconds. Nobody is locked out for good.
pub const MAX_WAIT: u64 = 30_000;
/// Wrong passphrases that cost no wait.
const FREE_TRIES: u32 = 3;
/// How far a clock may be set back without the vault being locked: nobody knows how long it was idle then.
const CLOCK_SLACK: u64 = 60_000;
/// How often a change is made again because others were faster.
const TRIES: usize = 8;

/// A vault, seen from one tab. While it is unlocked it holds the vault key, and never a content.
pub struct Vault<S, R> {
    store: S,
    random: R,
    /// Version of what is inside the objects that this application writes.
    schema: u32,
    /// Milliseconds without anything to do, after which it locks itself.
    idle: u64,
    /// The newest generation that was seen of which vault.
    seen: Option<(Id, u64)>,
    /// Wrong passphrases in a row, and when the last one was.
    wrong: (u32, u64),
    open: Option<Open>,
}

struct Open {
    key: Key,
    vault: Id,
    /// The envelope that it was unlocked with.
    way: Id,
    head: Head,
    generation: u64,
    /// When something was last done.
    last: u64,
    /// It is not known whether the last change was written.
    unsure: bool,
}

/// What is known once a vault is unlocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The vault.
    pub vault: Id,
    /// Its generation: worth remembering elsewhere, see [`Vault::remember`].
    pub generation: u64,
    /// Version of what is inside the objects. An older one than the application's is to be migrated.
    pub schema: u32,
    /// The last export that the citizen was given.
    pub backup: Option<Backup>,
    /// The envelope that was opened.
    pub way: Id,
}

/// What was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wiped {
    /// So many things there were of any sort. Now there are none: the store was asked again.
    pub removed: usize,
}

/// What a change builds on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Whatever is there: the last one wins.
    Any,
    /// Nothing: it is new.
    New,
    /// The object as this generation wrote it. If somebody changed it since, nothing is done.
    At(u64),
}

/// One part of a change.
pub enum Edit {
    /// Writes an object.
    Put {
        /// Which one.
        id: Id,
        /// What it is.
        kind: Kind,
        /// What is in it.
        content: Content,
        /// What that builds on.
        base: Base,
    },
    /// Deletes an object. One that is not there is deleted.
    Delete {
        /// Which one.
        id: Id,
        /// What that builds on.
        base: Base,
    },
}

impl Edit {
    fn id_and_base(&self) -> (Id, Base) {
        let (Edit::Put { id, base, .. } | Edit::Delete { id, base }) = self;
        (*id, *base)
    }
}

/// What a change comes to: the new head, and what it lists newly.
#[derive(Default)]
struct Plan {
    head: Head,
    slots: Vec<(Id, Vec<u8>)>,
    envelopes: Vec<(Id, Vec<u8>)>,
    strict: bool,
}

/// A change of keys or of everything: what is new stands beside the old until it was read again.
#[derive(Default)]
struct Replacement<'a> {
    key: Option<Key>,
    credential: Option<&'a Credential<'a>>,
    drop_ways: BTreeSet<Id>,
    contents: Vec<(Entry, Content)>,
    schema: Option<u32>,
}

impl<S: VaultStore, R: Random> Vault<S, R> {
    /// A locked vault over a store. `schema` is the version of what the application puts into objects, `idle` the
    /// milliseconds after which the vault locks itself.
    pub fn new(store: S, random: R, _tested: Tested, schema: u32, idle: u64) -> Self {
        Vault { store, random, schema, idle, seen: None, wrong: (0, 0), open: None }
    }

    /// The store, which knows no key.
    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }

    /// Tells of a generation that was seen elsewhere (another tab, the page's storage, an export): a store that has an older
    /// one is not opened.
    pub fn remember(&mut self, vault: Id, generation: u64) {
        match self.seen {
            Some((known, newest)) if known == vault && newest >= generation => {}
            _ => self.seen = Some((vault, generation)),
        }
    }

    /// The ways in, for the locked screen; `None` when there is no vault. What cannot be read is left out.
    pub async fn ways(&mut self) -> Result<Option<(Id, Vec<Envelope>)>, Error> {
        let Some(stored) = self.store.stored().await? else { return Ok(None) };
        let read = stored.envelopes.values().filter_map(|bytes| Envelope::read(bytes).ok());
        Ok(Some((stored.vault, read.filter(|e| e.vault == stored.vault).collect())))
    }

    /// A new vault, unlocked. There must be none.
    pub async fn create(&mut self, credential: &Credential<'_>, now: u64) -> Result<Opened, Error> {
        let vault = Id::fresh(&mut self.random)?;
        let key = Key::fresh(&mut self.random)?;
        let way = Id::fresh(&mut self.random)?;
        let envelope = seal_envelope(&key, vault, way, 1, credential, &mut self.random)?;
        let head = Head { schema: self.schema, ways: BTreeMap::from([(way, 1)]), ..Head::default() };
        let plan = Plan { head, envelopes: vec![(way, envelope)], strict: true, ..Plan::default() };
        self.begin(key, vault, way, 1, plan, now).await
    }

    /// A vault as an export file has it, where there is none: the same vault, the same ways in.
    pub async fn restore_new(&mut self, from: &Exported, now: u64) -> Result<Opened, Error> {
        self.same_schema(from.schema)?;
        let generation = from.generation.checked_add(1).ok_or(Error::TooLarge)?;
        let mut plan = Plan { head: Head { schema: from.schema, ..Head::default() }, strict: true, ..Plan::default() };
        for bytes in &from.envelopes {
            if let Ok(stated) = Envelope::read(bytes) {
                plan.head.ways.insert(stated.id, stated.generation);
                plan.envelopes.push((stated.id, bytes.clone()));
            }
        }
        for read in &from.entries {
            if let Ok(content) = &read.content {
                let entry = Entry { generation, ..read.entry };
                place(&mut plan, &from.key, from.vault, entry, content, &mut self.random)?;
            }
        }
        self.begin(from.key.copy(), from.vault, from.way, generation, plan, now).await
    }

    /// Writes the first state of a vault and reads it again.
    async fn begin(
        &mut self,
        key: Key,
        vault: Id,
        way: Id,
        generation: u64,
        plan: Plan,
        now: u64,
    ) -> Result<Opened, Error> {
        if self.store.left().await? > 0 {
            return Err(Error::Exists);
        }
        let sealed = seal_head(&key, vault, generation, &plan.head, &mut self.random)?;
        let change = Change {
            vault,
            expected: None,
            generation,
            head: sealed,
            put_envelopes: plan.envelopes,
            drop_envelopes: Vec::new(),
            put_slots: plan.slots,
            drop_slots: Vec::new(),
            strict: true,
        };
        self.commit(&change).await.map_err(|e| if e == StoreError::Conflict { Error::Exists } else { e.into() })?;
        // The envelope was opened when it was sealed. Now it must be the same in the store.
        self.read_back(&change).await?;
        self.seen = Some((vault, generation));
        let open = Open { key, vault, way, head: plan.head, generation, last: now, unsure: false };
        Ok(self.open.insert(open).opened())
    }

    /// Unlocks. Every envelope that the credential fits is tried.
    pub async fn unlock(&mut self, credential: &Credential<'_>, now: u64) -> Result<Opened, Error> {
        self.lock();
        self.may_try(now)?;
        let stored = self.store.stored().await?.ok_or(Error::Gone)?;
        let result = self.try_all(&stored, credential);
        match &result {
            Ok(_) => self.wrong = (0, 0),
            Err(Error::Passphrase | Error::Secret) => self.wrong = (self.wrong.0.saturating_add(1), now),
            Err(_) => {}
        }
        let (key, way, head) = result?;
        let Stored { vault, generation, .. } = stored;
        self.seen = Some((vault, generation));
        Ok(self.open.insert(Open { key, vault, way, head, generation, last: now, unsure: false }).opened())
    }

    fn try_all(&self, stored: &Stored, credential: &Credential) -> Result<(Key, Id, Head), Error> {
        // A change of keys has new ones beside the old
        if stored.envelopes.len() > 2 * MAX_WAYS {
            return Err(Error::TooLarge);
        }
        let mut errors = Vec::new();
        for (id, bytes) in &stored.envelopes {
            let opened = Envelope::read(bytes).and_then(|stated| {
                if stated.vault != stored.vault {
                    return Err(Error::OtherVault);
                }
                if stated.id != *id {
                    return Err(Error::OtherObject);
                }
                Ok((open_envelope(bytes, credential)?, stated.generation))
            });
            let (key, since) = match opened {
                Ok(opened) => opened,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            match self.open_head(&key, stored) {
                Ok(head) if head.ways.get(id) == Some(&since) => return Ok((key, *id, head)),
                // A key that is no longer the vault's, or not yet
                Ok(_) | Err(Error::OtherKey) => errors.push(Error::Retired),
                Err(error) => return Err(error),
            }
        }
        Err(likeliest(errors))
    }

    /// The head of a store, held against what is known already.
    fn open_head(&self, key: &Key, stored: &Stored) -> Result<Head, Error> {
        let content = open_object_as(key, stored.vault, head_meta(stored.vault, stored.generation), &stored.head)?;
        if self.seen.is_some_and(|(vault, newest)| vault == stored.vault && newest > stored.generation) {
            return Err(Error::Rollback);
        }
        Head::from_bytes(content.bytes(), self.schema)
    }

    fn may_try(&mut self, now: u64) -> Result<(), Error> {
        let (times, last) = self.wrong;
        if times < FREE_TRIES {
            return Ok(());
        }
        let wait = MAX_WAIT.min(1000 << (times - FREE_TRIES).min(16));
        // A clock that was set back begins the wait again: it is short
        let last = last.min(now);
        self.wrong.1 = last;
        let passed = now - last;
        if passed < wait { Err(Error::Wait { ms: wait - passed }) } else { Ok(()) }
    }

    /// What is known of the vault; `None` while it is locked.
    pub fn opened(&self) -> Option<Opened> {
        self.open.as_ref().map(Open::opened)
    }

    /// Somebody is at work, though nothing is asked of the vault.
    pub fn touch(&mut self, now: u64) -> Result<(), Error> {
        self.tick(now);
        let open = self.open.as_mut().ok_or(Error::Locked)?;
        open.last = now;
        Ok(())
    }

    /// Another time after which the vault locks itself.
    pub fn set_idle(&mut self, idle: u64) {
        self.idle = idle;
    }

    /// Locks: the key and the list are wiped. What the page was given is the page's to wipe.
    pub fn lock(&mut self) {
        self.open = None;
    }

    /// Locks the vault if nothing was done for too long, by the clock on the wall: it goes on while a device sleeps. Says
    /// whether the vault is unlocked.
    pub fn tick(&mut self, now: u64) -> bool {
        let stays = |open: &Open| match now.checked_sub(open.last) {
            Some(passed) => passed < self.idle,
            None => open.last - now <= CLOCK_SLACK,
        };
        if !self.open.as_ref().is_some_and(stays) {
            self.lock();
        }
        self.open.is_some()
    }

    /// Something is being done: the vault is open, stays so, and is as the store has it unless others wrote since.
    async fn active(&mut self, now: u64) -> Result<&mut Open, Error> {
        self.touch(now)?;
        if self.open.as_ref().is_some_and(|open| open.unsure) {
            self.reload().await?;
        }
        self.open.as_mut().ok_or(Error::Locked)
    }

    /// Takes over what others wrote. A vault that is gone, or that has other keys now, is locked.
    async fn reload(&mut self) -> Result<(), Error> {
        let stored = self.store.stored().await?;
        let taken = self.take_over(stored);
        if taken.is_err() {
            self.lock();
        }
        taken
    }

    fn take_over(&mut self, stored: Option<Stored>) -> Result<(), Error> {
        let stored = stored.ok_or(Error::Gone)?;
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        if stored.vault != open.vault {
            return Err(Error::OtherVault);
        }
        let head = self.open_head(&open.key, &stored)?;
        if !head.ways.contains_key(&open.way) {
            return Err(Error::Retired);
        }
        let open = self.open.as_mut().ok_or(Error::Locked)?;
        (open.head, open.generation, open.unsure) = (head, stored.generation, false);
        self.seen = Some((open.vault, open.generation));
        Ok(())
    }

    /// Takes over what others wrote, when they said so. Nobody need be at work here for that: it keeps no vault open.
    pub async fn refresh(&mut self, now: u64) -> Result<Opened, Error> {
        if !self.tick(now) {
            return Err(Error::Locked);
        }
        self.reload().await?;
        self.opened().ok_or(Error::Locked)
    }

    /// What the vault holds, as of the last change that this tab knows.
    pub async fn list(&mut self, now: u64) -> Result<Vec<Entry>, Error> {
        let open = self.active(now).await?;
        Ok(open.head.objects.values().map(|l| l.entry).collect())
    }

    /// One object.
    pub async fn get(&mut self, id: Id, now: u64) -> Result<(Entry, Content), Error> {
        let mut read = self.read(&[id], now).await?;
        let (entry, content) = read.pop().ok_or(Error::Missing)?;
        Ok((entry, content?))
    }

    /// All objects. One that cannot be read says so, and keeps none of the others.
    pub async fn get_all(&mut self, now: u64) -> Result<Vec<(Entry, Result<Content, Error>)>, Error> {
        let ids: Vec<Id> = self.active(now).await?.head.objects.keys().copied().collect();
        self.read(&ids, now).await
    }

    /// These objects; those that are not listed are left out.
    async fn read(&mut self, ids: &[Id], now: u64) -> Result<Vec<(Entry, Result<Content, Error>)>, Error> {
        let sealed = self.read_sealed(ids, now).await?;
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        let opened = sealed.into_iter().map(|(entry, bytes)| {
            let content = bytes.ok_or(Error::Missing);
            (entry, content.and_then(|bytes| open_object_as(&open.key, open.vault, entry.meta(), &bytes)))
        });
        Ok(opened.collect())
    }

    async fn read_sealed(&mut self, ids: &[Id], now: u64) -> Result<Vec<(Entry, Option<Vec<u8>>)>, Error> {
        for _ in 0..TRIES {
            let open = self.active(now).await?;
            let generation = open.generation;
            let listed: Vec<Listed> = ids.iter().filter_map(|id| open.head.objects.get(id).copied()).collect();
            let slots: Vec<Id> = listed.iter().map(|l| l.slot).collect();
            let found = self.store.slots(&slots).await?;
            // An empty slot, or an object that is not listed: most likely another tab has written since
            if found.iter().any(Option::is_none) || listed.len() < ids.len() {
                self.reload().await?;
                if self.open.as_ref().is_some_and(|open| open.generation != generation) {
                    continue;
                }
            }
            return Ok(listed.into_iter().map(|l| l.entry).zip(found).collect());
        }
        Err(Error::Busy)
    }

    /// Makes changes, all of them or none. When it gives `Ok`, the store has completed them.
    ///
    /// [`StoreError::Lost`] alone leaves open whether they were made; with any other error they were not.
    pub async fn write(&mut self, edits: &[Edit], now: u64) -> Result<(), Error> {
        let edits: Vec<(&Edit, u64)> = edits.iter().map(|edit| (edit, now)).collect();
        self.write_as_of(&edits, now).await
    }

    /// The same, with the time of each change.
    pub(super) async fn write_as_of(&mut self, edits: &[(&Edit, u64)], now: u64) -> Result<(), Error> {
        let ids: BTreeSet<Id> = edits.iter().map(|(edit, _)| edit.id_and_base().0).collect();
        if ids.len() < edits.len() {
            return Err(Error::Duplicate);
        }
        let schema = self.schema;
        self.change(now, |open, generation, random| {
            if open.head.schema < schema {
                return Err(Error::Outdated);
            }
            let mut plan = Plan { head: open.head.clone(), ..Plan::default() };
            plan.head.staged.clear();
            for (edit, changed) in edits {
                let (id, base) = edit.id_and_base();
                let there = open.head.objects.get(&id).map(|l| l.entry.generation);
                let fits = match base {
                    Base::Any => true,
                    Base::New => there.is_none(),
                    Base::At(generation) => there == Some(generation),
                };
                if !fits {
                    return Err(Error::Conflict);
                }
                match edit {
                    Edit::Put { kind, content, .. } => {
                        let entry = Entry { id, kind: *kind, generation, changed: *changed };
                        place(&mut plan, &open.key, open.vault, entry, content, random)?;
                    }
                    Edit::Delete { .. } => drop(plan.head.objects.remove(&id)),
                }
            }
            Ok(plan)
        })
        .await
    }

    /// Notes that the citizen was given an export of this generation.
    pub async fn backed_up(&mut self, generation: u64, now: u64) -> Result<(), Error> {
        self.change(now, |open, _, _| {
            let mut head = open.head.clone();
            head.staged.clear();
            head.backup = Some(Backup { at: now, generation });
            Ok(Plan { head, ..Plan::default() })
        })
        .await
    }

    /// Makes a change, again if others were faster. Leftovers of a change that was never finished go with it.
    async fn change(
        &mut self,
        now: u64,
        mut plan: impl FnMut(&Open, u64, &mut R) -> Result<Plan, Error>,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            self.active(now).await?;
            let open = self.open.as_ref().ok_or(Error::Locked)?;
            let generation = open.generation.checked_add(1).ok_or(Error::TooLarge)?;
            let plan = plan(open, generation, &mut self.random)?;
            let key = open.key.copy();
            match self.advance(&key, generation, plan).await {
                Err(StoreError::Conflict) => self.reload().await?,
                Err(error) => return Err(error.into()),
                Ok(done) => return done,
            }
        }
        Err(Error::Busy)
    }

    /// One step: seals the head of a plan, commits it, takes it over. The inner error is one before the store was asked.
    async fn advance(&mut self, key: &Key, generation: u64, plan: Plan) -> Result<Result<(), Error>, StoreError> {
        let Some(open) = &self.open else { return Ok(Err(Error::Locked)) };
        if plan.head.objects.len() > MAX_ENTRIES {
            return Ok(Err(Error::TooLarge));
        }
        let head = match seal_head(key, open.vault, generation, &plan.head, &mut self.random) {
            Ok(head) => head,
            Err(error) => return Ok(Err(error)),
        };
        let (before, after) = (slots_of(&open.head), slots_of(&plan.head));
        let gone = |id: &Id| !after.contains(id) && !plan.head.ways.contains_key(id);
        let drop_slots: Vec<Id> = before.into_iter().filter(gone).collect();
        let drop_envelopes = open.head.ways.keys().chain(&open.head.staged).copied().filter(gone).collect();
        let change = Change {
            vault: open.vault,
            expected: Some(open.generation),
            generation,
            head,
            put_envelopes: plan.envelopes,
            drop_envelopes,
            put_slots: plan.slots,
            drop_slots,
            strict: plan.strict,
        };
        let done = self.commit(&change).await;
        let Some(open) = &mut self.open else { return Ok(Err(Error::Locked)) };
        match done {
            Ok(()) => {
                (open.head, open.generation, open.unsure) = (plan.head, generation, false);
                self.seen = Some((open.vault, generation));
                Ok(Ok(()))
            }
            Err(error) => {
                open.unsure = true;
                Err(error)
            }
        }
    }

    /// A change in the store. When the connection breaks, the store is asked what it has; if nothing came of it, once more.
    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        for last in [false, true] {
            match self.store.commit(change).await {
                Err(StoreError::Lost) => {}
                done => return done,
            }
            let now = self.store.stored().await.map_err(|_| StoreError::Lost)?;
            if now.as_ref().is_some_and(|s| s.generation == change.generation && s.head == change.head) {
                return Ok(());
            }
            let untouched = now.map(|s| (s.vault, s.generation)) == change.expected.map(|g| (change.vault, g));
            if !untouched || last {
                return Err(StoreError::Lost);
            }
        }
        Err(StoreError::Lost)
    }

    /// Whether the store has what was just written to it.
    async fn read_back(&mut self, change: &Change) -> Result<(), Error> {
        let stored = self.store.stored().await?.ok_or(Error::Unverified)?;
        let slots: Vec<Id> = change.put_slots.iter().map(|(slot, _)| *slot).collect();
        let found = self.store.slots(&slots).await?;
        let same = stored.head == change.head
            && change.put_envelopes.iter().all(|(id, bytes)| stored.envelopes.get(id) == Some(bytes))
            && change.put_slots.iter().map(|(_, bytes)| Some(bytes)).eq(found.iter().map(Option::as_ref));
        if same { Ok(()) } else { Err(Error::Unverified) }
    }

    /// One more way in.
    pub async fn add_way(&mut self, credential: &Credential<'_>, now: u64) -> Result<Id, Error> {
        self.replace(Replacement { credential: Some(credential), ..Replacement::default() }, now)
            .await?
            .ok_or(Error::Ways)
    }

    /// Another passphrase, or another passkey, in place of the way with which the vault was unlocked. One envelope is
    /// written; no object is. The old one goes after the new one was read again.
    pub async fn change_way(&mut self, credential: &Credential<'_>, now: u64) -> Result<Id, Error> {
        let drop_ways = BTreeSet::from([self.active(now).await?.way]);
        let replacement = Replacement { credential: Some(credential), drop_ways, ..Replacement::default() };
        self.replace(replacement, now).await?.ok_or(Error::Ways)
    }

    /// One way less. The last one stays, and so does the one with which the vault was unlocked.
    pub async fn remove_way(&mut self, way: Id, now: u64) -> Result<(), Error> {
        self.change(now, |open, _, _| {
            let mut head = open.head.clone();
            head.staged.clear();
            if way == open.way || head.ways.remove(&way).is_none() {
                return Err(Error::Ways);
            }
            Ok(Plan { head, strict: true, ..Plan::default() })
        })
        .await
    }

    /// Another vault key, with which everything is sealed anew, and one way in: for when the old key may be known. Whoever had
    /// another way in gets a new one afterwards.
    pub async fn rekey(&mut self, credential: &Credential<'_>, now: u64) -> Result<Id, Error> {
        let key = Key::fresh(&mut self.random)?;
        let contents = self.all_or_none(now).await?;
        let drop_ways = self.active(now).await?.head.ways.keys().copied().collect();
        let credential = Some(credential);
        let replacement = Replacement { key: Some(key), credential, drop_ways, contents, schema: None };
        self.replace(replacement, now).await?.ok_or(Error::Ways)
    }

    /// Makes of all objects what this version of the application writes. `convert` is pure.
    pub async fn migrate(
        &mut self,
        now: u64,
        mut convert: impl FnMut(&Entry, &Content) -> Result<Content, Error>,
    ) -> Result<(), Error> {
        let mut contents = self.all_or_none(now).await?;
        for (entry, content) in &mut contents {
            *content = convert(entry, content)?;
        }
        let replacement = Replacement { contents, schema: Some(self.schema), ..Replacement::default() };
        self.replace(replacement, now).await.map(|_| ())
    }

    /// All contents; one that cannot be read stops it, as it would be lost.
    async fn all_or_none(&mut self, now: u64) -> Result<Vec<(Entry, Content)>, Error> {
        let all = self.get_all(now).await?;
        all.into_iter().map(|(entry, content)| Ok((entry, content?))).collect()
    }

    /// In two changes: the new beside the old, which still counts; then, once the new was read again, the new in place of the
    /// old. Whoever writes in between wins.
    async fn replace(&mut self, replacement: Replacement<'_>, now: u64) -> Result<Option<Id>, Error> {
        let Replacement { key, credential, drop_ways, contents, schema } = replacement;
        self.active(now).await?;
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        let (vault, from, old_key, old_way) = (open.vault, open.generation, open.key.copy(), open.way);
        let generation = from.checked_add(2).ok_or(Error::TooLarge)?;
        let everything = key.is_some() || schema.is_some();
        let key = key.unwrap_or_else(|| open.key.copy());
        let mut target = Plan { head: open.head.clone(), strict: true, ..Plan::default() };
        target.head.staged.clear();
        target.head.ways.retain(|way, _| !drop_ways.contains(way));
        target.head.schema = schema.unwrap_or(target.head.schema);
        let mut way = None;
        if let Some(credential) = credential {
            let id = Id::fresh(&mut self.random)?;
            let envelope = seal_envelope(&key, vault, id, generation, credential, &mut self.random)?;
            target.head.ways.insert(id, generation);
            target.envelopes.push((id, envelope));
            way = Some(id);
        }
        if target.head.ways.len() > MAX_WAYS {
            return Err(Error::Ways);
        }
        // Somebody wrote since the contents were read: what came would keep the old key
        if everything && contents.len() != open.head.objects.len() {
            return Err(Error::Conflict);
        }
        for (entry, content) in &contents {
            if open.head.objects.get(&entry.id).is_none_or(|l| l.entry != *entry) {
                return Err(Error::Conflict);
            }
            let entry = Entry { generation, ..*entry };
            place(&mut target, &key, vault, entry, content, &mut self.random)?;
        }
        let mut beside = Plan { head: open.head.clone(), strict: true, ..Plan::default() };
        beside.slots = std::mem::take(&mut target.slots);
        beside.envelopes = std::mem::take(&mut target.envelopes);
        beside.head.staged = beside.slots.iter().chain(&beside.envelopes).map(|(id, _)| *id).collect();
        let staged = Change {
            vault,
            expected: Some(from),
            generation: from + 1,
            head: Vec::new(),
            put_envelopes: beside.envelopes.clone(),
            drop_envelopes: Vec::new(),
            put_slots: beside.slots.clone(),
            drop_slots: Vec::new(),
            strict: true,
        };
        self.step(&old_key, from + 1, beside).await?;
        self.verify(&staged, &key, generation, &target.head, &contents).await?;
        match self.step(&key, generation, target).await {
            Ok(()) => {}
            Err(error) => {
                // Which key is the vault's is not known now: the next unlocking finds out
                if error == Error::Store(StoreError::Lost) {
                    self.lock();
                }
                return Err(error);
            }
        }
        let open = self.open.as_mut().ok_or(Error::Locked)?;
        open.key = key;
        if drop_ways.contains(&old_way) {
            open.way = way.ok_or(Error::Ways)?;
        }
        Ok(way)
    }

    /// One step of two: others that are faster end it.
    async fn step(&mut self, key: &Key, generation: u64, plan: Plan) -> Result<(), Error> {
        match self.advance(key, generation, plan).await {
            Ok(done) => done,
            Err(StoreError::Conflict) => {
                self.reload().await?;
                Err(Error::Conflict)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Reads from the store what stands beside the old, and opens it.
    async fn verify(
        &mut self,
        staged: &Change,
        key: &Key,
        generation: u64,
        target: &Head,
        contents: &[(Entry, Content)],
    ) -> Result<(), Error> {
        let stored = self.store.stored().await?.ok_or(Error::Gone)?;
        let slots: Vec<Id> = staged.put_slots.iter().map(|(slot, _)| *slot).collect();
        let found = self.store.slots(&slots).await?;
        // An envelope was opened when it was sealed, by a derivation of its own: here it must be the same bytes
        let envelopes = staged.put_envelopes.iter().all(|(id, bytes)| stored.envelopes.get(id) == Some(bytes));
        let by_slot: BTreeMap<Id, Vec<u8>> =
            slots.into_iter().zip(found).filter_map(|(slot, bytes)| Some((slot, bytes?))).collect();
        let objects = contents.iter().all(|(entry, content)| {
            let bytes = target.objects.get(&entry.id).and_then(|listed| by_slot.get(&listed.slot));
            let meta = Entry { generation, ..*entry }.meta();
            bytes.is_some_and(|b| open_object_as(key, staged.vault, meta, b).is_ok_and(|again| again == *content))
        });
        if envelopes && objects { Ok(()) } else { Err(Error::Unverified) }
    }

    /// Everything as one file, for the citizen to keep; and the objects that cannot be read, which are not in it. The file
    /// was opened again before it is given. When it is in the citizen's hands: [`Vault::backed_up`].
    pub async fn export(&mut self, now: u64) -> Result<(Vec<u8>, Vec<(Entry, Error)>), Error> {
        let ids: Vec<Id> = self.active(now).await?.head.objects.keys().copied().collect();
        let sealed = self.read_sealed(&ids, now).await?;
        let stored = self.store.stored().await?.ok_or(Error::Gone)?;
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        let (mut good, mut broken) = (Vec::new(), Vec::new());
        for (entry, bytes) in sealed {
            let opened = bytes.ok_or(Error::Missing).and_then(|bytes| {
                open_object_as(&open.key, open.vault, entry.meta(), &bytes)?;
                Ok(bytes)
            });
            match opened {
                Ok(bytes) => good.push((entry, bytes)),
                Err(error) => broken.push((entry, error)),
            }
        }
        let listed = stored.envelopes.into_iter().filter(|(id, _)| open.head.ways.contains_key(id));
        let envelopes: Vec<Vec<u8>> = listed.map(|(_, bytes)| bytes).collect();
        let about = (now, open.generation, open.head.schema);
        let file = write_export(&open.key, open.vault, about, &envelopes, &good, &mut self.random)?;
        let again = read_export(&file, open.head.schema, |_, _| Ok((open.way, open.key.copy())))?;
        let whole = again.remarks.is_empty() && again.entries.iter().all(|e| e.content.is_ok());
        if whole && again.entries.len() == good.len() { Ok((file, broken)) } else { Err(Error::Unverified) }
    }

    /// Deletes everything, locked or not, and asks the store whether anything is left.
    pub async fn wipe(&mut self) -> Result<Wiped, Error> {
        self.lock();
        let removed = self.store.left().await?;
        for last in [false, true] {
            match self.store.wipe().await {
                Err(StoreError::Lost) if !last => continue,
                Err(StoreError::Lost) | Ok(()) => {}
                Err(error) => return Err(error.into()),
            }
            break;
        }
        if self.store.left().await? > 0 || self.store.stored().await?.is_some() {
            return Err(Error::NotWiped);
        }
        self.seen = None;
        Ok(Wiped { removed })
    }

    pub(super) fn same_schema(&self, schema: u32) -> Result<(), Error> {
        match schema.cmp(&self.schema) {
            std::cmp::Ordering::Less => Err(Error::Outdated),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(Error::Newer { version: schema }),
        }
    }
}

impl Open {
    fn opened(&self) -> Opened {
        let Open { vault, generation, way, .. } = *self;
        Opened { vault, generation, schema: self.head.schema, backup: self.head.backup, way }
    }
}

/// Seals an object into a slot that nothing was in, and lists it.
fn place(
    plan: &mut Plan,
    key: &Key,
    vault: Id,
    entry: Entry,
    content: &Content,
    random: &mut impl Random,
) -> Result<(), Error> {
    let slot = Id::fresh(random)?;
    plan.slots.push((slot, seal_object(key, vault, entry.meta(), content.bytes(), random)?));
    plan.head.objects.insert(entry.id, Listed { entry, slot });
    Ok(())
}

fn head_meta(vault: Id, generation: u64) -> Meta {
    Meta { sealed: Sealed::Head, id: vault, generation }
}

fn seal_head(key: &Key, vault: Id, generation: u64, head: &Head, random: &mut impl Random) -> Result<Vec<u8>, Error> {
    seal_object(key, vault, head_meta(vault, generation), head.to_bytes().bytes(), random)
}

fn slots_of(head: &Head) -> BTreeSet<Id> {
    head.objects.values().map(|l| l.slot).chain(head.staged.iter().copied()).collect()
}

/// Of what several envelopes said, what helps most: that the key is not the present one; that the passphrase is wrong, which
/// can be mended; what is wrong with an envelope; that there is none of the sort.
pub(super) fn likeliest(errors: Vec<Error>) -> Error {
    let rank = |error: &Error| match error {
        Error::Retired => 0,
        Error::Passphrase | Error::Secret => 1,
        Error::NoWay => 3,
        _ => 2,
    };
    errors.into_iter().min_by_key(rank).unwrap_or(Error::NoWay)
}
