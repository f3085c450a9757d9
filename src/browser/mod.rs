//! The browser's edge: what `www/troly.js` calls, and what the interface asks for ([`crate::ui::host::Host`]).
//!
//! Nothing here decides anything about a dossier. No function may panic; should something below panic all the same,
//! [`mod@panic`] tells the page and every later call does nothing.

pub mod camera;
pub mod client;
pub mod element;
pub mod host;
pub mod late;
pub mod page;
pub mod panic;
pub mod vault;
pub mod worker;
