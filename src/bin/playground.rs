//! The playground's module: the third wasm module, in a worker of the page for authors (`www/playground/`), so that typing
//! never waits for it.
//!
//! It knows only [`troly::author`]: the text of a definition in, JSON out. A trap here costs one answer; the page then starts
//! a new worker.

#[cfg(all(target_arch = "wasm32", feature = "playground"))]
mod worker {
    use troly::{
        author, identity,
        text::date::{Day, PartialDate},
    };
    use wasm_bindgen::prelude::wasm_bindgen;

    fn day(iso: &str) -> Option<Day> {
        // before anything is checked
        identity::load();
        identity::load_repairs();
        iso.parse::<PartialDate>().ok().and_then(PartialDate::to_day)
    }

    /// Remarks with places, schemas, coverage: see [`author::look()`]. `today` is YYYY-MM-DD; nothing when it is no day.
    #[wasm_bindgen]
    pub fn look(text: &str, lang: &str, today: &str) -> Option<String> {
        day(today).map(|today| author::look(text, lang, today).to_text())
    }

    /// A sample dossier and what is left to say about it; nothing when the text is no definition.
    #[wasm_bindgen]
    pub fn sample(text: &str, lang: &str, today: &str) -> Option<String> {
        author::example(text, lang, day(today)?).map(|json| json.to_text())
    }

    /// A definition made of another builder's form.
    #[wasm_bindgen(js_name = takeOver)]
    pub fn take_over(text: &str, lang: &str) -> String {
        author::take_over(text, lang).to_text()
    }
}

fn main() {}
