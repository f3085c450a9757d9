//! What the vault promises, one test for each promise (`SECURITY.md` names them).
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/vault.rs"]
mod common;
#[path = "common/stores.rs"]
mod stores;

use common::{Numbers, hex, id, passphrase, secret};
use std::{cell::Cell, rc::Rc};
use stores::{CrashStore, Fault, FaultStore, Plan, Point, Shared};
use troly::vault::{
    Argon, Base, Change, Choice, Content, Credential, Edit, Entry, Envelope, Error, Exported, Id, Kind, MAX_CONTENT,
    MAX_WAIT, MAX_WAYS, MemoryStore, Meta, NoRandom, Random, Sealed, StoreError, Stored, Vault, VaultStore,
    open_envelope, open_export, padded_length, ready, seal_envelope, seal_object, self_test,
};

const IDLE: u64 = 300_000;
const ONE: [u8; 32] = [1; 32];
const TWO: [u8; 32] = [2; 32];

fn vault_over<S: VaultStore>(store: S, seed: u64) -> Vault<S, Numbers> {
    Vault::new(store, Numbers(seed), self_test().expect("a device that works"), 1, IDLE)
}

fn now<T>(future: impl Future<Output = T>) -> T {
    ready(future).expect("nothing to wait for")
}

/// A new vault that [`ONE`] opens, at the time 1000.
fn created<S: VaultStore>(store: S) -> Vault<S, Numbers> {
    let mut vault = vault_over(store, 7);
    now(vault.create(&secret(&ONE), 1_000)).expect("created");
    vault
}

fn put(n: u8, text: &str) -> Edit {
    Edit::Put { id: id(n), kind: Kind::Record, content: Content::from(text.as_bytes().to_vec()), base: Base::Any }
}

fn text(content: Result<Content, Error>) -> Result<String, Error> {
    content.map(|c| String::from_utf8(c.bytes().to_vec()).expect("a text"))
}

fn all<S: VaultStore>(vault: &mut Vault<S, Numbers>, at: u64) -> Vec<(Id, Result<String, Error>)> {
    now(vault.get_all(at)).expect("unlocked").into_iter().map(|(entry, content)| (entry.id, text(content))).collect()
}

// ---- locked ------------------------------------------------------------------------------------------------------

#[test]
fn a_locked_store_holds_no_byte_of_what_was_put_in() {
    let mut store = MemoryStore::default();
    let canary = "CANARY-Nguyễn-Thị-Canary-079190001234";
    let phrase = "con chim hoàng yến";
    {
        let mut vault = vault_over(Shared::default(), 3);
        now(vault.create(&passphrase(phrase), 1)).expect("created");
        now(vault.write(&[put(1, canary), put(2, &canary.repeat(40))], 2)).expect("written");
        let (file, _) = now(vault.export(3)).expect("exported");
        store.clone_from(&vault.store().memory.borrow());
        let stored = now(store.stored()).expect("stored").expect("a vault");
        let everything = [file, stored.head, stored.envelopes.values().flatten().copied().collect()];
        for bytes in everything.iter().chain(store.all_slots().values()) {
            for part in [&canary.as_bytes()[..8], phrase.as_bytes(), &id(1).0, &id(2).0] {
                assert!(!bytes.windows(part.len()).any(|w| w == part), "{} is in clear", hex(part));
            }
        }
    }
    // Nor do lengths tell one paper from another
    let lengths: Vec<usize> = store.all_slots().values().map(Vec::len).collect();
    assert_eq!(lengths.len(), 2);
    assert!(lengths.iter().all(|n| (n - 164).is_multiple_of(256)), "{lengths:?}");
}

#[test]
fn lengths_are_few_and_cost_at_most_an_eighth() {
    let mut lengths = std::collections::BTreeSet::new();
    for n in (0..70_000).chain((70_000..MAX_CONTENT).step_by(4_001)).chain([MAX_CONTENT]) {
        let padded = padded_length(n);
        assert!(padded >= n + 4 && padded.is_multiple_of(256));
        assert!(padded - n - 4 < 256.max(n / 8 + 8), "{n} becomes {padded}");
        lengths.insert(padded);
    }
    assert!(lengths.len() < 16 + 8 * 13, "{} lengths", lengths.len());
}

