//! The client of the QR worker (`www/qr-worker.js`, its own wasm module): started on the first picture, thrown away and
//! started again when it takes too long or breaks down. A crash there costs one picture and nothing else.

use super::page::Page;
use crate::ui::host::ScanError;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// How long one picture may take.
const TIMEOUT_MS: i32 = 15_000;

/// Requests that wait: (id, what to call with the answer).
type Waiting = Rc<RefCell<Vec<(u32, Function)>>>;

struct Live {
    worker: Worker,
    waiting: Waiting,
    _answered: Closure<dyn FnMut(MessageEvent)>,
    _broke: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        answer_all(&self.waiting);
    }
}

/// Answers everything that waits with nothing: the reader is gone.
fn answer_all(waiting: &Waiting) {
    // Taken out first: an answer may ask again
    let all = std::mem::take(&mut *waiting.borrow_mut());
    for (_, answer) in all {
        let _ = answer.call1(&JsValue::NULL, &JsValue::NULL);
    }
}

/// Reads pictures, in the worker.
pub struct Reader {
    page: Rc<Page>,
    live: RefCell<Option<Live>>,
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
        let _ = Reflect::set(&message, &"id".into(), &id.into());
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
            *live = Some(self.start()?);
        }
        let live = live.as_ref().ok_or(ScanError::Reader)?;
        let mut timer = 0;
        let promise = Promise::new(&mut |resolve, _| {
            timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, TIMEOUT_MS).unwrap_or(0);
            live.waiting.borrow_mut().push((id, resolve));
        });
        let sent = if hand_over {
            live.worker.post_message_with_transfer(message, &Array::of1(picture))
        } else {
            live.worker.post_message(message)
        };
        sent.map_err(|_| ScanError::NotAPicture)?;
        Ok((promise, timer))
    }

    fn start(&self) -> Result<Live, ScanError> {
        let worker = self.page.worker().map_err(|_| ScanError::Reader)?;
        let waiting = Waiting::default();
        let for_answers = waiting.clone();
        let answered = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if super::panic::dead() {
                return;
            }
            let data = event.data();
            let Some(id) = field(&data, "id").and_then(|id| id.as_f64()) else { return };
            let found = {
                let mut waiting = for_answers.borrow_mut();
                let at = waiting.iter().position(|(w, _)| f64::from(*w) == id);
                at.map(|at| waiting.swap_remove(at).1)
            };
            if let Some(answer) = found {
                let _ = answer.call1(&JsValue::NULL, &data);
            }
        });
        let for_breaking = waiting.clone();
        let broke = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            if !super::panic::dead() {
                answer_all(&for_breaking);
            }
        });
        worker.set_onmessage(Some(answered.as_ref().unchecked_ref()));
        worker.set_onerror(Some(broke.as_ref().unchecked_ref()));
        Ok(Live { worker, waiting, _answered: answered, _broke: broke })
    }
}

fn field(of: &JsValue, name: &str) -> Option<JsValue> {
    // `get` on what is no object gives an error
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
