//! The client of the QR worker (`www/qr-worker.js`, its own wasm module): started on the first picture, thrown away and
//! started again when it takes too long or breaks down. A crash there costs one picture and nothing else.

use super::{
    client::{Client, field},
    page::Page,
};
use crate::ui::host::ScanError;
use js_sys::{Array, Object, Promise, Reflect};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// How long one picture may take.
const TIMEOUT_MS: i32 = 15_000;

/// Reads pictures, in the worker.
pub struct Reader {
    page: Rc<Page>,
    live: RefCell<Option<Client>>,
    next: Cell<u32>,
}

impl Reader {
    /// A reader; nothing is loaded yet.
    pub fn new(page: Rc<Page>) -> Self {
        Reader { page, live: RefCell::new(None), next: Cell::new(0) }
    }

    /// Texts of all QRs in a picture: a `Blob`, or an `ImageBitmap`, which is handed over.
    ///
    /// # Errors
    /// [`ScanError`], never one of the camera's.
    pub async fn read(&self, key: &str, picture: &JsValue, hand_over: bool) -> Result<Vec<String>, ScanError> {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        let message = Object::new();
        let _ = Reflect::set(&message, &key.into(), picture);
        let (answer, timer) = self.ask(id, &message, picture, hand_over)?;
        let answer = JsFuture::from(answer).await.unwrap_or(JsValue::NULL);
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(timer);
        }
        if answer.is_undefined() {
            self.live.borrow_mut().take();
            return Err(ScanError::TimedOut);
        }
        if let Some(code) = field(&answer, "error").and_then(|e| e.as_string()) {
            return Err(match code.as_str() {
                "not-a-picture" => ScanError::NotAPicture,
                "too-large" => ScanError::TooLarge,
                _ => {
                    self.live.borrow_mut().take(); // whatever state it is in now, a fresh one is better
                    ScanError::Reader
                }
            });
        }
        let Some(texts) = field(&answer, "texts") else {
            self.live.borrow_mut().take(); // it broke down, or never came: the next picture gets a fresh one
            return Err(ScanError::Reader);
        };
        Ok(Array::from(&texts).iter().filter_map(|text| text.as_string()).collect())
    }

    /// Sends one request: a promise of the answer (`undefined`: too late, `null`: the worker broke down) and the timer.
    fn ask(&self, id: u32, message: &Object, picture: &JsValue, hand_over: bool) -> Result<(Promise, i32), ScanError> {
        let window = web_sys::window().ok_or(ScanError::Reader)?;
        let mut live = self.live.borrow_mut();
        if live.is_none() {
            let worker = self.page.worker().map_err(|_| ScanError::Reader)?;
            *live = Some(Client::new(worker, |_| {}));
        }
        let live = live.as_ref().ok_or(ScanError::Reader)?;
        let mut timer = 0;
        let handed = if hand_over { Array::of1(picture) } else { Array::new() };
        let asked = live.ask(id, message, &handed, |late| {
            timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(late, TIMEOUT_MS).unwrap_or(0);
        });
        let promise = asked.map_err(|_| ScanError::NotAPicture)?;
        Ok((promise, timer))
    }
}