#[test]
fn the_same_content_is_never_sealed_to_the_same_bytes() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "a"), put(2, "a")], 1_001)).expect("written");
    let slots: Vec<Vec<u8>> = vault.store().all_slots().values().cloned().collect();
    assert_ne!(slots[0][43..], slots[1][43..]);
    now(vault.write(&[put(1, "a")], 1_002)).expect("written");
    assert!(!vault.store().all_slots().values().all(|s| slots.contains(s)));
}

#[test]
fn without_randomness_nothing_is_sealed() {
    let none = |_: &mut [u8]| Err(NoRandom);
    let zeros = |bytes: &mut [u8]| {
        bytes.fill(0);
        Ok(())
    };
    let again = |bytes: &mut [u8]| {
        bytes.iter_mut().zip(0..).for_each(|(b, n)| *b = n);
        Ok(())
    };
    let key = troly::vault::Key::from_bytes(&ONE);
    let meta = Meta { sealed: Sealed::Object(Kind::Draft), id: id(1), generation: 1 };
    fn seals(key: &troly::vault::Key, meta: Meta, mut random: impl Random) -> Result<Vec<u8>, Error> {
        seal_object(key, id(9), meta, b"x", &mut random)
    }
    assert_eq!(seals(&key, meta, none), Err(Error::Random));
    assert_eq!(seals(&key, meta, zeros), Err(Error::Random));
    assert_eq!(seals(&key, meta, again), Err(Error::Random), "a source that gives the same each time");
}

/// Implemented twice by whatever can be printed, which makes [`Unprintable::of`] ambiguous for it, and this test no program.
trait Unprintable<A> {
    fn of() {}
}

impl<T> Unprintable<()> for T {}
impl<T: std::fmt::Debug> Unprintable<u8> for T {}

#[test]
fn keys_contents_and_credentials_cannot_be_printed() {
    <troly::vault::Key as Unprintable<_>>::of();
    <Content as Unprintable<_>>::of();
    <Credential as Unprintable<_>>::of();
    <Edit as Unprintable<_>>::of();
    <Exported as Unprintable<_>>::of();
    <Vault<MemoryStore, Numbers> as Unprintable<_>>::of();
    // An error, which is printed, says nothing of what it is about
    let refused = open_envelope(b"CANARY", &passphrase("CANARY-CANARY")).err().expect("refused");
    assert!(!format!("{refused:?}").contains("CANARY"));
}

// ---- ways in -----------------------------------------------------------------------------------------------------

#[test]
fn a_wrong_passphrase_says_so_slows_down_and_never_locks_out() {
    let mut vault = vault_over(MemoryStore::default(), 1);
    now(vault.create(&passphrase("mật khẩu đúng"), 0)).expect("created");
    vault.lock();
    for at in [10, 20, 30] {
        assert_eq!(now(vault.unlock(&passphrase("mật khẩu sai"), at)), Err(Error::Passphrase));
    }
    assert_eq!(now(vault.unlock(&passphrase("mật khẩu đúng"), 31)), Err(Error::Wait { ms: 999 }));
    // A clock that is set back costs one wait, no more
    assert_eq!(now(vault.unlock(&passphrase("mật khẩu đúng"), 1)), Err(Error::Wait { ms: 1000 }));
    assert!(now(vault.unlock(&passphrase("mật khẩu đúng"), 1_001)).is_ok());
    vault.lock();
    let mut at = 10_000;
    let mut longest = 0;
    for _ in 0..40 {
        match now(vault.unlock(&secret(&TWO), at)) {
            Err(Error::Wait { ms }) => {
                longest = longest.max(ms);
                at += ms;
            }
            other => assert_eq!(other, Err(Error::NoWay), "the vault has no passkey"),
        }
        if let Err(Error::Wait { ms }) = now(vault.unlock(&passphrase("sai sai sai"), at)) {
            longest = longest.max(ms);
            at += ms;
        }
        at += 1;
    }
    assert!((MAX_WAIT - 1..=MAX_WAIT).contains(&longest), "{longest}");
    assert!(now(vault.unlock(&passphrase("mật khẩu đúng"), at + MAX_WAIT)).is_ok());
}

#[test]
fn a_passphrase_is_the_same_from_every_keyboard() {
    let mut random = Numbers(5);
    let key = troly::vault::Key::from_bytes(&ONE);
    let sealed = seal_envelope(&key, id(1), id(2), 1, &passphrase("thủy chung hòa nhã"), &mut random).expect("sealed");
    for typed in ["thuỷ chung hoà nhã", "thu\u{309}y chung ho\u{300}a nha\u{303}", " thủy\u{a0}chung hòa nhã\n"]
    {
        assert!(open_envelope(&sealed, &passphrase(typed)).is_ok(), "{typed:?}");
    }
    for typed in ["thuy chung hoa nha", "Thủy chung hòa nhã", "thủy  chung hòa nhã"] {
        assert_eq!(open_envelope(&sealed, &passphrase(typed)).err(), Some(Error::Passphrase), "{typed:?}");
    }
}

