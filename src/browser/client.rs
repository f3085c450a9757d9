//! The client of a worker of ours: questions with a number, exactly one answer to each, and none left waiting when it is gone.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

/// Questions that wait: (id, what to call with the answer).
type Waiting = Rc<RefCell<Vec<(u32, Function)>>>;

/// A worker that runs. It ends when this is dropped; what waits is answered with `null` then, as when it breaks down.
pub struct Client {
    worker: Worker,
    waiting: Waiting,
    _answered: Closure<dyn FnMut(MessageEvent)>,
    _broke: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Client {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        answer_all(&self.waiting);
    }
}

/// Answers everything that waits with nothing: the worker is gone.
fn answer_all(waiting: &Waiting) {
    // Taken out first: an answer may ask again
    let all = std::mem::take(&mut *waiting.borrow_mut());
    for (_, answer) in all {
        let _ = answer.call1(&JsValue::NULL, &JsValue::NULL);
    }
}

impl Client {
    /// For a worker that was started; `unasked` hears what it says without having been asked.
    pub fn new(worker: Worker, unasked: impl Fn(&JsValue) + 'static) -> Self {
        let waiting = Waiting::default();
        let for_answers = waiting.clone();
        let answered = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if super::panic::dead() {
                return;
            }
            let data = event.data();
            let Some(id) = field(&data, "id").and_then(|id| id.as_f64()) else { return unasked(&data) };
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
        Client { worker, waiting, _answered: answered, _broke: broke }
    }

    /// Sends a question, with what is handed over, under a number that no other that waits has: a promise of the answer.
    /// `begun` gets what ends the waiting otherwise: called with nothing, the answer is `undefined`.
    ///
    /// # Errors
    /// What is in the message cannot be sent.
    pub fn ask(
        &self,
        id: u32,
        message: &Object,
        hand_over: &Array,
        mut begun: impl FnMut(&Function),
    ) -> Result<Promise, JsValue> {
        Reflect::set(message, &"id".into(), &id.into())?;
        let promise = Promise::new(&mut |resolve, _| {
            begun(&resolve);
            self.waiting.borrow_mut().push((id, resolve));
        });
        self.worker.post_message_with_transfer(message, hand_over)?;
        Ok(promise)
    }
}

/// What an object has under a name, if it is something; what is no object has nothing.
pub fn field(of: &JsValue, name: &str) -> Option<JsValue> {
    // `get` on what is no object gives an error
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
