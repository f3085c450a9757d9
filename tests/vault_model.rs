//! The vault against a model, over random sequences of everything that can be done with it and happen to it: two tabs on one
//! store at the same time, operations that fail, tabs that die while they write. Every acknowledged write is there, none is
//! torn, and what was not done was not done at all.
//!
//! `TROLY_VAULT_SEQUENCES` asks for more sequences; a sequence that fails names its number, and
//! `TROLY_VAULT_SEQUENCE` runs that one alone.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/vault.rs"]
mod common;
#[path = "common/stores.rs"]
mod stores;

use common::{Numbers, secret};
use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use stores::{CrashStore, Fault, FaultStore, Plan, Point, Shared, Slow, together};
use troly::vault::{
    Base, Change, Choice, Content, Edit, Entry, Error, Id, Kind, MemoryStore, StoreError, Tested, Vault, VaultStore,
    open_export, ready, self_test,
};

const SEQUENCES: u64 = 10_000;
const IDLE: u64 = 300_000;
const SCHEMA: u32 = 1;
const KINDS: [Kind; 5] = [Kind::Record, Kind::Person, Kind::Draft, Kind::Attachment, Kind::Setting];

type TabStore = FaultStore<CrashStore<Slow<Shared>>>;

struct Tab {
    vault: Vault<TabStore, Numbers>,
    fault: Plan,
    crash: Rc<Cell<Option<(usize, bool)>>>,
    dead: Rc<Cell<bool>>,
}

impl Tab {
    fn new(shared: &Shared, tab: usize, seed: u64, tested: Tested) -> Self {
        let (fault, crash, dead) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(None)), Rc::new(Cell::new(false)));
        let crashing = CrashStore { inner: Slow(shared.of_tab(tab)), plan: crash.clone(), dead: dead.clone() };
        let store = FaultStore { inner: crashing, plan: fault.clone() };
        Tab { vault: Vault::new(store, Numbers(seed), tested, SCHEMA, IDLE), fault, crash, dead }
    }
}

/// An object as the model has it.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    kind: Kind,
    content: Vec<u8>,
    generation: u64,
    changed: u64,
}

/// What the vault must hold.
#[derive(Default)]
struct Model {
    objects: Objects,
    /// Every content that was ever written to an object: what a tab may have read while another wrote.
    ever: BTreeSet<(Id, Vec<u8>)>,
    /// The live ways in.
    ways: Ways,
}

/// One part of a change: which object, what is written (nothing: it is deleted), and what that builds on.
type Part = (Id, Option<(Kind, Vec<u8>)>, Base);

type Objects = BTreeMap<Id, Held>;
type Ways = BTreeMap<Id, [u8; 32]>;

#[derive(Clone, Debug)]
enum Op {
    Write(Vec<Part>),
    Read,
    Get(Id),
    Unlock([u8; 32]),
    Lock,
    ChangeWay([u8; 32]),
    AddWay([u8; 32]),
    RemoveWay(Id),
    Rekey([u8; 32]),
    Migrate,
    Refresh,
    BackedUp,
}

/// What an operation gave.
#[derive(Debug)]
enum Got {
    Done,
    Objects(Vec<(Entry, Result<Vec<u8>, Error>)>),
}

async fn perform(vault: &mut Vault<TabStore, Numbers>, op: &Op, now: u64) -> Result<Got, Error> {
    let done = |()| Got::Done;
    match op {
        Op::Write(parts) => {
            let edits: Vec<Edit> = parts
                .iter()
                .map(|(id, put, base)| match put {
                    Some((kind, content)) => {
                        Edit::Put { id: *id, kind: *kind, content: Content::from(content.clone()), base: *base }
                    }
                    None => Edit::Delete { id: *id, base: *base },
                })
                .collect();
            vault.write(&edits, now).await.map(done)
        }
        Op::Read => {
            let all = vault.get_all(now).await?;
            Ok(Got::Objects(all.into_iter().map(|(e, c)| (e, c.map(|c| c.bytes().to_vec()))).collect()))
        }
        Op::Get(id) => {
            let (entry, content) = vault.get(*id, now).await?;
            Ok(Got::Objects(vec![(entry, Ok(content.bytes().to_vec()))]))
        }
        Op::Unlock(with) => vault.unlock(&secret(with), now).await.map(|_| Got::Done),
        Op::Lock => {
            vault.lock();
            Ok(Got::Done)
        }
        Op::ChangeWay(to) => vault.change_way(&secret(to), now).await.map(|_| Got::Done),
        Op::AddWay(with) => vault.add_way(&secret(with), now).await.map(|_| Got::Done),
        Op::RemoveWay(way) => vault.remove_way(*way, now).await.map(done),
        Op::Rekey(with) => vault.rekey(&secret(with), now).await.map(|_| Got::Done),
        Op::Migrate => vault.migrate(now, |_, content| Ok(content.clone())).await.map(done),
        Op::Refresh => vault.refresh(now).await.map(|_| Got::Done),
        Op::BackedUp => vault.backed_up(1, now).await.map(done),
    }
}

