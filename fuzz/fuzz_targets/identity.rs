//! Every number format on any text: the stored and the shown form read as themselves, places lie inside the text, and
//! what is suggested can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::identity::KINDS;

fuzz_target!(|typed: &str| {
    for kind in KINDS {
        match (kind.check)(typed) {
            Ok(read) => {
                for form in [&read.stored, &read.shown] {
                    assert_eq!((kind.check)(form).map(|r| r.stored), Ok(read.stored.clone()), "{}", kind.code);
                }
            }
            Err(error) => assert!(error.at().is_none_or(|at| at < typed.chars().count()), "{}", kind.code),
        }
        if let Some(suggestion) = kind.suggest(typed) {
            assert!((kind.check)(&suggestion.stored).is_ok(), "{}", kind.code);
        }
    }
});
