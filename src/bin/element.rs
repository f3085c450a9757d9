//! The wasm module of the element. `www/troly.js` calls `start` and `Form` of [`troly::browser`]; nothing runs by itself.

#[cfg(target_arch = "wasm32")]
fn main() {
    // Names what is exported, so that the linker keeps it
    let _ = troly::browser::panic::dead as fn() -> bool;
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