#[test]
fn a_passphrase_that_protects_nothing_is_not_taken() {
    for (typed, taken) in [("", false), ("      1234567  ", false), ("đêm tối", false), ("đêm tối quá", true)]
    {
        let mut vault = vault_over(MemoryStore::default(), 1);
        assert_eq!(now(vault.create(&passphrase(typed), 0)).is_ok(), taken, "{typed:?}");
    }
    let long = "dài ".repeat(400);
    let mut vault = vault_over(MemoryStore::default(), 1);
    assert_eq!(now(vault.create(&passphrase(&long), 0)).err(), Some(Error::PassphraseLength));
    assert_eq!(now(vault.store().left()), Ok(0));
    for cost in [
        Argon { memory: 8 * 1024, ..Argon::LEAST },
        Argon { memory: 4 << 20, ..Argon::LEAST },
        Argon { passes: 0, ..Argon::LEAST },
        Argon { lanes: 255, ..Argon::LEAST },
    ] {
        let credential = Credential::Passphrase("đủ dài để dùng", cost);
        assert_eq!(now(vault.create(&credential, 0)).err(), Some(Error::Cost), "{cost:?}");
    }
}

#[test]
fn another_passphrase_rewrites_one_envelope_and_no_object() {
    let mut vault = vault_over(MemoryStore::default(), 1);
    now(vault.create(&passphrase("mật khẩu cũ"), 0)).expect("created");
    let passkey = now(vault.add_way(&secret(&TWO), 1)).expect("a second way");
    now(vault.write(&[put(1, "một"), put(2, "hai")], 1)).expect("written");
    let slots = vault.store().all_slots().clone();
    let before = now(vault.store().stored()).expect("stored").expect("a vault");
    now(vault.change_way(&passphrase("mật khẩu mới"), 2)).expect("changed");
    let after = now(vault.store().stored()).expect("stored").expect("a vault");
    assert_eq!(*vault.store().all_slots(), slots);
    assert_eq!(after.envelopes.len(), 2);
    assert_eq!(after.envelopes[&passkey], before.envelopes[&passkey]);
    assert_eq!(all(&mut vault, 3).len(), 2, "it stays unlocked");
    assert_eq!(now(vault.unlock(&passphrase("mật khẩu cũ"), 4)).err(), Some(Error::Passphrase));
    assert!(now(vault.unlock(&passphrase("mật khẩu mới"), 5)).is_ok());
    assert!(now(vault.unlock(&secret(&TWO), 6)).is_ok());
}

#[test]
fn the_last_way_in_stays_and_there_are_not_too_many() {
    let mut vault = created(MemoryStore::default());
    let own = now(vault.refresh(1_000)).expect("unlocked").way;
    assert_eq!(now(vault.remove_way(own, 1_001)), Err(Error::Ways));
    let mut last = own;
    for n in 1..MAX_WAYS as u8 {
        last = now(vault.add_way(&secret(&[100 + n; 32]), 1_001)).expect("one more");
    }
    assert_eq!(now(vault.add_way(&secret(&[200; 32]), 1_002)), Err(Error::Ways));
    assert!(now(vault.remove_way(last, 1_003)).is_ok());
    assert_eq!(now(vault.remove_way(last, 1_003)), Err(Error::Ways), "it is gone");
    let (_, ways) = now(vault.ways()).expect("read").expect("a vault");
    assert_eq!(ways.len(), MAX_WAYS - 1);
}

#[test]
fn another_key_leaves_nothing_that_the_old_one_opens() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "một"), put(2, "hai")], 1_001)).expect("written");
    let before = vault.store().clone();
    now(vault.rekey(&secret(&TWO), 1_002)).expect("another key");
    assert!(vault.store().all_slots().keys().all(|slot| !before.all_slots().contains_key(slot)));
    assert_eq!(all(&mut vault, 1_003), [(id(1), Ok("một".to_owned())), (id(2), Ok("hai".to_owned()))]);
    // Whoever kept the old envelope, and puts it back, is told what it is
    let old = now(before.clone().stored()).expect("stored").expect("a vault");
    let stored = now(vault.store().stored()).expect("stored").expect("a vault");
    let mut mixed = MemoryStore::default();
    let change = Change {
        vault: stored.vault,
        expected: None,
        generation: stored.generation,
        head: stored.head,
        put_envelopes: old.envelopes.into_iter().collect(),
        drop_envelopes: Vec::new(),
        put_slots: vault.store().all_slots().clone().into_iter().collect(),
        drop_slots: Vec::new(),
        strict: true,
    };
    mixed.apply(&change).expect("applied");
    assert_eq!(now(vault_over(mixed, 2).unlock(&secret(&ONE), 1)).err(), Some(Error::Retired));
}

