//! What the module asks of `www/troly.js`: the things that need the element itself, the addresses of our files, or a
//! Trusted Types policy. One such object belongs to one element, which it holds weakly.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The class `Page` of `www/troly.js`.
    pub type Page;

    /// Answers or findings changed.
    #[wasm_bindgen(method)]
    pub fn changed(this: &Page);

    /// `troly-fill`; `false`: the page refused.
    #[wasm_bindgen(method)]
    pub fn fill(this: &Page, paths: Vec<String>) -> bool;

    /// `troly-submit`; `false`: the page could not take it.
    #[wasm_bindgen(method)]
    pub fn submit(this: &Page, data: &str, dossier: &str, files: &str) -> bool;

    /// Keeps an attached file with the element; the id that it gets.
    #[wasm_bindgen(method)]
    pub fn keep(this: &Page, file: &web_sys::File) -> String;

    /// How the file begins, as a promise of an `ArrayBuffer`.
    #[wasm_bindgen(method)]
    pub fn begin(this: &Page, file: &web_sys::File) -> Promise;

    /// The ids of the files that are kept, with blanks between them.
    #[wasm_bindgen(method)]
    pub fn kept(this: &Page) -> String;

    /// `troly-error`.
    #[wasm_bindgen(method)]
    pub fn error(this: &Page, code: &str);

    /// The bytes of one of our files, by its name in the build, as a promise of an `ArrayBuffer`.
    #[wasm_bindgen(method)]
    pub fn asset(this: &Page, name: &str) -> Promise;

    /// Fetches the look of the pages around the form into the element's root, as a promise.
    #[wasm_bindgen(method)]
    pub fn pages(this: &Page) -> Promise;

    /// The keys of issuers that the portal trusts, as JSON; nothing, if it gave none.
    #[wasm_bindgen(method)]
    pub fn issuers(this: &Page) -> String;

    /// Starts the QR worker. Fails where the portal's policy forbids workers or another Trusted Types policy.
    #[wasm_bindgen(method, catch)]
    pub fn worker(this: &Page) -> Result<web_sys::Worker, JsValue>;

    /// Starts the vault's worker, likewise.
    #[wasm_bindgen(method, catch, js_name = vaultWorker)]
    pub fn vault_worker(this: &Page) -> Result<web_sys::Worker, JsValue>;

    /// Whether the page says that strangers share this machine.
    #[wasm_bindgen(method)]
    pub fn shared(this: &Page) -> bool;

    /// All forms of the page begin anew in a fresh instance; this one ends.
    #[wasm_bindgen(method)]
    pub fn forget(this: &Page);

    /// Calls a function of `www/troly/late.js` with a file's name, type and text: `download`.
    #[wasm_bindgen(method, js_name = late)]
    pub fn late_text(this: &Page, function: &str, name: &str, mime: &str, content: &str);

    /// The same with bytes.
    #[wasm_bindgen(method, js_name = late)]
    pub fn late_bytes(this: &Page, function: &str, name: &str, mime: &str, content: &js_sys::Uint8Array);

    /// Calls one that asks: `passkeys`, `persist`.
    #[wasm_bindgen(method, js_name = late)]
    pub fn late(this: &Page, function: &str) -> JsValue;

    /// Calls one with a text: `newPasskey`, `locked`.
    #[wasm_bindgen(method, js_name = late)]
    pub fn late_with(this: &Page, function: &str, text: &str) -> JsValue;

    /// `passkey`, with the vault and the ids of its passkeys: a promise.
    #[wasm_bindgen(method, js_name = late)]
    pub fn late_passkey(this: &Page, function: &str, vault: &str, ids: Vec<String>) -> Promise;

    /// Prints the element's page and nothing else of the portal's.
    #[wasm_bindgen(method)]
    pub fn print(this: &Page);
}
