//! Code that is not in the first load: `cargo xtask build` takes each split function below, and all that only it needs,
//! into a module of its own, which the browser fetches at the first call.
//!
//! What comes back is a trait object, so nothing can be called before it is there; a second call costs nothing.

use crate::{
    address::{AddressBook, Units},
    ui::host::LoadError,
};
use std::rc::Rc;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

impl From<SplitLoaderError> for LoadError {
    fn from(_: SplitLoaderError) -> Self {
        LoadError::Fetch
    }
}

/// Parsing, conversion and search of addresses, on the bytes of the units file.
///
/// # Errors
/// [`LoadError::Fetch`] when the code could not be fetched, [`LoadError::Damaged`].
#[wasm_split(address, fallible, preload(load_address))]
pub fn open_units(bytes: Vec<u8>) -> Result<Rc<dyn AddressBook>, LoadError> {
    let units = Units::from_bytes(bytes).map_err(|_| LoadError::Damaged)?;
    Ok(Rc::new(units))
}