// ---- locking -----------------------------------------------------------------------------------------------------

#[test]
fn it_locks_itself_by_the_clock_on_the_wall() {
    for (last, then, open) in [
        (2_000, 2_000 + IDLE - 1, true),
        (2_000, 2_000 + IDLE, false),
        // A night asleep
        (2_000, 40_000_000, false),
        // A clock that is corrected, and one that is set back
        (500_000, 450_000, true),
        (500_000, 1_000, false),
    ] {
        let mut vault = created(MemoryStore::default());
        now(vault.unlock(&secret(&ONE), last)).expect("unlocked");
        assert_eq!(vault.tick(then), open, "{last} → {then}");
        let listed = now(vault.list(then));
        assert_eq!(listed.err(), if open { None } else { Some(Error::Locked) });
    }
    let mut vault = created(MemoryStore::default());
    for step in 1..10 {
        now(vault.write(&[put(1, "x")], 1_000 + step * (IDLE - 1))).expect("it is in use");
    }
    // Somebody is at work without asking anything of it; what others write keeps it no longer open
    let used = 1_000 + 9 * (IDLE - 1);
    vault.touch(used + IDLE - 1).expect("it is in use");
    now(vault.refresh(used + 2 * (IDLE - 1))).expect("unlocked");
    assert!(vault.opened().is_some());
    assert!(!vault.tick(used + 2 * IDLE), "{IDLE} ms from the touch, not from the refresh");
    assert_eq!((vault.opened(), vault.touch(used + 2 * IDLE)), (None, Err(Error::Locked)));
    now(vault.unlock(&secret(&ONE), 1_000)).expect("unlocked");
    vault.set_idle(10);
    assert!(vault.tick(1_009) && !vault.tick(1_010));
}

#[test]
fn a_locked_vault_does_nothing() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "x")], 1_001)).expect("written");
    vault.lock();
    let before = vault.store().clone();
    assert_eq!(now(vault.get(id(1), 1_002)).err(), Some(Error::Locked));
    assert_eq!(now(vault.write(&[put(1, "y")], 1_002)), Err(Error::Locked));
    assert_eq!(now(vault.export(1_002)).err(), Some(Error::Locked));
    assert_eq!(now(vault.rekey(&secret(&TWO), 1_002)), Err(Error::Locked));
    assert_eq!(now(vault.refresh(1_002)).err(), Some(Error::Locked));
    assert_eq!(*vault.store(), before);
}

// ---- several tabs ------------------------------------------------------------------------------------------------

#[test]
fn two_tabs_lose_nothing_of_each_other() {
    let shared = Shared::default();
    let mut first = created(shared.clone());
    let mut second = vault_over(shared.clone(), 8);
    now(second.unlock(&secret(&ONE), 1_000)).expect("unlocked");
    now(first.write(&[put(1, "của tab một")], 1_001)).expect("written");
    // The second has not heard of it, and writes nevertheless
    now(second.write(&[put(2, "của tab hai")], 1_002)).expect("written");
    assert_eq!(all(&mut first, 1_003).len(), 1);
    assert_eq!(now(first.refresh(1_004)).expect("unlocked").generation, 3);
    assert_eq!(all(&mut first, 1_005).len(), 2);
    // Both change the same object, knowing the same state of it
    let edit = |text: &str| Edit::Put {
        id: id(1),
        kind: Kind::Record,
        content: Content::from(text.as_bytes().to_vec()),
        base: Base::At(2),
    };
    now(first.write(&[edit("sửa trước")], 1_006)).expect("written");
    assert_eq!(now(second.write(&[edit("sửa sau"), put(3, "cùng lúc")], 1_007)), Err(Error::Conflict));
    let (entry, content) = now(second.get(id(1), 1_008)).expect("read");
    assert_eq!((entry.generation, text(Ok(content))), (4, Ok("sửa trước".to_owned())));
    assert_eq!(now(second.get(id(3), 1_008)).err(), Some(Error::Missing), "all of a change or nothing");
}