struct Run {
    numbers: Numbers,
    shared: Shared,
    tabs: [Tab; 2],
    model: Model,
    now: u64,
    /// The way with which each tab unlocked last.
    way_of: [Option<Id>; 2],
    /// The envelope of every secret that was ever used.
    names: BTreeMap<[u8; 32], Id>,
    /// What the vault held after each change: a power cut may bring back any of these, and nothing else.
    past: Vec<(Objects, Ways)>,
    /// For contents that are all different.
    written: u64,
    tested: Tested,
    counts: Counts,
}

/// How often what happened: a test in which nothing goes wrong shows nothing.
#[derive(Debug, Default)]
struct Counts {
    acknowledged: usize,
    refused: usize,
    conflicts: usize,
    unknown: usize,
    crashes: usize,
    faults: usize,
    retired: usize,
    rekeyed: usize,
}

impl Run {
    fn new(seed: u64, tested: Tested) -> Self {
        let mut numbers = Numbers(seed.wrapping_mul(0x1234_5678_9ABC_DEF1));
        let shared = Shared::default();
        let mut tabs = [0, 1].map(|tab| Tab::new(&shared, tab, numbers.next(), tested));
        let first = numbers.array();
        let (created, _) = together(
            tabs[0].vault.create(&secret(&first), 1),
            async {},
            [&Cell::new(false), &Cell::new(false)],
            || true,
        );
        let created = created.expect("an answer").expect("created");
        let model = Model { ways: BTreeMap::from([(created.way, first)]), ..Model::default() };
        let (way_of, names) = ([Some(created.way), None], BTreeMap::from([(first, created.way)]));
        let past = vec![(BTreeMap::new(), model.ways.clone())];
        let counts = Counts::default();
        Run { numbers, shared, tabs, model, now: 1_000, way_of, names, past, written: 0, tested, counts }
    }

    fn some_object(&mut self) -> Id {
        Id([1 + self.numbers.below(6) as u8; 16])
    }

    fn some_way(&mut self) -> ([u8; 32], Id) {
        let n = self.numbers.below(self.model.ways.len());
        let (id, with) = self.model.ways.iter().nth(n).expect("there is always one");
        (*with, *id)
    }

    fn op(&mut self) -> Op {
        match self.numbers.below(40) {
            0..=17 => {
                let parts = 1 + self.numbers.below(4) * self.numbers.below(2);
                let mut ids = BTreeSet::new();
                for _ in 0..parts {
                    ids.insert(self.some_object());
                }
                Op::Write(ids.into_iter().map(|id| self.part(id)).collect())
            }
            18..=20 => Op::Read,
            21 => Op::Get(self.some_object()),
            22..=27 => Op::Unlock(self.some_way().0),
            28 => Op::Unlock(self.numbers.array()),
            29 => Op::Lock,
            30 | 31 => Op::ChangeWay(self.numbers.array()),
            32 => Op::AddWay(self.numbers.array()),
            33 => Op::RemoveWay(self.some_way().1),
            34 => Op::Rekey(self.numbers.array()),
            35 => Op::Migrate,
            36 => Op::Refresh,
            37 => Op::BackedUp,
            _ => Op::Read,
        }
    }

