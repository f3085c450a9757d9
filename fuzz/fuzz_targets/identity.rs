//! Every number format on any text: the stored and the shown form read as themselves, places lie inside the text, what is
//! suggested can be read, and what can be read is explained.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::{
    i18n::numbers,
    identity::{KINDS, recognise},
};

fuzz_target!(|typed: &str| {
    assert!(recognise(typed).len() <= KINDS.len());
    for kind in KINDS {
        match (kind.check)(typed) {
            Ok(read) => {
                for form in [&read.stored, &read.shown] {
                    assert_eq!((kind.check)(form).map(|r| r.stored), Ok(read.stored.clone()), "{}", kind.code);
                }
            }
            Err(error) => {
                let length = typed.chars().count();
                assert!(error.at().is_none_or(|at| at <= length), "{}", kind.code);
                let range = error.range(typed);
                assert!(range.start <= range.end && range.end <= length, "{}", kind.code);
            }
        }
        if let Ok(facts) = kind.explain(typed) {
            assert!(numbers::sentence(&facts, "vi").ends_with('.'), "{}", kind.code);
        }
        if let Some(suggestion) = kind.suggest(typed) {
            assert!((kind.check)(&suggestion.stored).is_ok(), "{}", kind.code);
        }
    }
});