#[test]
fn a_tab_locks_when_another_changes_the_passphrase_or_deletes_the_vault() {
    for (n, expected) in [(0, Error::Retired), (1, Error::OtherKey), (2, Error::Gone), (3, Error::OtherVault)] {
        let shared = Shared::default();
        let mut first = created(shared.clone());
        let mut second = vault_over(shared.clone(), 8);
        now(second.unlock(&secret(&ONE), 1_000)).expect("unlocked");
        match n {
            0 => drop(now(first.change_way(&secret(&TWO), 1_001)).expect("changed")),
            1 => drop(now(first.rekey(&secret(&TWO), 1_001)).expect("another key")),
            2 => drop(now(first.wipe()).expect("wiped")),
            _ => {
                now(first.wipe()).expect("wiped");
                now(first.create(&secret(&TWO), 1_001)).expect("another vault");
            }
        }
        let before = shared.memory.borrow().clone();
        assert_eq!(now(second.write(&[put(1, "x")], 1_002)), Err(expected));
        assert_eq!(*shared.memory.borrow(), before, "nothing was made anew over it");
        assert!(!second.tick(1_003));
    }
}

#[test]
fn an_older_program_touches_nothing_of_a_newer_one() {
    let shared = Shared::default();
    let mut old = created(shared.clone());
    now(old.write(&[put(1, "bản 1")], 1_001)).expect("written");
    let tested = self_test().expect("a device that works");
    let mut new = Vault::new(shared.clone(), Numbers(9), tested, 2, IDLE);
    assert_eq!(now(new.unlock(&secret(&ONE), 1_002)).expect("unlocked").schema, 1);
    assert_eq!(now(new.write(&[put(2, "bản 2")], 1_003)), Err(Error::Outdated), "migrated first");
    let convert = |_: &Entry, content: &Content| Ok(Content::from([content.bytes(), b" -> 2"].concat()));
    now(new.migrate(1_004, convert)).expect("migrated");
    assert_eq!(all(&mut new, 1_005), [(id(1), Ok("bản 1 -> 2".to_owned()))]);
    let before = shared.memory.borrow().clone();
    assert_eq!(now(old.write(&[put(1, "x")], 1_006)), Err(Error::Newer { version: 2 }));
    assert_eq!(now(old.unlock(&secret(&ONE), 1_007)).err(), Some(Error::Newer { version: 2 }));
    assert_eq!(*shared.memory.borrow(), before);
}

#[test]
fn what_was_put_back_is_seen() {
    let shared = Shared::default();
    let mut vault = created(shared.clone());
    now(vault.write(&[put(1, "cũ")], 1_001)).expect("written");
    let old = shared.memory.borrow().clone();
    now(vault.write(&[put(1, "mới")], 1_002)).expect("written");
    let opened = now(vault.refresh(1_003)).expect("unlocked");
    *shared.memory.borrow_mut() = old;
    assert_eq!(now(vault.refresh(1_004)).err(), Some(Error::Rollback));
    assert_eq!(now(vault.unlock(&secret(&ONE), 1_005)).err(), Some(Error::Rollback), "it remembers after locking");
    let mut fresh = vault_over(shared.clone(), 3);
    fresh.remember(opened.vault, opened.generation);
    assert_eq!(now(fresh.unlock(&secret(&ONE), 1)).err(), Some(Error::Rollback));
    // Whoever never saw the newer state cannot know: a promise that is not made
    assert!(now(vault_over(shared, 3).unlock(&secret(&ONE), 1)).is_ok());
}

// ---- stores that fail --------------------------------------------------------------------------------------------

fn faulty(shared: &Shared) -> (Vault<FaultStore<Shared>, Numbers>, Plan) {
    let plan = Rc::new(Cell::new(None));
    let store = FaultStore { inner: shared.clone(), plan: plan.clone() };
    let mut vault = vault_over(store, 5);
    now(vault.create(&secret(&ONE), 1_000)).expect("created");
    (vault, plan)
}

#[test]
fn a_full_disk_loses_nothing_that_was_there() {
    let shared = Shared::default();
    let (mut vault, plan) = faulty(&shared);
    now(vault.write(&[put(1, "đã lưu")], 1_001)).expect("written");
    plan.set(Some(Fault { after: 0, times: 1, at: Point::Put }));
    assert_eq!(now(vault.write(&[put(1, "không vừa")], 1_002)), Err(Error::Store(StoreError::Full)));
    assert_eq!(all(&mut vault, 1_003), [(id(1), Ok("đã lưu".to_owned()))]);
}