    fn part(&mut self, id: Id) -> Part {
        let there = self.model.objects.get(&id).map(|h| h.generation);
        let base = match self.numbers.below(6) {
            0 => Base::New,
            1 | 2 => there.map_or(Base::New, Base::At),
            3 => Base::At(there.unwrap_or(1).saturating_sub(1)),
            _ => Base::Any,
        };
        if self.numbers.below(5) == 0 {
            return (id, None, base);
        }
        self.written += 1;
        let length = [0, 20, 300, 5_000][self.numbers.below(4).min(self.numbers.below(4))];
        let mut content = self.written.to_be_bytes().to_vec();
        content.resize(8 + length, self.written as u8);
        let kind = KINDS[self.numbers.below(KINDS.len())];
        self.model.ever.insert((id, content.clone()));
        (id, Some((kind, content)), base)
    }

    fn step(&mut self) -> Result<(), String> {
        self.now += [10, 1_000, 20_000, IDLE + 1][self.numbers.below(40).saturating_sub(36)];
        let ops = [0, 1].map(|tab| match self.tabs[tab].vault.tick(self.now) {
            false if self.numbers.below(4) > 0 => Op::Unlock(self.some_way().0),
            _ => self.op(),
        });
        let both = self.numbers.below(3) > 0;
        for tab in &self.tabs {
            tab.fault.set(None);
            tab.crash.set(None);
            let n = self.numbers.below(24);
            if n < 4 {
                let at = [Point::Begin, Point::Put, Point::Complete, Point::Told][self.numbers.below(4)];
                tab.fault.set(Some(Fault { after: self.numbers.below(7), times: 1 + self.numbers.below(3), at }));
            } else if n == 4 {
                tab.crash.set(Some((self.numbers.below(2), self.numbers.below(2) == 0)));
            }
        }
        let before = self.shared.log.borrow().len();
        let planned = self.tabs.iter().filter(|t| t.fault.get().is_some()).count();
        let (a, b) = {
            let [first, second] = &mut self.tabs;
            let dead = [&*first.dead, &*second.dead];
            let other = async {
                match both {
                    true => Some(perform(&mut second.vault, &ops[1], self.now).await),
                    false => None,
                }
            };
            let numbers = &mut self.numbers;
            together(perform(&mut first.vault, &ops[0], self.now), other, dead, || numbers.below(2) == 0)
        };
        self.counts.faults += planned;
        let log: Vec<_> = self.shared.log.borrow()[before..].to_vec();
        self.settle(&ops, [a, b.flatten()], &log)?;
        for n in 0..2 {
            if self.tabs[n].dead.get() {
                self.counts.crashes += 1;
                self.tabs[n] = Tab::new(&self.shared, n, self.numbers.next(), self.tested);
            }
        }
        self.check()
    }

    /// Brings the model to where the completed changes bring it, and holds the answers against that.
    fn settle(
        &mut self,
        ops: &[Op; 2],
        answers: [Option<Result<Got, Error>>; 2],
        log: &[(usize, Change)],
    ) -> Result<(), String> {
        // A change of keys is two; only the second one counts.
        for (tab, answer) in answers.iter().enumerate() {
            let op = &ops[tab];
            let commits = log.iter().filter(|(t, _)| *t == tab).count();
            let (most, needed) = match op {
                Op::ChangeWay(_) | Op::AddWay(_) | Op::Rekey(_) | Op::Migrate => (2, 2),
                Op::Write(_) | Op::RemoveWay(_) | Op::BackedUp => (1, 1),
                _ => (0, 0),
            };
            let fail = |what: &str| Err(format!("tab {tab}, {op:?}: {what} ({commits} changes, {answer:?})"));
            match answer {
                Some(Ok(_)) if commits != needed => return fail("acknowledged, and not done"),
                Some(Err(Error::Store(StoreError::Lost))) => self.counts.unknown += 1,
                Some(Err(error)) => {
                    self.counts.refused += 1;
                    self.counts.conflicts += usize::from(*error == Error::Conflict);
                    self.counts.retired += usize::from(*error == Error::Retired);
                    if commits == needed && needed > 0 {
                        return fail("refused, and done");
                    }
                }
                Some(Ok(_)) => self.counts.acknowledged += usize::from(needed > 0),
                None => {}
            }
            if commits > most {
                return fail("done more than once");
            }
        }
        for (tab, op) in ops.iter().enumerate() {
            if let (Op::Unlock(with), Some(Ok(_))) = (op, &answers[tab]) {
                self.way_of[tab] = self.names.get(with).copied();
            }
        }
        for (n, (tab, change)) in log.iter().enumerate() {
            let nth = log[..n].iter().filter(|(t, _)| t == tab).count();
            if let Op::Write(parts) = &ops[*tab] {
                let fits = |(id, _, base): &Part| {
                    let there = self.model.objects.get(id).map(|h| h.generation);
                    match base {
                        Base::Any => true,
                        Base::New => there.is_none(),
                        Base::At(generation) => there == Some(*generation),
                    }
                };
                if !parts.iter().all(fits) {
                    return Err(format!("tab {tab} wrote over what it did not know"));
                }
            }
            self.apply(*tab, &ops[*tab], nth, change);
            self.past.push((self.model.objects.clone(), self.model.ways.clone()));
        }
        for (tab, answer) in answers.iter().enumerate() {
            if let Some(Ok(Got::Objects(read))) = answer {
                for (entry, content) in read {
                    let content = content.as_ref().map_err(|e| format!("tab {tab} cannot read: {e:?}"))?;
                    if !self.model.ever.contains(&(entry.id, content.clone())) {
                        return Err(format!("tab {tab} read what nobody wrote"));
                    }
                }
            }
        }
        Ok(())
    }

