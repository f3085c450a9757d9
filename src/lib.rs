//! Trợ Lý (`troly`): a form-filling assistant for Vietnamese administrative procedures that runs wholly in the
//! citizen's browser.
//!
//! Everything above the line is pure: no I/O, no clock, no random source; it compiles and is tested natively.
//! Below the line stands the browser. `ARCHITECTURE.md` is the map.

pub mod address;
// In a browser it would carry the texts for authors with it: only the playground's module is built with it.
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub mod author;
pub mod definition;
pub mod detect;
pub mod dossier;
pub mod i18n;
pub mod identity;
pub mod json;
pub mod package;
pub mod paste;
pub mod prefill;
pub mod print;
pub mod qr;
pub mod record;
pub mod relation;
pub mod rules;
mod sorted;
pub mod table;
pub mod text;
pub mod typed;
pub mod validate;
pub mod value;
pub mod vault;

// ---- the line: what follows exists only in the browser -----------------------------------------------------------
#[cfg(all(target_arch = "wasm32", feature = "element"))]
pub mod browser;
#[cfg(all(target_arch = "wasm32", feature = "element"))]
pub mod ui;