#[test]
fn a_lost_connection_is_asked_again_before_anything_is_said() {
    for (at, changes) in [(Point::Complete, 2), (Point::Told, 2)] {
        let shared = Shared::default();
        let (mut vault, plan) = faulty(&shared);
        plan.set(Some(Fault { after: 0, times: 1, at }));
        assert_eq!(now(vault.write(&[put(1, "x")], 1_001)), Ok(()), "{at:?}");
        assert_eq!(shared.log.borrow().len(), changes, "written once");
    }
    // When it does not come back, nothing is claimed
    let (mut vault, plan) = faulty(&Shared::default());
    plan.set(Some(Fault { after: 0, times: 9, at: Point::Told }));
    assert_eq!(now(vault.write(&[put(1, "x")], 1_001)), Err(Error::Store(StoreError::Lost)));
    plan.set(None);
    assert_eq!(all(&mut vault, 1_002).len(), 1, "and afterwards it knows");
}

/// Tells that it wrote an envelope, and has another.
struct Lying(MemoryStore);

impl VaultStore for Lying {
    async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
        self.0.stored().await
    }

    async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.0.slots(slots).await
    }

    async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
        let mut change = change.clone();
        let new = if change.expected.is_some() { change.put_envelopes.as_mut_slice() } else { &mut [] };
        new.iter_mut().for_each(|(_, bytes)| bytes[100] ^= 1);
        self.0.commit(&change).await
    }

    async fn wipe(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn left(&mut self) -> Result<usize, StoreError> {
        self.0.left().await
    }
}

#[test]
fn the_old_way_in_stays_until_the_new_one_was_read_again() {
    let mut vault = created(Lying(MemoryStore::default()));
    now(vault.write(&[put(1, "x")], 1_001)).expect("written");
    assert_eq!(now(vault.change_way(&secret(&TWO), 1_002)), Err(Error::Unverified));
    assert_eq!(now(vault.rekey(&secret(&TWO), 1_003)), Err(Error::Unverified));
    assert_eq!(all(&mut vault, 1_004), [(id(1), Ok("x".to_owned()))]);
    assert!(now(vault.unlock(&secret(&ONE), 1_005)).is_ok());
    // What was put beside goes with the next change
    now(vault.write(&[put(1, "y")], 1_006)).expect("written");
    assert_eq!(now(vault.store().left()), Ok(3));
}

#[test]
fn a_death_in_the_middle_of_a_change_of_passphrase_leaves_one_that_opens() {
    for (commits, written) in [(0, false), (0, true), (1, false), (1, true)] {
        let shared = Shared::default();
        let mut vault = vault_over(shared.clone(), 1);
        now(vault.create(&passphrase("mật khẩu cũ"), 0)).expect("created");
        now(vault.write(&[put(1, "còn đây")], 1)).expect("written");
        let dead = Rc::new(Cell::new(false));
        let plan = Rc::new(Cell::new(Some((commits, written))));
        let mut dying = vault_over(CrashStore { inner: shared.clone(), plan, dead: dead.clone() }, 2);
        now(dying.unlock(&passphrase("mật khẩu cũ"), 2)).expect("unlocked");
        assert!(ready(dying.change_way(&passphrase("mật khẩu mới"), 3)).is_none(), "it died");
        assert!(dead.get());
        drop(dying);
        let mut anew = vault_over(shared.clone(), 3);
        let flipped = (commits, written) == (1, true);
        let (opens, refused) = if flipped { ("mới", "cũ") } else { ("cũ", "mới") };
        let refusal = now(anew.unlock(&passphrase(&format!("mật khẩu {refused}")), 4)).err();
        // The envelope that stands beside is known, and not taken for a wrong passphrase
        let beside = (commits, written) == (0, true) || (commits, written) == (1, false);
        assert_eq!(refusal, Some(if beside { Error::Retired } else { Error::Passphrase }), "{commits} {written}");
        now(anew.unlock(&passphrase(&format!("mật khẩu {opens}")), 5)).expect("opens");
        assert_eq!(all(&mut anew, 6), [(id(1), Ok("còn đây".to_owned()))]);
        now(anew.write(&[put(2, "x")], 7)).expect("written");
        assert_eq!(now(shared.clone().left()), Ok(4), "nothing is left over");
    }
}