    fn apply(&mut self, tab: usize, op: &Op, nth: usize, change: &Change) {
        let (generation, changed) = (change.generation, self.now);
        match op {
            Op::Write(parts) => {
                for (id, put, _) in parts {
                    match put {
                        Some((kind, content)) => {
                            let held = Held { kind: *kind, content: content.clone(), generation, changed };
                            self.model.objects.insert(*id, held);
                        }
                        None => drop(self.model.objects.remove(id)),
                    }
                }
            }
            Op::RemoveWay(way) => drop(self.model.ways.remove(way)),
            // The first change of two: it stands beside, and counts for nothing
            Op::ChangeWay(with) | Op::AddWay(with) | Op::Rekey(with) if nth == 0 => {
                self.names.insert(*with, change.put_envelopes[0].0);
            }
            Op::ChangeWay(with) | Op::AddWay(with) | Op::Rekey(with) => {
                let new = self.names[with];
                match op {
                    Op::ChangeWay(_) => drop(self.way_of[tab].and_then(|way| self.model.ways.remove(&way))),
                    Op::Rekey(_) => {
                        self.counts.rekeyed += 1;
                        self.model.ways.clear();
                        self.model.objects.values_mut().for_each(|h| h.generation = generation);
                    }
                    _ => {}
                }
                self.model.ways.insert(new, *with);
                if !matches!(op, Op::AddWay(_)) {
                    self.way_of[tab] = Some(new);
                }
            }
            Op::Migrate if nth == 1 => self.model.objects.values_mut().for_each(|h| h.generation = generation),
            _ => {}
        }
    }

    /// Opens the store as somebody who comes anew would, and holds all that it has against the model.
    fn check(&mut self) -> Result<(), String> {
        let with = self.some_way().0;
        let seed = self.numbers.next();
        self.check_store(self.shared.clone(), seed, with, &self.model.objects)
    }

    /// The power fails: the store is back at some change, as the relaxed ones may not have been on the disk.
    fn power_cut(&mut self) -> Result<(), String> {
        let log = self.shared.log.borrow().clone();
        let kept = self.numbers.below(log.len());
        let mut memory = MemoryStore::default();
        for (_, change) in &log[..=kept] {
            memory.apply(change).map_err(|e| format!("the log itself: {e:?}"))?;
        }
        let (objects, ways) = &self.past[kept];
        let with = ways.values().next().ok_or("a way in")?;
        self.check_store(memory, kept as u64, *with, objects).map_err(|e| format!("after a power cut: {e}"))
    }

