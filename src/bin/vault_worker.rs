//! The vault worker's module: [`troly::vault`] over the IndexedDB of `www/vault-worker.js`, which describes the messages and
//! starts it when a citizen keeps something, or opens what was kept.
//!
//! A passphrase and what is sealed come in as bytes, which are wiped here when they go; the script wipes its own copy, and all
//! of this memory when the vault is locked. Nothing is printed. A trap costs this instance; the page then starts a new worker.

#[cfg(all(target_arch = "wasm32", feature = "vault"))]
mod worker {
    use js_sys::{Array, Object, Reflect, Uint8Array};
    use troly::vault::{
        Argon, Base, Change, Choice, Content, Credential, Edit, Entry, Error, Exported, Id, Kind, Method, NoRandom,
        Opened, Preview, Random, StoreError, Stored, Vault, VaultStore, open_export, self_test,
    };
    use wasm_bindgen::prelude::*;
    use zeroize::{Zeroize, Zeroizing};

    /// Version of what the application puts into objects.
    const SCHEMA: u32 = 1;
    /// What a passphrase costs on a device that has not the memory for the usual: half of it, twice as often.
    const SMALL: Argon = Argon { memory: 32 * 1024, passes: 6, lanes: 1 };
    /// What a question is told that is none.
    const MESSAGE: &str = "vault.message";
    const KINDS: [(&str, Kind); 5] = [
        ("record", Kind::Record),
        ("person", Kind::Person),
        ("draft", Kind::Draft),
        ("attachment", Kind::Attachment),
        ("setting", Kind::Setting),
    ];

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
        fn random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

