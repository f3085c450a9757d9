//! The client of the vault's worker (`www/vault-worker.js`), one for all elements of a page: started with the first question, ended when
//! the vault is locked. Passphrases, files and passkeys' secrets go past the memory of this module.

use super::{client::Client, page::Page};
use crate::{
    json::{Json, Limits},
    ui::host::{Answer, Asked, Keeper, Task, VaultFailure, With},
};
use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// See the module. Cloning shares it.
#[derive(Clone)]
pub struct BrowserKeeper(Rc<Inner>);

struct Inner {
    page: Rc<Page>,
    live: RefCell<Option<Client>>,
    next: Cell<u32>,
    told: RefCell<Option<yew::Callback<String>>>,
}

fn failed(code: &str) -> VaultFailure {
    VaultFailure { code: code.to_owned(), ms: 0 }
}

fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).unwrap_or_default()
}

fn set(of: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(of, &key.into(), value);
}

/// What was typed, as the browser has it; the box is empty afterwards.
fn taken(input: &web_sys::HtmlInputElement) -> JsValue {
    let typed = get(input, "value");
    input.set_value("");
    typed
}

impl BrowserKeeper {
    /// For a page; nothing is started yet.
    pub fn new(page: Rc<Page>) -> Self {
        let (live, next, told) = Default::default();
        BrowserKeeper(Rc::new(Inner { page, live, next, told }))
    }

    /// Sends a question: a promise of the answer, `null` when the worker is gone.
    fn send(&self, message: &Object) -> Result<Promise, VaultFailure> {
        let id = self.0.next.get();
        self.0.next.set(id.wrapping_add(1));
        let mut live = self.0.live.borrow_mut();
        if live.is_none() {
            let worker = self.0.page.vault_worker().map_err(|_| failed("vault.load"))?;
            let shared = Rc::downgrade(&self.0);
            *live = Some(Client::new(worker, move |said| {
                // Why it is locked; or that another tab wrote, which is no reason to lock
                let locked = get(said, "event") == "locked";
                let why = if locked { get(said, "why").as_string().unwrap_or_default() } else { "wrote".to_owned() };
                // Later: what is told may end this worker, and with it this closure
                let told = shared.upgrade().and_then(|shared| shared.told.borrow().clone());
                wasm_bindgen_futures::spawn_local(async move {
                    if let Some(told) = told {
                        told.emit(why);
                    }
                });
            }));
        }
        let live = live.as_ref().ok_or_else(|| failed("vault.load"))?;
        live.ask(id, message, &Array::new(), |_| {}).map_err(|_| failed("vault.message"))
    }

    /// The question as an object, with what goes past this module.
    async fn question(page: &Page, op: &str, args: &Json, with: With) -> Result<Object, VaultFailure> {
        let message: Object =
            JSON::parse(&args.to_text()).ok().and_then(|o| o.dyn_into().ok()).ok_or_else(|| failed("vault.message"))?;
        set(&message, "op", &op.into());
        match with {
            With::Nothing => {}
            With::Passphrase(input) => set(&message, "passphrase", &taken(&input)),
            With::File(input, file) => {
                let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| failed("vault.damaged"))?;
                set(&message, "file", &Uint8Array::new(&bytes));
                set(&message, "passphrase", &taken(&input));
            }
            With::NewPasskey(vault) => passkey(&message, page.late_with("newPasskey", &vault).into()).await?,
            With::Passkey(vault, ids) => passkey(&message, page.late_passkey("passkey", &vault, ids)).await?,
        }
        Ok(message)
    }
}

/// Puts a passkey's secret, and its id as the hint, into a question.
async fn passkey(message: &Object, asked: Promise) -> Result<(), VaultFailure> {
    let found = JsFuture::from(asked).await.map_err(|error| {
        // No secret although the passkey was shown is a device's fault; all else is the person's choice
        failed(if error.as_string().as_deref() == Some("prf") { "vault.passkey-prf" } else { "vault.passkey" })
    })?;
    set(message, "secret", &get(&found, "secret"));
    set(message, "hint", &get(&found, "hint"));
    Ok(())
}

/// An answer without its bytes, which JSON does not have.
fn plain(ok: &JsValue) -> (JsValue, Option<Vec<u8>>) {
    let file = get(ok, "file").dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec());
    if let (Some(_), Some(object)) = (&file, ok.dyn_ref::<Object>()) {
        set(object, "file", &JsValue::UNDEFINED);
    }
    // Passkeys' ids as text
    for way in get(ok, "ways").dyn_into::<Array>().iter().flat_map(Array::iter) {
        if let Ok(hint) = get(&way, "hint").dyn_into::<Uint8Array>() {
            let hex: String = hint.to_vec().iter().map(|byte| format!("{byte:02x}")).collect();
            set(way.unchecked_ref(), "hint", &hex.into());
        }
    }
    (ok.clone(), file)
}

impl Keeper for BrowserKeeper {
    fn ask(&self, op: &'static str, args: Json, with: With) -> Task<Asked<Answer>> {
        let this = self.clone();
        Box::pin(async move {
            let message = BrowserKeeper::question(&this.0.page, op, &args, with).await?;
            let answer = JsFuture::from(this.send(&message)?).await.unwrap_or(JsValue::NULL);
            let code = get(&answer, "error").as_string();
            if answer.is_null() || matches!(code.as_deref(), Some("vault.broke")) {
                this.0.live.borrow_mut().take(); // whatever state it is in now, a fresh one is better
                return Err(failed("vault.broke"));
            }
            if let Some(code) = code {
                let ms = get(&answer, "ms").as_f64().unwrap_or_default() as u64;
                return Err(VaultFailure { code, ms });
            }
            let (ok, file) = plain(&get(&answer, "ok"));
            let text = JSON::stringify(&ok).ok().and_then(|text| text.as_string()).unwrap_or_default();
            let limits = Limits { bytes: usize::MAX, string: usize::MAX, nodes: usize::MAX, ..Limits::DEFAULT };
            let json = Json::parse_with(&text, &limits).map_err(|_| failed("vault.message"))?;
            Ok((json, file))
        })
    }

    fn end(&self) {
        self.0.live.borrow_mut().take();
    }

    fn listen(&self, told: yew::Callback<String>) {
        *self.0.told.borrow_mut() = Some(told);
    }

    fn passkeys(&self) -> bool {
        self.0.page.late("passkeys").is_truthy()
    }

    fn was_locked(&self) -> String {
        self.0.page.late("locked").as_string().unwrap_or_default()
    }

    fn shared(&self) -> bool {
        self.0.page.shared()
    }

    fn seen(&self) -> String {
        self.0.page.late("seen").as_string().unwrap_or_default()
    }

    fn remember(&self, state: &str) {
        self.0.page.late_with("seen", state);
    }

    fn save(&self, name: &str, bytes: &[u8]) {
        self.0.page.late_bytes("download", name, "application/octet-stream", &Uint8Array::from(bytes));
    }

    fn persist(&self) -> Task<bool> {
        let asked = Promise::resolve(&self.0.page.late("persist"));
        Box::pin(async move { JsFuture::from(asked).await.is_ok_and(|yes| yes.is_truthy()) })
    }

    fn now(&self) -> f64 {
        js_sys::Date::now()
    }

    fn forget(&self, why: &str) {
        self.0.page.late_with("locked", why);
        self.0.page.forget();
    }
}