    fn check_store(&self, store: impl VaultStore, seed: u64, with: [u8; 32], expected: &Objects) -> Result<(), String> {
        let mut anew = Vault::new(store, Numbers(seed), self.tested, SCHEMA, IDLE);
        now(anew.unlock(&secret(&with), 1)).map_err(|e| format!("a live way in does not open: {e:?}"))?;
        let found = now(anew.get_all(1)).map_err(|e| format!("cannot be listed: {e:?}"))?;
        let mut objects = BTreeMap::new();
        for (entry, content) in found {
            let content = content.map_err(|e| format!("cannot be read: {e:?}"))?.bytes().to_vec();
            let Entry { id, kind, generation, changed } = entry;
            objects.insert(id, Held { kind, content, generation, changed });
        }
        if objects != *expected {
            return Err("the store does not hold what was acknowledged".to_owned());
        }
        Ok(())
    }

    /// At the end: nothing is left over, no former way in opens, and an export brings all of it back.
    fn finish(&mut self) -> Result<(), String> {
        self.power_cut()?;
        let seed = self.numbers.next();
        let mut anew = Vault::new(self.shared.clone(), Numbers(seed), self.tested, SCHEMA, IDLE);
        let with = self.some_way().0;
        now(anew.unlock(&secret(&with), 1)).map_err(|e| format!("{e:?}"))?;
        now(anew.backed_up(1, 1)).map_err(|e| format!("{e:?}"))?;
        let left = now(self.shared.left()).map_err(|e| format!("{e:?}"))?;
        if left != 1 + self.model.ways.len() + self.model.objects.len() {
            return Err(format!("{left} things in the store, which is not what the vault has"));
        }
        let (file, broken) = now(anew.export(1)).map_err(|e| format!("{e:?}"))?;
        let exported = open_export(&file, SCHEMA, &secret(&with)).map_err(|e| format!("{e:?}"))?;
        let mut other = Vault::new(MemoryStore::default(), Numbers(seed), self.tested, SCHEMA, IDLE);
        now(other.restore_new(&exported, 1)).map_err(|e| format!("{e:?}"))?;
        let same = now(other.preview(&exported, Choice::Newer, 1)).map_err(|e| format!("{e:?}"))?;
        if !broken.is_empty() || same.same.len() != self.model.objects.len() {
            return Err("an export does not bring everything back".to_owned());
        }
        for (former, name) in &self.names {
            if self.model.ways.contains_key(name) {
                continue;
            }
            let mut anew = Vault::new(self.shared.clone(), Numbers(seed), self.tested, SCHEMA, IDLE);
            if now(anew.unlock(&secret(former), 1)).is_ok() {
                return Err("a former way in opens".to_owned());
            }
        }
        Ok(())
    }
}

/// Of a store that does not wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    ready(future).expect("nothing to wait for")
}

fn sequence(number: u64, tested: Tested) -> Result<Counts, String> {
    let mut run = Run::new(number, tested);
    let steps = 3 + run.numbers.below(14);
    for _ in 0..steps {
        run.step()?;
    }
    run.finish()?;
    Ok(run.counts)
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|n| n.parse().expect("a number"))
}

#[test]
fn every_acknowledged_write_is_there_and_none_is_torn() {
    let tested = self_test().expect("a device that works");
    let numbers = match asked("TROLY_VAULT_SEQUENCE") {
        Some(one) => one..one + 1,
        None => 0..asked("TROLY_VAULT_SEQUENCES").unwrap_or(SEQUENCES),
    };
    let many = numbers.end - numbers.start;
    let mut sum = Counts::default();
    for number in numbers {
        let c = sequence(number, tested).unwrap_or_else(|e| panic!("sequence {number}: {e}"));
        sum.acknowledged += c.acknowledged;
        sum.refused += c.refused;
        sum.conflicts += c.conflicts;
        sum.unknown += c.unknown;
        sum.crashes += c.crashes;
        sum.faults += c.faults;
        sum.retired += c.retired;
        sum.rekeyed += c.rekeyed;
    }
    eprintln!("{many} sequences: {sum:?}");
    // A test in which nothing goes wrong shows nothing
    if many >= 1_000 {
        for (what, n) in [
            ("acknowledged", sum.acknowledged),
            ("refused", sum.refused),
            ("conflicts", sum.conflicts),
            ("unknown", sum.unknown),
            ("crashes", sum.crashes),
            ("faults", sum.faults),
            ("retired", sum.retired),
            ("rekeyed", sum.rekeyed),
        ] {
            assert!(n as u64 > many / 100, "{what}: only {n} times in {many} sequences");
        }
    }
}
