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

    /// Saves a text as a file.
    #[wasm_bindgen(method)]
    pub fn download(this: &Page, name: &str, mime: &str, content: &str);

    /// Prints the element's page and nothing else of the portal's.
    #[wasm_bindgen(method)]
    pub fn print(this: &Page);
}