#[test]
fn a_vault_is_never_made_over_another() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "x")], 1_001)).expect("written");
    let (file, _) = now(vault.export(1_002)).expect("exported");
    let exported = open_export(&file, 1, &secret(&ONE)).map_err(|e| e.code()).expect("opened");
    let before = vault.store().clone();
    assert_eq!(now(vault.create(&secret(&TWO), 1_003)).err(), Some(Error::Exists));
    assert_eq!(now(vault.restore_new(&exported, 1_003)).err(), Some(Error::Exists));
    assert_eq!(*vault.store(), before);
    assert_eq!(now(vault_over(MemoryStore::default(), 1).unlock(&secret(&ONE), 1)).err(), Some(Error::Gone));
}

#[test]
fn deleting_everything_is_proved() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "x"), put(2, "y")], 1_001)).expect("written");
    vault.lock();
    assert_eq!(now(vault.wipe()).map(|w| w.removed), Ok(4), "head, envelope, two objects; without unlocking");
    assert_eq!(*vault.store(), MemoryStore::default());
    assert_eq!(now(vault.unlock(&secret(&ONE), 1_002)).err(), Some(Error::Gone));
    let mut vault = created(Lying(MemoryStore::default()));
    assert_eq!(now(vault.wipe()).err(), Some(Error::NotWiped), "a store that only says so");
    let (mut vault, plan) = faulty(&Shared::default());
    plan.set(Some(Fault { after: 1, times: 1, at: Point::Complete }));
    assert_eq!(now(vault.wipe()).map(|w| w.removed), Ok(2), "asked again");
}

// ---- export and restore --------------------------------------------------------------------------------------------

fn exported<S: VaultStore>(vault: &mut Vault<S, Numbers>, at: u64) -> (Vec<u8>, Exported) {
    let (file, broken) = now(vault.export(at)).expect("exported");
    assert!(broken.is_empty());
    let opened = open_export(&file, 1, &secret(&ONE)).map_err(|e| e.code()).expect("opened");
    (file, opened)
}

#[test]
fn a_lost_vault_comes_back_from_its_file() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "một"), put(2, "hai")], 1_001)).expect("written");
    let (_, file) = exported(&mut vault, 1_002);
    now(vault.backed_up(file.generation, 1_003)).expect("noted");
    let backup = now(vault.refresh(1_004)).expect("unlocked").backup.expect("a backup");
    assert_eq!((backup.at, backup.generation), (1_003, 2));
    let mut anew = vault_over(MemoryStore::default(), 9);
    let opened = now(anew.restore_new(&file, 5_000)).expect("restored");
    assert_eq!((opened.vault, opened.generation), (file.vault, 3));
    assert_eq!(all(&mut anew, 5_001), all(&mut vault, 1_005));
    assert!(now(anew.unlock(&secret(&ONE), 5_002)).is_ok(), "by the same way in");
}

#[test]
fn restoring_shows_first_what_it_would_do_and_merges() {
    let mut vault = created(MemoryStore::default());
    let edits = [put(1, "giữ nguyên"), put(2, "sẽ sửa ở đây"), put(3, "sẽ xóa"), put(4, "bản trong tệp")];
    now(vault.write(&edits, 2_000)).expect("written");
    let (_, file) = exported(&mut vault, 2_001);
    let delete = Edit::Delete { id: id(3), base: Base::Any };
    now(vault.write(&[put(2, "đã sửa ở đây"), delete, put(5, "mới ở đây")], 3_000)).expect("written");
    let here = |n: u8, t: &str| (id(n), Ok(t.to_owned()));
    for (choice, replaced, second) in
        [(Choice::Newer, 0, "đã sửa ở đây"), (Choice::Here, 0, "đã sửa ở đây"), (Choice::File, 1, "sẽ sửa ở đây")]
    {
        let mut copy = vault_over(vault.store().clone(), 4);
        now(copy.unlock(&secret(&ONE), 4_000)).expect("unlocked");
        let before = copy.store().clone();
        let preview = now(copy.preview(&file, choice, 4_001)).expect("a preview");
        assert_eq!(*copy.store(), before, "looking changes nothing");
        let ids = |entries: &[Entry]| entries.iter().map(|e| e.id).collect::<Vec<_>>();
        assert_eq!(ids(&preview.added), [id(3)]);
        assert_eq!(ids(&preview.same), [id(1), id(4)]);
        assert_eq!((preview.replaced.len(), preview.kept.len()), (replaced, 1 - replaced));
        assert_eq!(now(copy.restore(&file, choice, 4_002)), Ok(preview));
        let expected =
            [here(1, "giữ nguyên"), here(2, second), here(3, "sẽ xóa"), here(4, "bản trong tệp"), here(5, "mới ở đây")];
        assert_eq!(all(&mut copy, 4_003), expected);
        let again = now(copy.restore(&file, choice, 4_004)).expect("restored");
        assert!(again.added.is_empty() && again.replaced.is_empty(), "a second time changes nothing");
    }
    // The time of the change is the file's: a restored object is not newer than it is
    now(vault.restore(&file, Choice::Newer, 9_000)).expect("restored");
    let listed = now(vault.list(9_001)).expect("unlocked");
    assert_eq!(listed.iter().map(|e| e.changed).collect::<Vec<_>>(), [2_000, 3_000, 2_000, 2_000, 3_000]);
}

