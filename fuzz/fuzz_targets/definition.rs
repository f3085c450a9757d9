//! Definitions on any text: refused with remarks that lie in the text, or usable for everything that definitions are for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::{
    definition::{Draft, lint, parse, schema},
    json::locate,
    text::date::Day,
    validate::{Data, check, export},
};

fuzz_target!(|text: &str| match parse(text) {
    Ok(def) => {
        let today = Day::MIN.replace_year(2026).expect("a day");
        let data = Data::empty(&def, today);
        let _ = (lint(&def, today), schema(&def, Draft::Draft7), schema(&def, Draft::Draft2020));
        let _ = (check(&def, &data), export(&def, &data));
    }
    Err(remarks) => {
        assert!(!remarks.is_empty());
        for remark in remarks {
            let (line, column) = locate(text, &remark.pointer);
            assert!(line <= text.lines().count() + 1 && column > 0);
        }
    }
});
