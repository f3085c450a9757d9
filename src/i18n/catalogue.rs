//! The texts of one language as a file: a line `key`, tab, text for each, in order of the keys.

#[cfg(all(target_arch = "wasm32", not(feature = "playground")))]
pub use browser::find;
#[cfg(target_arch = "wasm32")]
pub use browser::{load, more};
#[cfg(not(target_arch = "wasm32"))]
pub use native::catalogue;

/// The lines of a catalogue. What is no such line is passed over: a text that is missing shows as an empty one.
#[cfg(any(target_arch = "wasm32", test))]
fn lines(text: &str) -> Vec<(&str, &str)> {
    text.lines().filter_map(|line| line.split_once('\t')).collect()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::super::{Row, findings, is_english, ui};

    /// Everything that a citizen may read, in `lang`: what the build writes for the browser.
    pub fn catalogue(lang: &str) -> String {
        let mut rows: Vec<&Row> = findings::TABLE.iter().chain(ui::TABLE).collect();
        rows.sort();
        let line = |row: &&Row| [row.0, "\t", if is_english(lang) { row.2 } else { row.1 }, "\n"].concat();
        rows.iter().map(line).collect()
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use super::{
        super::{Row, is_english},
        lines,
    };
    use std::cell::RefCell;

    /// Whether English; key and text of each line, in order of the keys.
    type Catalogue = (bool, Vec<(&'static str, &'static str)>);

    thread_local! {
        static LOADED: RefCell<Vec<Catalogue>> = const { RefCell::new(Vec::new()) };
        static MORE: RefCell<Vec<&'static [Row]>> = const { RefCell::new(Vec::new()) };
    }

    /// Takes a table that came with late code. A second time is ignored.
    pub fn more(table: &'static [Row]) {
        MORE.with_borrow_mut(|tables| {
            if !tables.iter().any(|t| t.as_ptr() == table.as_ptr()) {
                tables.push(table);
            }
        });
    }

    /// Takes the catalogue of a language, for as long as the module lives. A second one of the same language is ignored.
    pub fn load(lang: &str, text: String) {
        let english = is_english(lang);
        LOADED.with_borrow_mut(|loaded| {
            if !loaded.iter().any(|l| l.0 == english) {
                loaded.push((english, lines(text.leak())));
            }
        });
    }

    /// The text of a key in `lang`; in whatever language there is, while that one has not been loaded.
    #[cfg(not(feature = "playground"))]
    pub fn find(lang: &str, key: &str) -> Option<&'static str> {
        let loaded = LOADED.with_borrow(|loaded| {
            let (_, rows) = loaded.iter().find(|l| l.0 == is_english(lang)).or(loaded.first())?;
            rows.binary_search_by(|row| row.0.cmp(key)).ok().map(|i| rows[i].1)
        });
        loaded.or_else(|| MORE.with_borrow(|tables| super::super::look_up(tables, lang, key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{find, findings, ui};

    #[test]
    fn a_catalogue_gives_every_text_back_in_order() {
        for lang in ["vi", "en"] {
            let text = catalogue(lang);
            let lines = lines(&text);
            assert_eq!(lines.len(), findings::TABLE.len() + ui::TABLE.len());
            assert!(lines.windows(2).all(|pair| pair[0].0 < pair[1].0), "the browser searches by halving");
            for (key, text) in lines {
                assert_eq!(find(lang, key), Some(text));
            }
        }
    }
}