        /// The class `Store` of `www/vault-worker.js`. What goes wrong there is the last part of a [`StoreError`]'s code.
        pub type Store;
        #[wasm_bindgen(method, catch, js_name = stored)]
        async fn row(this: &Store) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method, catch, js_name = slots)]
        async fn fetch(this: &Store, slots: Vec<String>) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method, catch, js_name = commit)]
        async fn change(this: &Store, change: JsValue) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method, catch, js_name = wipe)]
        async fn clear(this: &Store) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method, catch, js_name = left)]
        async fn count(this: &Store) -> Result<JsValue, JsValue>;

        /// What `stored` gives: whatever lies there, it has these types.
        type Row;
        #[wasm_bindgen(method, getter)]
        fn vault(this: &Row) -> String;
        #[wasm_bindgen(method, getter)]
        fn generation(this: &Row) -> f64;
        #[wasm_bindgen(method, getter)]
        fn head(this: &Row) -> Uint8Array;
        #[wasm_bindgen(method, getter)]
        fn ids(this: &Row) -> Vec<String>;
        #[wasm_bindgen(method, getter)]
        fn envelopes(this: &Row) -> Vec<Uint8Array>;
    }

    impl VaultStore for Store {
        async fn stored(&mut self) -> Result<Option<Stored>, StoreError> {
            let row = self.row().await.map_err(store_error)?;
            if row.is_null() {
                return Ok(None);
            }
            let row: Row = row.unchecked_into();
            let ids = row.ids().into_iter().map(|id| parse(&id).unwrap_or(Id([0; 16])));
            Ok(Some(Stored {
                vault: parse(&row.vault()).unwrap_or(Id([0; 16])),
                generation: row.generation() as u64,
                head: row.head().to_vec(),
                envelopes: ids.zip(row.envelopes().iter().map(Uint8Array::to_vec)).collect(),
            }))
        }

        async fn slots(&mut self, slots: &[Id]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
            let found: Array = self.fetch(slots.iter().map(hex).collect()).await.map_err(store_error)?.unchecked_into();
            Ok(found.iter().map(|bytes| bytes.dyn_into::<Uint8Array>().ok().map(|b| b.to_vec())).collect())
        }

        async fn commit(&mut self, change: &Change) -> Result<(), StoreError> {
            let pairs = |list: &[(Id, Vec<u8>)]| -> JsValue {
                list.iter()
                    .map(|(id, bytes)| JsValue::from([name(id), copy(bytes)].iter().collect::<Array>()))
                    .collect::<Array>()
                    .into()
            };
            let names = |list: &[Id]| -> JsValue { list.iter().map(name).collect::<Array>().into() };
            let change = object([
                ("vault", name(&change.vault)),
                ("expected", change.expected.map_or(JsValue::NULL, number)),
                ("generation", number(change.generation)),
                ("head", copy(&change.head)),
                ("putEnvelopes", pairs(&change.put_envelopes)),
                ("dropEnvelopes", names(&change.drop_envelopes)),
                ("putSlots", pairs(&change.put_slots)),
                ("dropSlots", names(&change.drop_slots)),
                ("strict", change.strict.into()),
            ]);
            self.change(change).await.map(drop).map_err(store_error)
        }

        async fn wipe(&mut self) -> Result<(), StoreError> {
            self.clear().await.map(drop).map_err(store_error)
        }

        async fn left(&mut self) -> Result<usize, StoreError> {
            Ok(self.count().await.map_err(store_error)?.as_f64().unwrap_or_default() as usize)
        }
    }

    fn store_error(thrown: JsValue) -> StoreError {
        match thrown.as_string().as_deref() {
            Some("conflict") => StoreError::Conflict,
            Some("full") => StoreError::Full,
            Some("unavailable") => StoreError::Unavailable,
            Some("newer") => StoreError::Newer,
            _ => StoreError::Lost,
        }
    }

    /// The browser's.
    struct Crypto;

    impl Random for Crypto {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
            random_values(bytes).map(drop).map_err(|_| NoRandom)
        }
    }

    /// What somebody unlocks with, wiped when it goes.
    enum Given {
        Passphrase(Zeroizing<String>),
        Secret(Zeroizing<Vec<u8>>, Vec<u8>),
    }

    impl Given {
        /// A passphrase, or a secret with what helps to ask for it.
        fn new(passphrase: Option<Vec<u8>>, secret: Option<Vec<u8>>, hint: Option<Vec<u8>>) -> Result<Self, JsValue> {
            match (passphrase, secret.map(Zeroizing::new)) {
                (Some(typed), None) => match String::from_utf8(typed) {
                    Ok(typed) => Ok(Given::Passphrase(Zeroizing::new(typed))),
                    Err(error) => {
                        error.into_bytes().zeroize();
                        Err(coded(MESSAGE))
                    }
                },
                (None, Some(secret)) if secret.len() == 32 => Ok(Given::Secret(secret, hint.unwrap_or_default())),
                _ => Err(coded(MESSAGE)),
            }
        }

        fn credential(&self) -> Result<Credential<'_>, JsValue> {
            match self {
                Given::Passphrase(typed) => Ok(Credential::Passphrase(typed, cost())),
                Given::Secret(secret, hint) => {
                    Ok(Credential::Secret(secret.as_slice().try_into().map_err(|_| coded(MESSAGE))?, hint))
                }
            }
        }
    }

    /// What a new passphrase costs here.
    fn cost() -> Argon {
        let usual = Argon::default();
        // Asked for and given back: what is derived next takes the same
        let there = Vec::<u8>::new().try_reserve_exact(usual.memory as usize * 1024 + (1 << 20)).is_ok();
        if there { usual } else { SMALL }
    }

    /// The vault, as this worker has it. Times are milliseconds since 1970.
    #[wasm_bindgen]
    pub struct Tab {
        vault: Vault<Store, Crypto>,
        idle: u64,
        /// What [`Tab::write`] will do.
        edits: Vec<Edit>,
        /// The export file that was opened last, and when.
        file: Option<(Exported, u64)>,
    }

    #[wasm_bindgen]
    impl Tab {
        /// A locked one, on a device that computes as it should.
        #[wasm_bindgen(constructor)]
        pub fn new(store: Store, idle: f64) -> Result<Tab, JsValue> {
            let idle = idle as u64;
            let vault = Vault::new(store, Crypto, self_test().map_err(fail)?, SCHEMA, idle);
            Ok(Tab { vault, idle, edits: Vec::new(), file: None })
        }

        /// Tells of a generation that was seen: an older one is not opened.
        pub fn remember(&mut self, vault: &str, generation: f64) {
            if let Some(vault) = parse(vault) {
                self.vault.remember(vault, generation as u64);
            }
        }

        /// After how long it locks itself.
        #[wasm_bindgen(js_name = setIdle)]
        pub fn set_idle(&mut self, idle: f64) {
            self.idle = idle as u64;
            self.vault.set_idle(self.idle);
        }

        /// Whether the key is here.
        pub fn unlocked(&self) -> bool {
            self.vault.opened().is_some()
        }

        /// Lets go of what was left for too long: the key, an opened file.
        pub fn tick(&mut self, now: f64) {
            let now = now as u64;
            self.vault.tick(now);
            let fresh = |at: u64| now.checked_sub(at).is_some_and(|passed| passed < self.idle);
            self.file.take_if(|(_, at)| !fresh(*at));
        }

        /// Somebody is at work.
        pub fn touch(&mut self, now: f64) -> Result<(), JsValue> {
            self.vault.touch(now as u64).map_err(fail)
        }

        /// `{vault, ways}`, as `look` gives it.
        pub async fn ways(&mut self) -> Result<JsValue, JsValue> {
            let (vault, ways) = match self.vault.ways().await.map_err(fail)? {
                Some((vault, ways)) => (name(&vault), ways),
                None => (JsValue::NULL, Vec::new()),
            };
            let ways = ways.iter().map(|way| match &way.method {
                Method::Passphrase(_) => object([("id", name(&way.id)), ("method", "passphrase".into())]),
                Method::Secret { hint } => {
                    object([("id", name(&way.id)), ("method", "passkey".into()), ("hint", copy(hint))])
                }
            });
            Ok(object([("vault", vault), ("ways", ways.collect::<Array>().into())]))
        }

        /// A new vault, where there is none.
        pub async fn create(&mut self, passphrase: Vec<u8>, now: f64) -> Result<JsValue, JsValue> {
            let given = Given::new(Some(passphrase), None, None)?;
            self.vault.create(&given.credential()?, now as u64).await.map(opened).map_err(fail)
        }

        /// Unlocks.
        pub async fn open(
            &mut self,
            passphrase: Option<Vec<u8>>,
            secret: Option<Vec<u8>>,
            now: f64,
        ) -> Result<JsValue, JsValue> {
            let given = Given::new(passphrase, secret, None)?;
            self.vault.unlock(&given.credential()?, now as u64).await.map(opened).map_err(fail)
        }

        /// What is known of the vault; nothing while it is locked.
        pub fn opened(&self) -> JsValue {
            self.vault.opened().map_or(JsValue::UNDEFINED, opened)
        }

        /// Takes over what others wrote.
        pub async fn refresh(&mut self, now: f64) -> Result<JsValue, JsValue> {
            self.vault.refresh(now as u64).await.map(opened).map_err(fail)
        }

        /// All objects: `{id, kind, generation, changed}` with `bytes` or `error`.
        pub async fn all(&mut self, now: f64) -> Result<Array, JsValue> {
            let all = self.vault.get_all(now as u64).await.map_err(fail)?;
            let one = |(entry, content): (Entry, Result<Content, Error>)| {
                let what = match content {
                    Ok(content) => ("bytes", copy(content.bytes())),
                    Err(error) => ("error", error.code().into()),
                };
                object([
                    ("id", name(&entry.id)),
                    ("kind", kind_name(entry.kind).into()),
                    ("generation", number(entry.generation)),
                    ("changed", number(entry.changed)),
                    what,
                ])
            };
            Ok(all.into_iter().map(one).collect())
        }

        /// Forgets edits that were never written.
        pub fn begin(&mut self) {
            self.edits.clear();
        }

        /// An object that the next [`Tab::write`] writes; gives its id. `base`: 'any', 'new' or a generation; unless told, 'new'
        /// for an object without an id, 'any' else.
        pub fn put(
            &mut self,
            id: Option<String>,
            kind: &str,
            bytes: Vec<u8>,
            base: JsValue,
        ) -> Result<String, JsValue> {
            let content = Content::from(bytes);
            let kind = KINDS.iter().find(|(name, _)| *name == kind).ok_or_else(|| coded(MESSAGE))?.1;
            let unless = if id.is_some() { Base::Any } else { Base::New };
            let base = parse_base(&base, unless)?;
            let id = match id {
                Some(id) => parse(&id).ok_or_else(|| coded(MESSAGE))?,
                None => Id::fresh(&mut Crypto).map_err(fail)?,
            };
            self.edits.push(Edit::Put { id, kind, content, base });
            Ok(hex(&id))
        }

        /// An object that the next [`Tab::write`] deletes.
        pub fn delete(&mut self, id: &str, base: JsValue) -> Result<String, JsValue> {
            let base = parse_base(&base, Base::Any)?;
            let id = parse(id).ok_or_else(|| coded(MESSAGE))?;
            self.edits.push(Edit::Delete { id, base });
            Ok(hex(&id))
        }

        /// Writes the edits, all or none; gives the generation.
        pub async fn write(&mut self, now: f64) -> Result<JsValue, JsValue> {
            let edits = std::mem::take(&mut self.edits);
            self.vault.write(&edits, now as u64).await.map_err(fail)?;
            self.generation()
        }

        /// Another passphrase in place of the way it was unlocked with.
        pub async fn passphrase(&mut self, passphrase: Vec<u8>, now: f64) -> Result<String, JsValue> {
            let given = Given::new(Some(passphrase), None, None)?;
            self.vault.change_way(&given.credential()?, now as u64).await.map(|id| hex(&id)).map_err(fail)
        }

        /// One more way in.
        #[wasm_bindgen(js_name = addWay)]
        pub async fn add_way(
            &mut self,
            passphrase: Option<Vec<u8>>,
            secret: Option<Vec<u8>>,
            hint: Option<Vec<u8>>,
            now: f64,
        ) -> Result<String, JsValue> {
            let given = Given::new(passphrase, secret, hint)?;
            self.vault.add_way(&given.credential()?, now as u64).await.map(|id| hex(&id)).map_err(fail)
        }

        /// One way in less.
        #[wasm_bindgen(js_name = removeWay)]
        pub async fn remove_way(&mut self, way: String, now: f64) -> Result<(), JsValue> {
            let way = parse(&way).ok_or_else(|| coded(MESSAGE))?;
            self.vault.remove_way(way, now as u64).await.map_err(fail)
        }

        /// Another key, and this passphrase as the only way in.
        pub async fn rekey(&mut self, passphrase: Vec<u8>, now: f64) -> Result<String, JsValue> {
            let given = Given::new(Some(passphrase), None, None)?;
            self.vault.rekey(&given.credential()?, now as u64).await.map(|id| hex(&id)).map_err(fail)
        }

        /// Everything in one file: `{file, generation, objects, broken}`.
        pub async fn export(&mut self, now: f64) -> Result<JsValue, JsValue> {
            let listed = self.vault.list(now as u64).await.map_err(fail)?.len();
            let (file, broken) = self.vault.export(now as u64).await.map_err(fail)?;
            Ok(object([
                ("file", copy(&file)),
                ("generation", self.generation()?),
                ("objects", (listed - broken.len()).into()),
                ("broken", broken.len().into()),
            ]))
        }

        /// The citizen has an export of this generation.
        #[wasm_bindgen(js_name = backedUp)]
        pub async fn backed_up(&mut self, generation: f64, now: f64) -> Result<(), JsValue> {
            self.vault.backed_up(generation as u64, now as u64).await.map_err(fail)
        }

        /// Opens an export file and keeps it open: `{vault, same, objects, at, preview}`.
        #[wasm_bindgen(js_name = readFile)]
        pub async fn read_file(
            &mut self,
            file: Vec<u8>,
            passphrase: Option<Vec<u8>>,
            secret: Option<Vec<u8>>,
            now: f64,
        ) -> Result<JsValue, JsValue> {
            self.file = None;
            let given = Given::new(passphrase, secret, None)?;
            let read = open_export(&file, SCHEMA, &given.credential()?).map_err(fail)?;
            let here = self.vault.ways().await.map_err(fail)?.map(|(vault, _)| vault);
            let preview = match self.unlocked() {
                true => preview(&self.vault.preview(&read, Choice::Newer, now as u64).await.map_err(fail)?),
                false => JsValue::NULL,
            };
            let answer = object([
                ("vault", name(&read.vault)),
                ("same", (here == Some(read.vault)).into()),
                ("objects", read.entries.len().into()),
                ("at", number(read.created)),
                ("preview", preview),
            ]);
            self.file = Some((read, now as u64));
            Ok(answer)
        }

        /// Merges the opened file into the vault, or makes the vault of it where there is none.
        pub async fn restore(&mut self, choice: &str, now: f64) -> Result<JsValue, JsValue> {
            let choice = match choice {
                "newer" => Choice::Newer,
                "file" => Choice::File,
                "here" => Choice::Here,
                _ => return Err(coded(MESSAGE)),
            };
            let (read, _) = self.file.as_ref().ok_or_else(|| fail(Error::Locked))?;
            if self.vault.ways().await.map_err(fail)?.is_some() {
                return self.vault.restore(read, choice, now as u64).await.map(|done| preview(&done)).map_err(fail);
            }
            let done = self.vault.restore_new(read, now as u64).await.map_err(fail)?;
            let mut all = Preview::default();
            for read in &read.entries {
                match &read.content {
                    Ok(_) => all.added.push(read.entry),
                    Err(error) => all.broken.push((read.entry, error.clone())),
                }
            }
            let answer = preview(&all);
            set(&answer, "opened", &opened(done));
            Ok(answer)
        }

        fn generation(&self) -> Result<JsValue, JsValue> {
            self.vault.opened().map(|o| number(o.generation)).ok_or_else(|| fail(Error::Locked))
        }
    }

    fn opened(opened: Opened) -> JsValue {
        let backup = opened.backup.map(|b| object([("at", number(b.at)), ("generation", number(b.generation))]));
        object([
            ("vault", name(&opened.vault)),
            ("generation", number(opened.generation)),
            ("schema", opened.schema.into()),
            ("backup", backup.unwrap_or(JsValue::NULL)),
            ("way", name(&opened.way)),
        ])
    }

    fn preview(preview: &Preview) -> JsValue {
        fn list<'a>(entries: impl Iterator<Item = &'a Entry>) -> JsValue {
            let one = |e: &Entry| {
                object([("id", name(&e.id)), ("kind", kind_name(e.kind).into()), ("changed", number(e.changed))])
            };
            entries.map(one).collect::<Array>().into()
        }
        object([
            ("added", list(preview.added.iter())),
            ("replaced", list(preview.replaced.iter())),
            ("kept", list(preview.kept.iter())),
            ("same", list(preview.same.iter())),
            ("broken", list(preview.broken.iter().map(|(entry, _)| entry))),
        ])
    }

    fn parse_base(base: &JsValue, unless: Base) -> Result<Base, JsValue> {
        match (base.as_string().as_deref(), base.as_f64()) {
            (Some("any"), _) => Ok(Base::Any),
            (Some("new"), _) => Ok(Base::New),
            (None, Some(generation)) => Ok(Base::At(generation as u64)),
            (None, None) if base.is_undefined() => Ok(unless),
            _ => Err(coded(MESSAGE)),
        }
    }

    fn kind_name(kind: Kind) -> &'static str {
        KINDS.iter().find(|(_, k)| *k == kind).map_or("", |(name, _)| name)
    }

    fn fail(error: Error) -> JsValue {
        let answer = coded(error.code());
        match error {
            Error::Wait { ms } => set(&answer, "ms", &number(ms)),
            Error::Newer { version } => set(&answer, "version", &version.into()),
            _ => {}
        }
        answer
    }

    fn coded(code: &str) -> JsValue {
        object([("error", code.into())])
    }

    fn object<const N: usize>(pairs: [(&str, JsValue); N]) -> JsValue {
        let object = JsValue::from(Object::new());
        for (key, value) in &pairs {
            set(&object, key, value);
        }
        object
    }

    /// Of an object that was just made, this does not fail.
    fn set(object: &JsValue, key: &str, value: &JsValue) {
        let _ = Reflect::set(object, &key.into(), value);
    }

    /// A copy outside of this memory.
    fn copy(bytes: &[u8]) -> JsValue {
        Uint8Array::from(bytes).into()
    }

    fn number(n: u64) -> JsValue {
        (n as f64).into()
    }

    fn name(id: &Id) -> JsValue {
        hex(id).into()
    }

    fn hex(id: &Id) -> String {
        id.0.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)).collect()
    }

    fn parse(hex: &str) -> Option<Id> {
        let mut id = [0; 16];
        if hex.len() != 32 || !hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        for (byte, digits) in id.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Id(id))
    }
}

fn main() {}
