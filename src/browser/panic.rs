//! Containment of panics. A panic leaves half-changed memory behind a trap, and the browser would happily call into it
//! again (measured). So the page, told by the hook or by the trap itself (`www/troly.js`), shows a plain message and never
//! calls this instance again; what the browser still calls by itself (timers, promises) asks [`dead`] first.

use js_sys::Function;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

thread_local! {
    static TOLD: RefCell<Option<Function>> = const { RefCell::new(None) };
    static DEAD: Cell<bool> = const { Cell::new(false) };
}

/// To be called once, before anything else: `on_panic` is called without arguments when the instance breaks down.
#[wasm_bindgen]
pub fn start(on_panic: Function) {
    TOLD.with(|told| *told.borrow_mut() = Some(on_panic));
    // Through Yew: it puts a hook of its own in place otherwise, which prints the message, and a message may hold a value
    yew::set_custom_panic_hook(Box::new(|_| {
        DEAD.with(|dead| dead.set(true));
        // Nothing here may panic again; an error of the page's function is its own affair
        let told = TOLD.with(|told| told.try_borrow().ok().and_then(|told| told.clone()));
        if let Some(told) = told {
            let _ = told.call0(&JsValue::NULL);
        }
    }));
}

/// The page saw a trap: nothing that the browser still calls by itself may go on. Release builds trap at once where others
/// would call the hook (`panic = "immediate-abort"`, see `xtask/src/dist.rs`; a message would be thrown away anyway).
#[wasm_bindgen]
pub fn stop() {
    DEAD.with(|dead| dead.set(true));
}

/// Whether this instance has panicked.
pub fn dead() -> bool {
    DEAD.with(Cell::get)
}
