//! The module of the npm package `troly-address` (`packages/troly-address/`), and of nothing else.
//!
//! It knows only [`troly::package`]: text in, JSON out. The package's script checks what it is given, so nothing here can
//! go wrong but the units' file.

#[cfg(target_arch = "wasm32")]
mod package {
    use troly::{
        address::{Subject, Units},
        package,
    };
    use wasm_bindgen::prelude::wasm_bindgen;

    /// The units of one file.
    #[wasm_bindgen]
    pub struct Book(Units);

    fn subject(land: bool) -> Subject {
        if land { Subject::Land } else { Subject::People }
    }

    #[wasm_bindgen]
    impl Book {
        /// Throws the code of [`troly::address::DataError`] as a text.
        #[wasm_bindgen(constructor)]
        pub fn new(bytes: Vec<u8>) -> Result<Book, String> {
            Units::from_bytes(bytes).map(Book).map_err(|error| error.code().to_owned())
        }

        /// See [`package::convert`].
        pub fn convert(&self, text: &str, land: bool) -> String {
            package::convert(&self.0, text, subject(land))
        }

        /// See [`package::parse`].
        pub fn parse(&self, text: &str) -> String {
            package::parse(&self.0, text)
        }

        /// See [`package::search`].
        pub fn search(&self, query: &str, province: &str, limit: u32) -> String {
            package::search(&self.0, query, province, limit as usize)
        }

        /// See [`package::origins`].
        pub fn origins(&self, commune: &str) -> String {
            package::origins(&self.0, commune)
        }

        /// See [`package::successors`].
        pub fn successors(&self, unit: &str, land: bool) -> String {
            package::successors(&self.0, unit, subject(land))
        }

        /// See [`package::provinces`].
        pub fn provinces(&self) -> String {
            package::provinces(&self.0)
        }

        /// See [`package::communes`].
        pub fn communes(&self, province: &str) -> String {
            package::communes(&self.0, province)
        }

        /// See [`package::as_of`].
        #[wasm_bindgen(js_name = asOf)]
        pub fn as_of(&self) -> String {
            package::as_of(&self.0)
        }
    }
}

fn main() {}
