//! The vault's permanent vectors in wasm, compiled as the released module is: for `tests/e2e/vault-formats.test.mjs`; in no
//! release.

#[cfg(all(target_arch = "wasm32", feature = "vault"))]
#[path = "../../tests/common/vault_vectors.rs"]
mod runner;

#[cfg(all(target_arch = "wasm32", feature = "vault"))]
mod vectors {
    use wasm_bindgen::prelude::wasm_bindgen;

    /// What a vector gives, line by line, an empty line, and what it should give.
    #[wasm_bindgen]
    pub fn run(text: &str) -> Result<String, String> {
        super::runner::run(text).map(|(found, expected)| [found.join("\n"), expected.join("\n")].join("\n\n"))
    }
}

fn main() {}