#[test]
fn a_damaged_entry_is_reported_and_the_others_come_back() {
    let mut vault = created(MemoryStore::default());
    now(vault.write(&[put(1, "một"), put(2, "hai"), put(3, "ba")], 1_001)).expect("written");
    let (mut file, _) = exported(&mut vault, 1_002);
    let middle = file.len() / 2;
    file[middle] ^= 1;
    let opened = open_export(&file, 1, &secret(&ONE)).map_err(|e| e.code()).expect("opened");
    let mut anew = vault_over(MemoryStore::default(), 3);
    now(anew.restore_new(&opened, 1)).expect("restored");
    assert_eq!(all(&mut anew, 2), [(id(1), Ok("một".to_owned())), (id(3), Ok("ba".to_owned()))]);
    let preview = now(anew.preview(&opened, Choice::Newer, 3)).expect("a preview");
    assert_eq!(
        preview.broken.iter().map(|(e, error)| (e.id, error.clone())).collect::<Vec<_>>(),
        [(id(2), Error::Damaged)]
    );
}

#[test]
fn an_object_that_is_damaged_in_the_store_comes_back_from_the_file() {
    let shared = Shared::default();
    let mut vault = created(shared.clone());
    now(vault.write(&[put(1, "một"), put(2, "hai")], 1_001)).expect("written");
    let (_, file) = exported(&mut vault, 1_002);
    let damaged: Vec<(Id, Vec<u8>)> = shared.memory.borrow().all_slots().iter().map(|(i, b)| (*i, b.clone())).collect();
    let stored = now(shared.clone().stored()).expect("stored").expect("a vault");
    let mut change = Change {
        vault: stored.vault,
        expected: Some(stored.generation),
        generation: stored.generation,
        head: stored.head,
        put_envelopes: Vec::new(),
        drop_envelopes: Vec::new(),
        put_slots: damaged,
        drop_slots: Vec::new(),
        strict: true,
    };
    change.put_slots.truncate(1);
    change.put_slots[0].1[300] ^= 1;
    shared.memory.borrow_mut().apply(&change).expect("applied");
    let found = all(&mut vault, 1_003);
    assert_eq!(found.iter().filter(|(_, c)| *c == Err(Error::Damaged)).count(), 1);
    // It would be lost by a change of keys, so there is none
    assert_eq!(now(vault.rekey(&secret(&TWO), 1_004)), Err(Error::Damaged));
    let (_, broken) = now(vault.export(1_005)).expect("exported");
    assert_eq!(broken.len(), 1);
    let done = now(vault.restore(&file, Choice::Here, 1_006)).expect("restored");
    assert_eq!((done.replaced.len(), done.same.len()), (1, 1));
    assert!(all(&mut vault, 1_007).iter().all(|(_, content)| content.is_ok()));
}

#[test]
fn what_is_too_large_is_refused_before_anything_happens() {
    let mut vault = created(MemoryStore::default());
    let before = vault.store().clone();
    let huge = Edit::Put {
        id: id(1),
        kind: Kind::Attachment,
        content: Content::from(vec![0; MAX_CONTENT + 1]),
        base: Base::Any,
    };
    assert_eq!(now(vault.write(&[put(2, "x"), huge], 1_001)), Err(Error::TooLarge));
    assert_eq!(now(vault.write(&[put(2, "x"), put(2, "y")], 1_002)), Err(Error::Duplicate));
    assert_eq!(*vault.store(), before);
    assert_eq!(Envelope::read(&vec![0; 1 << 20]).err(), Some(Error::Damaged));
}
